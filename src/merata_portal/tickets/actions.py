"""Giving a row its ticket and PIN, and opening it by them; wrong PINs lock the row, not the neighbourhood."""

from __future__ import annotations

import hmac
import math
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.personal.digests import digest
from merata_portal.personal.reasons import Declined
from merata_portal.tickets.codes import as_pin, as_ticket, new_pin, new_ticket
from merata_portal.tickets.models import Ticketed

KIND = "pin"
FREE_FAILURES = 5
FIRST_LOCK_MINUTES = 15
LONGEST_LOCK_MINUTES = 24 * 60
ATTEMPTS = 5
Row = TypeVar("Row", bound=Ticketed)


class NotFound(Declined):
    """No row has this ticket with this PIN; which of the two is wrong is not told."""

    def __init__(self) -> None:
        super().__init__(
            "Nomor tiket atau PIN tidak cocok. Periksa keduanya pada tanda terima Anda.",
            "The ticket or the PIN does not fit. Compare both with your receipt.",
        )


class Locked(Declined):
    """Too many wrong PINs were tried for this ticket."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"Terlalu banyak PIN salah untuk tiket ini; coba lagi dalam {minutes} menit, atau datang ke kantor desa.",
            f"Too many wrong PINs for this ticket; try again in {minutes} minutes, or come to the village office.",
        )


@transaction.atomic
def issue(row: Row, prefix: str) -> str:
    """Save the new row with a ticket of its own; its PIN, which is told once and cannot be read again."""
    pin = new_pin()
    for _ in range(ATTEMPTS):
        row.ticket = new_ticket(prefix)
        row.pin_digest = _digest(row.ticket, pin)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Another row has this ticket, or the row breaks a rule of its own: that is told by the last attempt.
            if not type(row)._default_manager.filter(ticket=row.ticket).exists():
                raise
        else:
            return pin
    raise RuntimeError(f"{ATTEMPTS} tickets in a row were taken; expected a free one among 2^35")


def renew_pin(row: Row) -> str:
    """A new PIN in place of the old one, for whoever showed the caller that the ticket is theirs; told once."""
    pin = new_pin()
    row.pin_digest, row.pin_failures, row.locked_until = _digest(row.ticket, pin), 0, None
    row.save(update_fields=["pin_digest", "pin_failures", "locked_until"])
    return pin


def opened(rows: QuerySet[Row], ticket: str, pin: str) -> Row:
    """The row of `rows` with this ticket, for who knows its PIN; raises `NotFound` or `Locked`.

    Each five wrong PINs lock the ticket, for twice as long each time; a right one is not let in either while it lasts.
    Call it outside any transaction: the refusal would roll the count back.
    """
    with transaction.atomic():
        # Locked while it is tried, so that many tries at once count one by one.
        found = rows.select_for_update().filter(ticket=as_ticket(ticket) or "").first()
        refusal = NotFound() if found is None else _tried(found, pin)
    if refusal is not None or found is None:
        raise refusal or NotFound()
    return found


def _tried(found: Ticketed, pin: str) -> Declined | None:
    """Count the try; why it is refused, None where it is not."""
    now = timezone.now()
    if found.locked_until is not None and found.locked_until > now:
        return Locked(math.ceil((found.locked_until - now) / timedelta(minutes=1)))
    right = hmac.compare_digest(bytes(found.pin_digest), _digest(found.ticket, as_pin(pin)))
    if right and not found.pin_failures:
        return None
    found.pin_failures, found.locked_until = (0, None) if right else (found.pin_failures + 1, None)
    if not right and found.pin_failures % FREE_FAILURES == 0:
        minutes = FIRST_LOCK_MINUTES * 2 ** (found.pin_failures // FREE_FAILURES - 1)
        found.locked_until = now + timedelta(minutes=min(minutes, LONGEST_LOCK_MINUTES))
    found.save(update_fields=["pin_failures", "locked_until"])
    return None if right else NotFound()


def _digest(ticket: str, pin: str) -> bytes:
    return digest(KIND, f"{ticket}:{pin}")
