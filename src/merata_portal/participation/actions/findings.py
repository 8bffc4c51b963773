"""Answering what a forum found; confirming and reopening are the next forum's, in its log."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Role, covers
from merata_portal.attachments.actions import attach
from merata_portal.audit.actions import record
from merata_portal.participation.actions.projecting import add_step
from merata_portal.participation.declining import FindingDeclined
from merata_portal.participation.models import Finding, FindingState, FindingStep, Meeting
from merata_portal.participation.queries.finding_scope import findings_to_answer
from merata_portal.personal.reasons import require_reason


@transaction.atomic
def answer_finding(
    *, by: Actor, finding: UUID, text: str, file_name: str = "", file: IO[bytes] | None = None
) -> FindingStep:
    """The office's answer, published with its attachment (a PDF or a photograph).

    Answered by who holds the role that the finding was given to, in its area; a second answer stands beside the first
    until the forum judges. Raises `FindingDeclined` once it is confirmed or withdrawn; DoesNotExist elsewhere.
    """
    text = require_reason(text)
    found = findings_to_answer(by).select_for_update(of=("self",)).get(uuid=finding)
    held = next(
        one
        for one in by.holding(Capability.ANSWER_FINDING)
        if one.role == Role(found.office_role) and covers(one.area, found.office_area)
    )
    if found.state not in {FindingState.OPEN, FindingState.ANSWERED}:
        raise FindingDeclined(
            "Temuan ini sudah selesai; jawaban baru tidak diperlukan.", "This finding is settled; it needs no answer."
        )
    step = add_step(by, found, "answered", at=timezone.now(), text=text)
    if file is not None:
        attach(
            by=by, held=held, subject=f"finding:{found.uuid}", kind="answer", area=found.area, file_name=file_name,
            content=file, public=True,
        )  # fmt: skip
    record(
        by=by, held=held, action="finding.answer", subject=f"finding:{found.uuid}", area=found.area,
        data={"step": str(step.uuid)},
    )  # fmt: skip
    return step


def misdirected(meeting: Meeting, office_area: str) -> bool:
    """Whether a finding is given to an office that is neither of the meeting's area nor of one around it."""
    return meeting.area != office_area and not meeting.area.startswith(f"{office_area}.")


def known_finding(meeting: Meeting, finding: UUID) -> bool:
    """Whether the finding is of the meeting's own area and of another meeting."""
    return Finding.objects.filter(uuid=finding, area=meeting.area).exclude(meeting=meeting).exists()
