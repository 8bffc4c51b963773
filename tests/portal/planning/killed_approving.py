"""Kills itself (SIGKILL) while an approved plan is carried out, at many points, and tells what was there, as JSON.

    python killed_approving.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one never opens the database, so that none inherits a connection.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import sys
from functools import partial
from typing import Any

from killing import counting, in_a_process, spread, work_off

APPROVE = "planning.approve"
SIMULATING = 3
"""A step in which what is simulated is being kept."""


def counted(killed_at: int) -> list[int]:
    """Count each event, each row or rows written and each report of progress; die at that step."""
    from django.db.models import Model
    from django.db.models.query import QuerySet

    from merata_portal.jobs.running import Running

    writing = ((QuerySet, "bulk_create"), (QuerySet, "bulk_update"), (Model, "save_base"))
    return counting(killed_at, ((Running, "progress"), (Running, "end"), *writing))


def prepared() -> None:
    from django.core.management import call_command

    from merata_portal.accounts.models import Area, Assignment, User

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    for kecamatan, villages in {"35.05.01": ("2001", "2002"), "35.05.10": ("2001",)}.items():
        Area.objects.create(code=kecamatan, name="K", kind="kecamatan", parent_id="35.05")
        for number in villages:
            code = f"{kecamatan}.{number}"
            Area.objects.create(code=code, name="D", kind="village", village_type="desa", parent_id=kecamatan)
    for role in ("planner", "council_member", "sector_officer", "social_officer"):
        user = User.objects.create(username=role, full_name=role.title())
        Assignment.objects.create(user=user, role=role, area_id="35.05", from_day="2024-01-01")


def who() -> Any:
    import made_plans

    from merata_portal.accounts.models import User
    from merata_portal.accounts.queries import actor_of

    def named(role: str) -> Any:
        return actor_of(User.objects.get(username=role))

    return made_plans.People(
        named("planner"), named("planner"), named("council_member"), named("sector_officer"), named("social_officer")
    )


def frozen() -> str:
    import made_analysis
    import made_plans

    made_plans.budget()
    return str(made_analysis.inputs().uuid)


def asked(inputs: str) -> str:
    """A plan with a proposal that it answers, whose approval is asked for."""
    import made_plans
    import made_proposals

    from merata_portal.analysis.models import Inputs
    from merata_portal.participation.models import Proposal
    from merata_portal.planning.actions import packages

    people = who()
    if not Proposal.objects.exists():
        bridge = made_proposals.costed(people.sector, "Jembatan Kali Putih", made_plans.BRIDGE_IDR)
        Proposal.objects.filter(pk=bridge.pk).update(item_kind="project", item=made_plans.BRIDGE)
    scenario = made_plans.scenario(people, frozen=Inputs.objects.get(uuid=inputs))
    plan = packages.draft_plan(
        by=people.planner, scenario=scenario.uuid, name="Rencana", stale_reason="rencana lain dicabut"
    )
    packages.submit(by=people.planner, plan=plan.uuid, reason="uji")
    made_plans.ask_approval(people, plan)
    return str(plan.uuid)


def told(uuid: str) -> list[Any]:
    """State; launches, classes, works, accepted proposals, earmarks of the plan; rupiah reserved; events of its end."""
    from merata_portal.audit.models import Event
    from merata_portal.infrastructure.models import Project
    from merata_portal.ledger.models import Earmark, LineBalance
    from merata_portal.participation.models import Proposal
    from merata_portal.planning.models import Plan
    from merata_portal.programmes.models import Launch
    from merata_portal.training.models import Course

    plan = Plan.objects.get(uuid=uuid)
    made = [
        model.objects.filter(plan=plan.reference).count()  # type: ignore[attr-defined]
        for model in (Launch, Course, Project, Proposal, Earmark)
    ]
    reserved = sum(LineBalance.objects.values_list("reserved_idr", flat=True))
    events = Event.objects.filter(action="planning.carried_out", subject=plan.subject).count()
    return [str(plan.state), *made, reserved, events]


def ended(uuid: str) -> None:
    """The plan revoked, so that the same money is there for the next."""
    from merata_portal.planning.actions.revoking import revoke

    revoke(by=who().council, plan=uuid, reason="uji")  # type: ignore[arg-type]


def all_holds() -> list[bool]:
    import made_plans

    from merata_portal.audit.queries import verify
    from merata_portal.ledger.verifying import verify as verify_ledger

    return [bool(verify().whole), bool(verify_ledger().whole), made_plans.conserved()]


def main(points: int) -> None:
    do, approved = partial(in_a_process, counted), partial(work_off, APPROVE)
    do(prepared)
    inputs = do(frozen)[0]
    uuid = do(lambda: asked(inputs))[0]
    do(approved, killed_at=SIMULATING)
    found: dict[str, Any] = {"simulating": do(lambda: told(uuid))[0], "killed": []}
    do(approved)
    do(lambda: ended(uuid))
    uuid = do(lambda: asked(inputs))[0]
    _, found["steps"] = do(approved)  # what was simulated is there by now
    found["alive"] = do(lambda: told(uuid))[0]
    do(lambda: ended(uuid))
    for point in spread(found["steps"], points):
        uuid = do(lambda: asked(inputs))[0]
        died = do(approved, killed_at=point)[0] is None
        after = do(lambda uuid=uuid: told(uuid))[0]
        end = do(approved)[0]
        found["killed"].append([point, died, after, end, do(lambda uuid=uuid: told(uuid))[0]])
        do(lambda uuid=uuid: ended(uuid))
    found["holds"] = do(all_holds)[0]
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    import django

    django.setup()
    import made_plans  # noqa: F401 - once, and not in every process

    from merata_portal.jobs.handlers import kinds

    kinds()
    main(int(sys.argv[1]))
