"""Rulebooks: the worked cases beside each rule, and every fault of a broken one with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from merata.errors import InputError, UsageError
from merata.programmes.eligibility import eligibility
from merata.programmes.entitlement import annual_entitlement
from merata.programmes.facts import RECEIVED, HouseholdFacts
from merata.programmes.loading import available, load, rulebook
from merata.programmes.rulebook import Case, Rulebook

CASES = [(name, case) for name in available() for case in rulebook(name).cases]
LISTED = ("pkh", "sembako", *available())


def facts_of(case: Case) -> HouseholdFacts:
    """One household with the case's facts; a fact that it does not name is not there."""
    columns = {name: pa.array([value]) for name, value in case.facts.items() if name != RECEIVED}
    received = case.facts.get(RECEIVED)
    flags = {} if received is None else {name: np.array([name in received]) for name in LISTED}  # type: ignore[operator]
    return HouseholdFacts(pa.table(columns or {"size": pa.array([1])}), flags)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_worked_case(name: str, case: Case) -> None:
    book, facts = rulebook(name), facts_of(case)
    found = eligibility(book, facts, case.day)
    reason = found.reason(0)
    assert (reason.code if reason else None) == case.reason
    assert annual_entitlement(book, facts, found, case.day).tolist() == [case.annual_idr]


def test_every_rulebook_has_cases_of_both_outcomes_and_an_unknown() -> None:
    for name in available():
        reasons = [case.reason for case in rulebook(name).cases]
        assert None in reasons
        assert any(reason and reason.endswith("_unknown") for reason in reasons)


def test_a_parameter_is_that_of_its_day() -> None:
    book = rulebook("blt_dana_desa")
    share = {year: book.on(date(year, 7, 1))["village_fund_share_max"].value for year in (2023, 2024, 2025, 2026)}
    assert share == {2023: 0.25, 2024: 0.25, 2025: 0.15, 2026: 0.15}
    assert book.on(date(2023, 7, 1))["monthly_idr"].certainty == "low"
    assert book.parameters["monthly_idr"][0].until == date(2024, 12, 31)


def test_a_day_without_value_names_what_is_missing() -> None:
    with pytest.raises(UsageError, match=r"blt_dbhcht has no value of monthly_idr.* on 2024-12-31.*2025-01-01"):
        rulebook("blt_dbhcht").on(date(2024, 12, 31))


def test_unknown_programme_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="bantuan_pangan, blt_dana_desa, blt_dbhcht"):
        rulebook("blt_desa")


GOOD = """\
programme: contoh
name: {id: Contoh, en: Example}
kind: cash
payer: regency
decider: {id: bupati, en: the regent}
benefit: {amount: monthly_idr, times: months, per: household}
parameters:
  monthly_idr:
    - {from: 2024-01-01, value: 100, legal_base: law, source: text, certainty: high}
    - {from: 2025-01-01, value: 200, legal_base: law, source: text, certainty: high}
  months:
    - {from: 2024-01-01, value: 12, legal_base: law, source: text, certainty: high}
conditions:
  - {code: desil, fact: desil, at_most: 3, otherwise: {id: tidak, en: refused}}
"""


def read(tmp_path: Path, text: str) -> Rulebook:
    file = tmp_path / "contoh.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def faults(tmp_path: Path, old: str, new: str) -> list[tuple[int | None, str]]:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert all(fault.file == "contoh.yaml" for fault in caught.value.faults)
    return [(fault.row, fault.problem) for fault in caught.value.faults]


def test_a_good_rulebook_loads(tmp_path: Path) -> None:
    book = read(tmp_path, GOOD)
    assert [book.on(date(year, 3, 1))["monthly_idr"].value for year in (2024, 2025)] == [100, 200]
    assert book.excludes == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "row", "problem"),
    [
        ("fact: desil", "fact: desill", 14, "unknown fact"),
        ("amount: monthly_idr", "amount: weekly_idr", 6, "names a parameter that is missing"),
        ("from: 2025-01-01", "from: 2024-01-01", 10, "overlaps the value before it"),
        ("value: 100,", "value: 100, until: 2024-06-30,", 10, "leaves a gap after 2024-06-30"),
        ("value: 100,", "value: 100, until: 2025-06-30,", 10, "overlaps the value before it"),
        ("value: 200", "value: many", 10, "missing or not a number"),
        ("certainty: high}\n    - {from: 2025", "certainty: sure}\n    - {from: 2025", 9, "unknown or missing"),
        ("at_most: 3", "at_most: three", 14, "not a number"),
        ("at_most: 3", "none_of: [pkh]", 14, "does not apply to desil"),
        ("at_most: 3", "at_most: 3, at_least: 1", 14, "2 operators"),
        ("en: refused}", "fr: non}", 14, "missing or empty"),
        ("kind: cash", "kind: gold", 3, "unknown or missing"),
        ("payer: regency", "payer: regency\npaid: no", 5, "unknown key"),
        ("kind: cash", "kind: cash\nkind: food", 4, "key written twice"),
    ],
)
def test_a_fault_is_found_with_its_line(tmp_path: Path, old: str, new: str, row: int, problem: str) -> None:
    assert (row, problem) in faults(tmp_path, old, new)


def test_all_faults_come_in_one_run(tmp_path: Path) -> None:
    text = GOOD.replace("fact: desil", "fact: desill").replace("kind: cash", "kind: gold")
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert {fault.row for fault in caught.value.faults} == {3, 14}


def test_what_is_no_yaml_says_where(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contoh\.yaml:2"):
        read(tmp_path, "programme: a\n  kind: : b\n")
