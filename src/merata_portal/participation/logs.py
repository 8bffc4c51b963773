"""A meeting's stored entries as the pure log has them, and back: times in the village's own, texts unsealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from merata.participation.entries import Entry
from merata.participation.log import Log, fold
from merata_portal.participation.models import EntryState, Meeting, MeetingEvent
from merata_portal.participation.procedures import procedure_on
from merata_portal.personal.columns import unsealed_many

ORDERED_STATES = (EntryState.STANDING, EntryState.REFUSED)
"""Entries that take part in the order; decided ones do not any more."""


def local(at: datetime) -> datetime:
    """A moment as the portal's own wall clock shows it."""
    return timezone.localtime(at).replace(tzinfo=None)


def moment(at: datetime) -> datetime:
    """The moment at which the portal's own wall clock shows `at`."""
    return timezone.make_aware(at)


def taking_part(rows: Iterable[MeetingEvent]) -> list[MeetingEvent]:
    """The rows from which the log is made."""
    return [row for row in rows if not row.held_back and row.state in ORDERED_STATES]


def log_of(meeting: Meeting, rows: Iterable[MeetingEvent]) -> Log:
    """What the rows make of the meeting by the rules of its day."""
    entries = [
        Entry(str(row.event_uuid), row.device, row.sequence, row.kind, row.data, local(row.at))
        for row in taking_part(rows)
    ]
    return fold(procedure_on(meeting.kind, meeting.rules_on), entries)


def stored(meeting: Meeting) -> list[MeetingEvent]:
    """Every row of the meeting's log, as they came."""
    return list(meeting.events.order_by("id"))


def texts_of(rows: Sequence[MeetingEvent]) -> dict[str, dict[str, str]]:
    """The texts of each row by its event's id; of a variant, by the row's own."""
    cells = unsealed_many(MeetingEvent, "texts_sealed", [(row.texts_sealed, row.uuid) for row in rows])
    return {str(row.uuid): {} if cell is None else json.loads(cell) for row, cell in zip(rows, cells, strict=True)}


def log_hash(meeting: Meeting, standing: Sequence[Entry], texts: Mapping[str, Mapping[str, str]], more: Any) -> str:
    """SHA-256 of a meeting's plan, of `more` (people, agenda) and of the entries that stand, but for the report's.

    The ids in it were drawn at random and are told to nobody, so that the hash, which is public, says nothing of names.
    """
    told = [
        [
            one.uuid,
            one.device,
            one.sequence,
            one.kind,
            one.at.isoformat(),
            dict(one.data),
            dict(texts.get(one.uuid, {})),
        ]
        for one in standing
        if one.kind != "reported"
    ]
    plan = [str(meeting.uuid), meeting.kind, meeting.area, local(meeting.starts_at).isoformat(), meeting.place]
    return hashlib.sha256(canonical([plan, more, told]).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in one form alone."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_uuid(value: Any) -> UUID | None:
    """The id that a text is; None where it is none."""
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None
