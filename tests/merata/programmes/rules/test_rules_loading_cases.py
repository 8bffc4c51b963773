"""Worked cases: facts that there are, of their types, one outcome each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from example_rulebook import places, read


def test_a_case_is_read(tmp_path: Path) -> None:
    first, second = read(tmp_path).cases
    assert (first.day, first.annual_idr, first.refused, first.persons) == (date(2025, 7, 1), 2_400, (), None)
    assert first.household == {"desil": 1, "programmes": ()}
    assert first.village == {"urban": False, "regency_code": "35.05"}
    assert (second.refused, second.annual_idr, second.line) == (("miskin",), 0, 32)


def test_null_is_missing_a_whole_number_may_be_a_measure_and_members_may_be_none(tmp_path: Path) -> None:
    facts = "household: {desil: null, land_ha: 1, programmes: [pkh]}\n    persons: []"
    case = read(tmp_path, ("household: {desil: 1, programmes: []}", facts)).cases[0]
    assert case.household == {"land_ha": 1.0, "programmes": ("pkh",)}
    assert isinstance(case.household["land_ha"], float)
    assert case.persons == ()


@pytest.mark.parametrize(
    ("old", "new", "row", "problem"),
    [
        ("desil: 1,", "dessil: 1,", 29, "unknown fact"),
        ("desil: 1,", 'desil: "1",', 29, "of the wrong type"),
        ("desil: 1,", "desil: true,", 29, "of the wrong type"),
        ("programmes: []", "programmes: pkh", 29, "missing or of the wrong form"),
        ('regency_code: "35.05"', "regency_code: 35.05", 30, "of the wrong type"),
        ("urban: false,", "urban: 0,", 30, "of the wrong type"),
        ("annual_idr: 2_400", "annual_idr: 2_400\n    refused: [miskin]", 28, "2 outcomes"),
        ("    annual_idr: 2_400\n", "", 28, "0 outcomes"),
        ("annual_idr: 2_400", "annual_idr: 2_400.5", 31, "not whole rupiah"),
        ("annual_idr: 2_400", "annual_idr: -1", 31, "not whole rupiah"),
        (
            "annual_idr: 2_400",
            "annual_idr: 2_400\n    annual_quantity: 10",
            32,
            "a quantity of what is not given in kind",
        ),
        ("refused: [miskin]", "refused: [kaya]", 35, "unknown condition"),
        ("refused: [miskin]", "refused: [kota]", 35, "unknown condition"),
        ("refused: [miskin]", "unknown: []", 35, "names no condition"),
        ("day: 2025-07-01", "day: 2023-12-31", 28, "a day on which the programme has no rules"),
        ("day: 2025-07-01", "day: July", 28, "missing or not a date"),
        ("annual_idr: 2_400", "persons: [{ages: 3}]\n    annual_idr: 2_400", 31, "unknown fact"),
        ("annual_idr: 2_400", "persons: {age: 3}\n    annual_idr: 2_400", 31, "missing or of the wrong form"),
        ("annual_idr: 2_400", "why: law\n    annual_idr: 2_400", 31, "unknown key"),
    ],
)
def test_a_fault_is_found_with_its_line(tmp_path: Path, old: str, new: str, row: int, problem: str) -> None:
    assert (row, problem) in places(tmp_path, (old, new))
