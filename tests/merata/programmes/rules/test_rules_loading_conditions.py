"""Conditions: facts and parameters that there are, of fitting types, none unused, none that names itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_rulebook import found, places, read

MISKIN = "when: household.desil <= parameter.desil_max"


@pytest.mark.parametrize(
    ("old", "new", "row", "expression", "words"),
    [
        ("household.desil <=", "household.desill <=", 10, "household.desill <= parameter.desil_max", "desil"),
        (
            "<= parameter.desil_max",
            "<= parameter.desil_most",
            10,
            "household.desil <= parameter.desil_most",
            "desil_max",
        ),
        ("<= parameter.desil_max", '<= "4"', 10, 'household.desil <= "4"', ""),
        ("when: village.urban", "when: household.desil / 0 == 1", 13, "household.desil / 0 == 1", ""),
        ("when: village.urban", "when: village.kecamatan", 13, "village.kecamatan", "kecamatan_code"),
        ("when: village.urban", "when: dyn(1)", 13, "dyn(1)", ""),
        ("when: village.urban", "when: household.desil <", 13, "household.desil <", ""),
        ("eligible: miskin && !kota", "eligible: miskin && !kotta && kota", 7, "miskin && !kotta && kota", ""),
    ],
)
def test_a_faulty_expression_stands_in_the_fault(  # type: ignore[no-untyped-def]
    tmp_path: Path, old: str, new: str, row: int, expression: str, words: str
) -> None:
    faults = [fault for fault in found(tmp_path, (old, new)) if fault.row == row]
    assert faults
    assert {fault.value for fault in faults} == {expression}
    assert any("at character" in fault.problem for fault in faults)
    assert any(words in f"{fault.problem} {fault.expected}" for fault in faults)


def test_a_divisor_that_is_zero_on_one_day_is_refused(tmp_path: Path) -> None:
    zero = "\n  desil_max:\n    - {from: 2023-01-01, value: 0, legal_base: law, source: text, certainty: high}"
    faults = places(
        tmp_path, ("\n  desil_max:", zero), ("household.desil <=", "household.size / parameter.desil_max <=")
    )
    assert [row for row, _ in faults] == [10]


def test_the_character_is_that_of_the_file_also_in_a_component(tmp_path: Path) -> None:
    benefit = (
        "  household: {amount: monthly_idr, times: months}",
        "  members:\n    - {component: a, name: {id: a, en: a}, when: p.age > 1 && p.aged, amount: monthly_idr}\n"
        "  instalments: 1",
    )
    unused = ("\n  months:\n    - {from: 2024-01-01, value: 12, legal_base: law, source: text, certainty: high}", "")
    (fault,) = found(tmp_path, benefit, unused)
    assert fault.row == 16
    assert fault.column == "benefit.members.0.when"
    assert "at character 14" in fault.problem


def test_a_condition_never_used(tmp_path: Path) -> None:
    assert (12, "a condition never used") in places(tmp_path, ("miskin && !kota", "miskin"))


def test_a_condition_used_by_another_is_used(tmp_path: Path) -> None:
    assert read(tmp_path, ("miskin && !kota", "miskin"), (MISKIN, MISKIN + " && !kota")).conditions["kota"].is_macro


@pytest.mark.parametrize(
    ("new", "rows"),
    [("when: kota", [13]), ("when: miskin && village.urban", [10, 13])],
    ids=["itself", "through another"],
)
def test_recursion_among_conditions(tmp_path: Path, new: str, rows: list[int]) -> None:
    changes = [("when: village.urban", new)]
    if len(rows) == 2:
        changes.append((MISKIN, MISKIN + " || kota"))
    assert places(tmp_path, *changes) == [
        (row, "a condition that names itself, directly or through others") for row in rows
    ]


@pytest.mark.parametrize(
    ("old", "new", "row", "problem"),
    [
        ("{household.desil}, batasnya", "{household.dezil}, batasnya", 11, "a placeholder that does not exist"),
        ("batasnya {parameter.desil_max}", "batasnya {parameter.desil}", 11, "a placeholder that does not exist"),
        ("batasnya {parameter.desil_max}", "batasnya {desil_max}", 11, "a placeholder that does not exist"),
        ("batasnya {parameter.desil_max}", "umur {person.age}", 11, "a placeholder that does not exist"),
        ("batasnya {parameter.desil_max}", "{household.programmes}", 11, "a placeholder that cannot be shown"),
        ("when: village.urban", "when: village.urban\n    met: {id: a, en: b}", 12, "a sentence without `otherwise`"),
        ("when: village.urban", "when: village.urban\n    else: {id: a, en: b}", 14, "unknown key"),
        ("when: village.urban", "when: true", 13, "missing or empty"),
        ("  kota:\n", "  wilayah:\n", 12, "not a name for a condition"),
        ("  kota:\n", "  persons:\n", 12, "not a name for a condition"),
        ("<= parameter.desil_max", "+ parameter.desil_max", 10, "gives int, which decides nothing"),
        ("miskin && !kota", "household.desil + 1", 7, "gives int, which decides nothing"),
    ],
)
def test_a_fault_is_found_with_its_line(tmp_path: Path, old: str, new: str, row: int, problem: str) -> None:
    assert (row, problem) in places(tmp_path, (old, new))


def test_a_macro_may_be_a_number(tmp_path: Path) -> None:
    changes = (("when: village.urban", "when: household.size * 2"), ("miskin && !kota", "miskin && besar"))
    own = "  besar:\n    when: kota > 8\nbenefit:"
    assert read(tmp_path, *changes, ("benefit:", own)).conditions["besar"].is_macro


def test_more_conditions_than_one_number_can_hold(tmp_path: Path) -> None:
    def extended(count: int) -> tuple[tuple[str, str], tuple[str, str]]:
        names = [f"s{i}" for i in range(count)]
        own = "".join(f"  {n}:\n    when: household.size > 1\n    otherwise: {{id: a, en: b}}\n" for n in names)
        return ("miskin && !kota", " && ".join(["miskin", "!kota", *names])), ("benefit:", own + "benefit:")

    # wilayah, miskin, sudah_menerima and tidak_rangkap have a sentence; kota is a macro.
    assert len(read(tmp_path, *extended(22)).conditions) == 27
    assert places(tmp_path, *extended(23)) == [(8, "27 conditions")]


def test_a_rule_without_any_expression_must_choose_by_its_benefit(tmp_path: Path) -> None:
    assert (1, "missing or empty") in places(tmp_path, ("eligible: miskin && !kota\n", ""))
