"""Answering residents' proposals by what the council decided, each with its reason in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from merata_portal.actor import Actor
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.rupiah import rupiah_id
from merata_portal.participation.actions.answering import answer, link
from merata_portal.participation.models import Proposal
from merata_portal.planning.answered_proposals import not_this_year_opening, open_proposals
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.states import ItemState
from merata_portal.training.models import Course

_KINDS = {
    "launch": Proposal.Item.PROGRAMME,
    "course": Proposal.Item.COURSE,
    "project": Proposal.Item.PROJECT,
}


def accept(by: Actor, plan: Plan, items: Sequence[Item]) -> tuple[int, int]:
    """Accept and link the proposals that what was made answers; how many, and how many could not be: no cost yet."""
    accepted = uncosted = 0
    codes = _codes(items)
    known = {
        str(one.uuid): one
        for one in Proposal.objects.filter(uuid__in=sorted({uuid for item in items for uuid in item.proposals}))
    }
    for item in items:
        for uuid in item.proposals:
            if known[uuid].cost_idr is None:
                uncosted += 1
                continue
            # Everybody reads it, and a village's ceiling divided by the benefit is how many are to receive (ADR 19).
            amount = "" if item.kind == "programme" else f", {rupiah_id(item.amount_idr)}"
            reason = (
                f"Masuk rencana {plan.name} tahun {plan.year}, Keputusan DPRD {plan.decree_number} "
                f"tanggal {plan.decree_on:%d-%m-%Y}: {item.name}{amount}."
            )
            answer(by=by, uuid=UUID(uuid), outcome=Proposal.Outcome.ACCEPTED, reason=reason)
            link(
                by=by, uuid=UUID(uuid), item_kind=_KINDS[item.made_kind], item=codes[item.item_id],
                plan=plan.reference,
            )  # fmt: skip
            accepted += 1
    return accepted, uncosted


def decline(by: Actor, plan: Plan, items: Mapping[str, Item]) -> int:
    """Answer the proposals that the plan could have answered and did not, with why; how many.

    Those are the open ones with a cost whose item is known to the plan's data. `items`: all of the plan's, by item.
    """
    named: dict[str, Item] = {}
    for item in items.values():
        named.setdefault(item.item_id, item)
        if item.kind != "programme":
            named.setdefault(item.source_id, item)
    declined = 0
    for proposal in open_proposals(plan.area):
        of_it = named.get(f"{proposal.item}:{proposal.village_code}") or named.get(proposal.item)
        if of_it is not None and of_it.state == ItemState.MADE:
            continue
        answer(
            by=by, uuid=proposal.uuid, outcome=Proposal.Outcome.NOT_THIS_YEAR,
            reason=why_not(plan, proposal, of_it),
        )  # fmt: skip
        declined += 1
    return declined


def why_not(plan: Plan, proposal: Proposal, item: Item | None) -> str:
    """Why a proposal is not in the plan, as everybody reads it."""
    said = not_this_year_opening(plan)
    if item is not None and item.state == ItemState.LEFT_OUT:
        return f"{said}tidak disetujui DPRD ({item.left_reason})."
    if item is not None and not item.amount_idr:
        return f"{said}dikeluarkan sebelum diajukan ({item.change_reason})."
    budget = int(plan.scenario.settings["budget_idr"])
    if proposal.cost_idr is not None and proposal.cost_idr > budget:
        return f"{said}biayanya {rupiah_id(proposal.cost_idr)} melebihi seluruh anggaran {rupiah_id(budget)}."
    return (
        f"{said}dengan anggaran {rupiah_id(budget)} pilihan lain lebih bermanfaat menurut tujuan rencana ini."
        " Usulan ini tetap dihitung pada rencana berikutnya."
    )


def take_back(by: Actor, plan: Plan, items: Sequence[Item], reason: str) -> int:
    """Tell the proposals of what was released that the decision was revoked; how many."""
    told = 0
    for item in items:
        for proposal in Proposal.objects.filter(uuid__in=item.proposals, plan=plan.reference).order_by("pk"):
            # Its item is the candidate again, so that the next plan can choose it.
            link(by=by, uuid=proposal.uuid, item_kind=proposal.item_kind, item=item.source_id)
            answer(
                by=by, uuid=proposal.uuid, outcome=Proposal.Outcome.NOT_THIS_YEAR,
                reason=f"Keputusan DPRD {plan.decree_number} tentang {plan.name} dicabut: {reason}",
            )  # fmt: skip
            told += 1
    return told


def _codes(items: Sequence[Item]) -> dict[str, str]:
    """What a proposal names that answers it: the programme, the course or the work."""
    of_kind: dict[str, list[UUID]] = {"course": [], "project": []}
    for one in items:
        if one.made_uuid is not None and one.made_kind in of_kind:
            of_kind[one.made_kind].append(one.made_uuid)
    codes = dict(Course.objects.filter(uuid__in=of_kind["course"]).values_list("uuid", "course_id"))
    works = Project.objects.filter(uuid__in=of_kind["project"])
    codes |= {one.uuid: one.candidate_id or str(one.uuid) for one in works}
    return {
        one.item_id: one.source_id if one.made_uuid is None else codes.get(one.made_uuid, one.source_id)
        for one in items
    }
