"""Carrying an approved plan out: everything that it asks for in one transaction, or nothing.

What takes long (applying rules to the registry) is computed before it and binds nobody; then money is reserved, and
launches, classes and works made, with every row locked in one order. A worker that dies leaves either nothing or all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from merata.errors import MerataError
from merata_portal.accounts.models import User
from merata_portal.accounts.queries import actor_of
from merata_portal.actor import Actor, Capability, Refused, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.audit.models import Head
from merata_portal.infrastructure.models import Project
from merata_portal.jobs.errors import Cancelled
from merata_portal.jobs.running import Running
from merata_portal.participation.models import Proposal
from merata_portal.planning.actions import answering
from merata_portal.planning.actions.aid import Aid, aid_of, launched, simulated
from merata_portal.planning.actions.approving import SEPARATE
from merata_portal.planning.actions.classes import classes_made
from merata_portal.planning.actions.taking import moved
from merata_portal.planning.actions.works import works_made
from merata_portal.planning.menu import Menu
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.queries.plans import line_faults
from merata_portal.planning.queries.standing import standing_faults
from merata_portal.planning.refusals import FaultyPlan
from merata_portal.planning.states import ItemState, State
from merata_portal.programmes.models import Simulation
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Snapshot
from merata_portal.training.models import Course


def run_approval(running: Running) -> dict[str, Any]:
    """Do what a decree asks: what was made, or why nothing was and the plan is submitted again."""
    plan = Plan.objects.select_related("scenario").get(uuid=running.parameters["plan"])
    if plan.job != running.id or State(plan.state) is not State.APPROVING:
        return {"plan": str(plan.uuid), "state": str(plan.state)}  # done before its worker died
    try:
        return _carried_out(running, plan)
    except Cancelled:
        _given_back(running, plan, "dihentikan atas permintaan / stopped as was asked")
        raise
    except (MerataError, PermissionDenied, Snapshot.DoesNotExist) as error:
        return _given_back(running, plan, str(error))


def maker_of(plan: Plan) -> Actor:
    """The planner in whose name money is reserved, as they are now; raises `Refused` where they may not any more."""
    user = User.objects.filter(pk=plan.submitted_by_user_id or 0).first()
    maker = actor_of(user) if user is not None else Actor(-1, "?")
    for capability in (Capability.PROPOSE_SPENDING, Capability.LAUNCH_PROGRAMME, Capability.ANSWER_PROPOSAL):
        if not maker.may(capability, plan.area):
            raise Refused(
                f"{maker.name}, yang mengajukan rencana ini, tidak lagi perencana di {plan.area}; perencana lain harus "
                f"mengambil alih rencananya. / {maker.name}, who submitted this plan, is no planner of {plan.area} any "
                "more; another planner must take the plan over."
            )
    return maker


def wanted_of(plan: Plan, left_out: Mapping[str, str]) -> list[Item]:
    """The items that are to be made, with their charges."""
    every = plan.items.exclude(amount_idr=0).exclude(item_id__in=list(left_out)).order_by("number")
    return list(every.prefetch_related("charges"))


def _carried_out(running: Running, plan: Plan) -> dict[str, Any]:
    left_out: dict[str, str] = running.parameters["left_out"]
    wanted = wanted_of(plan, left_out)
    maker = _checked(running, plan, wanted)
    aids = aid_of(wanted)
    simulations: list[Simulation] = []
    steps = len(aids) + 1
    for at, one in enumerate(_named(simulated(maker, plan, aids), aids), start=1):
        simulations.append(one)
        running.progress(at, steps, "Menerapkan aturan", "Applying the rules")
        running.stop_if_asked()
    with transaction.atomic():
        told = _made(running, plan.pk, list(zip(aids, simulations, strict=True)))
        running.progress(steps, steps, "Selesai", "Done")
    return told


def _named(found: Any, aids: Sequence[Aid]) -> Any:
    """The simulations as they come; what a programme is refused for says which."""
    for aid in aids:
        try:
            yield next(found)
        except ProgrammeRefused as error:
            raise _refused(aid, error) from error


def _refused(aid: Aid, error: ProgrammeRefused) -> FaultyPlan:
    villages = f"{len(aid.allotted)} desa" if len(aid.allotted) > 1 else next(iter(aid.allotted))
    return FaultyPlan(
        [
            (
                f"program {aid.programme_id} ({villages}): {error.text_id} Keluarkan program ini, atau perbaiki itu",
                f"the programme {aid.programme_id}: {error.text_en} Leave it out, or mend that",
            )
        ]
    )


def _checked(running: Running, plan: Plan, wanted: Sequence[Item]) -> Actor:
    """Who makes the reservations; raises what stands in the way, all of it at once."""
    approver = running.by
    approver.require(Capability.APPROVE_PLAN, plan.area)
    maker = maker_of(plan)
    refuse_same_person(approver, maker.user_id, plan.made_by_user_id, what=SEPARATE)
    if told := [*standing_faults(wanted), *line_faults(list(wanted))]:
        raise FaultyPlan(told)
    return maker


def _made(running: Running, pk: int, aids: Sequence[tuple[Aid, Simulation]]) -> dict[str, Any]:
    plan = Plan.objects.select_for_update(of=("self",)).select_related("scenario").get(pk=pk)
    if State(plan.state) is not State.APPROVING or plan.job != running.id:
        return {"plan": str(plan.uuid), "state": str(plan.state)}
    left_out: dict[str, str] = running.parameters["left_out"]
    wanted = wanted_of(plan, left_out)
    _lock(wanted, aids)
    maker = _checked(running, plan, wanted)
    _leave_out(plan, left_out)
    reason = f"Keputusan DPRD {plan.decree_number} tanggal {plan.decree_on:%d-%m-%Y}: {plan.name}"
    launches = [_launched(maker, plan, aid, simulation, reason) for aid, simulation in aids]
    menu = Menu(plan.scenario.inputs, plan.area)
    first = _references(wanted)
    classes = classes_made(maker, plan, [one for one in wanted if one.kind == "course"], menu, first, reason)
    works = works_made(maker, plan, [one for one in wanted if one.kind == "project"], menu, first, reason)
    standing = wanted_of(plan, left_out)
    accepted, uncosted = answering.accept(maker, plan, [one for one in standing if one.proposals])
    declined = 0
    if running.parameters["answer_unanswered"]:
        declined = answering.decline(maker, plan, {one.item_id: one for one in plan.items.all()})
    said: str = running.parameters["reason"]
    approver = running.by
    moved(approver, plan, State.APPROVED, reason=said)
    told = {
        "launches": len(launches), "classes": len(classes), "works": len(works), "accepted": accepted,
        "uncosted": uncosted, "declined": declined, "left_out": len(left_out),
    }  # fmt: skip
    record(
        by=approver, held=approver.require(Capability.APPROVE_PLAN, plan.area), action="planning.carried_out",
        subject=plan.subject, area=plan.area, reason=said, rows=len(wanted),
        data={**told, "decree": plan.decree_number, "amount": f"Rp{sum(one.amount_idr for one in wanted):,}"},
    )  # fmt: skip
    return {"plan": str(plan.uuid), "state": str(plan.state), **told}


def _launched(maker: Actor, plan: Plan, aid: Aid, simulation: Simulation, reason: str) -> UUID:
    try:
        return launched(maker, plan, aid, simulation, reason).uuid
    except ProgrammeRefused as error:
        raise _refused(aid, error) from error


def _lock(wanted: Sequence[Item], aids: Sequence[tuple[Aid, Simulation]]) -> None:
    """Take every row that will be needed, always in this order, and last the journal's turn: nobody who holds one of
    them then waits for the journal while this holds the journal and waits for them. What is checked after it is what
    stands, for all that make or move money take the turn.
    """
    proposals = sorted({uuid for item in wanted for uuid in item.proposals})
    list(Proposal.objects.select_for_update(of=("self",)).filter(uuid__in=proposals).order_by("pk").values_list("pk"))
    for model, field in ((Course, "course_id"), (Project, "candidate_id")):
        names = [item.source_id for item in wanted]
        rows = model.objects.select_for_update(of=("self",)).filter(**{f"{field}__in": names})
        list(rows.order_by("pk").values_list("pk"))
    simulations = Simulation.objects.select_for_update(of=("self",))
    list(simulations.filter(pk__in=[one.pk for _, one in aids]).order_by("pk").values_list("pk"))
    Head.objects.select_for_update().filter(pk=1).first()


def _leave_out(plan: Plan, left_out: Mapping[str, str]) -> None:
    rows = list(plan.items.filter(item_id__in=list(left_out)))
    for item in rows:
        item.state, item.left_reason = ItemState.LEFT_OUT, left_out[item.item_id]
    Item.objects.bulk_update(rows, ["state", "left_reason"])
    plan.items.filter(amount_idr=0, state=ItemState.PROPOSED).update(state=ItemState.LEFT_OUT)


def _references(wanted: Sequence[Item]) -> dict[str, str]:
    """By item what the ledger calls the first proposal that it answers, so that money is followed to it."""
    firsts = {item.item_id: item.proposals[0] for item in wanted if item.proposals}
    known = {str(one.uuid): one.reference for one in Proposal.objects.filter(uuid__in=sorted(firsts.values()))}
    return {item_id: known[uuid] for item_id, uuid in firsts.items() if uuid in known}


@transaction.atomic
def _given_back(running: Running, plan: Plan, why: str) -> dict[str, Any]:
    """Put the plan before the council again, with why nothing was made; in the transaction that ends the job's work."""
    found = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if State(found.state) is State.APPROVING and found.job == running.id:
        by = running.by
        moved(by, found, State.SUBMITTED, reason=why)
        record(
            by=by, held=None, action="planning.not_carried_out", subject=found.subject, area=found.area,
            reason=why[:2000],
        )  # fmt: skip
    running.progress(0, 1, "Tidak dapat dilaksanakan", "It could not be carried out")
    return {"plan": str(found.uuid), "state": str(found.state)}
