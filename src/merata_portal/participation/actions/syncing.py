"""Taking in what devices wrote without a connection: nothing lost, nothing twice, no conflict settled silently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata.errors import Fault
from merata.participation.entries import KINDS, faults_of
from merata_portal.actor import Actor, Held
from merata_portal.audit.actions import record
from merata_portal.participation.actions.appending import PORTAL, as_variant, known, made, settle, taken
from merata_portal.participation.actions.findings import known_finding, misdirected
from merata_portal.participation.actions.projecting import JUDGING
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import as_uuid, canonical, moment
from merata_portal.participation.models import EntryState, Meeting, MeetingEvent
from merata_portal.personal.reasons import require_reason

MOST_EVENTS = 500
MOST_SIGNS = 20_000
CLOCK_AHEAD = timedelta(minutes=5)
"""How far a device's clock may run before the portal's; what is later than that did not happen yet."""
DEVICE = re.compile(r"[A-Za-z0-9-]{8,64}")
_FIELDS = {"uuid", "sequence", "kind", "at", "data", "texts"}
_NAMES = frozenset(
    {"data, texts", *_FIELDS}.union(*({*one.data, *one.maybe, *one.texts, *one.maybe_texts} for one in KINDS.values()))
)
"""Names of fields that may stand in the open; a device's own may be anything, a person's name too."""
AT_A_DESK = frozenset({"invited", "reported"})
"""What only the portal's own pages write: the list of invitees is theirs, and a report needs its signed scan."""


@dataclass(frozen=True, slots=True)
class EventResult:
    """What became of one event: "accepted", "duplicate" (it was there, with the same content), "conflict" (kept, and
    the secretary decides) or "unreadable" (it has no id, so it cannot be kept: the device keeps it).

    `stands`: whether it is part of the log now. `uuid` is None where it had none.
    """

    uuid: str | None
    outcome: str
    stands: bool
    why_id: str = ""
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The outcome of each event, in the order given, and what stood before and does not stand any more."""

    events: tuple[EventResult, ...]
    displaced: tuple[EventResult, ...]
    conflicts: int
    state: str
    server_time: datetime


@transaction.atomic
def take_events(*, by: Actor, meeting: UUID, device: str, events: Sequence[object]) -> SyncResult:
    """Take in the events of a device: objects with uuid, sequence, kind, at (village time), data and texts.

    Whoever sends them again, in other pieces or another order, or mixes them with another device's, comes to the same
    log (`merata.participation.log`). All or none are kept. Raises `MeetingDeclined` for a device without a proper
    name or too many events at once; DoesNotExist for who does not hold the meeting.
    """
    found, held = taken(by, meeting)
    if not DEVICE.fullmatch(device) or device == PORTAL:
        raise MeetingDeclined("Nama perangkat tidak sah.", "The device's name is not 8 to 64 letters, digits and -.")
    if len(events) > MOST_EVENTS:
        raise MeetingDeclined(
            f"Paling banyak {MOST_EVENTS} kejadian sekali kirim.", f"At most {MOST_EVENTS} events at a time."
        )
    rows = [_read(found, by, device, event) for event in events]
    there = known([row.event_uuid for row, _texts in rows if row is not None])
    before, kept, fresh = set(), [], []
    for row, texts in rows:
        kept.append(_kept(row, texts, there))
        if kept[-1] is row and row is not None:
            fresh.append(row)
        elif kept[-1] is not None:
            before.add(len(kept) - 1)
    log, displaced = settle(by, found)
    standing = {entry.uuid for entry in log.standing}
    now = {row.pk: row for row in found.events.filter(pk__in=[row.pk for row in kept if row is not None])}
    results = [
        _unreadable() if row is None else _result(now.get(row.pk, row), standing, again=place in before)
        for place, row in enumerate(kept)
    ]
    if fresh:
        _note(by, held, found, device, fresh)
    waiting = found.events.filter(state=EntryState.REFUSED).count()
    return SyncResult(
        tuple(results), tuple(_result(row, standing, again=True) for row in displaced), waiting, found.state,
        timezone.now(),
    )  # fmt: skip


@transaction.atomic
def decide_conflict(*, by: Actor, meeting: UUID, entry: UUID, amend: bool, reason: str) -> MeetingEvent:
    """Accept a refused entry as an amendment of the minutes, or put it aside; either with a reason, neither erased.

    An amendment stands in the minutes with its reason; quorum, decisions and counts stay as they were. `entry` is the
    row's own uuid. Raises `MeetingDeclined` for one that is not refused.
    """
    reason = require_reason(reason)
    found, held = taken(by, meeting)
    row = found.events.select_for_update().get(uuid=entry)
    if row.state != EntryState.REFUSED:
        raise MeetingDeclined(
            "Kejadian ini tidak bertentangan, atau sudah diputuskan.",
            "This event is in no conflict, or was decided before.",
        )
    if amend and row.held_back == "unreadable":
        raise MeetingDeclined(
            "Kiriman ini tidak terbaca; catat ulang isinya, lalu sisihkan.",
            "This event cannot be read; write down again what it says, then put it aside.",
        )
    row.state = EntryState.AMENDED if amend else EntryState.DISCARDED
    row.decided_at, row.decided_by_user_id, row.decision_reason = timezone.now(), by.user_id, reason
    row.save(update_fields=["state", "decided_at", "decided_by_user_id", "decision_reason"])
    record(
        by=by, held=held, action="forum.conflict_amended" if amend else "forum.conflict_discarded",
        subject=f"meeting:{found.uuid}", area=found.area, reason=reason, data={"event": str(row.uuid)},
    )  # fmt: skip
    return row


def _read(meeting: Meeting, by: Actor, device: str, event: object) -> tuple[MeetingEvent | None, dict[str, str]]:
    """The row of an event and its texts; no row where it has no id to be kept under."""
    uuid = as_uuid(event.get("uuid")) if isinstance(event, Mapping) else None
    if uuid is None or not isinstance(event, Mapping) or not 0 < _signs(event) <= MOST_SIGNS:
        return None, {}
    data, texts, at = event.get("data", {}), event.get("texts", {}), _time(event.get("at"))
    faults = _faults(event, data, texts, at)
    if faults or at is None:
        raw = {"raw": canonical(event)}
        row = made(
            meeting, by=by, event_uuid=uuid, device=device, sequence=0, kind="unreadable", data={}, texts=raw,
            at=timezone.now(),
        )  # fmt: skip
        # What cannot be read has no time of its own: the same bytes are the same event, whenever they come.
        row.digest = made(
            meeting, by=by, event_uuid=uuid, device=device, sequence=0, kind="unreadable", data={}, texts=raw,
            at=meeting.made_at,
        ).digest  # fmt: skip
        row.held_back = "unreadable"
        told = [(name, one.expected) if (name := str(one.column)) in _NAMES else (None, "") for one in faults]
        row.why_id = f"tidak terbaca: {'; '.join(name or 'isian yang tidak dikenal' for name, _ in told)}"
        row.why_en = "cannot be read: " + "; ".join(
            "an unknown field" if name is None else f"{name}: expected {expected}" for name, expected in told
        )
        return row, raw
    row = made(
        meeting, by=by, event_uuid=uuid, device=device, sequence=event["sequence"], kind=event["kind"], data=data,
        texts=texts, at=at,
    )  # fmt: skip
    _hold_back(row, meeting)
    return row, dict(texts)


def _signs(event: Mapping[str, Any]) -> int:
    """How long an event is; 0 for what no text can hold: nested too deeply, or with half a sign."""
    try:
        text = canonical(event)
        text.encode()
    except (RecursionError, UnicodeEncodeError):
        return 0
    return len(text)


def _faults(event: Mapping[str, Any], data: Any, texts: Any, at: datetime | None) -> list[Fault]:
    faults = [
        Fault("event", None, str(name)[:40], None, ", ".join(_FIELDS), "unknown") for name in event.keys() - _FIELDS
    ]
    sequence = event.get("sequence")
    if type(sequence) is not int or not 0 < sequence < 2**31:
        faults.append(Fault("event", None, "sequence", None, "a whole number from 1", "wrong"))
    if at is None:
        faults.append(Fault("event", None, "at", None, "the village's time such as 2026-06-04T09:00:00.000", "wrong"))
    if not isinstance(data, Mapping) or not isinstance(texts, Mapping):
        return [*faults, Fault("event", None, "data, texts", None, "objects", "wrong")]
    return faults + faults_of(str(event.get("kind")), data, texts)


def _time(given: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
    if at is None or at.tzinfo is not None or not 2000 <= at.year <= 2999:
        return None
    return moment(at)


def _hold_back(row: MeetingEvent, meeting: Meeting) -> None:
    """Say of an entry that can never take part in the order why that is."""
    if row.at > row.received_at + CLOCK_AHEAD:
        row.held_back, row.why_id, row.why_en = (
            "clock", "jam perangkat mendahului: kejadian ini belum tiba", "the device's clock is ahead of the portal's",
        )  # fmt: skip
    elif meeting.sealed_at is not None:
        row.held_back, row.why_id, row.why_en = (
            "late", "tiba setelah dokumen musyawarah disegel", "it came after the meeting's documents were sealed",
        )  # fmt: skip
    elif row.kind in AT_A_DESK:
        row.held_back, row.why_id, row.why_en = (
            "desk", "undangan dan laporan dicatat di halaman kantor, bukan oleh perangkat",
            "invitations and the report are recorded on the office's pages, not by a device",
        )  # fmt: skip
    elif row.kind == "found" and misdirected(meeting, row.data["office_area"]):
        row.held_back, row.why_id, row.why_en = (
            "office", "temuan diberikan kepada kantor wilayah lain",
            "the finding is given to an office of another area",
        )  # fmt: skip
    elif row.kind in JUDGING and not known_finding(meeting, UUID(row.data["finding"])):
        row.held_back, row.why_id, row.why_en = (
            "finding", "temuan ini tidak ada di wilayah musyawarah ini", "the finding is not of this meeting's area",
        )  # fmt: skip


def _kept(
    row: MeetingEvent | None, texts: Mapping[str, str], there: dict[UUID, list[MeetingEvent]]
) -> MeetingEvent | None:
    """The row as it is kept: that of before where it came already, else saved now."""
    if row is None:
        return None
    same = there.setdefault(row.event_uuid, [])
    for one in same:
        if bytes(one.digest) == bytes(row.digest):
            return one
    if same:
        as_variant(row, texts)
    row.save(force_insert=True)
    same.append(row)
    return row


def _result(row: MeetingEvent, standing: set[str], *, again: bool) -> EventResult:
    stands = not row.held_back and str(row.event_uuid) in standing
    outcome = "duplicate" if again else "accepted" if stands else "conflict"
    return EventResult(str(row.event_uuid), outcome, stands, row.why_id, row.why_en)


def _unreadable() -> EventResult:
    return EventResult(
        None, "unreadable", stands=False, why_id="kejadian ini tidak punya nomor, atau terlalu panjang",
        why_en="this event has no id, or is too long",
    )  # fmt: skip


def _note(by: Actor, held: Held, meeting: Meeting, device: str, fresh: Sequence[MeetingEvent]) -> None:
    kinds: dict[str, int] = {}
    for row in fresh:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    record(
        by=by, held=held, action="forum.synchronise", subject=f"meeting:{meeting.uuid}", area=meeting.area,
        rows=len(fresh), data={"device": device, "kinds": kinds},
    )  # fmt: skip
