"""The closed loop played once: what each step of the portal left behind, and what the world answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hidden_truth import planted

from merata.demo.build import build
from merata.participation.quorum import proposals_of_quorate_forums
from merata.tables.folder import Dataset

KABUPATEN = "35.05"
SCALE, SEED = 0.05, 1
BUDGET_IDR = 4_000_000_000
SHORTFALL_IDR = 125_000_000
CLASSES_IDR = 30_000_000
CLASS_EVIDENCE = ("training_vocational", "training_farming")
EARNED_SHARE, SCATTER = 0.5, 0.2
"""An applicant earns about half of what the household consumes; the scatter is of logarithms."""

Said = dict[str, Any]


@dataclass(frozen=True)
class Loop:
    """The demo's folder with its hidden truth, and what each step left behind; `asked` the work and class."""

    world: Dataset
    frozen: Dataset
    learned: Dataset
    work: Said
    opened: Said
    forum: Said
    planned: Said
    studies: Said
    course: Said
    taught: Said
    built: Said
    aid: Said
    rest: Said
    overseen: Said
    found: Said
    kept: Said

    @property
    def bridge(self) -> str:
        """The work that the forum asked for."""
        return str(self.work["item_id"])

    @property
    def plan(self) -> Said:
        """The answer that the approved plan rests on."""
        return dict(self.planned["answer"])

    @property
    def promised(self) -> dict[str, int]:
        """What the council approved of each item, rupiah."""
        return {one["item_id"]: one["amount_idr"] for one in self.planned["items"]}

    def items(self, kind: str) -> dict[str, Said]:
        """The approved items of a kind: "programme", "course" or "project"."""
        return {one["item_id"]: one for one in self.planned["items"] if one["kind"] == kind}

    @property
    def paid_to(self) -> dict[str, int]:
        """Which household got how much aid in the year, by reconciled payments."""
        got: Counter[str] = Counter()
        for launch in self.aid.values():
            got.update(launch["households"])
        return dict(got)

    @property
    def evidence_taught(self) -> dict[str, Said]:
        """The evidence of the inputs that the next plan rests on."""
        taught = Dataset(Path(self.found["taught"])).read("evidence")
        return {row["evidence_id"]: row for row in taught.to_pylist()}

    def finding(self, record: str, estimand: str) -> Said:
        """What the study of a record found, of all who were offered a seat ("offer") or of those who complete."""
        (found,) = (one for one in self.found["estimates"][record]["findings"] if one["estimand"] == estimand)
        return dict(found)

    def completing(self, record: str = "") -> float:
        """The share of a record's winners (of all) who completed their class, the portal's own class among them."""
        courses, applied = self.learned.read("courses"), self.learned.read("applications")
        mine = courses.filter(pc.equal(courses["evidence_id"], record)) if record else courses
        won = pc.fill_null(applied["selected"], fill_value=False)
        here = pc.is_in(applied["course_id"], value_set=mine["course_id"].combine_chunks())
        winners = applied.filter(pc.and_(won, here))
        return float(pc.mean(winners["completed"].cast(pa.float64())).as_py())


def play(root: Path) -> Loop:
    """Once round: each step in a process of its own, told only what people of that step know."""
    build(root, scale=SCALE, seed=SEED)
    world = Dataset(root)
    opened = portal("open", root)
    frozen = Dataset(Path(opened["frozen"]))
    work = the_work(frozen, asked_for_bridge(frozen))
    forum = portal("listen", root, work=work)
    wishes = {"snapshot": opened["snapshot"], "budget_idr": BUDGET_IDR, "classes_idr": CLASSES_IDR}
    planned = portal("plan", root, bridge=work["item_id"], **wishes)
    items = planned["items"]
    course = the_class(frozen, [one for one in items if one["kind"] == "course"])
    incomes = incomes_of(world, course["persons"])
    studies = portal(
        "register", root, records=CLASS_EVIDENCE, inputs=opened["inputs"],
        classes=[[course["seats"], len(course["persons"])]],
    )  # fmt: skip
    now = {person: one[0] for person, one in incomes.items()}
    taught = portal("teach", root, course=course["made"], women_seats=women_among(course["seats"]), incomes=now)
    (bridge,) = (one for one in items if one["item_id"] == work["item_id"])
    built = portal(
        "build", root, project=bridge["made"][0], proposal=forum["proposal"], unpaid_idr=SHORTFALL_IDR
    )  # fmt: skip
    launches = sorted({uuid for one in items if one["made_kind"] == "launch" for uuid in one["made"]})
    aid = portal("deliver", root, launches=launches)
    rest = portal("spend", root, plan=planned["reference"], earmarks=rest_of(items, course, bridge))
    overseen = portal("oversee", root, work=work, unpaid_idr=SHORTFALL_IDR, plan=planned["plan"])
    found = portal(
        "learn", root, incomes={person: one[1:] for person, one in incomes.items()}, studies=studies,
        inputs=opened["inputs"], result=planned["result"], **wishes,
    )  # fmt: skip
    learned = Dataset(Path(found["frozen"]))
    return Loop(
        world, frozen, learned, work, opened, forum, planned, studies, course, taught, built, aid, rest, overseen,
        found, portal("check", root),
    )  # fmt: skip


def portal(step: str, root: Path, **asked: Any) -> Said:
    """One step of the portal whose data lie in `root`, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "MERATA"))}
    path = root / f"portal-{step}.json"
    path.write_text(json.dumps(asked))
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("portal_steps.py"), step, root, path],
        env=environment | {"MERATA_DATA": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout))


def asked_for_bridge(frozen: Dataset) -> str:
    """The cheapest candidate bridge that a forum with quorum asked for: what the council takes up."""
    heard = proposals_of_quorate_forums(frozen.read("proposals"), frozen.read("forums"))
    projects = frozen.read("projects")
    bridges = projects.filter(pc.and_(pc.equal(projects["kind"], "bridge"), pc.equal(projects["status"], "candidate")))
    bridges = bridges.filter(pc.equal(bridges["owner"], KABUPATEN))
    wanted = bridges.filter(pc.is_in(bridges["project_id"], value_set=heard["item_id"].combine_chunks()))
    return str(wanted.sort_by("cost_idr")["project_id"][0].as_py())


def the_work(frozen: Dataset, bridge: str) -> Said:
    """The bridge as the forum speaks of it, and where."""
    (row,) = (one for one in frozen.read("projects").to_pylist() if one["project_id"] == bridge)
    (village,) = (one for one in frozen.read("villages").to_pylist() if one["village_code"] == row["village_code"])
    return {
        "item_id": bridge, "name": row["name"], "owner": row["owner"], "village": row["village_code"],
        "desa": village["type"] == "desa", "latitude": village["latitude"], "longitude": village["longitude"],
        "cost_idr": row["cost_idr"],
    }  # fmt: skip


def women_among(seats: int) -> int:
    """The least seats for women that the office announces."""
    return max(1, seats // 2)


def the_class(frozen: Dataset, approved: list[Said]) -> Said:
    """The largest approved class, and who of the regency wants to learn in it."""
    courses = {row["course_id"]: row for row in frozen.read("courses").to_pylist()}
    item = max(approved, key=lambda one: (courses[one["source_id"]]["seats"], one["source_id"]))
    row = courses[item["source_id"]]
    applied = frozen.read("applications")
    mine = applied.filter(pc.equal(applied["course_id"], row["course_id"]))
    return {
        "item_id": item["item_id"], "made": item["made"][0], "seats": row["seats"], "cost_idr": row["cost_idr"],
        "evidence_id": row["evidence_id"], "earmark": item["charges"][0][2], "units": item["units"],
        "persons": mine["person_id"].to_pylist(),
    }  # fmt: skip


def incomes_of(world: Dataset, persons: list[str]) -> dict[str, list[int]]:
    """What the world lets each applicant earn a month: now, a year later without the class, and after completing it."""
    people = world.read("persons", ["person_id", "household_id"])
    people = people.filter(pc.is_in(people["person_id"], value_set=pa.array(persons)))
    truth = world.read("truth")
    now = truth.filter(pc.equal(truth["year"], 2025))
    homes = world.read("households", ["household_id", "size"])
    size = dict(zip(homes["household_id"].to_pylist(), homes["size"].to_pylist(), strict=True))
    lived = dict(zip(now["household_id"].to_pylist(), now["consumption_pc_idr"].to_pylist(), strict=True))
    chance, effect = np.random.default_rng(SEED), planted(world, "training")
    found = {}
    for one in people.sort_by("person_id").to_pylist():
        base = EARNED_SHARE * lived[one["household_id"]] * size[one["household_id"]]
        said, later = base * np.exp(SCATTER * chance.standard_normal(2))
        found[one["person_id"]] = [round(said), round(later), round(later * (1 + effect))]
    return found


def rest_of(items: list[Said], course: Said, bridge: Said) -> list[int]:
    """The reservations of the plan that neither people's payments, the class nor the bridge use."""
    apart = {course["item_id"], bridge["item_id"]}
    paid = [one for one in items if one["made_kind"] != "launch" and one["item_id"] not in apart and one["charges"]]
    return sorted(earmark for one in paid for _line, _amount, earmark in one["charges"])
