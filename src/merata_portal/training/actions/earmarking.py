"""Classes of an approved plan: drafts whose money is set aside the moment they are made, and given back whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Share
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.training.actions.taking import moved, taken
from merata_portal.training.models import Course
from merata_portal.training.refusals import FaultyCourse, TrainingRefused
from merata_portal.training.requests import CourseDraft, Fault, faults_of
from merata_portal.training.states import State


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """A class that a plan pays from one line: a new draft, or `course`, which is there and has no money yet."""

    draft: CourseDraft
    line: int
    course: UUID | None = None


@transaction.atomic
def earmark_classes(
    *, by: Actor, classes: Sequence[PlannedClass], plan: str, reason: str, key: str, document: str = ""
) -> list[Course]:
    """Make the drafts of a plan with their money reserved, in one entry; in the order of `classes`.

    By who may reserve (PROPOSE_SPENDING) for the owner; days and place are completed by the office (`change_course`).
    The reservation stands under each class's own purpose, so that it cannot be made again (`reserve_course`). Raises
    `FaultyCourse` with every fault, and as `ledger.reserve`.
    """
    reason = require_reason(reason)
    owner = classes[0].draft.owner
    held = by.require(Capability.PROPOSE_SPENDING, owner)
    _refuse(owner, classes)
    made = [_kept(one, by, plan) if one.course is None else _there(one, one.course, plan) for one in classes]
    shares = [
        Share(
            one.line, _purpose(one, course, plan), course.cost_idr, course.course_id, proposal=course.proposal,
            plan=plan,
        )
        for one, course in zip(classes, made, strict=True)
    ]  # fmt: skip
    entry = ledger.reserve(by=by, shares=shares, reason=reason, key=key, document=document)
    earmarks = dict(entry.transfers.values_list("earmark__purpose", "earmark"))
    for one, course in zip(classes, made, strict=True):
        course.line, course.earmark = one.line, earmarks[_purpose(one, course, plan)]
    fresh = [course for one, course in zip(classes, made, strict=True) if one.course is None]
    Course.objects.bulk_create(fresh)
    for one, course in zip(classes, made, strict=True):
        if one.course is not None:
            course.save(update_fields=["line", "earmark", "plan"])
    record(
        by=by, held=held, action="training.earmark", subject=f"training:{owner}", area=owner, reason=reason,
        rows=len(made), data={"plan": plan, "amount": f"Rp{sum(share.amount_idr for share in shares):,}"},
    )  # fmt: skip
    return made


@transaction.atomic
def give_back_class(*, by: Actor, course: UUID, reason: str, cancelled: bool = True) -> int:
    """Give a plan's class back before anything is committed: its money is available again; how many rupiah.

    A draft is cancelled as well, unless not `cancelled` (it was there before the plan). One that was announced stays.
    Raises `TrainingRefused` where its money is committed or paid.
    """
    reason = require_reason(reason)
    found, held = taken(by, course, Capability.PROPOSE_SPENDING)
    released = 0
    if found.earmark is not None:
        key = f"{found.purpose}/given-back/{uuid4().hex[:12]}"
        given_back = ledger.release_unbound(by=by, earmark=found.earmark, reason=reason, key=key)
        if given_back is None:
            raise TrainingRefused(
                f"Dana pelatihan {found.name} sudah terikat atau dibayar; batalkan lewat dinas.",
                f"The money of the class {found.name} is committed or paid; have the office cancel it.",
            )
        released = given_back
        found.line = found.earmark = None
    found.plan = ""
    found.save(update_fields=["line", "earmark", "plan"])
    if cancelled and found.state == State.DRAFT:
        moved(found, State.CANCELLED)
    record(
        by=by, held=held, action="training.give_back", subject=found.subject, area=found.owner, reason=reason,
        data={"amount": f"Rp{released:,}"},
    )  # fmt: skip
    return released


def _purpose(one: PlannedClass, course: Course, plan: str) -> str:
    # What was there before may be given back and taken up by another plan, whose money is another purpose.
    return course.purpose if one.course is None else f"{course.purpose}/{plan}"


def _refuse(owner: str, classes: Sequence[PlannedClass]) -> None:
    faults: list[Fault] = []
    lines = Line.objects.in_bulk({one.line for one in classes})
    for one in classes:
        told = faults_of(one.draft)
        payer = lines.get(one.line)
        if payer is None or payer.owner != owner or one.draft.owner != owner:
            told.append(("pos anggaran bukan milik penyelenggara", "the line is not of the owner"))
        if not one.draft.cost_idr:
            told.append(("biaya kelas nol", "the class costs nothing"))
        name = one.draft.name
        faults += [(f"{name}: {text_id}", f"{name}: {text_en}") for text_id, text_en in told]
        sound_reason(f"{name} {one.draft.about} {one.draft.place}")
    if faults:
        raise FaultyCourse(faults)


def _kept(one: PlannedClass, by: Actor, plan: str) -> Course:
    uuid = uuid4()
    told = asdict(one.draft) | {"plan": plan}
    return Course(
        uuid=uuid, course_id=f"course_{uuid.hex[:12]}", made_at=timezone.now(), made_by_user_id=by.user_id, **told
    )


def _there(one: PlannedClass, uuid: UUID, plan: str) -> Course:
    found = Course.objects.select_for_update().get(uuid=uuid)
    if found.earmark is not None or found.state in (State.CANCELLED, State.FINISHED):
        raise TrainingRefused(
            f"Pelatihan {found.name} sudah punya dana, selesai atau dibatalkan.",
            f"The class {found.name} has its money already, has ended or was cancelled.",
        )
    if found.cost_idr != one.draft.cost_idr:
        raise TrainingRefused(
            f"Biaya pelatihan {found.name} berubah menjadi Rp{found.cost_idr:,}.",
            f"The class {found.name} now costs Rp{found.cost_idr:,}.",
        )
    found.plan = plan
    return found
