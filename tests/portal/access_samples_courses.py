"""Samples of the routes of courses: a draft of a regency, an application from a village, a class with a session."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

REGENCY = "35.05"


def _draft(village: str, **more: Any) -> Sample:
    """A draft, which nobody outside its regency may know of."""
    from dataclasses import replace  # noqa: PLC0415

    from made_courses import DRAFT  # noqa: PLC0415
    from made_works import by_nobody  # noqa: PLC0415

    from merata_portal.actor import Role  # noqa: PLC0415
    from merata_portal.training.actions.making import make_course  # noqa: PLC0415

    name = f"Kelas {uuid4().hex}"
    made = make_course(
        by=by_nobody(Role.SECTOR_OFFICER, REGENCY), draft=replace(DRAFT, name=name, village_code=village)
    )
    return Sample({"uuid": made.uuid, **more}, REGENCY, marks=(name,))


def _held(village: str, **more: Any) -> Sample:
    """A class that was drawn, with a session: its sheet is for who holds it."""
    from merata_portal.training.models import Course, Session  # noqa: PLC0415

    found = _draft(village)
    course = Course.objects.get(uuid=found.arguments["uuid"])
    Course.objects.filter(pk=course.pk).update(state="drawn")
    Session.objects.create(course=course, number=1, held_on="2026-03-02")
    return Sample({**found.arguments, **more}, REGENCY, marks=found.marks)


def _applied(village: str) -> Any:
    """An application with a follow-up, from that village."""
    from merata_portal.personal.columns import sealed  # noqa: PLC0415
    from merata_portal.tickets.actions import issue  # noqa: PLC0415
    from merata_portal.tickets.codes import new_ticket  # noqa: PLC0415
    from merata_portal.training.models import Application, Course, FollowUp  # noqa: PLC0415

    course, uuid, name = Course.objects.get(uuid=_draft(village).arguments["uuid"]), uuid4(), f"Nama {uuid4().hex}"
    made = Application(
        uuid=uuid, course=course, number=new_ticket("A"), channel="resident", village_code=village,
        name_sealed=sealed(Application, "name_sealed", name, uuid), birth_date="1990-01-01", applied_on="2026-01-10",
        applied_at="2026-01-10T03:00:00Z",
    )  # fmt: skip
    issue(made, "L")
    FollowUp.objects.create(uuid=uuid4(), application=made, months=3, due_on="2026-06-30")
    return made, name


def _application(village: str) -> Sample:
    made, name = _applied(village)
    return Sample({"uuid": made.uuid}, village, marks=(name,))


def _certificate(village: str) -> Sample:
    from merata_portal.personal.columns import sealed  # noqa: PLC0415
    from merata_portal.tickets.codes import new_ticket  # noqa: PLC0415
    from merata_portal.training.models import Certificate  # noqa: PLC0415

    made, _applicant = _applied(village)
    uuid, name = uuid4(), f"Sertifikat {uuid4().hex}"  # the applicant's own name is seen in the village too
    Certificate.objects.create(
        uuid=uuid, application=made, number=uuid.hex, code=new_ticket("S"), issued_on="2026-03-31",
        issued_by_user_id=0, name_sealed=sealed(Certificate, "name_sealed", name, uuid),
    )  # fmt: skip
    return Sample({"uuid": uuid}, REGENCY, marks=(name,))


for _route in (
    "course", "course-change", "applicants", "course-tests", "course-reserve", "course-release", "course-commit",
    "course-unbind", "course-pay", "course-announce", "course-freeze", "course-number", "course-draw", "course-void",
    "course-cancel", "course-trainer", "course-trainer-end", "course-sessions", "course-give-up", "course-finish",
):  # fmt: skip
    sample(f"office:{_route}")(_draft)
for _route in ("application", "application-identify", "application-not-found", "application-pin"):
    sample(f"office:{_route}")(_application)
for _route in ("certificate", "certificate-revoke"):
    sample(f"office:{_route}")(_certificate)


@sample("office:attendance")
def attendance(village: str) -> Sample:
    return _held(village, number=1)


@sample("office:survey")
def survey(village: str) -> Sample:
    made, name = _applied(village)
    return Sample({"uuid": made.follow_ups.get().uuid}, village, marks=(name,))
