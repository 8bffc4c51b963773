"""The end of a class: who completed it by its rule, their certificates, and when all who drew lots are asked again."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from uuid import UUID, uuid4

import pyarrow as pa
from django.db import transaction

from merata.programmes.training.attendance import CompletionRule, completion
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.columns import sealed, unsealed
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets.codes import new_ticket
from merata_portal.training import clock
from merata_portal.training.actions.taking import moved, taken
from merata_portal.training.models import Application, Attendance, Certificate, Course, FollowUp
from merata_portal.training.refusals import TrainingRefused
from merata_portal.training.states import State

CODE = "S"
MONTHS = (3, 6, 12)
_COMPLETED = ("completed", "sessions_attended", "sessions_excused", "reason_id", "reason_en")


@transaction.atomic
def finish_course(*, by: Actor, course: UUID) -> Course:
    """Say by the class's own rule who completed it, issue their certificates and plan the follow-ups.

    Follow-ups are of everybody who drew lots, with a seat or without, so that the lottery can tell what the class did.
    Raises `TrainingRefused` while a session's attendance, or a result of the final test, is missing.
    """
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.DRAWN)
    recorded = found.meetings.filter(recorded_at__isnull=False).count()
    if recorded < found.sessions:
        raise TrainingRefused(
            f"Kehadiran {found.sessions - recorded} dari {found.sessions} pertemuan belum dicatat.",
            f"Attendance of {found.sessions - recorded} of {found.sessions} sessions is not recorded.",
        )
    took = list(found.applications.filter(selected=True) | found.applications.filter(promoted=True))
    untested = sum(one.takes_part and one.test_passed is None for one in took)
    if found.needs_test and untested:
        raise TrainingRefused(
            f"Nilai ujian {untested} peserta belum dicatat.",
            f"The test results of {untested} participants are missing.",
        )
    completed = _complete(found, took)
    for one in completed:
        _certify(by, found, one)
    _plan_follow_ups(found)
    moved(found, State.FINISHED)
    found.finished_on = clock.today()
    found.save(update_fields=["finished_on"])
    record(
        by=by, held=held, action="training.finish", subject=found.subject, area=found.owner, rows=len(took),
        data={"completed": len(completed)},
    )  # fmt: skip
    return found


@transaction.atomic
def revoke_certificate(*, by: Actor, certificate: UUID, reason: str) -> Certificate:
    """Take a certificate back; its code then says that it was taken back, and when."""
    reason = require_reason(reason)
    found = Certificate.objects.select_related("application__course").get(uuid=certificate)
    course, held = taken(by, found.application.course.uuid, Capability.MANAGE_COURSE, State.FINISHED)
    if found.revoked_on is not None:
        raise TrainingRefused("Sertifikat ini sudah dicabut.", "This certificate was taken back before.")
    found.revoked_on, found.revoked_reason = clock.today(), reason
    found.save(update_fields=["revoked_on", "revoked_reason"])
    record(
        by=by, held=held, action="training.revoke_certificate", subject=f"certificate:{found.uuid}",
        area=course.owner, reason=reason,
    )  # fmt: skip
    return found


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the last of the month where it has no such day."""
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _complete(course: Course, took: list[Application]) -> list[Application]:
    rows = Attendance.objects.filter(session__course=course, application__in=took).values_list(
        "application__number", "session__number", "status"
    )
    names, sessions, statuses = zip(*rows, strict=True) if rows else ((), (), ())
    records = pa.table(
        {
            "application_id": pa.array(names, pa.string()),
            "session": pa.array(sessions, pa.int64()),
            "status": pa.array(statuses, pa.string()),
        }
    )
    rule = CompletionRule(course.minimum_attendance_pc, course.excused_at_most, course.needs_test)
    by_number = {one.number: one for one in took}
    passed = {one.number: one.test_passed for one in took if one.test_passed is not None}
    gave_up = {one.number for one in took if one.gave_up_order is not None}
    table = completion(list(by_number), records, sessions=course.sessions, rule=rule, passed=passed, gave_up=gave_up)
    for row in table.to_pylist():
        one = by_number[row["application_id"]]
        one.completed = row["completed"]
        one.sessions_attended, one.sessions_excused = row["sessions_attended"], row["sessions_excused"]
        one.reason_id, one.reason_en = row["reason_id"] or "", row["reason_en"] or ""
    Application.objects.bulk_update(took, _COMPLETED, batch_size=200)
    return sorted((one for one in took if one.completed), key=lambda one: one.number)


def _certify(by: Actor, course: Course, one: Application) -> Certificate:
    name = unsealed(Application, "name_sealed", one.name_sealed, one.uuid)
    uuid = uuid4()
    serial = Certificate.objects.filter(application__course=course).count() + 1
    return Certificate.objects.create(
        uuid=uuid, application=one, number=f"{course.owner}/{course.year}/{course.pk}/{serial:03d}",
        code=new_ticket(CODE), name_sealed=sealed(Certificate, "name_sealed", name, uuid),
        issued_on=clock.today(), issued_by_user_id=by.user_id,
    )  # fmt: skip


def _plan_follow_ups(course: Course) -> None:
    drew = course.applications.filter(place_in_draw__isnull=False)
    FollowUp.objects.bulk_create(
        (
            FollowUp(uuid=uuid4(), application=one, months=months, due_on=months_after(course.ends_on, months))
            for one in drew
            for months in MONTHS
        ),
        batch_size=1000,
    )
