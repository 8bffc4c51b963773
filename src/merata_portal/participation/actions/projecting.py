"""Findings as the log of a closed meeting gives them: made, confirmed, reopened, or withdrawn where an entry fell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone

from merata.participation.entries import Entry
from merata.participation.log import Log
from merata_portal.actor import Actor
from merata_portal.participation.logs import moment, texts_of
from merata_portal.participation.models import Finding, FindingState, FindingStep, Meeting, MeetingEvent
from merata_portal.personal.columns import sealed
from merata_portal.working_calendar import working_calendar

ANSWER_WORKING_DAYS = 14
"""Within how many working days a finding is answered where the forum names no day. An assumption: no rule was found."""
_STATE_AFTER = {
    "found": FindingState.OPEN,
    "answered": FindingState.ANSWERED,
    "confirmed": FindingState.CONFIRMED,
    "reopened": FindingState.OPEN,
    "withdrawn": FindingState.WITHDRAWN,
}
JUDGING = {"finding_confirmed": "confirmed", "finding_reopened": "reopened"}


def project_findings(by: Actor, meeting: Meeting, log: Log, rows: Sequence[MeetingEvent]) -> None:
    """Bring the findings and their steps in line with the entries that stand; asked again, nothing changes."""
    texts = texts_of([row for row in rows if row.kind in {"found", *JUDGING}])
    found = {entry.uuid: entry for entry in log.standing if entry.kind == "found"}
    there = {str(one.uuid): one for one in Finding.objects.select_for_update().filter(meeting=meeting)}
    for uuid, entry in found.items():
        if uuid not in there:
            _make(by, meeting, entry, texts[uuid]["text"])
        elif there[uuid].state == FindingState.WITHDRAWN:
            add_step(by, there[uuid], "reopened", at=timezone.now())
    for uuid, one in there.items():
        if uuid not in found and one.state != FindingState.WITHDRAWN:
            add_step(by, one, "withdrawn", at=timezone.now())
    _judge(by, meeting, log, texts)


def add_step(
    by: Actor,
    finding: Finding,
    kind: str,
    *,
    at: datetime,
    text: str | None = None,
    meeting: Meeting | None = None,
    uuid: UUID | None = None,
    deadline: date | None = None,
) -> FindingStep:
    """Add a step and let the finding stand as its last step in time says."""
    key = uuid or uuid4()
    made = FindingStep.objects.create(
        uuid=key, finding=finding, kind=kind, meeting=meeting, at=at, by_user_id=by.user_id, deadline=deadline,
        text_sealed=sealed(FindingStep, "text_sealed", text, key),
    )  # fmt: skip
    last = finding.steps.order_by("at", "id").last()
    finding.state = _STATE_AFTER[last.kind if last is not None else kind]
    if deadline is not None and last == made:
        finding.deadline = deadline
    finding.save(update_fields=["state", "deadline"])
    return made


def answer_by(day: date) -> date:
    """The day by which a finding of that day is answered where none is named."""
    return working_calendar().after(day, ANSWER_WORKING_DAYS)


def _make(by: Actor, meeting: Meeting, entry: Entry, text: str) -> None:
    given = entry.data
    named = given.get("deadline")
    # A day before the meeting can only be a slip of a device's form: nobody could have answered by it.
    late = named is None or date.fromisoformat(named) < entry.at.date()
    deadline = answer_by(entry.at.date()) if named is None or late else date.fromisoformat(named)
    finding = Finding(
        uuid=UUID(entry.uuid), meeting=meeting, area=meeting.area, programme=given.get("programme", ""),
        item=None if given.get("item") is None else UUID(given["item"]),
        promised_idr=given.get("promised_idr"), delivered_idr=given.get("delivered_idr"),
        office_role=given["office_role"], office_area=given["office_area"], deadline=deadline,
        found_at=moment(entry.at),
    )  # fmt: skip
    finding.text_sealed = sealed(Finding, "text_sealed", text, finding.uuid) or b""
    finding.save(force_insert=True)
    add_step(by, finding, "found", at=moment(entry.at), meeting=meeting, uuid=finding.uuid)


def _judge(by: Actor, meeting: Meeting, log: Log, texts: dict[str, dict[str, str]]) -> None:
    """Steps that this meeting took on findings of earlier ones; the step of an entry that fell goes with it."""
    standing = {entry.uuid: entry for entry in log.standing if entry.kind in JUDGING}
    taken = {str(one.uuid): one for one in FindingStep.objects.filter(meeting=meeting, kind__in=JUDGING.values())}
    for uuid, entry in standing.items():
        if uuid in taken:
            continue
        finding = Finding.objects.select_for_update().get(uuid=entry.data["finding"])
        kind = JUDGING[entry.kind]
        deadline = answer_by(entry.at.date()) if kind == "reopened" else None
        add_step(
            by, finding, kind, at=moment(entry.at), meeting=meeting, uuid=UUID(uuid), deadline=deadline,
            text=texts[uuid].get("text"),
        )  # fmt: skip
    for uuid, step in taken.items():
        if uuid not in standing:
            finding = Finding.objects.select_for_update().get(pk=step.finding_id)
            step.delete()
            last = finding.steps.order_by("at", "id").last()
            finding.state = _STATE_AFTER[last.kind if last is not None else "found"]
            finding.save(update_fields=["state"])
