"""The council's revocation: what is only reserved is given back; what is bound or paid stays and is told."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor, Capability, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.infrastructure.actions.earmarking import give_back_work
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.personal.reasons import require_reason
from merata_portal.planning.actions import answering
from merata_portal.planning.actions.approving import SEPARATE
from merata_portal.planning.actions.carrying import maker_of
from merata_portal.planning.actions.taking import moved, taken
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.states import ItemState, State
from merata_portal.programmes.actions.launching import BEFORE_DECREE, release_surplus, withdraw_launch
from merata_portal.programmes.models import Launch
from merata_portal.training.actions.earmarking import give_back_class
from merata_portal.training.models import Course

_BOUND = ("committed_idr", "paid_idr")


@dataclass(frozen=True, slots=True)
class Kept:
    """What can no longer be taken back: an item, and its rupiah that are still reserved, bound, and paid for good."""

    item_id: str
    name: str
    reserved_idr: int
    committed_idr: int
    paid_idr: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """A revoked plan: the rupiah that are available again, what is kept, how many proposals were told."""

    plan: Plan
    released_idr: int
    kept: tuple[Kept, ...]
    proposals: int


@transaction.atomic
def revoke(*, by: Actor, plan: UUID, reason: str) -> Revoked:
    """Revoke an approved plan: launches before their decree, classes and works without money bound are taken back.

    By a council member, never by who submitted it; released in the name of the planner who answers for its money
    (`approving.take_over`). What is committed or paid stays as it is and is told, as are surpluses still reserved for
    it. Proposals that were accepted are told that they are not carried out.
    """
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.APPROVE_PLAN, State.APPROVED)
    maker = maker_of(found)
    refuse_same_person(by, maker.user_id, found.made_by_user_id, what=SEPARATE)
    items = list(found.items.filter(state=ItemState.MADE).order_by("number").prefetch_related("charges"))
    before = _reserved(found)
    why = f"Keputusan DPRD {found.decree_number} dicabut: {reason}"
    released = [*_aid(maker, items, why), *_classes(maker, items, why), *_works(maker, items, why)]
    for item in released:
        item.state = ItemState.RELEASED
    Item.objects.bulk_update(released, ["state"], batch_size=500)
    told = answering.take_back(maker, found, released, reason)
    gone = {item.pk for item in released}
    kept = _kept(found, [item for item in items if item.pk not in gone])
    given_back = before - _reserved(found)
    moved(by, found, State.REVOKED, reason=reason)
    record(
        by=by, held=held, action="planning.revoke", subject=found.subject, area=found.area, reason=reason,
        rows=len(released), data={"released": f"Rp{given_back:,}", "kept": len(kept), "proposals": told},
    )  # fmt: skip
    return Revoked(found, given_back, kept, told)


def kept_of(plan: Plan) -> tuple[Kept, ...]:
    """What of a revoked plan goes on, as it stands now."""
    return _kept(plan, list(plan.items.filter(state=ItemState.MADE).order_by("number").prefetch_related("charges")))


def _aid(maker: Actor, items: list[Item], why: str) -> list[Item]:
    """The items of launches that were withdrawn; of one that runs, what no decree bound is given back."""
    of_launch: dict[UUID, list[Item]] = {}
    for item in items:
        if item.made_kind == "launch" and item.made_uuid is not None:
            of_launch.setdefault(item.made_uuid, []).append(item)
    released: list[Item] = []
    for launch in Launch.objects.filter(uuid__in=list(of_launch)).order_by("pk"):
        if launch.state in BEFORE_DECREE:
            withdraw_launch(by=maker, launch=launch.uuid, reason=why)
            released += of_launch[launch.uuid]
        elif launch.state == Launch.State.WITHDRAWN:
            released += of_launch[launch.uuid]
        elif launch.state == Launch.State.RUNNING and _standing(launch):
            release_surplus(by=maker, launch=launch.uuid, reason=why)
    return released


def _standing(launch: Launch) -> bool:
    marks = EarmarkBalance.objects.filter(
        earmark__line=launch.line, earmark__purpose__startswith=f"{launch.subject}/", reserved_idr__gt=0
    )
    return marks.exists()


def _classes(maker: Actor, items: list[Item], why: str) -> list[Item]:
    released: list[Item] = []
    for item in items:
        if item.made_kind != "course":
            continue
        courses = list(Course.objects.filter(uuid__in=item.made).order_by("pk"))
        free = [one for one in courses if not _bound(one.earmark)]
        for course in free:
            give_back_class(by=maker, course=course.uuid, reason=why, cancelled=not item.adopted)
        if len(free) == len(courses):
            released.append(item)
    return released


def _works(maker: Actor, items: list[Item], why: str) -> list[Item]:
    released: list[Item] = []
    wanted = [item for item in items if item.made_kind == "project"]
    works = Project.objects.in_bulk([item.made_uuid for item in wanted], field_name="uuid")
    for item in wanted:
        work = works[item.made_uuid]
        if not _bound(work.earmark):
            give_back_work(by=maker, project=work.uuid, reason=why, cancelled=not item.adopted)
            released.append(item)
    return released


def _bound(earmark: int | None) -> bool:
    held = EarmarkBalance.objects.filter(earmark=earmark).first() if earmark is not None else None
    return held is not None and any(getattr(held, name) for name in _BOUND)


def _reserved(plan: Plan) -> int:
    marks = EarmarkBalance.objects.filter(earmark__plan=plan.reference)
    return sum(marks.values_list("reserved_idr", flat=True))


def _kept(plan: Plan, items: list[Item]) -> tuple[Kept, ...]:
    marks = {one.earmark_id: one for one in EarmarkBalance.objects.filter(earmark__plan=plan.reference)}
    found = []
    for item in items:
        own = [marks[charge.earmark] for charge in item.charges.all() if charge.earmark in marks]
        found.append(
            Kept(
                item.item_id, item.name, sum(one.reserved_idr for one in own),
                sum(one.committed_idr for one in own), sum(one.paid_idr - one.returned_idr for one in own),
            )
        )  # fmt: skip
    return tuple(found)
