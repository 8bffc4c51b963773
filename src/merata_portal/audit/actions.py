"""Recording events: in the transaction of the change itself, one at a time, each chained to the one before."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from merata.errors import MerataError
from merata.tables.personal_numbers import masked
from merata_portal.actor import Actor, Held
from merata_portal.audit.chain import GENESIS, JSON, Link, canonical, link_hash
from merata_portal.audit.models import Event, Head
from merata_portal.personal.erasure import erase as erase_key
from merata_portal.personal.erasure import seal_erasably
from merata_portal.personal.masking import holds_number

# PostgreSQL would refuse longer ones, SQLite would keep them.
_MOST = {"action": 80, "subject": 200, "area": 13}
_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class NotRecordable(MerataError, ValueError):  # noqa: N818 - it says what is so
    """An event holds what cannot or must not be recorded, such as a whole NIK in its reason."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal text in an event's data: recorded sealed under the subject's erasable key, never as it is."""

    text: str
    subject: UUID


Recorded = JSON | Personal
"""What an event's data may hold by name: JSON without floats, or a personal text to be sealed."""


def record(  # noqa: PLR0913 - each is a field of the event
    *,
    by: Actor,
    held: Held | None,
    action: str,
    subject: str,
    area: str = "",
    reason: str = "",
    data: Mapping[str, Recorded] | None = None,
    rows: int | None = None,
    content_hash: str = "",
) -> Event:
    """Record what the caller is doing, in the caller's transaction; best last in it, for others wait for its end.

    `held` is the role it is done by, as `by.require` gave it. `action` is dotted ("registry.merge"); `subject` names
    what it was done to ("person:<uuid>"); a bulk action is one event with its `rows` and `content_hash`
    ("sha256:<hex>"). Raises RuntimeError outside a transaction, and `NotRecordable` for what cannot or must not be
    recorded: a whole NIK or KK anywhere, a text too long, an action without a name; ValueError for a float in `data`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(
            f"audit of {action!r} outside a transaction; expected transaction.atomic() around the change"
        )
    at = timezone.now()
    # Sealing comes before the head is locked, so that the lock is held for as short a time as can be.
    plain = {name: _sealed(value) if isinstance(value, Personal) else value for name, value in (data or {}).items()}
    texts = {"action": action, "subject": subject, "area": area, "reason": reason, "data": canonical(plain)}
    _refuse(texts, rows)
    head = _locked_head()
    link = Link(
        sequence=head.sequence + 1,
        at=at,
        actor=by.user_id,
        role=str(held.role.value) if held else "",
        role_area=held.area if held else "",
        action=action,
        subject=subject,
        area=area,
        reason=reason,
        rows=rows,
        content_hash=content_hash,
        data=texts["data"],
    )
    fields = {name: getattr(link, name) for name in Link.__slots__}
    return Event.objects.create(**fields, previous_hash=head.hash, hash=link_hash(head.hash, link))


@transaction.atomic
def erase(*, by: Actor, held: Held | None, subject: UUID, reason: str, area: str = "") -> Event:
    """Destroy a person's erasable key and record that it was done; the chain over what it sealed stays valid."""
    had = erase_key(subject)
    return record(
        by=by, held=held, action="personal.erase", subject=f"person:{subject}", area=area, reason=reason,
        data={"had_key": had},
    )  # fmt: skip


def _locked_head() -> Head:
    held = Head.objects.select_for_update().filter(id=1).first()
    if held is not None:
        return held
    Head.objects.get_or_create(id=1, defaults={"sequence": 0, "hash": GENESIS})
    return Head.objects.select_for_update().get(id=1)


def _sealed(personal: Personal) -> dict[str, JSON]:
    sealed = seal_erasably(personal.text, subject=personal.subject)
    return {"sealed": base64.b64encode(sealed).decode(), "sealed_for": str(personal.subject)}


def _refuse(texts: Mapping[str, str], rows: int | None) -> None:
    faults = [f"{name} holds what looks like a whole NIK or KK" for name, text in texts.items() if holds_number(text)]
    faults += [f"{name} holds the sign NUL, which no database keeps" for name, text in texts.items() if "\x00" in text]
    faults += [f"{name} holds half a sign (a lone surrogate)" for name, text in texts.items() if not _whole(text)]
    faults += [
        f"{name} has {len(texts[name])} signs; at most {most}"
        for name, most in _MOST.items()
        if len(texts[name]) > most
    ]
    if not _ACTION.fullmatch(texts["action"]):
        faults.append(f"the action {masked(texts['action'])!r} is not dotted lower case such as 'registry.merge'")
    if not texts["subject"]:
        faults.append("the subject is empty; expected what it was done to, such as 'person:<uuid>'")
    if rows is not None and rows < 0:
        faults.append(f"rows is {rows}; expected how many were touched")
    if faults:
        raise NotRecordable(
            "peristiwa tidak dapat dicatat; jangan menulis NIK atau KK utuh / "
            f"the event cannot be recorded: {'; '.join(faults)}. Personal fields go in as digests or as Personal(…)"
        )


def _whole(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
