"""What the portal does in the closed loop, in a process of its own, as its people would: each step prints JSON.

python portal_steps.py open FOLDER            people, areas, budgets and registry of a demo folder; a snapshot
python portal_steps.py listen FOLDER ASKED    a forum asks for a work, which becomes a costed proposal
python portal_steps.py teach FOLDER CHARGES   hold a class of the plan
python portal_steps.py build FOLDER CHARGES   build the work that the forum asked for
python portal_steps.py deliver FOLDER CHARGES launch the plan's aid and pay it in batches; CHARGES is JSON
python portal_steps.py spend FOLDER CHARGES   reserve, commit and pay what is left of it
python portal_steps.py oversee FOLDER CHARGES the next forum finds what was not delivered
python portal_steps.py check FOLDER           hold journal, audit and snapshot against themselves
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import portal_aid
import portal_bridge
import portal_course
import portal_forum
from portal_days import DAYS

BEGINS = {"open": date(2025, 6, 2), "listen": date(2025, 6, 12), "oversee": date(2026, 9, 10)}
REGENCY, YEAR, PLAN = "35.05", 2026, "rencana:2026"
PEOPLE = (
    ("rencana", "planner"),
    ("dinas", "social_officer"),
    ("bendahara", "sector_officer"),
    ("awas", "auditor"),
    ("kasir", "sector_officer"),
    ("desa", "village_operator"),
    ("guru", "trainer"),
)


def open_(folder: Path) -> dict[str, Any]:
    from merata_portal.accounts import actions
    from merata_portal.actor import SYSTEM, Role
    from merata_portal.jobs.worker import Worker
    from merata_portal.ledger.actions import adopt
    from merata_portal.ledger.tables import ceilings_of_folder
    from merata_portal.registry.actions.loading import load_demo
    from merata_portal.registry.actions.snapshots import take_snapshot
    from merata_portal.registry.queries.snapshots import snapshot_folder

    by = SYSTEM("closed loop")
    actions.load_areas(by=by, folder=folder)
    for name, role in PEOPLE:
        user, _password = actions.create_user(by=by, username=name, full_name=name.title())
        actions.grant(by=by, user=user, role=Role(role), area=REGENCY, reason="SK 1/2025")
    counts = load_demo(by=by, root=folder, area="")
    adopt(by=by, books=ceilings_of_folder(folder), reason="Perda APBD 2026")
    planner = _actor("rencana")
    taken = take_snapshot(by=planner, area=REGENCY)
    Worker(lease_seconds=30).run(until_empty=True)
    return {"persons": counts["persons_new"], "snapshot": str(snapshot_folder(planner, taken.uuid))}


def listen(folder: Path, asked: Path) -> dict[str, Any]:
    people, _trainer = _people()
    return portal_forum.ask(people.village, people.cashier, **json.loads(asked.read_text()))


def teach(folder: Path, charges: Path) -> dict[str, Any]:
    asked, (people, trainer) = json.loads(charges.read_text()), _people()
    line = _lines_for(people.planner, asked)["training"]
    return portal_course.hold(people, trainer, asked=asked["course"], line=line, plan=PLAN)


def build(folder: Path, charges: Path) -> dict[str, Any]:
    asked, (people, _trainer) = json.loads(charges.read_text()), _people()
    line = _lines_for(people.planner, asked)["infrastructure"]
    return portal_bridge.build(people, asked=asked["bridge"], line=line, plan=PLAN, unpaid_idr=asked["unpaid_idr"])


def oversee(folder: Path, charges: Path) -> dict[str, Any]:
    asked, (people, _trainer) = json.loads(charges.read_text()), _people()
    work = asked["bridge"]
    state = portal_forum.oversee(
        people.village, people.cashier, area=work["village"], desa=work["desa"], promised_idr=work["cost_idr"],
        delivered_idr=work["cost_idr"] - asked["unpaid_idr"],
    )  # fmt: skip
    return {"finding": state}


def deliver(folder: Path, charges: Path) -> dict[str, Any]:
    """The plan's aid by programme: to the neediest of each village, as far as its allotment goes."""
    from merata_portal.jobs.worker import Worker
    from merata_portal.registry.queries.snapshots import snapshots

    asked = json.loads(charges.read_text())
    people, _trainer = _people()
    line = _lines_for(people.planner, asked)["assistance"]
    worker = Worker(lease_seconds=30)
    return {
        programme: portal_aid.deliver(
            people,
            programme=programme,
            allotted=allotted,
            snapshot=snapshots(people.planner).get().uuid,
            on=date.fromisoformat(asked["on"]),
            line=line,
            plan=PLAN,
            work=lambda: worker.run(until_empty=True),
        )
        for programme, allotted in asked["aid"].items()
    }


def spend(folder: Path, charges: Path) -> dict[str, Any]:
    """What is left of the plan, each line for its own purpose; too much, alone and twice are tried as well."""
    from merata_portal.actor import Refused
    from merata_portal.ledger import actions, queries
    from merata_portal.ledger.refusals import NotEnough
    from merata_portal.ledger.requests import Share
    from merata_portal.ledger.stages import Stage

    asked = json.loads(charges.read_text())
    planner, office, treasurer = (_actor(name) for name, _role in PEOPLE[:3])
    asked["charges"] = [one for one in asked["charges"] if one["item_id"] in asked["rest"]]
    lines = _lines_for(planner, asked)
    shares = [Share(lines[one["pillar"]], one["item_id"], one["amount_idr"], plan=PLAN) for one in asked["charges"]]
    refused = []
    actions.reserve(by=planner, shares=shares, reason="Rencana 2026", key="reserve")
    try:
        too_much = [share._replace(purpose="lebih", amount_idr=10**15) for share in shares[:1]]
        actions.reserve(by=planner, shares=too_much, reason="lebih", key="too much")
    except NotEnough as error:
        refused.append(type(error).__name__)
    reserved = [one for one in queries.earmarks(planner, plan=PLAN, programme="") if one.purpose in asked["rest"]]
    sums = queries.remaining(reserved, Stage.RESERVED)
    try:
        actions.commit(by=planner, sums=sums, reason="sendiri", key="own")
    except Refused as error:
        refused.append(type(error).__name__)
    actions.commit(by=office, sums=sums, reason="Keputusan DPRD 12/2025", key="commit", day=date(2025, 11, 28))
    payments = [
        (one.pk, one.balance.committed_idr)
        for one in queries.earmarks(office, plan=PLAN, programme="")
        if one.purpose in asked["rest"] and one.balance.committed_idr
    ]
    try:
        actions.pay(by=office, sums=_sums(payments), reason="sendiri", key="own pay")
    except Refused as error:
        refused.append(type(error).__name__)
    actions.pay(by=treasurer, sums=_sums(payments), reason="SP2D 2026", key="pay")
    actions.pay(by=treasurer, sums=_sums(payments), reason="SP2D 2026", key="pay")  # pressed twice, paid once
    paid = queries.positions(office, "purpose", plan=PLAN, programme="")
    return {
        "refused": refused,
        "items": {
            one.group["purpose"]: {"committed": one.committed_idr + one.paid_idr, "paid": one.paid_idr} for one in paid
        },
    }


def _lines_for(planner: Any, asked: dict[str, Any]) -> dict[str, int]:
    """The largest line of each pillar, which the council raises to what its plan needs (perubahan APBD)."""
    from merata_portal.ledger import actions, queries
    from merata_portal.ledger.requests import Ceiling

    largest: dict[str, Any] = {}
    for line in queries.lines(planner, owner=REGENCY, year=YEAR):
        known = largest.get(line.pillar)
        if known is None or line.balance.appropriated_idr > known.balance.appropriated_idr:
            largest[line.pillar] = line
    needed: dict[str, int] = {}
    for one in asked["charges"]:
        needed[one["pillar"]] = needed.get(one["pillar"], 0) + one["amount_idr"]
    raised = [
        Ceiling(largest[pillar].account_code, largest[pillar].fund_source, amount, pillar)
        for pillar, amount in needed.items()
        if amount > largest[pillar].balance.appropriated_idr
    ]
    if raised:
        actions.amend(by=planner, owner=REGENCY, year=YEAR, ceilings=raised, reason="Perda P-APBD 2026", key="amend")
    return {pillar: largest[pillar].pk for pillar in needed}


def check(folder: Path) -> dict[str, Any]:
    from merata_portal.audit.queries import events, verify
    from merata_portal.ledger import queries
    from merata_portal.registry.queries.snapshots import snapshots, verify_snapshot

    planner, auditor = _actor("rencana"), _actor("awas")
    journal = queries.verify()
    kept = snapshots(planner).get()
    return {
        "audit": verify().whole,
        "journal": journal.whole,
        "snapshot": verify_snapshot(planner, kept.uuid).holds,
        "actions": sorted({event.action for event in events(auditor)}),
    }


def _sums(payments: list[tuple[int, int]]) -> list[Any]:
    from merata_portal.ledger.requests import Sum

    return [Sum(earmark, amount) for earmark, amount in payments]


def _people() -> tuple[Any, Any]:
    """Who delivers, and who teaches."""
    planner, office, treasurer, _auditor, cashier, village, trainer = (_actor(name) for name, _role in PEOPLE)
    return portal_aid.People(planner, office, treasurer, cashier, village), trainer


def _actor(name: str) -> Any:
    from merata_portal.accounts.queries import actor_of, user_named

    user = user_named(name)
    assert user is not None
    return actor_of(user)


if __name__ == "__main__":
    from merata_portal.config import commands
    from merata_portal.personal.folder import open_portal
    from merata_portal.personal.keys import keys_path, new_keys

    command, folder, *rest = sys.argv[1:]
    open_portal(Path(folder))
    commands._migrate()
    if not keys_path().exists():
        new_keys(keys_path())
    DAYS.begin(BEGINS.get(command, date(YEAR, 1, 2)))
    steps = {
        "open": open_, "listen": listen, "teach": teach, "build": build, "deliver": deliver, "spend": spend,
        "oversee": oversee, "check": check,
    }  # fmt: skip
    print(json.dumps(steps[command](Path(folder), *(Path(one) for one in rest))))  # noqa: T201
