"""The facts of a registry in memory: in the caller's order, one household at a time, and of a dataset."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory
from rules_by_hand import DAY, book, facts, table

from merata.errors import InputError
from merata.programmes.assessment.fact_table import FactTable, facts_of
from merata.programmes.decisions.one_household import Household
from merata.registry.frame import household_frame

RULE = book(
    "household.desil <= 4 && village.type == 'desa' && persons.exists(p, p.age < 6)", not_with=["pkh", "sembako"]
)
GIVEN: dict[str, Any] = {
    "households": [
        {"household_id": "c", "desil": 3, "type": "desa"},
        {"household_id": "a", "desil": None, "type": "kelurahan"},
        {"household_id": "b", "desil": 1, "type": None},
    ],
    "persons": [
        {"household_id": "a", "birth_date": date(2024, 1, 1)},
        {"household_id": "c", "birth_date": None},
        {"household_id": "c", "birth_date": date(1990, 1, 1)},
        {"household_id": "z", "birth_date": date(1990, 1, 1)},
    ],
    "benefits": [
        {"household_id": "a", "programme_id": "pkh", "year": 2025},
        {"household_id": "z", "programme_id": "sembako", "year": 2025},
    ],
}


def test_facts_are_in_the_callers_order() -> None:
    found = facts(RULE, **GIVEN)
    assert len(found) == 3
    assert found.households["household_id"].to_pylist() == ["c", "a", "b"]
    assert found.households["household/desil"].to_pylist() == [3, None, 1]
    assert found.received("pkh").tolist() == [False, True, False]
    assert found.received("sembako").tolist() == [False, False, False]
    assert found.received("never asked for").tolist() == [False, False, False]


def test_receipt_is_added_to_what_is_received() -> None:
    found = facts(RULE, **GIVEN)
    more = found.with_received("pkh", np.array([True, False, False]))
    assert more.received("pkh").tolist() == [True, True, False]
    assert found.received("pkh").tolist() == [False, True, False]
    assert more.households.column_names == found.households.column_names
    assert found.with_received("never asked for", np.ones(3, dtype=np.bool_)) is found


def test_one_household() -> None:
    found = facts(RULE, **GIVEN)
    assert found.household(0) == Household({"desil": 3, "programmes": ()}, {"type": "desa"}, ({}, {"age": 35}))
    assert found.household(1) == Household({"programmes": ("pkh",)}, {"type": "kelurahan"}, ({"age": 1},))
    assert found.household(2) == Household({"desil": 1, "programmes": ()}, {}, None)
    assert found.values(1) == {"household.desil": None, "village.type": "kelurahan"}
    plain = facts(book("household.desil <= 4"), households=GIVEN["households"])
    assert plain.household(0) == Household({"desil": 3}, {}, None)


def test_a_column_of_the_callers_called_row_is_not_in_the_way() -> None:
    homes = [{**home, "row": 7} for home in GIVEN["households"]]
    found = facts(RULE, **(GIVEN | {"households": homes}))
    assert found.households["household_id"].to_pylist() == ["c", "a", "b"]


def test_rules_without_questions_about_members_do_not_read_them() -> None:
    rule = book("household.desil <= 4")
    asked = facts([RULE, rule], **GIVEN)
    unread = FactTable(asked.households, None)
    assert unread.assess([rule], DAY)[0].eligible.tolist() == [True, False, True]
    with pytest.raises(InputError, match="the rules ask for members, and there is no table of persons"):
        unread.assess([RULE], DAY)


def invented(**changed: pa.Table) -> DatasetInMemory:
    homes = [
        {"household_id": name, "village_code": code, "size": 1, "desil": 2}
        for name, code in (("b", "35.05.01.2001"), ("a", "35.72.01.1001"))
    ]
    villages = [
        {
            "village_code": "35.05.01.2001",
            "type": "desa",
            "regency_code": "35.05",
            "kecamatan_code": "35.05.01",
            "urban": False,
        },
        {
            "village_code": "35.72.01.1001",
            "type": "kelurahan",
            "regency_code": "35.72",
            "kecamatan_code": "35.72.01",
            "urban": True,
        },
    ]
    people = [
        {"household_id": "b", "birth_date": date(2024, 1, 1)},
        {"household_id": "a", "birth_date": date(1950, 1, 1)},
    ]
    given = {
        "households": table("households", homes),
        "villages": table("villages", villages),
        "persons": table("persons", people),
        "benefits": table("benefits", GIVEN["benefits"]),
    }
    return DatasetInMemory({name: kept for name, kept in (given | changed).items() if kept.num_columns})


NONE = pa.table({})


def test_facts_of_a_dataset() -> None:
    found = facts_of(invented(), [RULE], DAY)
    assert found.households["household_id"].to_pylist() == ["b", "a"]
    assert found.households["village/type"].to_pylist() == ["desa", "kelurahan"]
    assert found.assess([RULE], DAY)[0].eligible.tolist() == [True, False]
    some = household_frame(invented()).slice(1)
    assert facts_of(invented(), [RULE], DAY, households=some).households["household_id"].to_pylist() == ["a"]
    more = facts_of(
        invented(benefits=table("benefits", [{"household_id": "b", "programme_id": "pip", "year": 2025}])),
        [book("household.desil <= 4")],
        DAY,
        programmes=["pip"],
    )
    assert more.received("pip").tolist() == [True, False]
    assert more.persons is None


def test_columns_that_the_files_lack_are_named_not_taken_for_unknown() -> None:
    rule = book("household.cattle < 2 && village.minutes_to_market > 10.0 && persons.exists(p, p.pregnant)")
    with pytest.raises(
        InputError, match=r"villages.*minutes_to_market.*; households.cattle; persons.pregnant\. Nothing"
    ):
        facts_of(invented(), [rule], DAY)
    with pytest.raises(InputError, match=r"the table persons \(for birth_date, household_id\)"):
        facts_of(invented(persons=NONE), [RULE], DAY)
    with pytest.raises(InputError, match=r"the table benefits \(for pkh, sembako\)"):
        facts_of(invented(benefits=NONE), [RULE], DAY)
