"""Making a class: the draft, partner firms, trainers, and giving it up."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.queries import valid_on
from merata_portal.actor import Actor, Capability, Role
from merata_portal.actor.codes import covers
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.training import clock
from merata_portal.training.actions.taking import moved, taken
from merata_portal.training.actions.voiding import void_open_draw
from merata_portal.training.models import Course, Partner, Trainer
from merata_portal.training.refusals import FaultyCourse, TrainingRefused
from merata_portal.training.requests import CourseDraft, faults_of
from merata_portal.training.states import BEFORE_THE_DRAW, State


@transaction.atomic
def make_course(*, by: Actor, draft: CourseDraft, partner: UUID | None = None) -> Course:
    """Keep a new draft; nobody but the office sees it until it is announced. Raises `FaultyCourse` with every fault."""
    held = by.require(Capability.MANAGE_COURSE, draft.owner)
    found = faults_of(draft)
    if found:
        raise FaultyCourse(found)
    sound_reason(f"{draft.name} {draft.about} {draft.place}")
    uuid = uuid4()
    made = Course.objects.create(
        uuid=uuid, course_id=f"course_{uuid.hex[:12]}", made_at=timezone.now(), made_by_user_id=by.user_id,
        partner=_partner(draft.owner, partner), **asdict(draft),
    )  # fmt: skip
    record(
        by=by, held=held, action="training.make_course", subject=made.subject, area=made.owner,
        data={"seats": made.seats, "sessions": made.sessions, "cost": f"Rp{made.cost_idr:,}"},
    )  # fmt: skip
    return made


@transaction.atomic
def change_course(*, by: Actor, course: UUID, draft: CourseDraft, reason: str, partner: UUID | None = None) -> Course:
    """Change a draft: what was announced is not changed. The owner and what is reserved stay as they are, and so do the
    plan that asked for it and the proposal that it answers.
    """
    reason = require_reason(reason)
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.DRAFT)
    if found.plan:
        draft = replace(draft, plan=found.plan, proposal=found.proposal)
    faults = faults_of(draft)
    if draft.owner != found.owner:
        faults.append(("pemilik anggaran tidak dapat diganti", "the owner cannot be changed"))
    if found.earmark is not None and draft.cost_idr != found.cost_idr:
        faults.append(("biaya sudah dicadangkan; lepas dulu cadangannya", "the cost is reserved; release it first"))
    if faults:
        raise FaultyCourse(faults)
    sound_reason(f"{draft.name} {draft.about} {draft.place}")
    for name, value in asdict(draft).items():
        setattr(found, name, value)
    found.partner = _partner(draft.owner, partner)
    found.save()
    record(by=by, held=held, action="training.change_course", subject=found.subject, area=found.owner, reason=reason)
    return found


@transaction.atomic
def cancel_course(*, by: Actor, course: UUID, reason: str) -> Course:
    """Give a class up; a draw that is under way becomes void, and says so in public. Its money is then released."""
    reason = require_reason(reason)
    found, held = taken(by, course, Capability.MANAGE_COURSE)
    if State(found.state) in BEFORE_THE_DRAW:
        void_open_draw(by, found, "cancelled")
    moved(found, State.CANCELLED)
    record(by=by, held=held, action="training.cancel_course", subject=found.subject, area=found.owner, reason=reason)
    return found


@transaction.atomic
def make_partner(*, by: Actor, owner: str, name: str, kind: str, offers: str = "") -> Partner:
    """Keep a firm or body that holds courses with this regency; the same name twice is the same partner."""
    held = by.require(Capability.MANAGE_COURSE, owner)
    name, offers = sound_reason(name), sound_reason(offers)
    if not name or kind not in Partner.Kind.values:
        raise FaultyCourse([("nama dan jenis mitra wajib diisi", "the partner needs a name and a kind")])
    made, new = Partner.objects.get_or_create(
        owner=owner, name=name, defaults={"uuid": uuid4(), "kind": kind, "offers": offers}
    )
    if new:
        record(
            by=by, held=held, action="training.make_partner", subject=f"partner:{made.uuid}", area=owner,
            data={"kind": kind},
        )  # fmt: skip
    return made


@transaction.atomic
def assign_trainer(*, by: Actor, course: UUID, user_id: int) -> Trainer:
    """Give the class to an account that is a trainer in its area; raises `TrainingRefused` for any other."""
    found, held = taken(by, course, Capability.MANAGE_COURSE, State.DRAFT, *BEFORE_THE_DRAW, State.DRAWN)
    day = clock.today()
    roles = valid_on(timezone.localdate()).filter(user_id=user_id, role=Role.TRAINER, user__is_active=True)
    if not any(covers(area, found.owner) or covers(found.owner, area) for area in roles.values_list("area", flat=True)):
        raise TrainingRefused(
            "Akun ini bukan pelatih di wilayah ini; mintalah administrator memberi peran pelatih.",
            "This account is no trainer in this area; ask an administrator to grant the role.",
        )
    made, new = Trainer.objects.get_or_create(
        course=found, user_id=user_id, until_day__isnull=True, defaults={"from_day": day}
    )
    if new:
        record(
            by=by, held=held, action="training.assign_trainer", subject=found.subject, area=found.owner,
            data={"account": user_id},
        )  # fmt: skip
    return made


@transaction.atomic
def end_trainer(*, by: Actor, course: UUID, user_id: int, reason: str) -> None:
    """Take the class from a trainer; what they recorded stays."""
    reason = require_reason(reason)
    found, held = taken(by, course, Capability.MANAGE_COURSE)
    ended = Trainer.objects.get(course=found, user_id=user_id, until_day__isnull=True)
    ended.until_day = clock.today()
    ended.save(update_fields=["until_day"])
    record(
        by=by, held=held, action="training.end_trainer", subject=found.subject, area=found.owner, reason=reason,
        data={"account": user_id},
    )  # fmt: skip


def _partner(owner: str, uuid: UUID | None) -> Partner | None:
    return None if uuid is None else Partner.objects.get(owner=owner, uuid=uuid)
