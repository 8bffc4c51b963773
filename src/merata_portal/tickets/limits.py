"""Floods through pages that need no account: one browser's day, and how many come at once.

Nobody is counted by address: a whole village shares one, and its people must not block each other. A browser is known
by a random token of its session, which a machine can throw away: so what comes to one subject, or from everybody
together, is counted too, and whoever asks decides whether more of it waits for a person's look or is refused.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.personal.digests import digest
from merata_portal.personal.reasons import Declined

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def browser_digest(token: str) -> bytes | None:
    """What is kept of a browser's token: its keyed digest; None for what was not filed from a page."""
    return digest("browser", token) if token else None


def came(rows: QuerySet[Any], at: str, span: timedelta) -> int:
    """How many of the rows came within the last `span`; `at` is the column that says when."""
    return rows.filter(**{f"{at}__gte": timezone.now() - span}).count()


def refuse_many_of_browser(
    rows: QuerySet[Any], at: str, browser: bytes | None, most: int, what: tuple[str, str], refusal: type[Declined]
) -> None:
    """Raise `refusal` where this browser sent `most` of the rows within a day; `what` they are, in both languages."""
    sent = 0 if browser is None else came(rows.filter(browser_digest=browser), at, DAY)
    if sent >= most:
        raise refusal(
            f"Gawai ini sudah mengirim {sent} {what[0]} dalam sehari; lanjutkan besok atau lewat kantor desa.",
            f"This device sent {sent} {what[1]} within a day; go on tomorrow, or through the village office.",
        )
