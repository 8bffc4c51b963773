"""What one entry of the log does to the record of a meeting, or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from merata.participation import meeting_events as events
from merata.participation.entries import Entry
from merata.participation.meeting import State
from merata.participation.meeting_steps import STATES_ID, RefusedStepError, advance
from merata.participation.record import Record, Spoken

GATHERING: tuple[State, ...] = ("invited", "postponed", "reconvened", "open")
OPEN: tuple[State, ...] = ("open",)


def step(record: Record, entry: Entry) -> Record:
    """The record after `entry`; raises `RefusedStepError` where the procedure or what is there already forbids it."""
    return _STEPS[entry.kind](record, entry)


def refused(message_id: str, message_en: str) -> RefusedStepError:
    """The refusal of an entry that no rule of the procedure forbids, but what is recorded already."""
    return RefusedStepError(message_id, message_en, rule=None, citation=None)


def _only(record: Record, states: tuple[State, ...]) -> None:
    state = record.meeting.state
    if state not in states:
        raise refused(
            f"tidak dapat dicatat saat musyawarah {STATES_ID[state]}; hanya saat "
            f"{', '.join(STATES_ID[one] for one in states)}",
            f"cannot be recorded while the meeting is {state}; only while {', '.join(states)}",
        )


def _about(record: Record, entry: Entry) -> str | None:
    item: str | None = entry.data.get("item")
    if item is not None and item not in record.items:
        raise refused("butir ini tidak ada dalam acara", "this item is not on the agenda")
    return item


def _attendee(record: Record, entry: Entry) -> str | None:
    who: str | None = entry.data.get("attendee")
    if who is not None and who not in record.present:
        raise refused("orang ini belum menandatangani daftar hadir", "this person has not signed the attendance list")
    return who


def _machine(record: Record, event: events.Event) -> Record:
    return replace(record, meeting=advance(record.meeting, event))


def _invite(record: Record, entry: Entry) -> Record:
    people, items = entry.data["invitees"], entry.data["items"]
    if not items:
        raise refused("acara masih kosong; tambahkan butir acara", "the agenda is empty; add an item")
    if set(entry.data["oversight"]) - set(items):
        raise refused("butir pengawasan tidak ada dalam acara", "an item of oversight is not on the agenda")
    start = datetime.fromisoformat(entry.data["starts_at"])
    invited = _machine(record, events.Invited(entry.at, len(people), start))
    return replace(
        invited, invitees=frozenset(people), items=tuple(items), oversight=frozenset(entry.data["oversight"])
    )


def _sign(record: Record, entry: Entry) -> Record:
    who = entry.data["invitee"]
    if who not in record.invitees:
        raise refused(
            "orang ini tidak diundang; catat sebagai pengamat", "this person was not invited; record an observer"
        )
    if who in record.signed:
        raise refused("orang ini sudah menandatangani daftar hadir", "this person has signed the list already")
    return replace(_machine(record, events.Signed(entry.at)), signed={**record.signed, who: entry.at})


def _unsign(record: Record, entry: Entry) -> Record:
    """Take a sign-in back: whoever it was counts as absent from here on, and may sign again."""
    who = entry.data["invitee"]
    if who not in record.signed:
        raise refused(
            "orang ini tidak tercatat menandatangani daftar hadir",
            "this person does not stand on the attendance list",
        )
    left = {one: at for one, at in record.signed.items() if one != who}
    return replace(_machine(record, events.Unsigned(entry.at)), signed=left)


def _observe(record: Record, entry: Entry) -> Record:
    _only(record, GATHERING)
    who = entry.data["visitor"]
    if who in record.present or who in record.invitees:
        raise refused("orang ini sudah ada dalam daftar", "this person is on a list already")
    return replace(record, observers=(*record.observers, who))


def _reconvene(record: Record, entry: Entry) -> Record:
    again = _machine(record, events.Reconvened(entry.at, datetime.fromisoformat(entry.data["starts_at"])))
    return replace(again, signed={}, observers=(), signed_first=record.signed_first | frozenset(record.signed))


def _add_item(record: Record, entry: Entry) -> Record:
    _only(record, GATHERING)
    item = entry.data["item"]
    if item in record.items:
        raise refused("butir ini sudah ada dalam acara", "this item is on the agenda already")
    oversight = record.oversight | {item} if entry.data["oversight"] else record.oversight
    return replace(record, items=(*record.items, item), oversight=oversight)


def _take_item(record: Record, entry: Entry) -> Record:
    _only(record, OPEN)
    return replace(record, current=_about(record, entry))


def _object(record: Record, entry: Entry) -> Record:
    _only(record, GATHERING)
    _about(record, entry)
    _attendee(record, entry)
    return replace(record, objections={**record.objections, entry.uuid: None})


def _settle(record: Record, entry: Entry) -> Record:
    _only(record, GATHERING)
    objection = entry.data["objection"]
    if objection not in record.objections:
        raise refused("keberatan ini tidak tercatat", "this objection is not on record")
    if record.objections[objection] is not None:
        raise refused("keberatan ini sudah dijawab", "this objection is settled already")
    return replace(record, objections={**record.objections, objection: entry.data["upheld"]})


def _speak(record: Record, entry: Entry) -> Record:
    _only(record, OPEN)
    item = _about(record, entry)
    spoken = Spoken(entry.uuid, _attendee(record, entry), item, asked=entry.kind == "aspiration")
    return replace(record, spoken=(*record.spoken, spoken))


def _decide(record: Record, entry: Entry) -> Record:
    item = _about(record, entry)
    if item is None:
        raise refused("butir acaranya tidak disebut", "the item is not named")
    given = entry.data
    event: events.Event
    if entry.kind == "voted":
        event = events.Voted(entry.at, item, given["in_favour"], given["against"], given["abstained"])
    else:
        event = events.Agreed(entry.at, item) if entry.kind == "agreed" else events.Unresolved(entry.at, item)
    return _machine(record, event)


def _dissent(record: Record, entry: Entry) -> Record:
    _only(record, OPEN)
    _attendee(record, entry)
    item = _about(record, entry)
    if item is None or record.meeting.decisions.get(item) is None:
        raise refused("butir ini belum diputuskan", "this item is not decided yet")
    return record


def _note(record: Record, entry: Entry) -> Record:
    _only(record, GATHERING)
    _about(record, entry)
    return record


def _find(record: Record, entry: Entry) -> Record:
    _only(record, OPEN)
    _about(record, entry)
    return replace(record, findings=(*record.findings, entry.uuid))


def _judge(record: Record, entry: Entry) -> Record:
    _only(record, OPEN)
    _about(record, entry)
    if entry.data["finding"] in record.judged:
        raise refused("temuan ini sudah dinilai dalam musyawarah ini", "this meeting has judged the finding already")
    return replace(record, judged=record.judged | {entry.data["finding"]})


_STEPS: dict[str, Callable[[Record, Entry], Record]] = {
    "invited": _invite,
    "signed": _sign,
    "unsigned": _unsign,
    "observed": _observe,
    "opened": lambda record, entry: _machine(record, events.Opened(entry.at)),
    "postponed": lambda record, entry: _machine(record, events.Postponed(entry.at, _time(entry, "until"))),
    "consulted": lambda record, entry: _machine(record, events.Consulted(entry.at, entry.data["people"])),
    "reconvened": _reconvene,
    # That a reason was given is kept by the kind of entry: its text is sealed and not seen here.
    "cancelled": lambda record, entry: _machine(record, events.Cancelled(entry.at, "sealed")),
    "closed": lambda record, entry: _machine(record, events.Closed(entry.at)),
    "reported": lambda record, entry: _machine(record, events.Reported(entry.at)),
    "item_added": _add_item,
    "item_taken": _take_item,
    "objected": _object,
    "objection_settled": _settle,
    "spoke": _speak,
    "aspiration": _speak,
    "agreed": _decide,
    "unresolved": _decide,
    "voted": _decide,
    "dissented": _dissent,
    "noted": _note,
    "found": _find,
    "finding_confirmed": _judge,
    "finding_reopened": _judge,
}


def _time(entry: Entry, name: str) -> datetime:
    return datetime.fromisoformat(entry.data[name])
