"""What differs between two days of a rulebook, and between two rulebooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from example_rulebook import read

from merata.errors import UsageError
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.rulebook_diff import Change, between_books, between_days, shown


def test_the_village_fund_rule_of_2023_and_2025() -> None:
    changes = {each.what: each for each in between_days(rulebook("blt_dana_desa"), date(2023, 7, 1), date(2025, 7, 1))}
    assert changes["parameters.village_fund_share_max"] == Change("parameters.village_fund_share_max", "0.25", "0.15")
    assert changes["parameters.village_fund_share_min"] == Change("parameters.village_fund_share_min", "0.1", "0.0")
    assert changes["parameters.monthly_idr certainty"] == Change("parameters.monthly_idr certainty", "low", "high")
    assert "parameters.monthly_idr" not in changes
    assert "parameters.desil_max" not in changes


def test_two_days_of_the_same_rules_do_not_differ(tmp_path: Path) -> None:
    assert between_days(read(tmp_path), date(2025, 1, 1), date(2030, 1, 1)) == []


def test_another_source_is_a_difference_of_its_own(tmp_path: Path) -> None:
    book = read(tmp_path, ("value: 200,", "value: 200, conflict: {value: 1_500, source: b},"))
    assert between_days(book, date(2024, 1, 1), date(2025, 1, 1)) == [
        Change("parameters.monthly_idr", "100", "200"),
        Change("parameters.monthly_idr certainty", "high", "low"),
        Change("parameters.monthly_idr conflict", None, "1_500 (b)"),
    ]


def test_a_parameter_that_begins_between_the_days(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        ("    - {from: 2024-01-01, value: 100, legal_base: law, source: text, certainty: high}\n", ""),
        ("day: 2024-07-01", "day: 2025-07-01"),
    )
    changes = between_days(book, date(2024, 7, 1), date(2025, 7, 1))
    assert changes[0] == Change("parameters.monthly_idr", None, "200")


def test_a_day_without_rules_is_refused() -> None:
    with pytest.raises(UsageError, match="prakerja has no value"):
        between_days(rulebook("prakerja"), date(2024, 1, 1), date(2026, 1, 1))


def test_two_files_differ_where_they_differ(tmp_path: Path) -> None:
    first = read(tmp_path)
    second = read(
        tmp_path,
        ("household.desil <= parameter.desil_max", "(household.desil) < parameter.desil_max"),
        ("not_with: [pkh]", "not_with: [pkh, sembako]"),
        ("{amount: monthly_idr, times: months}", "{amount: monthly_idr}\n  instalments: 2"),
        ("eligible: miskin && !kota", "eligible: miskin  &&  (!kota)"),
        ("\n  months:\n    - {from: 2024-01-01, value: 12, legal_base: law, source: text, certainty: high}", ""),
        ("annual_idr: 2_400", "annual_idr: 200"),
    )
    changes = between_books(first, second)
    assert (
        Change("conditions.miskin", "household.desil <= parameter.desil_max", "household.desil < parameter.desil_max")
        in changes
    )
    assert Change("benefit.household", "monthly_idr × months", "monthly_idr") in changes
    assert Change("benefit.instalments", None, "2") in changes
    assert Change("parameters.months from 2024-01-01", "12 (law; text; high)", None) in changes
    assert Change("not_with", "pkh", "pkh, sembako") in changes
    assert "eligible" not in [change.what for change in changes]
    assert changes[0].as_json() == {"what": changes[0].what, "before": changes[0].before, "after": changes[0].after}


def test_a_rulebook_does_not_differ_from_itself() -> None:
    assert between_books(rulebook("pkh"), rulebook("pkh")) == []


@pytest.mark.parametrize(
    ("value", "words"), [(1_500_000, "1_500_000"), (0.15, "0.15"), (True, "true"), ("a", "a"), (("a", "b"), "a, b")]
)
def test_values_in_words(value: object, words: str) -> None:
    assert shown(value) == words
