"""What the portal does in the closed loop, in a process of its own, as its people would: each step prints JSON.

python portal_steps.py STEP FOLDER [ASKED]   ASKED is a JSON file with what the step is to do

open      people, areas, budgets, registry and materials of a demo folder; frozen and measured
listen    a forum asks for a work, which becomes a costed proposal with its candidate
plan      a scenario with the council's wishes, proved; a package submitted, and approved by decree
register  evaluations designed and registered before the classes begin
teach     hold a class of the plan                    build    build the work that the forum asked for
deliver   pay the aid that the approval launched      spend    commit and pay what is left of it
oversee   the next forum finds what was not delivered; the plan against what was delivered
learn     follow-ups a year after, estimates, review, evidence, the next plan
check     hold journal, audit and snapshot against themselves
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import portal_aid
import portal_bridge
import portal_course
import portal_forum
import portal_measure
import portal_monitoring
import portal_plan
import portal_rest
import portal_study
from portal_days import DAYS
from portal_people import YEAR, people, worked

BEGINS = {
    "open": date(2025, 6, 2), "listen": date(2025, 6, 12), "plan": date(2025, 11, 28), "register": date(2025, 12, 15),
    "oversee": date(2026, 12, 10), "learn": date(2027, 4, 12), "check": date(2027, 4, 20),
}  # fmt: skip


def open_(folder: Path, _asked: dict[str, Any]) -> dict[str, Any]:
    return portal_measure.open_(folder)


def listen(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    who = people()
    return portal_forum.ask(who.village, who.cashier, asked["work"])


def plan(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    return portal_plan.plan(asked)


def register(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    return portal_study.register(asked)


def teach(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    return portal_course.hold(people(), course=UUID(asked["course"]), asked=asked)


def build(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    return portal_bridge.build(
        people(), project=UUID(asked["project"]), proposal=UUID(asked["proposal"]), unpaid_idr=asked["unpaid_idr"]
    )


def deliver(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    return {uuid: portal_aid.deliver(people(), launch=UUID(uuid), work=worked) for uuid in asked["launches"]}


def spend(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    return portal_rest.spend(people(), plan=asked["plan"], earmarks=asked["earmarks"])


def oversee(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    who = people()
    delivered_idr = asked["work"]["cost_idr"] - asked["unpaid_idr"]
    state = portal_forum.oversee(who.village, who.cashier, asked["work"], delivered_idr=delivered_idr)
    return {"finding": state, "monitoring": portal_monitoring.told(who, UUID(asked["plan"]))}


def learn(_folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    surveyed = portal_course.follow_up(people(), asked["incomes"])
    return {"surveyed": surveyed} | portal_study.learn(asked)


def check(_folder: Path, _asked: dict[str, Any]) -> dict[str, Any]:
    from merata_portal.audit.queries import events, verify
    from merata_portal.ledger import queries
    from merata_portal.registry.queries.snapshots import snapshots, verify_snapshot

    who = people()
    kept = snapshots(who.planner).get()
    return {
        "audit": verify().whole,
        "journal": queries.verify().whole,
        "snapshot": verify_snapshot(who.planner, kept.uuid).holds,
        "actions": sorted({event.action for event in events(who.auditor)}),
    }


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
        "open": open_, "listen": listen, "plan": plan, "register": register, "teach": teach, "build": build,
        "deliver": deliver, "spend": spend, "oversee": oversee, "learn": learn, "check": check,
    }  # fmt: skip
    asked = json.loads(Path(rest[0]).read_text()) if rest else {}
    print(json.dumps(steps[command](Path(folder), asked)))  # noqa: T201
