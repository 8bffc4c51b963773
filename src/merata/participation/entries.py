"""What is written into a meeting's log: each kind of entry with what it says, read from JSON as devices send it.

An entry's `data` hold what rules ask for (who signed, which item, how many votes), its `texts` what people said and are
called; whoever keeps a log keeps texts sealed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from merata.errors import Fault

LONGEST_TEXT = 4000
MOST_PEOPLE = 100_000
MOST_IDR = 10**15
SEXES = ("female", "male")
OFFICES = ("social_officer", "sector_officer")
"""The roles to which a finding can be given to answer."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORD = re.compile(r"[a-z0-9_]{1,32}")
_AREA = re.compile(r"\d{2}\.\d{2}(\.\d{2}(\.\d{4})?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: its own id, made by the device; the device and its running number; kind; what it says.

    `at`: the village's own time on the device's clock, without a zone.
    """

    uuid: str
    device: str
    sequence: int
    kind: str
    data: Mapping[str, Any]
    at: datetime


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_PEOPLE


def _is_idr(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_IDR


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is None
    except ValueError:
        return False


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _are_uuids(value: Any) -> bool:
    return isinstance(value, list) and all(_is_uuid(one) for one in value) and len(set(value)) == len(value)


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


TYPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "uuid": (_is_uuid, "an id in lower case such as 6f1c…"),
    "uuids": (_are_uuids, "a list of ids, each once"),
    "count": (_is_count, f"a whole number from 0 to {MOST_PEOPLE}"),
    "idr": (_is_idr, "whole rupiah, 0 or more"),
    "time": (_is_time, "the village's own time such as 2026-06-04T09:00:00"),
    "day": (_is_day, "a day such as 2026-06-04"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "sex": (lambda value: value in SEXES, " or ".join(SEXES)),
    "office": (lambda value: value in OFFICES, " or ".join(OFFICES)),
    "word": (_matches(_WORD), "a short name of small letters, digits and _"),
    "area": (_matches(_AREA), "an area's code such as 35.05.01.2001"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What an entry says: fields that it must have (`data`), that it may have (`maybe`), and the same of texts."""

    data: Mapping[str, str] = field(default_factory=dict)
    maybe: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    maybe_texts: tuple[str, ...] = ()


_ABOUT: Mapping[str, str] = {"item": "uuid"}
_SPEAKER: Mapping[str, str] = {"attendee": "uuid"}
KINDS: dict[str, Kind] = {
    "invited": Kind({"starts_at": "time", "invitees": "uuids", "items": "uuids", "oversight": "uuids"}),
    "signed": Kind({"invitee": "uuid"}),
    "unsigned": Kind({"invitee": "uuid"}, texts=("reason",)),
    "observed": Kind(
        {"visitor": "uuid"},
        {"sex": "sex", "element": "word", "disability": "flag", "poor": "flag"},
        ("name",),
        ("part",),
    ),
    "opened": Kind(),
    "postponed": Kind({"until": "time"}),
    "consulted": Kind({"people": "count"}),
    "reconvened": Kind({"starts_at": "time"}),
    "cancelled": Kind(texts=("reason",)),
    "closed": Kind(),
    "reported": Kind(),
    "item_added": Kind({"item": "uuid", "oversight": "flag"}, texts=("title",)),
    "item_taken": Kind(_ABOUT),
    "objected": Kind({}, {**_ABOUT, **_SPEAKER}, ("text",)),
    "objection_settled": Kind({"objection": "uuid", "upheld": "flag"}, {}, (), ("text",)),
    "spoke": Kind(_SPEAKER, _ABOUT),
    "aspiration": Kind({}, {**_ABOUT, **_SPEAKER}, ("text",)),
    "agreed": Kind(_ABOUT, texts=("text",)),
    "unresolved": Kind(_ABOUT, maybe_texts=("text",)),
    "voted": Kind({**_ABOUT, "in_favour": "count", "against": "count", "abstained": "count"}, texts=("text",)),
    "dissented": Kind(_ABOUT, _SPEAKER, ("text",)),
    "noted": Kind({}, _ABOUT, ("text",)),
    "found": Kind(
        {"office_role": "office", "office_area": "area"},
        {**_ABOUT, "deadline": "day", "promised_idr": "idr", "delivered_idr": "idr", "programme": "word"},
        ("text",),
    ),
    "finding_confirmed": Kind({"finding": "uuid"}, _ABOUT, (), ("text",)),
    "finding_reopened": Kind({"finding": "uuid"}, _ABOUT, ("text",)),
}
"""Every kind of entry. Invitees, items and visitors are ids; their names and titles are texts kept elsewhere."""


def faults_of(kind: str, data: Mapping[str, Any], texts: Mapping[str, Any]) -> list[Fault]:
    """Everything that is wrong with what an entry says; [] where it can be read."""
    known = KINDS.get(kind)
    if known is None:
        return [Fault("entry", None, "kind", str(kind)[:40], ", ".join(KINDS), "unknown kind")]
    allowed = {**known.data, **known.maybe}
    faults = [
        Fault("entry", None, name, None, TYPES[allowed[name]][1], "missing") for name in known.data.keys() - data.keys()
    ]
    faults += [
        Fault("entry", None, str(name)[:40], None, ", ".join(allowed), "unknown")
        for name in data.keys() - allowed.keys()
    ]
    faults += [
        Fault("entry", None, name, str(value)[:40], TYPES[allowed[name]][1], "wrong")
        for name, value in data.items()
        if name in allowed and not TYPES[allowed[name]][0](value)
    ]
    words = {*known.texts, *known.maybe_texts}
    faults += [Fault("entry", None, name, None, "a text", "missing") for name in set(known.texts) - texts.keys()]
    faults += [
        Fault("entry", None, str(name)[:40], None, ", ".join(words) or "nothing", "unknown")
        for name in texts.keys() - words
    ]
    faults += [
        Fault("entry", None, name, None, f"a text of 1 to {LONGEST_TEXT} signs", "wrong")
        for name, value in texts.items()
        if name in words and not _is_text(value)
    ]
    return faults


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value.strip()) > 0
        and len(value) <= LONGEST_TEXT
        and "\x00" not in value
        and (not any("\ud800" <= sign <= "\udfff" for sign in value))
    )
