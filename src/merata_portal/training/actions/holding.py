"""Holding a class: its sessions, who came, the final test, and seats that become free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from merata.programmes.training.commitment import COMMITMENT_FILE, read_commitment
from merata.programmes.training.frozen_list import LIST_FILE, read_list
from merata.programmes.training.selection import rule_of
from merata.programmes.training.waiting_list import promotions
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, Held, Refused
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.training import clock
from merata_portal.training.actions.taking import taken
from merata_portal.training.documents_of_draw import documents, open_draw
from merata_portal.training.holders import holds_class
from merata_portal.training.models import Application, Attendance, Course, Session
from merata_portal.training.refusals import FaultyCourse, TrainingRefused, wrong_state
from merata_portal.training.states import State


@transaction.atomic
def plan_sessions(*, by: Actor, course: UUID, days: Sequence[date], topics: Sequence[str] = ()) -> list[Session]:
    """Fix the days of all sessions, in order; days of sessions whose attendance is recorded stay as they are."""
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.DRAWN)
    faults = []
    if len(days) != found.sessions:
        faults.append(
            (f"{len(days)} hari untuk {found.sessions} pertemuan", f"{len(days)} days, {found.sessions} sessions")
        )
    if any(later <= earlier for earlier, later in pairwise(days)):
        faults.append(("hari pertemuan harus berurutan", "the days of the sessions must rise"))
    if days and min(days) < open_draw(found).drawn_on:
        faults.append(("pertemuan sebelum undian", "a session before the draw"))
    if faults:
        raise FaultyCourse(faults)
    texts = [sound_reason(text) for text in topics] + [""] * (len(days) - len(topics))
    made = []
    for number, (day, topic) in enumerate(zip(days, texts, strict=True), 1):
        one, _new = Session.objects.get_or_create(
            course=found, number=number, defaults={"held_on": day, "topic": topic}
        )
        if one.recorded_at is None and (one.held_on, one.topic) != (day, topic):
            one.held_on, one.topic = day, topic
            one.save(update_fields=["held_on", "topic"])
        made.append(one)
    record(by=by, held=held, action="training.plan_sessions", subject=found.subject, area=found.owner, rows=len(made))
    return made


@transaction.atomic
def record_attendance(*, by: Actor, course: UUID, number: int, statuses: Mapping[UUID, str]) -> Session:
    """Write down who came to session `number`: everybody who has a seat now, by the application's uuid.

    By a trainer of this class or its officer; again until the class is finished. Raises `FaultyCourse` where somebody
    is missing, a stranger or of no known status, and `TrainingRefused` before the session's day.
    """
    found, held = _class_of(by, course)
    session = Session.objects.select_for_update().get(course=found, number=number)
    if session.held_on > clock.today():
        raise TrainingRefused(
            f"Pertemuan {number} baru pada {session.held_on:%d-%m-%Y}.",
            f"Session {number} is on {session.held_on}.",
        )
    seated = {one.uuid: one for one in found.applications.all() if one.takes_part}
    faults = []
    if set(statuses) != set(seated):
        faults.append(
            (
                f"daftar hadir berisi {len(statuses)} orang, peserta {len(seated)}; muat ulang halamannya",
                f"attendance names {len(statuses)} people, the class has {len(seated)}; load the page again",
            )
        )
    if set(statuses.values()) - set(Attendance.Status.values):
        faults.append(("pilih hadir, izin atau tidak hadir", "choose present, excused or absent"))
    if faults:
        raise FaultyCourse(faults)
    for uuid, status in statuses.items():
        Attendance.objects.update_or_create(session=session, application=seated[uuid], defaults={"status": status})
    session.recorded_at, session.recorded_by_user_id = timezone.now(), by.user_id
    session.save(update_fields=["recorded_at", "recorded_by_user_id"])
    record(
        by=by, held=held, action="training.attendance", subject=found.subject, area=found.owner, rows=len(statuses),
        data={"session": number, "present": sum(status == "present" for status in statuses.values())},
    )  # fmt: skip
    return session


@transaction.atomic
def record_tests(*, by: Actor, course: UUID, passed: Mapping[UUID, bool]) -> int:
    """Write down who passed the final test; how many results there are now."""
    found, held = _class_of(by, course)
    if not found.needs_test:
        raise TrainingRefused("Kelas ini tanpa ujian akhir.", "This class has no final test.")
    seated = {one.uuid: one for one in found.applications.all() if one.takes_part}
    if strangers := set(passed) - set(seated):
        raise FaultyCourse([(f"{len(strangers)} orang bukan peserta", f"{len(strangers)} hold no seat")])
    for uuid, good in passed.items():
        seated[uuid].test_passed = good
    Application.objects.bulk_update(seated.values(), ["test_passed"], batch_size=500)
    record(
        by=by, held=held, action="training.tests", subject=found.subject, area=found.owner, rows=len(passed),
        data={"passed": sum(passed.values())},
    )  # fmt: skip
    return sum(one.test_passed is not None for one in seated.values())


@transaction.atomic
def give_up_seat(*, by: Actor, course: UUID, application: UUID, reason: str) -> Application | None:
    """Note that somebody gave their seat, or their place on the waiting list, up; who moves up, if anybody."""
    reason = require_reason(reason)
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.DRAWN)
    gone = found.applications.select_for_update(of=("self",)).get(uuid=application)
    if gone.place_in_draw is None or gone.gave_up_order is not None:
        raise TrainingRefused(
            "Orang ini tidak memegang kursi atau tempat tunggu.",
            "This person holds neither a seat nor a place in line.",
        )
    promoted = _promoted(found, gone)
    last = found.applications.aggregate(last=Max("gave_up_order"))["last"] or 0
    gone.gave_up_order = last + 1
    gone.save(update_fields=["gave_up_order"])
    if promoted is not None:
        promoted.promoted = True
        promoted.save(update_fields=["promoted"])
    record(
        by=by, held=held, action="training.give_up", subject=f"application:{gone.uuid}", area=found.owner,
        reason=reason, data={"promoted": "" if promoted is None else str(promoted.uuid)},
    )  # fmt: skip
    return promoted


def _promoted(course: Course, gone: Application) -> Application | None:
    files = documents(open_draw(course))
    listed = read_list(files[LIST_FILE], files[COMMITMENT_FILE])
    rule = rule_of(read_commitment(files[COMMITMENT_FILE]).terms)
    drawn = list(course.applications.filter(place_in_draw__isnull=False).order_by("place_in_draw"))
    in_line = [one for one in drawn if one.gave_up_order is None and not one.takes_part]
    moves = promotions(
        listed.entries, rule,
        selected=[one.number for one in drawn if one.takes_part],
        waiting=[one.number for one in in_line],
        withdrawn=[gone.number],
    )  # fmt: skip
    up = {move.promoted for move in moves}
    return next((one for one in in_line if one.number in up), None)


def _class_of(by: Actor, uuid: UUID) -> tuple[Course, Held]:
    """The class, for its officer or one of its own trainers; another's trainer does not find it."""
    by.require_somewhere(Capability.RECORD_ATTENDANCE)
    rows = within_areas(Course.objects.select_for_update(of=("self",)), by, Capability.RECORD_ATTENDANCE, "owner")
    found = rows.get(uuid=uuid)
    held = by.require(Capability.RECORD_ATTENDANCE, found.owner)
    if not holds_class(by, found):
        raise Refused(f"{by.name} tidak ditugaskan mengajar kelas ini. / {by.name} is not assigned to this class.")
    if State(found.state) is not State.DRAWN:
        raise wrong_state(found.state, State.DRAWN)
    return found, held
