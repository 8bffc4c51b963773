"""Who applied, who takes part and who is to be asked again: names for those alone who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within, within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.personal.columns import unsealed_many
from merata_portal.training import clock
from merata_portal.training.holders import holds_class
from merata_portal.training.models import Application, Attendance, Certificate, Course, FollowUp, Session
from merata_portal.training.queries.outcomes import Outcome, outcome


@dataclass(frozen=True, slots=True)
class Named:
    """An application with the name and contact that its applicant gave, and what came of it."""

    application: Application
    name: str
    contact: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A participant on the sheet of a session. `status` is empty where nothing is recorded yet."""

    uuid: UUID
    number: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class ToAsk:
    """Somebody who is to be asked again, and the days by which it is overdue (negative: still to come)."""

    follow_up: FollowUp
    course: Course
    name: str
    contact: str
    overdue_days: int


def applications(actor: Actor, course: Course) -> list[Named]:
    """The applications of a class from the actor's villages, the newest last."""
    rows = course.applications.select_related("course").order_by("id")
    return _named(list(within(rows, actor, Capability.APPLY_FOR_COURSE)))


def application(actor: Actor, uuid: UUID) -> Named:
    """One application; raises `Application.DoesNotExist` where its village is another's."""
    rows = Application.objects.filter(uuid=uuid).select_related("course", "person", "household")
    return _named([within(rows, actor, Capability.APPLY_FOR_COURSE).get()])[0]


def sheet(actor: Actor, course_uuid: UUID, number: int) -> tuple[Course, Session, list[OnSheet]]:
    """The sheet of one session, for who holds the class; raises `Course.DoesNotExist` for everybody else."""
    found = held_class(actor, course_uuid)
    session = Session.objects.get(course=found, number=number)
    seated = [one for one in found.applications.order_by("number") if one.takes_part]
    status = dict(Attendance.objects.filter(session=session).values_list("application_id", "status"))
    names = unsealed_many(Application, "name_sealed", ((one.name_sealed, one.uuid) for one in seated))
    rows = [
        OnSheet(one.uuid, one.number, name or "", status.get(one.pk, ""))
        for one, name in zip(seated, names, strict=True)
    ]
    return found, session, sorted(rows, key=lambda row: row.name)


def held_class(actor: Actor, uuid: UUID) -> Course:
    """A class that the actor manages or was given; raises `Course.DoesNotExist` for any other."""
    rows = within_areas(Course.objects.filter(uuid=uuid), actor, Capability.RECORD_ATTENDANCE, "owner")
    found = rows.get()
    if not holds_class(actor, found):
        raise Course.DoesNotExist
    return found


def participants(actor: Actor, course: Course) -> list[Named]:
    """Who holds a seat of the class now, by name, for who holds the class."""
    if not holds_class(actor, course):
        return []
    rows = [one for one in course.applications.select_related("course") if one.takes_part]
    return sorted(_named(rows), key=lambda one: one.name)


def certificates(actor: Actor, course: Course) -> list[tuple[Certificate, str]]:
    """The certificates of a class with the names on them, for who manages it."""
    if not actor.may(Capability.MANAGE_COURSE, course.owner):
        return []
    found = list(Certificate.objects.filter(application__course=course).order_by("number"))
    names = unsealed_many(Certificate, "name_sealed", ((one.name_sealed, one.uuid) for one in found))
    return [(one, name or "") for one, name in zip(found, names, strict=True)]


def to_ask(actor: Actor, *, until: date | None = None, limit: int = 100) -> list[ToAsk]:
    """The follow-ups in the actor's villages that are due by `until` (default: today), the longest overdue first.

    Whoever was not reached stays among them: they may be tried again.
    """
    rows = due(actor, until).select_related("application__course").order_by("due_on", "id")[:limit]
    found = list(rows)
    people = [one.application for one in found]
    names = unsealed_many(Application, "name_sealed", ((one.name_sealed, one.uuid) for one in people))
    contacts = unsealed_many(Application, "contact_sealed", ((one.contact_sealed, one.uuid) for one in people))
    today = clock.today()
    return [
        ToAsk(one, one.application.course, name or "", contact or "", (today - one.due_on).days)
        for one, name, contact in zip(found, names, contacts, strict=True)
    ]


def follow_up(actor: Actor, uuid: UUID) -> ToAsk:
    """One follow-up, due or done; raises `FollowUp.DoesNotExist` where its village is another's."""
    rows = FollowUp.objects.filter(uuid=uuid).select_related("application__course")
    one = within(rows, actor, Capability.SURVEY_GRADUATE, "application__village_code").get()
    name, contact = (
        unsealed_many(Application, column, [(getattr(one.application, column), one.application.uuid)])[0]
        for column in ("name_sealed", "contact_sealed")
    )
    overdue = (clock.today() - one.due_on).days
    return ToAsk(one, one.application.course, name or "", contact or "", overdue)


def due(actor: Actor, until: date | None = None) -> QuerySet[FollowUp]:
    """The follow-ups in the actor's villages that are due by `until` (default: today) and not done."""
    open_ones = FollowUp.objects.filter(
        due_on__lte=until or clock.today(), result__in=[FollowUp.Result.DUE, FollowUp.Result.UNREACHABLE]
    )
    return within(open_ones, actor, Capability.SURVEY_GRADUATE, "application__village_code")


def _named(rows: list[Application]) -> list[Named]:
    names = unsealed_many(Application, "name_sealed", ((one.name_sealed, one.uuid) for one in rows))
    contacts = unsealed_many(Application, "contact_sealed", ((one.contact_sealed, one.uuid) for one in rows))
    return [
        Named(one, name or "", contact or "", outcome(one))
        for one, name, contact in zip(rows, names, contacts, strict=True)
    ]
