"""What everybody may see of meetings: the plan from the invitations on; the outcome once the documents are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from merata.participation.meeting import Decision
from merata.tables.personal_numbers import masked
from merata_portal.participation.models import Meeting, MeetingDocument, Proposal
from merata_portal.participation.queries.inclusion import Heard, heard
from merata_portal.participation.queries.meetings import MeetingPage, page_of
from merata_portal.participation.queries.proposals import of_origin
from merata_portal.tickets.codes import as_ticket

OVER = ("closed", "reported", "cancelled")
"""States after which a meeting does not come any more, whatever day it was called for."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An item of the agenda and how it was decided, None before or without a decision."""

    title: str
    oversight: bool
    decision: Decision | None
    text: str


@dataclass(frozen=True, slots=True)
class PublicMeeting:
    """A meeting as everybody sees it: no names, groups suppressed. Lists are empty before it is `sealed`.

    `changed`: what is shown is no longer what the documents were made of; an amendment, or somebody's hand.
    """

    meeting: Meeting
    procedure: str
    procedure_en: str
    sealed: bool
    with_quorum: bool | None
    second: bool
    invited: int
    signed: int
    observers: int
    needed: int
    items: tuple[Decided, ...]
    groups: tuple[Heard, ...]
    documents: tuple[MeetingDocument, ...]
    changed: bool
    proposals: tuple[Proposal, ...]
    report_due: date | None
    report_overdue: bool
    holidays_unknown: bool


def public_meetings(area: str = "") -> QuerySet[Meeting]:
    """The meetings to which invitations were sent, the latest first; of one area where asked."""
    found = Meeting.objects.exclude(state="planned").order_by("-starts_at", "-id")
    return found.filter(area=area) if area else found


def differs(document: MeetingDocument) -> bool:
    """Whether the log of the document's meeting is another today than the one that it was made of."""
    return page_of(document.meeting, words=True).log_hash != document.log_hash


def public_meeting(uuid: UUID) -> PublicMeeting:
    """One meeting for everybody; raises DoesNotExist before the invitations were sent."""
    found = public_meetings().get(uuid=uuid)
    page = page_of(found, words=True)
    now, sealed = page.log.record.meeting, found.sealed_at is not None
    return PublicMeeting(
        meeting=found,
        procedure=page.procedure.name.id,
        procedure_en=page.procedure.name.en,
        sealed=sealed,
        with_quorum=now.with_quorum,
        second=now.second,
        invited=now.invited,
        signed=now.signed if sealed else 0,
        observers=len(page.log.record.observers) if sealed else 0,
        needed=page.needed,
        items=tuple(_decided(page, item, sealed=sealed) for item in page.log.record.items),
        groups=tuple(heard([page])) if sealed else (),
        documents=page.documents,
        changed=page.differs_from_documents,
        proposals=tuple(of_origin(str(uuid))) if sealed else (),
        report_due=page.report_due,
        report_overdue=page.report_overdue,
        holidays_unknown=page.holidays_unknown,
    )


def document_by_code(typed: str) -> MeetingDocument | None:
    """The document with that code, however it was typed; None for any other text."""
    code = as_ticket(typed)
    return None if code is None else MeetingDocument.objects.select_related("meeting").filter(code=code).first()


def superseded(document: MeetingDocument) -> bool:
    """Whether a later version of the document was made."""
    return MeetingDocument.objects.filter(
        meeting=document.meeting, kind=document.kind, version__gt=document.version
    ).exists()


def _decided(page: MeetingPage, item: str, *, sealed: bool) -> Decided:
    told = [
        page.texts[one.uuid].get("text", "")
        for one in page.entries
        if one.kind in {"agreed", "voted"} and one.data["item"] == item
    ]
    return Decided(
        title=masked(page.titles.get(item, "")),
        oversight=item in page.log.record.oversight,
        decision=page.log.record.meeting.decisions.get(item) if sealed else None,
        text=masked(told[-1]) if told and sealed else "",
    )
