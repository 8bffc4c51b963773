"""What is read of complaints: the office's lists and pages, and everybody's, never with who complained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import attached, published
from merata_portal.complaints.categories import Category, rules
from merata_portal.complaints.clock import clock
from merata_portal.complaints.models import Complaint, ComplaintStep, StillSo
from merata_portal.complaints.queries.scoping import complaints_for
from merata_portal.complaints.turns import is_handler
from merata_portal.personal.columns import unsealed, unsealed_many
from merata_portal.working_calendar import years_known

RUNNING = (Complaint.State.FILED, Complaint.State.TAKEN)
UNLISTED = (Complaint.State.REVIEW, Complaint.State.SPAM)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; `note` for everybody, `written` for the office and the complainant."""

    step: str
    note: str
    written: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A complaint as its reader may see it. `text` None: kept from this reader; `days_left` of the running term."""

    complaint: Complaint
    category: Category
    text: str | None
    steps: tuple[Step, ...]
    files: tuple[Attachment, ...]
    overdue: bool
    days_left: int | None
    still_so: int
    named: bool

    @property
    def holidays_unknown(self) -> bool:
        """Whether the term ends in a year whose holidays are not entered yet: weekends alone were left out."""
        due = self.complaint.due_on
        return due is not None and due.year not in years_known()

    @property
    def days_over(self) -> int:
        """Working days since the term ended; 0 while it runs."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True, slots=True)
class Listed:
    """A complaint on a list; `text` None where it is kept from the reader."""

    complaint: Complaint
    category: Category
    text: str | None
    overdue: bool


def complaints(actor: Actor, **wanted: str) -> QuerySet[Complaint]:
    """The complaints of the actor's villages, the newest first; `wanted` as in `narrowed`. Needs VIEW_COMPLAINTS."""
    return narrowed(complaints_for(actor, Capability.VIEW_COMPLAINTS), **wanted)


def turn(actor: Actor) -> QuerySet[Complaint]:
    """Those whose turn it is for the actor, what is due first."""
    mine = Q(pk__in=[])
    for held in actor.holding(Capability.HANDLE_COMPLAINT):
        mine |= Q(role=held.role.value) & (Q(area=held.area) | Q(area__startswith=f"{held.area}."))
    return complaints_for(actor, Capability.HANDLE_COMPLAINT).filter(mine, state__in=RUNNING).order_by("due_on", "id")


def page(actor: Actor, uuid: UUID) -> Page:
    """One complaint for the office, with all that was written; raises Complaint.DoesNotExist."""
    found = complaints_for(actor, Capability.VIEW_COMPLAINTS).get(uuid=uuid)
    return _page(found, tuple(attached(found.subject)), office=True)


def may_handle(actor: Actor, complaint: Complaint) -> bool:
    """Whether it is the actor's turn."""
    return is_handler(actor, complaint)


def public_complaints(**wanted: str) -> QuerySet[Complaint]:
    """What is on the public list, the newest first: no category that may endanger, nothing that waits for review."""
    return narrowed(Complaint.objects.filter(public=True).exclude(state__in=UNLISTED), **wanted)


def public_page(ticket: str, *, opened: bool = False) -> Page:
    """One complaint for everybody; with `opened` (ticket and PIN were shown) also what is not public of one's own."""
    rows = Complaint.objects.all() if opened else Complaint.objects.filter(public=True).exclude(state__in=UNLISTED)
    found = rows.get(ticket=ticket)
    files = attached(found.subject) if opened else published(found.subject)
    return _page(found, tuple(files), office=opened)


def to_open() -> QuerySet[Complaint]:
    """The complaints that ticket and PIN open."""
    return Complaint.objects.all()


def narrowed(
    found: QuerySet[Complaint], *, village: str = "", category: str = "", state: str = "", text: str = ""
) -> QuerySet[Complaint]:
    """Those of an area, a category, a state ("overdue": late now) and a ticket or thing; the newest first."""
    if village:
        found = found.filter(Q(village_code=village) | Q(village_code__startswith=f"{village}."))
    if category:
        found = found.filter(category=category)
    if state == "overdue":
        found = found.filter(state__in=RUNNING).filter(Q(due_on__lt=timezone.localdate()) | Q(was_overdue=True))
    elif state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(ticket__iexact=text) | Q(about__icontains=text))
    return found.order_by("-id")


def listed(found: Sequence[Complaint], *, office: bool = False) -> list[Listed]:
    """Rows of a list with their texts opened in one go."""
    texts = unsealed_many(Complaint, "text_sealed", [(one.text_sealed, one.uuid) for one in found])
    today = timezone.localdate()
    return [
        Listed(
            one, rules().categories[one.category], text if office or not one.hidden_reason else None,
            _overdue(one, today),
        )
        for one, text in zip(found, texts, strict=True)
    ]  # fmt: skip


def _page(found: Complaint, files: tuple[Attachment, ...], *, office: bool) -> Page:
    steps = list(found.steps.order_by("id"))
    cells = [(one.note_sealed if office else None, one.uuid) for one in steps]
    written = unsealed_many(ComplaintStep, "note_sealed", cells)
    today = timezone.localdate()
    text = unsealed(Complaint, "text_sealed", found.text_sealed, found.uuid)
    return Page(
        complaint=found,
        category=rules().categories[found.category],
        text=text if office or not found.hidden_reason else None,
        steps=tuple(Step(one.step, one.note, said or "", one.at) for one, said in zip(steps, written, strict=True)),
        files=files,
        overdue=_overdue(found, today),
        days_left=clock(found).left(today) if found.state in RUNNING else None,
        still_so=StillSo.objects.filter(complaint=found, round=found.round).count(),
        named=found.name_sealed is not None or found.contact_sealed is not None,
    )


def _overdue(found: Complaint, today: date) -> bool:
    late = found.due_on is not None and found.due_on < today
    return found.state in RUNNING and (late or found.was_overdue)
