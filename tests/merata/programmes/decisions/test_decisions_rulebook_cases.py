"""Worked cases through the reference: amounts by hand, and a case that comes out otherwise is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from example_rulebook import read

from merata.programmes.decisions.one_household import Household, Outcome, outcome
from merata.programmes.decisions.rulebook_cases import case_faults
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.rulebook import Value

DAY = date(2025, 7, 1)


def of(programme: str, household: dict[str, Value], *persons: dict[str, Value], regency: str = "35.05") -> Outcome:
    book = rulebook(programme)
    village: dict[str, Value] = {"regency_code": regency, "type": "desa"}
    return outcome(book, Household(household, village, persons), book.values(DAY))


def test_good_cases_have_no_fault(tmp_path: Path) -> None:
    assert case_faults(read(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "value", "expected"),
    [
        ("annual_idr: 2_400", "annual_idr: 2_500", 28, "granted 2400 rupiah a year", "granted 2500 rupiah a year"),
        ("annual_idr: 2_400", "refused: [miskin]", 28, "granted 2400 rupiah a year", "refused: miskin"),
        ("annual_idr: 2_400", "unknown: [miskin]", 28, "granted 2400 rupiah a year", "unknown: miskin"),
        ("refused: [miskin]", "refused: [wilayah]", 32, "refused: miskin", "refused: wilayah"),
        ("refused: [miskin]", "annual_idr: 100", 32, "refused: miskin", "granted 100 rupiah a year"),
        ("{desil: 5, programmes: []}", "{programmes: []}", 32, "unknown: miskin", "refused: miskin"),
    ],
)
def test_a_case_that_comes_out_otherwise(
    tmp_path: Path, old: str, new: str, line: int, value: str, expected: str
) -> None:
    (fault,) = case_faults(read(tmp_path, (old, new)))
    assert (fault.file, fault.row, fault.value, fault.expected) == ("contoh.yaml", line, value, expected)
    assert fault.problem == "a worked case comes out otherwise"


def test_a_member_counts_once_and_the_highest_first() -> None:
    pupil: dict[str, Value] = {"age": 10, "school_level": "SD"}
    both: dict[str, Value] = {"age": 16, "school_level": "SMA", "severe_disability": True}
    assert of("pkh", {"desil": 1}, pupil).annual_idr == 900_000
    assert of("pkh", {"desil": 1}, both).annual_idr == 2_400_000
    # 2.4 million and three of four pupils at 0.9 million
    assert of("pkh", {"desil": 1}, pupil, pupil, both, pupil, pupil).annual_idr == 2_400_000 + 3 * 900_000


def test_a_component_that_is_unknown_of_a_member_is_not_paid() -> None:
    assert of("pkh", {"desil": 1}, {"age": 25, "pregnant": True}, {"age": 30}).annual_idr == 3_000_000


def test_the_age_that_another_source_gives_changes_who_is_elderly() -> None:
    book = rulebook("pkh").with_parameters({"elderly_age_min": 70})
    old: dict[str, Value] = {
        "age": 65,
        "pregnant": False,
        "school_level": "none",
        "severe_disability": False,
        "rights_violation_victim": False,
    }
    assert of("pkh", {"desil": 1}, old).annual_idr == 2_400_000
    refused = outcome(book, Household({"desil": 1}, {}, (old,)), book.values(DAY))
    assert (refused.eligible, refused.deciding, refused.annual_idr) == (False, ("anggota",), 0)


def test_in_kind_has_a_quantity_and_its_price() -> None:
    found = of("rastrada", {"desil": 2, "programmes": ()}, regency="35.72")
    assert (found.annual_idr, found.annual_quantity) == (1_560_000, 120.0)
    assert str(found) == "granted 1560000 rupiah a year (120 in kind)"


def test_of_a_quantity_what_is_below_one_rupiah_is_cut_off() -> None:
    # 10 kg × 12 stays exact in fractions where 0.1 would not: 0.1 × 3 kg at 33 rupiah is 9.9.
    book = rulebook("rastrada").with_parameters({"months_per_year": 3, "rice_idr_per_kg": 33})
    facts = Household({"desil": 1, "programmes": ()}, {"regency_code": "35.72"}, None)
    assert outcome(book, facts, book.values(DAY) | {"kg_per_month": 0.1}).annual_idr == 9


def test_one_false_condition_decides_whatever_is_missing() -> None:
    found = of("blt_dana_desa", {"programmes": ("pkh",)})
    assert (found.eligible, found.deciding) == (False, ("tidak_rangkap_pkh",))
