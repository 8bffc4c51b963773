"""Classes as everybody sees them: terms, how the draw went and whether it holds, and counts that tell of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from merata.programmes.training.result import RESULT_FILE, Drawn, read_result
from merata.programmes.training.verification import Check, verify
from merata_portal.accounts.models import Area, AreaKind
from merata_portal.personal.columns import unsealed
from merata_portal.tickets.codes import as_ticket
from merata_portal.training.documents_of_draw import documents
from merata_portal.training.models import Application, Certificate, Course, Draw, DrawDocument, FollowUp
from merata_portal.training.queries.courses import published

FEWEST = 5
"""Counts of people below it are not told: neighbours would know who they are."""


@dataclass(frozen=True, slots=True)
class Counts:
    """People of a class. None: fewer than `FEWEST`, or so few that they could be told from the others."""

    applied: int
    refused: int | None
    seated: int
    completed: int | None
    not_completed: int | None
    answered: int | None


@dataclass(frozen=True, slots=True)
class Round:
    """One draw of a class with its published documents."""

    draw: Draw
    documents: tuple[DrawDocument, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a certificate's code says. `name` as it was issued."""

    certificate: Certificate
    course: Course
    name: str


def open_courses() -> QuerySet[Course]:
    """The published classes, those that still take applications first; with how many applied."""
    applied = Count("applications", filter=Q(applications__withdrawn_on__isnull=True))
    return published().select_related("partner").annotate(applied=applied).order_by("-year", "-id")


def open_course(uuid: UUID) -> Course:
    """One published class; raises `Course.DoesNotExist`."""
    return open_courses().get(uuid=uuid)


def counts(course: Course) -> Counts:
    """How many applied, were refused, sit, completed and were asked again; small cells are kept back.

    Completed and not completed add up to what is known, so where one of them is small both are kept back.
    """
    rows = course.applications.filter(withdrawn_on__isnull=True)
    took = rows.filter(Q(selected=True) | Q(promoted=True))
    completed, failed = (took.filter(completed=value).count() for value in (True, False))
    told = not any(0 < one < FEWEST for one in (completed, failed))
    answered = FollowUp.objects.filter(application__course=course, result=FollowUp.Result.ANSWERED).count()
    refused = rows.exclude(refused_codes=[]).count()
    return Counts(
        applied=rows.count(),
        refused=_told(refused),
        seated=took.filter(gave_up_order__isnull=True).count(),
        completed=completed if told else None,
        not_completed=failed if told else None,
        answered=_told(answered),
    )


def rounds(course: Course) -> list[Round]:
    """The draws of a class, the latest first, each with its documents in order."""
    return [Round(draw, tuple(draw.documents.order_by("file"))) for draw in course.draws.order_by("-round")]


def document(course: UUID, round_: int, file: str) -> bytes:
    """A published document as it was published; raises `DrawDocument.DoesNotExist`."""
    found = DrawDocument.objects.get(draw__course__uuid=course, draw__round=round_, file=file)
    return bytes(found.content)


def checks(draw: Draw, announced: tuple[str, ...] = ()) -> list[Check]:
    """Everything recomputed from the documents; `announced` are hashes as somebody heard or noted them."""
    before = draw.course.draws.filter(round=draw.round - 1).first()
    earlier = () if before is None else tuple(sorted(documents(before).items()))
    return list(_checked(tuple(sorted(documents(draw).items())), earlier, announced))


def by_number(course: Course, number: str) -> Application | None:
    """The application with that public number; None where the class has none."""
    found = as_ticket(number)
    return None if found is None else course.applications.filter(number=found).select_related("course").first()


def by_ticket(ticket: str) -> Application:
    """The application that a browser opened; raises `Application.DoesNotExist`."""
    return Application.objects.select_related("course").get(ticket=ticket)


def tickets() -> QuerySet[Application]:
    """All applications, to be opened by ticket and PIN (`tickets.actions.opened`)."""
    return Application.objects.select_related("course")


def certificate_of(code: str) -> Verified | None:
    """What stands behind a certificate's code; None for a code of none."""
    asked = as_ticket(code)
    if asked is None:
        return None
    found = Certificate.objects.filter(code=asked).select_related("application__course").first()
    if found is None:
        return None
    name = unsealed(Certificate, "name_sealed", found.name_sealed, found.uuid) or ""
    return Verified(found, found.application.course, name)


def own_certificate(one: Application) -> Certificate | None:
    """The certificate of an application that its applicant has opened; None where there is none, or it was revoked."""
    return Certificate.objects.filter(application=one, revoked_on__isnull=True).first()


def _told(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


Files = tuple[tuple[str, bytes], ...]


# The same documents give the same checks, and simulating chances again takes seconds.
@lru_cache(maxsize=64)
def _checked(files: Files, before: Files, announced: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(verify(dict(files), announced=announced, before=dict(before) if before else None))


def villages(course: Course) -> list[tuple[str, str]]:
    """The villages from which somebody may apply, by kecamatan and name: code and what it is called."""
    rows = Area.objects.filter(kind=AreaKind.VILLAGE).select_related("parent")
    if course.residents_only:
        rows = rows.filter(parent__parent=course.owner)
    found = [(one.code, one.name, one.parent.name if one.parent else "") for one in rows]
    ordered = sorted(found, key=lambda one: (one[2], one[1], one[0]))
    return [(code, f"{name} ({kecamatan})") for code, name, kecamatan in ordered]


def result(draw: Draw) -> Drawn | None:
    """Seats and waiting list as they were published; None before the draw."""
    content = documents(draw).get(RESULT_FILE)
    return None if content is None else read_result(content)
