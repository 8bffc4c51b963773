"""How an event is written for hashing, and how events are chained; pure, and simple enough for anyone to recompute.

hash = SHA-256(hash of the event before, as 64 hex signs + canonical JSON of this event), both in UTF-8; before the
first stands GENESIS. Canonical JSON: keys sorted, no spaces, no escapes that are not needed, no floats.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

JSON = None | bool | int | str | Sequence["JSON"] | Mapping[str, "JSON"]

GENESIS = "0" * 64
FORMAT = "merata audit event 1"

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Link:
    """All of an event that its hash covers; `data` is canonical JSON already."""

    sequence: int
    at: datetime
    actor: int
    role: str
    role_area: str
    action: str
    subject: str
    area: str
    reason: str
    rows: int | None
    content_hash: str
    data: str


def canonical(value: JSON) -> str:
    """`value` as canonical JSON; raises ValueError naming what has no one form: a float, a key that is no text."""
    _refuse_formless(value, "data")
    return _encode(value)


def body(link: Link) -> str:
    """The canonical JSON of an event, which its hash covers."""
    return _encode(
        {
            "action": link.action,
            "actor": link.actor,
            "area": link.area,
            "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "content_hash": link.content_hash,
            "data": link.data,
            "format": FORMAT,
            "reason": link.reason,
            "role": link.role,
            "role_area": link.role_area,
            "rows": link.rows,
            "sequence": link.sequence,
            "subject": link.subject,
        }
    )


def link_hash(previous: str, link: Link) -> str:
    """The hash of an event after the event with hash `previous`: 64 hex signs."""
    return hashlib.sha256(f"{previous}{body(link)}".encode()).hexdigest()


def _refuse_formless(value: JSON, place: str) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(  # noqa: TRY004 - the value is at fault, not the call
                    f"{place}: the key {key!r} is no text; expected names"
                )
            _refuse_formless(inner, f"{place}.{key}")
        return
    if isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            _refuse_formless(inner, f"{place}[{position}]")
        return
    raise ValueError(
        f"{place}: a {type(value).__name__} has no one canonical form; expected text, whole numbers, true or false, "
        "lists and objects of these (write a decimal or a date as text)"
    )
