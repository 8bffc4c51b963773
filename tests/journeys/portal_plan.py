"""The plan in the closed loop: a scenario with the council's wishes, a package changed by hand and as proved again,
submitted by a planner and approved by decree, which reserves the money and makes what it pays.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from typing import Any
from uuid import UUID

from portal_days import DAYS
from portal_people import REGENCY, YEAR, done, people, worked

DECREE, DRAWS = "188/21/DPRD/2025", 20


def plan(asked: dict[str, Any]) -> dict[str, Any]:
    """From the scenario to what the approval made of each item; what the change by hand would have cost."""
    from merata_portal.analysis.queries.results import result, table
    from merata_portal.planning.actions import approving, packages
    from merata_portal.planning.queries import plans

    who = people()
    raised(asked["budget_idr"])
    made = scenario(asked["snapshot"], YEAR, asked["budget_idr"], asked["classes_idr"], require=(asked["bridge"],))
    answer = done(who.planner, made.result)
    drawn = packages.draft_plan(by=who.planner, scenario=made.uuid, name="Rencana 2026")
    changed = changed_by_hand(drawn)
    packages.submit(by=who.planner, plan=drawn.uuid, reason="paket terbukti terbaik")
    alone = refused_alone(who.planner, drawn.uuid)
    approving.approve(
        by=who.council, plan=drawn.uuid, decree_number=DECREE, decree_on=DAYS.now().date(),
        reason="disetujui rapat paripurna",
    )  # fmt: skip
    worked()
    approved = plans.plan(who.planner, drawn.uuid)
    return {
        "result": str(made.result), "answer": answer, "plan": str(approved.uuid), "reference": approved.reference,
        "alone": alone, "changed": changed, "answers": answers(approved),
        "steps": [[str(one.target), one.reason] for one in plans.steps(approved)],
        "items": [told_of(one) for one in plans.items(approved)],
        "recipients": table(result(who.planner, made.result), "recipients").to_pylist(),
    }  # fmt: skip


def scenario(snapshot: str, year: int, budget_idr: int, classes_idr: int, *, require: tuple[str, ...] = ()) -> Any:
    """What the council wishes: so much for everything, so much at least for classes, and what must be in it."""
    from merata_portal.planning.actions.scenarios import make_scenario
    from merata_portal.planning.settings import Bound, Settings

    settings = Settings(
        regency=REGENCY, year=year, snapshot=snapshot, budget_idr=budget_idr, require=require, draws=DRAWS,
        pillars=(Bound("training", min_idr=classes_idr),), robustness=False,
    )  # fmt: skip
    return make_scenario(
        by=people().planner, area=REGENCY, year=year, name=f"Keinginan DPRD {year}", snapshot=UUID(snapshot),
        settings=settings,
    )  # fmt: skip


def raised(budget_idr: int) -> None:
    """The council raises the largest line of each pillar and fund (perubahan APBD), so that any package finds a line to
    pay it; before anything is computed, for a result is stale once the budget has changed.
    """
    from merata_portal.ledger import actions, queries
    from merata_portal.ledger.requests import Ceiling

    planner = people().planner
    lines = queries.lines(planner, owner=REGENCY, year=YEAR)
    smallest_first = sorted(lines, key=lambda line: line.balance.appropriated_idr)
    largest = {(line.pillar, line.fund_source): line for line in smallest_first if line.pillar}
    ceilings = [
        Ceiling(line.account_code, fund, budget_idr, pillar)
        for (pillar, fund), line in largest.items()
        if budget_idr > line.balance.appropriated_idr
    ]
    actions.amend(by=planner, owner=REGENCY, year=YEAR, ceilings=ceilings, reason="Perda P-APBD 2026", key="amend")


def changed_by_hand(drawn: Any) -> dict[str, Any]:
    """The planner takes a class out, reads what that costs, and puts it back: the package is the proved one again."""
    from merata_portal.planning.actions import packages
    from merata_portal.planning.queries import plans

    planner = people().planner
    item = plans.items(drawn).filter(kind="course").order_by("-proved_idr").first()
    packages.take_out(by=planner, plan=drawn.uuid, item=item.item_id, reason="ruang kelas sedang diperbaiki")
    told = done(planner, plans.plan(planner, drawn.uuid).changed)
    packages.change_item(
        by=planner, plan=drawn.uuid, item=item.item_id, amount_idr=item.proved_idr, reason="ruangnya dapat dipakai"
    )
    standing = plans.changed(plans.plan(planner, drawn.uuid))
    return {"item": item.item_id, "proved_idr": item.proved_idr, "cost": told, "after": standing}


def refused_alone(planner: Any, uuid: UUID) -> str:
    """What whoever submitted it is told who would approve it as well."""
    from merata_portal.actor import Refused
    from merata_portal.planning.actions import approving

    try:
        approving.approve(by=planner, plan=uuid, decree_number=DECREE, decree_on=DAYS.now().date(), reason="sendiri")
    except Refused as error:
        return type(error).__name__
    raise AssertionError("a planner approved their own plan")


def answers(approved: Any) -> dict[str, dict[str, str]]:
    """What the approval told each proposal that it answers."""
    from merata_portal.planning.queries import plans

    found = plans.proposals_answered(approved).values()
    return {
        str(one.uuid): {"outcome": one.outcome, "answer": one.answer, "item": one.item, "plan": one.plan}
        for proposals in found
        for one in proposals
    }


def told_of(item: Any) -> dict[str, Any]:
    """One item with what the approval made of it, and the lines that pay."""
    return {
        "item_id": item.item_id, "kind": item.kind, "source_id": item.source_id, "pillar": item.pillar,
        "village_code": item.village_code, "amount_idr": item.amount_idr, "units": item.units,
        "state": str(item.state), "made_kind": item.made_kind, "made": list(item.made),
        "proposals": list(item.proposals),
        "charges": [[one.line, one.amount_idr, one.earmark] for one in item.charges.all()],
    }  # fmt: skip
