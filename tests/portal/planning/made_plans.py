"""A plan of three villages: food aid in two of them, a class twice, a bridge; its scenario's answer is put in.

Rp18,720,000 of food aid in each of two villages (12 households, Rp1,560,000 a year each), two classes of Rp10,000,000,
a bridge of Rp20,000,000. The ledger has Rp60,000,000 a pillar in 2026.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.append(str(Path(__file__).parents[1] / "analysis"))
sys.path.append(str(Path(__file__).parents[1] / "participation"))

import made_analysis

from merata_portal.actor import SYSTEM, Actor
from merata_portal.analysis.models import Inputs, Result
from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.jobs.worker import Worker
from merata_portal.ledger.actions import appropriate
from merata_portal.ledger.models import Line, LineBalance
from merata_portal.ledger.requests import Ceiling
from merata_portal.planning.actions import approving, packages
from merata_portal.planning.models import Plan, Scenario
from merata_portal.planning.queries import public_effects
from merata_portal.planning.settings import Settings
from merata_portal.registry.models import Programme

AREA, YEAR = "35.05", 2026
VILLAGES = made_analysis.VILLAGES
AID = tuple(f"bantuan_pangan:{code}" for code in VILLAGES)
AID_IDR, CLASS_IDR, BRIDGE_IDR = 18_720_000, 10_000_000, 20_000_000
COURSE, BRIDGE, ROAD = "course_2026_las", "PJ-1", "PJ-2"
LINE_IDR = 60_000_000
DECREE, DECREED = "188/7/DPRD/2026", date(2026, 1, 15)
PILLARS = {"assistance": ("1.06.05", "PAD"), "training": ("2.07.03", "DBHCHT"), "infrastructure": ("1.03.10", "DAU")}


@dataclass(frozen=True)
class People:
    planner: Actor
    other: Actor
    council: Actor
    sector: Actor
    social: Actor


def people(acting: Callable[..., Actor]) -> People:
    return People(
        planner=acting(("planner", AREA)), other=acting(("planner", AREA)), council=acting(("council_member", AREA)),
        sector=acting(("sector_officer", AREA)), social=acting(("social_officer", AREA)),
    )  # fmt: skip


def budget(amounts: Mapping[str, int] | None = None, owner: str = AREA) -> dict[str, Line]:
    """A line for each pillar with that much (Rp60,000,000 each)."""
    given = amounts or dict.fromkeys(PILLARS, LINE_IDR)
    for name in ("sembako", "beras", "rastrada", "bantuan_pangan"):  # of which it is known who receives them
        Programme.objects.get_or_create(programme_id=name, defaults={"name": name})
    appropriate(
        by=SYSTEM("uji"), owner=owner, year=YEAR, reason="APBD 2026", key=f"apbd:{owner}",
        ceilings=[Ceiling(*PILLARS[pillar], amount, pillar) for pillar, amount in given.items()],
    )  # fmt: skip
    return {line.pillar: line for line in Line.objects.filter(owner=owner, year=YEAR)}


def answer(**changed: Any) -> dict[str, Any]:
    """What `merata` answered, with the items that this file says."""
    told = made_analysis.plan_answer()
    aid = [item("programme", AID[at], "bantuan_pangan", AID_IDR, VILLAGES[at]) for at in (0, 1)]
    items = [
        *aid,
        item("course", COURSE, COURSE, 2 * CLASS_IDR),
        item("project", BRIDGE, BRIDGE, BRIDGE_IDR, VILLAGES[0]),
    ]
    return told | {"items": items, "charges": []} | changed


def item(kind: str, item_id: str, source_id: str, cost_idr: int, village: str | None = None) -> dict[str, Any]:
    pillar = {"programme": "assistance", "course": "training", "project": "infrastructure"}[kind]
    names = {"programme": "Bantuan pangan daerah", "course": "Las", "project": "Jembatan Kali Putih"}
    return {
        "item_id": item_id, "source_id": source_id, "kind": kind, "pillar": pillar, "name": names[kind],
        "village_code": village, "households": 12, "cost_idr": cost_idr, "evidence_id": "road_access",
        "assumption": False, "together": [],
    }  # fmt: skip


def settings(inputs: Inputs, **changed: Any) -> Settings:
    given = {"regency": AREA, "year": YEAR, "snapshot": str(inputs.snapshot), "budget_idr": 90_000_000, "draws": 4}
    return Settings(**(given | changed))


def scenario(who: People, *, value: Mapping[str, Any] | None = None, frozen: Inputs | None = None) -> Scenario:
    """A scenario whose answer is there already."""
    inputs = frozen or made_analysis.inputs()
    asked = settings(inputs)
    found = made_analysis.done(inputs, value=answer() if value is None else value, parameters=asked.parameters())
    return Scenario.objects.create(
        uuid=uuid4(), area=AREA, year=YEAR, name="Skenario", settings=asked.as_json(), inputs=inputs.uuid,
        result=found.uuid, made_at=made_analysis.NOON, made_by_user_id=who.planner.user_id,
    )  # fmt: skip


def drafted(who: People, *, of: Scenario | None = None, **more: Any) -> Plan:
    found = of or scenario(who, **more)
    return packages.draft_plan(by=who.planner, scenario=found.uuid, name="Rencana 2026")


def submitted(who: People, **more: Any) -> Plan:
    made = drafted(who, **more)
    return packages.submit(by=who.planner, plan=made.uuid, reason="dibahas bersama TAPD")


def ask_approval(who: People, plan: Plan, **more: Any) -> Plan:
    given = {"decree_number": DECREE, "decree_on": DECREED, "reason": "disetujui rapat paripurna"}
    return approving.approve(by=who.council, plan=plan.uuid, **(given | more))


def approved(who: People, plan: Plan | None = None, **more: Any) -> Plan:
    """Approved, and everything made by a worker."""
    found = plan or submitted(who)
    ask_approval(who, found, **more)
    work_off()
    return Plan.objects.get(pk=found.pk)


def work_off() -> Job:
    """Let a worker do all that waits; the job that was asked for last."""
    worker = Worker(name="tests", idle_seconds=0.01)
    for _ in range(20):  # a worker ends where the database is busy just then
        worker.run(until_empty=True)
        if not Job.objects.filter(status__in=UNFINISHED).exists():
            break
    return Job.objects.latest("queued_at")


def changed_done(plan: Plan) -> Result:
    """What the changes by hand cost, as if it had been computed: a loss of 1, and all else as the package has it."""
    found = Result.objects.get(uuid=Plan.objects.get(pk=plan.pk).changed)
    proved = answer()
    told = {
        when: {name: proved[f"{name}_{when}"] for name in public_effects.MEASURES} for when in ("before", "after")
    } | {
        "loss": {"amount": 1.0}, "intervals": proved["intervals"], "gain": proved["gain"],
        "gain_interval": proved["intervals"]["gain"],
    }  # fmt: skip
    made = made_analysis.done(found.inputs, "changed", told, parameters=found.parameters)
    Plan.objects.filter(pk=plan.pk).update(changed=made.uuid)
    return made


def balances() -> dict[str, tuple[int, int, int, int]]:
    """By pillar what is available, reserved, committed and paid."""
    return {
        one.line.pillar: (one.available_idr, one.reserved_idr, one.committed_idr, one.paid_idr)
        for one in LineBalance.objects.select_related("line").filter(line__owner=AREA)
    }


def conserved() -> bool:
    return all(
        one.appropriated_idr
        == one.available_idr + one.reserved_idr + one.committed_idr + one.paid_idr - one.returned_idr
        for one in LineBalance.objects.all()
    )


def nothing() -> UUID:
    return made_analysis.unknown()
