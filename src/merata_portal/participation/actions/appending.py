"""Adding to a meeting's log, and letting stand what it makes of the meeting: every write of the log is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from merata.participation.log import Log
from merata_portal.actor import Actor, Held
from merata_portal.participation.actions.projecting import project_findings
from merata_portal.participation.logs import canonical, log_of, moment, stored
from merata_portal.participation.models import EntryState, Meeting, MeetingEvent
from merata_portal.participation.queries.holding import capability_for, meetings_held
from merata_portal.personal.columns import sealed
from merata_portal.personal.digests import digest

PORTAL = "portal"
"""The device of whatever is typed on the portal's own pages."""


def taken(by: Actor, uuid: UUID) -> tuple[Meeting, Held]:
    """The meeting, locked, and the role by which it is held; DoesNotExist for who does not hold it."""
    found = meetings_held(by).select_for_update(of=("self",)).get(uuid=uuid)
    return found, by.require(capability_for(found.kind), found.area)


def made(  # noqa: PLR0913 - each is a field of the entry
    meeting: Meeting,
    *,
    by: Actor,
    event_uuid: UUID,
    device: str,
    sequence: int,
    kind: str,
    data: Mapping[str, Any],
    texts: Mapping[str, str],
    at: datetime,
) -> MeetingEvent:
    """The row of an entry, not saved yet; `at` is a moment."""
    row = MeetingEvent(
        uuid=event_uuid, event_uuid=event_uuid, meeting=meeting, device=device, sequence=sequence, kind=kind,
        data=dict(data), at=at, received_at=timezone.now(), by_user_id=by.user_id, state=EntryState.REFUSED,
    )  # fmt: skip
    said = [str(meeting.uuid), str(event_uuid), device, sequence, kind, at.isoformat(), dict(data), dict(texts)]
    row.digest = digest("meeting event", canonical(said))
    seal_texts(row, texts)
    return row


def seal_texts(row: MeetingEvent, texts: Mapping[str, str]) -> None:
    """Seal the texts for the row."""
    row.texts_sealed = sealed(MeetingEvent, "texts_sealed", canonical(dict(texts)) if texts else None, row.uuid)


def as_variant(row: MeetingEvent, texts: Mapping[str, str]) -> MeetingEvent:
    """The row of an entry whose id was used before for other content: kept, and never applied."""
    row.uuid, row.held_back = uuid4(), "variant"
    row.why_id = "nomor kejadian ini sudah dipakai untuk isi yang lain"
    row.why_en = "this event's id was used before for other content"
    seal_texts(row, texts)
    return row


def settle(by: Actor, meeting: Meeting) -> tuple[Log, list[MeetingEvent]]:
    """Let the stored entries stand or not as their order says; the log, and those that stood before and do not now."""
    rows = stored(meeting)
    log = log_of(meeting, rows)
    stands = {entry.uuid for entry in log.standing}
    why = {entry.uuid: refusal for entry, refusal in log.refused}
    displaced, changed = [], []
    for row in rows:
        key = str(row.event_uuid)
        if row.held_back or (key not in stands and key not in why):
            continue
        state = EntryState.STANDING if key in stands else EntryState.REFUSED
        told = ("", "") if key in stands else (why[key].text_id, why[key].text_en)
        if (row.state, row.why_id) != (state, told[0]):
            displaced += [row] if row.state == EntryState.STANDING else []
            row.state, (row.why_id, row.why_en) = state, told
            changed.append(row)
    MeetingEvent.objects.bulk_update(changed, ["state", "why_id", "why_en"])
    _show(meeting, log)
    if meeting.closed_at is not None:
        project_findings(by, meeting, log, rows)
    return log, displaced


def _show(meeting: Meeting, log: Log) -> None:
    """Keep in the meeting's own row what lists ask for."""
    now = log.record.meeting
    meeting.state, meeting.invited, meeting.signed = now.state, now.invited, now.signed
    meeting.opened_at = None if now.opened_at is None else moment(now.opened_at)
    meeting.closed_at = None if now.closed_at is None else moment(now.closed_at)
    meeting.reported_at = None if now.reported_at is None else moment(now.reported_at)
    meeting.save(update_fields=["state", "invited", "signed", "opened_at", "closed_at", "reported_at"])


def next_sequence(meeting: Meeting, device: str) -> int:
    """The number after the last that the device used in this meeting."""
    last = meeting.events.filter(device=device).order_by("-sequence").values_list("sequence", flat=True).first()
    return 1 if last is None else last + 1


def known(rows: Sequence[UUID]) -> dict[UUID, list[MeetingEvent]]:
    """The rows, of whatever meeting, that have one of these event ids."""
    found: dict[UUID, list[MeetingEvent]] = {}
    for row in MeetingEvent.objects.filter(event_uuid__in=rows):
        found.setdefault(row.event_uuid, []).append(row)
    return found
