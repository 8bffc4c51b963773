"""A registry with missing facts, drawn at random, and rules that ask it everything that rules can."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from rules_by_hand import book, table

from merata.programmes.assessment.assessment import Assessed

NAME = {"id": "-", "en": "-"}


def _member(code: str, when: str) -> dict[str, Any]:
    return {"component": code, "name": NAME, "when": when, "amount": f"{code}_idr"}


AMOUNTS = {"young_idr": 3_000_000, "pupil_idr": 900_000, "old_idr": 2_400_000}
FAMILY = [
    _member("young", "p.age <= parameter.young_max"),
    _member("pupil", 'p.school_level == "SD"'),
    _member("old", "p.age >= 60"),
]
LIMITS = {"young_max": 6, "desil_max": 4}
CAPPED = book(
    "desil",
    {"desil": "household.desil <= parameter.desil_max"},
    benefit={"members": FAMILY, "members_max": "most"},
    parameters=AMOUNTS | LIMITS | {"most": 2},
    programme="capped",
)
SUMMED = book(
    "rumah || sekolah",
    {
        "rumah": "household.floor_area_m2 / double(persons.size()) < 8.0",
        "sekolah": 'persons.filter(p, p.school_level == "SD").size() > 1',
    },
    benefit={"members": FAMILY},
    parameters=AMOUNTS | {"young_max": 6},
    programme="summed",
)
AT_HOME = book(
    "bantu && !dapat",
    {
        "bantu": "persons.exists(p, p.age > household.desil * 10) && persons.all(p, p.sex != 'male' || village.urban)",
        "dapat": "'pkh' in household.programmes || persons.exists_one(p, p.age < 2)",
    },
    programme="at_home",
)
ALONE = book("desil", {"desil": "household.desil <= 5 && 100 / household.cattle > 20"}, programme="alone")
EVERYBODY = book("true", programme="everybody")
BOOKS = (CAPPED, SUMMED, AT_HOME, ALONE, EVERYBODY)


def drawn(seed: int, households: int = 60) -> dict[str, pa.Table]:
    """The tables; members stand in no order, some are of no household, and some households have none."""
    rng = np.random.default_rng([seed, households])

    def some(values: list[Any], missing: float = 0.1) -> Any:
        return None if rng.random() < missing else values[rng.integers(len(values))]

    homes = [
        {
            "household_id": f"h{place:03d}",
            "desil": some([1, 2, 4, 5, 9]),
            "floor_area_m2": some([12.0, 30.5, 60.0, float("nan")]),
            "cattle": some([0, 1, 4, 50]),
            "urban": some([True, False]),
        }
        for place in rng.permutation(households)
    ]
    members = [
        {
            "household_id": f"h{rng.integers(households + 5):03d}",
            "birth_date": some([date(2026, 1, 1) - timedelta(int(days)) for days in rng.integers(0, 30_000, 5)]),
            "school_level": some(["SD", "SMP", "SMA"], 0.5),
            "sex": some(["male", "female"]),
        }
        for _ in range(2 * households)
    ]
    received = [{"household_id": f"h{place:03d}", "programme_id": "pkh", "year": 2024} for place in range(0, 60, 7)]
    homes_table = table("households", homes)
    return {"households": homes_table, "persons": table("persons", members), "benefits": table("benefits", received)}


def same(one: Assessed, other: Assessed) -> None:
    """Both are of the same day and say the same of the same households, reasons too."""
    assert one.household_id.to_pylist() == other.household_id.to_pylist()
    for ours, theirs in zip(one.programmes, other.programmes, strict=True):
        assert ours.on == theirs.on
        assert ours.entitled_idr.tolist() == theirs.entitled_idr.tolist()
        assert [ours.reasons[n] for n in ours.reason] == [theirs.reasons[n] for n in theirs.reason]
