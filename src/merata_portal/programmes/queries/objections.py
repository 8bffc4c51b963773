"""What is read of one objection: by the office within its areas, and by whoever has its ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import attached
from merata_portal.programmes.models.objections import OPEN, Objection, ObjectionStep
from merata_portal.programmes.objection_clock import clock
from merata_portal.programmes.objection_duties import may_decide
from merata_portal.programmes.objection_texts import opened as opened_text
from merata_portal.programmes.terms import APPEAL, Term, terms
from merata_portal.tickets.actions import opened as opened_by_pin
from merata_portal.working_calendar import working_calendar

State, Kind = Objection.State, ObjectionStep.Kind


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is shown; `text` is empty where nothing was said, or it may not be read."""

    kind: str
    label: str
    on_day: date
    at: datetime
    text: str
    by_user_id: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """An objection with its texts opened, its steps and its clock.

    `is_open`: somebody still waits for an answer. `term`: of its kind, as the office's terms are today; `used` and
    `left`: working days, negative when overdue. `appeal_until`: the last day to appeal, None where there is nothing to
    appeal against.
    """

    objection: Objection
    is_open: bool
    text: str
    subject_text: str
    contact: str
    answer: str
    steps: tuple[Step, ...]
    term: Term
    used: int
    left: int
    overdue: bool
    appeal: Objection | None
    appeal_until: date | None


def text_of(actor: Actor, objection: Objection) -> str:
    """What the writer wrote, for who may decide it or filed it; empty for others."""
    return opened_text(objection, objection.text_sealed) if may_read(actor, objection) else ""


def may_read(actor: Actor, objection: Objection) -> bool:
    """Whether the actor may read the texts: who decides objections there, and who filed this one for somebody."""
    return actor.may(Capability.DECIDE_OBJECTION, objection.village_code) or (
        actor.user_id > 0 and objection.filed_by_user_id == actor.user_id
    )


def objection(actor: Actor, uuid: UUID) -> Told:
    """One objection; its texts only for who `may_read` them. Raises `Objection.DoesNotExist` outside one's areas."""
    rows = Objection.objects.select_related("launch", "household", "enrolment", "appeals").filter(uuid=uuid)
    found = within(rows, actor, Capability.FILE_OBJECTION).get()
    return _told(found, readable=may_read(actor, found))


def may_decide_it(actor: Actor, found: Objection) -> bool:
    """Whether the actor may decide it: by capability, and had no part in what it objects to."""
    return actor.may(Capability.DECIDE_OBJECTION, found.village_code) and may_decide(actor, found)


def scans(actor: Actor, uuid: UUID) -> list[Attachment]:
    """The letters attached to an objection, for who may read it; none for others. Raises as `objection`."""
    found = within(Objection.objects.filter(uuid=uuid), actor, Capability.FILE_OBJECTION).get()
    return list(attached(found.subject)) if may_read(actor, found) else []


def opened(ticket: str, pin: str) -> Objection:
    """The objection of a ticket, for who knows its PIN; raises `tickets.actions.NotFound` or `Locked`."""
    return opened_by_pin(Objection.objects.all(), ticket, pin)


def of_ticket(ticket: str) -> Told:
    """What whoever opened the ticket sees; raises `Objection.DoesNotExist`."""
    return _told(Objection.objects.select_related("launch", "appeals").get(ticket=ticket), readable=True)


def _told(found: Objection, *, readable: bool) -> Told:
    rows = list(found.steps.order_by("id"))
    counted, day = clock(found, rows), _counted_to(found, rows)

    def opens(cell: bytes | memoryview | None) -> str:
        return opened_text(found, cell) if readable else ""

    appeal = Objection.objects.filter(appeals=found).first()
    return Told(
        objection=found,
        is_open=found.state in OPEN,
        text=opens(found.text_sealed),
        subject_text=opens(found.subject_text_sealed),
        contact=opens(found.contact_sealed),
        answer=opens(found.answer_sealed),
        steps=tuple(
            Step(one.step, str(Kind(one.step).label), one.on_day, one.at, opens(one.text_sealed), one.by_user_id)
            for one in rows
        ),
        term=terms().answer[APPEAL if found.appeals_id else found.about],
        used=counted.used(day),
        left=counted.left(day),
        overdue=_is_overdue(found, day),
        appeal=appeal,
        appeal_until=_appeal_until(found) if appeal is None else None,
    )


def _counted_to(found: Objection, rows: Iterable[ObjectionStep]) -> date:
    """Today, or the day on which it was closed: a clock does not run on after the answer."""
    ends = [one.on_day for one in rows if one.step in {Kind.ANSWERED, Kind.WITHDRAWN, Kind.DISCARDED}]
    return ends[-1] if found.state not in OPEN and ends else timezone.localdate()


def _is_overdue(found: Objection, day: date) -> bool:
    """Whether its last day has passed, as lists count it: a question asked too late does not undo that."""
    if found.due_on is None or found.state in {State.WITHDRAWN, State.DISCARDED}:
        return False
    return day > found.due_on


def _appeal_until(found: Objection) -> date | None:
    if found.state != State.ANSWERED or found.answered_at is None or found.appeals_id is not None:
        return None
    answered = timezone.localdate(found.answered_at)
    return working_calendar().after(answered, terms().appeal_within.working_days)


def shortest_term() -> Term:
    """The shortest term for an answer, to be told before somebody files."""
    return min((one for kind, one in terms().answer.items() if kind != APPEAL), key=lambda one: one.working_days)
