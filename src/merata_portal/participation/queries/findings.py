"""What is read of findings: lists by area and by office, one with its history, and what everybody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from merata.tables.personal_numbers import masked
from merata_portal.actor import Actor
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import published
from merata_portal.participation.models import Finding, FindingState, FindingStep
from merata_portal.participation.queries.finding_scope import findings_seen, findings_to_answer
from merata_portal.personal.columns import unsealed, unsealed_many

UNSETTLED = (FindingState.OPEN, FindingState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a finding's way; `meeting`: in which forum, None where an office took it."""

    kind: str
    at: datetime
    text: str
    meeting: UUID | None
    deadline: date | None
    by_user_id: int


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding with its text, its history from the first step on, and its published files."""

    finding: Finding
    text: str
    steps: tuple[Step, ...]
    files: tuple[Attachment, ...]
    overdue: bool

    @property
    def told_idr(self) -> tuple[int, int] | None:
        """What was promised and what was delivered, as everybody may know it (`told_idr`)."""
        return told_idr(self.finding)


def findings(actor: Actor, *, village: str = "", state: str = "") -> QuerySet[Finding]:
    """The findings of the actor's areas, those due first; of one area or state where asked."""
    found = findings_seen(actor).order_by("deadline", "id")
    if village:
        found = found.filter(area=village)
    return found.filter(state=state) if state in FindingState.values else found


def waiting(actor: Actor) -> QuerySet[Finding]:
    """The open findings that the actor's offices must answer, those due first."""
    return findings_to_answer(actor).filter(state=FindingState.OPEN).order_by("deadline", "id")


def unsettled_in(area: str) -> list[FindingPage]:
    """The findings of an area that its next forum judges: everybody's, once their meeting was sealed or not."""
    rows = Finding.objects.filter(area=area, state__in=UNSETTLED).select_related("meeting").order_by("deadline", "id")
    return [page_of(one) for one in rows]


def finding(actor: Actor, uuid: UUID) -> FindingPage:
    """One finding of the actor's areas, or one given to their office; raises DoesNotExist elsewhere."""
    seen = findings_seen(actor).filter(uuid=uuid).first()
    return page_of(seen or findings_to_answer(actor).select_related("meeting").get(uuid=uuid))


def public_finding_rows() -> QuerySet[Finding]:
    """The findings that everybody may read, with their meetings: of sealed meetings, not withdrawn."""
    sealed = Finding.objects.filter(meeting__sealed_at__isnull=False)
    return sealed.exclude(state=FindingState.WITHDRAWN).select_related("meeting")


def public_findings(village: str = "") -> list[FindingPage]:
    """The findings that everybody may read, of one area where asked, those due first."""
    rows = public_finding_rows()
    rows = rows.filter(area=village) if village else rows
    return [page_of(one) for one in rows.order_by("deadline", "id")[:200]]


def public_finding(uuid: UUID) -> FindingPage:
    """One finding that everybody may read; raises DoesNotExist for any other."""
    return page_of(public_finding_rows().get(uuid=uuid))


def texts_of(rows: Sequence[Finding]) -> list[str]:
    """What was found, of rows whose reader was found before; personal numbers are masked."""
    opened = unsealed_many(Finding, "text_sealed", [(one.text_sealed, one.uuid) for one in rows])
    return [masked(text or "") for text in opened]


def told_idr(found: Finding) -> tuple[int, int] | None:
    """Rupiah promised and delivered, for everybody; None of a programme's, which divided by the benefit are how many
    households receive it in the village (ADR 19), and where it is not about money."""
    if found.programme or found.promised_idr is None:
        return None
    return found.promised_idr, found.delivered_idr or 0


def is_overdue(found: Finding) -> bool:
    """Whether its answer is late."""
    return found.state == FindingState.OPEN and found.deadline < timezone.localdate()


def page_of(found: Finding) -> FindingPage:
    """A finding as pages show it; personal numbers in what people wrote are masked."""
    steps = found.steps.select_related("meeting").order_by("at", "id")
    return FindingPage(
        finding=found,
        text=masked(unsealed(Finding, "text_sealed", found.text_sealed, found.uuid) or ""),
        steps=tuple(_step(one) for one in steps),
        files=tuple(published(f"finding:{found.uuid}")),
        overdue=is_overdue(found),
    )


def _step(one: FindingStep) -> Step:
    text = masked(unsealed(FindingStep, "text_sealed", one.text_sealed, one.uuid) or "")
    return Step(
        one.kind, one.at, text, one.meeting.uuid if one.meeting is not None else None, one.deadline, one.by_user_id
    )
