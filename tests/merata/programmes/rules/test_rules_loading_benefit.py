"""Benefits: by household, by member, by level, in kind; parameters that fit their role."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_rulebook import places, read

from merata.programmes.rules.rulebook import Amount

HOUSEHOLD = "  household: {amount: monthly_idr, times: months}"
MEMBERS = """\
  members:
    - {component: hamil, name: {id: hamil, en: pregnant}, when: p.pregnant, amount: monthly_idr, times: months}
    - {component: tua, name: {id: tua, en: old}, when: p.age >= 60 && household.size > 1, amount: monthly_idr}
  members_max: months
  instalments: 4"""
LEVELS = """\
  levels:
    - {component: a, name: {id: a, en: a}, when: household.size < 3, amount: monthly_idr, times: months}
    - {component: b, name: {id: b, en: b}, when: household.size >= 3, amount: monthly_idr}"""
IN_KIND = "  household: {quantity: months, unit: kg, price: monthly_idr}"
NO_RULES = (
    """\
eligible: miskin && !kota
conditions:
  miskin:
    when: household.desil <= parameter.desil_max
    otherwise: {id: "desil {household.desil}, batasnya {parameter.desil_max}", en: "decile {household.desil}"}
  kota:
    when: village.urban
""",
    "",
)
NO_DESIL = (
    "  desil_max:\n    - {from: 2024-01-01, value: 4, legal_base: law, source: text, certainty: high}\n",
    "",
)


def test_by_household(tmp_path: Path) -> None:
    assert read(tmp_path).benefit.household == Amount(amount="monthly_idr", times="months")


def test_by_member_somebody_must_fit(tmp_path: Path) -> None:
    book = read(tmp_path, (HOUSEHOLD, MEMBERS))
    assert [component.code for component in book.benefit.members] == ["hamil", "tua"]
    assert (book.benefit.members_max, book.benefit.instalments) == ("months", 4)
    assert book.conditions["anggota"].text == "persons.exists(p, p.pregnant || p.age >= 60 && household.size > 1)"
    assert book.eligible_text.endswith("&& anggota")
    assert ("person", "age") in book.facts


def test_by_level_one_must_fit(tmp_path: Path) -> None:
    book = read(tmp_path, (HOUSEHOLD, LEVELS))
    assert book.conditions["tingkat"].text == "household.size < 3 || household.size >= 3"
    assert [level.times for level in book.benefit.components] == ["months", None]


def test_in_kind(tmp_path: Path) -> None:
    assert read(tmp_path, (HOUSEHOLD, IN_KIND)).benefit.household == Amount(
        quantity="months", unit="kg", price="monthly_idr"
    )


def test_where_members_choose_no_other_rule_is_needed(tmp_path: Path) -> None:
    book = read(tmp_path, (HOUSEHOLD, MEMBERS), NO_RULES, NO_DESIL, ("    refused: [miskin]", "    refused: [anggota]"))
    assert book.eligible_text == "wilayah && sudah_menerima && tidak_rangkap_pkh && anggota"


@pytest.mark.parametrize(
    ("new", "row", "problem"),
    [
        ("  household: {amount: weekly_idr, times: months}", 15, "names a parameter that is missing"),
        ("  household: {amount: monthly_idr, per: months}", 15, "unknown key"),
        ("  household: {quantity: months, amount: monthly_idr}", 15, "unknown key"),
        ("  household: {quantity: months, price: monthly_idr}", 15, "missing or empty"),
        ("  household: [monthly_idr]", 15, "missing or of the wrong form"),
        (HOUSEHOLD + "\n  instalments: 0", 16, "not a number of payments"),
        (HOUSEHOLD + "\n  instalments: months", 16, "not a number of payments"),
        (HOUSEHOLD + "\n  members_max: months", 16, "without members"),
        (HOUSEHOLD + "\n" + LEVELS, 14, "2 forms of benefit"),
        ("  instalments: 4", 14, "0 forms of benefit"),
        ("  members: []", 15, "has no component"),
        (MEMBERS.replace("tua,", "hamil,", 1), 17, "component written twice"),
        (MEMBERS.replace("when: p.pregnant", "when: p.age"), 16, "a member's condition that is no condition"),
        (LEVELS.replace("household.size < 3", "household.size"), 16, "gives int, which decides nothing"),
        (LEVELS.replace("household.size < 3", "p.age < 3"), 16, "unknown"),
        (MEMBERS.replace("p.pregnant", "persons.exists(q, q.pregnant)"), 16, "nested"),
        (MEMBERS.replace("p.pregnant", "miskin"), 16, "unknown"),
    ],
)
def test_a_fault_is_found_with_its_line(tmp_path: Path, new: str, row: int, problem: str) -> None:
    faults = places(tmp_path, (HOUSEHOLD, new))
    language = problem in ("unknown", "nested", "a member's condition that is no condition")
    assert row in [at for at, _ in faults] if language else (row, problem) in faults


@pytest.mark.parametrize("value", ["-100", "1.5", "abc", "true"])
def test_money_is_whole_rupiah_and_not_negative(tmp_path: Path, value: str) -> None:
    faults = places(tmp_path, ("value: 100,", f"value: {value},"), ("value: 200,", f"value: {value},"))
    assert faults[:2] == [(21, "not a value that the benefit can use"), (22, "not a value that the benefit can use")]


def test_a_ceiling_is_a_share(tmp_path: Path) -> None:
    ceiling = "\nceiling: {share: share, least: least, fund_source: Dana Desa}\nnot_with: [pkh]"
    shares = "".join(
        f"\n  {name}:\n    - {{from: 2024-01-01, value: {value}, legal_base: l, source: s, certainty: high}}"
        for name, value in (("share", 0.25), ("least", 0.0))
    )
    book = read(tmp_path, ("\nnot_with: [pkh]", ceiling), ("\n  months:", shares + "\n  months:"))
    assert book.ceiling is not None
    assert (book.ceiling.share, book.ceiling.least, book.ceiling.fund_source) == ("share", "least", "Dana Desa")
    wrong = shares.replace("0.25", "1.5")
    assert (25, "not a value that the benefit can use") in places(
        tmp_path, ("\nnot_with: [pkh]", ceiling), ("\n  months:", wrong + "\n  months:")
    )
