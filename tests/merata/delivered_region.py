"""A small invented regency in which courses, a village programme and works were delivered, with known effects."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from invented_region import DatasetInMemory

from merata.programmes.training.applicants import Registry
from merata.programmes.training.commitment import COMMITMENT_FILE, commit
from merata.programmes.training.frozen_list import LIST_FILE, freeze
from merata.programmes.training.terms import EQUAL, Course, Prerequisites, PublicNumber, Terms

COURSE, PROGRAMME, WORK = 0.3, 0.12, 0.2
YEARS = (2021, 2022, 2023, 2024, 2025)
VILLAGES = 60


def delivered_region(seed: int = 1) -> DatasetInMemory:
    """Tables of what was delivered and seen; twelve villages entered a programme, six others were served by a road."""
    rng = np.random.default_rng([51, seed])
    codes = [f"35.05.01.{2000 + at}" for at in range(VILLAGES)]
    courses, applications, incomes = _courses(rng)
    outcomes, delivered = _villages(rng, codes)
    reached = [{"project_id": "P1", "village_code": codes[at], "share_of_households": 0.8} for at in range(12, 18)]
    projects = [
        {"project_id": "P1", "name": "Jalan", "kind": "road", "owner": "35.05", "village_code": codes[12],
         "year": 2024, "cost_idr": 1, "status": "built", "evidence_id": "road_access"},
        {"project_id": "P2", "name": "Jalan", "kind": "road", "owner": "35.05", "village_code": codes[20],
         "year": 2026, "cost_idr": 1, "status": "candidate", "evidence_id": "road_access"},
    ]  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {
        "villages": [{"village_code": code, "name": code, "type": "desa"} for code in codes],
        "courses": courses,
        "applications": applications,
        "outcomes": incomes + outcomes,
        "delivered": delivered,
        "projects": projects,
        "project_villages": reached,
        "evidence": [_evidence("training_vocational", "training", "share_of_income", 0.05),
                     _evidence("road_access", "infrastructure", "share_of_consumption", 0.11)],
        "truth_effects": [
            {"effect_id": f"e{at}", "lever": lever, "item_id": item, "effect": effect, "unit": "share_of_income"}
            for at, (lever, item, effect) in enumerate(
                [("training", "C0", COURSE), ("training", "C1", COURSE), ("training", "C2", COURSE),
                 ("empowerment", "mandiri", PROGRAMME), ("infrastructure", "P1", WORK)]
            )
        ],
    }  # fmt: skip
    return DatasetInMemory({name: pa.Table.from_pylist(rows) for name, rows in tables.items()})


def lottery_documents(region: DatasetInMemory, course: str = "C0", *, leave_out: int = 0) -> dict[str, bytes]:
    """What was published before the draw of a course of 2023; the first `leave_out` applicants are not on the list."""
    applications = region.read("applications")
    mine = applications.filter(pc.equal(applications["course_id"], course)).slice(leave_out).to_pylist()
    people = [
        {"person_id": row["person_id"], "household_id": row["household_id"], "sex": "female", "relation": "head",
         "birth_date": date(1995, 1, 1)}
        for row in mine
    ]  # fmt: skip
    homes = [
        {"household_id": row["household_id"], "village_code": "35.05.01.2000", "size": 3, "desil": 2} for row in mine
    ]
    applied = [
        {name: row[name] for name in ("application_id", "course_id", "person_id", "household_id")} for row in mine
    ]
    tables = (pa.Table.from_pylist(applied), region.read("courses"), pa.Table.from_pylist(people))
    announced = commit(
        Terms(
            course=Course(course, course, 2023, "35.05"),
            seats=20,
            quotas=(),
            village_at_most=None,
            need_weights=EQUAL,
            prerequisites=Prerequisites(),
            public_number=PublicNumber("dice", 10, date(2023, 2, 5), "at the forum"),
            announced_on=date(2023, 1, 5),
            closes_on=date(2023, 1, 31),
            reveal_by=date(2023, 2, 7),
        ),
        "8f14e45fceea167a5a36dedd4bea2543a1b2c3d4e5f60718293a4b5c6d7e8f90",
    )
    registry = Registry(*tables, pa.Table.from_pylist(homes))
    return {COMMITMENT_FILE: announced, LIST_FILE: freeze(announced, registry, frozen_on=date(2023, 2, 3))}


def _courses(rng: np.random.Generator) -> tuple[list[dict[str, Any]], ...]:
    """Three held classes of 60 with 20 seats, one without a follow-up yet, and one still to be drawn."""
    courses, applications, incomes = [], [], []
    for at, (year, held) in enumerate([(2023, True), (2023, True), (2024, True), (2025, True), (2026, False)]):
        course = f"C{at}"
        courses.append(
            {"course_id": course, "name": course, "sector": "crafts", "year": year, "owner": "35.05", "seats": 20,
             "cost_idr": 1, "status": "held" if held else "candidate", "evidence_id": "training_vocational"}
        )  # fmt: skip
        winners = set(rng.permutation(60)[:20].tolist())
        for person in range(60):
            name = f"{course}A{person}"
            won = person in winners
            done = won and bool(rng.random() < 0.9)
            lasting = 14 + rng.normal(0, 0.3)
            applications.append(
                {"application_id": name, "course_id": course, "person_id": f"P{name}", "household_id": f"H{name}",
                 "chance": 1 / 3 if held else None, "selected": won if held else None,
                 "completed": done if held else None}
            )  # fmt: skip
            if held:
                incomes.append(_seen("application", name, year, "income_at_application_idr", math.exp(lasting)))
            if year < 2025:
                later = math.exp(lasting + rng.normal(0, 0.15) + math.log1p(COURSE) * done)
                lost = rng.random() < 0.05
                incomes.append(_seen("application", name, year + 1, "income_idr", None if lost else later))
    return courses, applications, incomes


def _villages(rng: np.random.Generator, codes: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    entry = [2023] * 6 + [2024] * 6 + [9999] * (VILLAGES - 12)
    outcomes, delivered = [], []
    for at, code in enumerate(codes):
        level = 13 + rng.normal(0, 0.3)
        for year in YEARS:
            value = level + 0.05 * (year - 2021) + rng.normal(0, 0.03)
            value += math.log1p(PROGRAMME) * (year >= entry[at])
            value += 0.8 * math.log1p(WORK) * (12 <= at < 18 and year >= 2024)
            outcomes.append(_seen("village", code, year, "log_consumption_pc_idr", value))
        if entry[at] < 9999:
            delivered.append(
                {"delivery_id": f"D{at}", "year": entry[at], "lever": "empowerment", "item_id": "mandiri",
                 "village_code": code, "households": 10, "amount_idr": 1}
            )  # fmt: skip
    return outcomes, delivered


def _seen(unit: str, name: str, year: int, measure: str, value: float | None) -> dict[str, Any]:
    return {"unit": unit, "unit_id": name, "year": year, "measure": measure, "value": value, "n": 30}


def _evidence(name: str, lever: str, unit: str, effect: float) -> dict[str, Any]:
    return {
        "evidence_id": name,
        "lever": lever,
        "intervention": name,
        "outcome": "income",
        "effect": effect,
        "unit": unit,
        "standard_error": 0.1,
        "assumption": True,
        "source": "assumed",
        "certainty": "assumption",
    }
