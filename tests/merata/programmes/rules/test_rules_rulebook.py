"""A rulebook on a day, and a reform of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from example_rulebook import read

from merata.errors import UsageError
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.role import Role
from merata.programmes.rules.rulebook import Value, used_parameters
from merata.programmes.rules.sentence import Sentence


def test_a_parameter_is_that_of_its_day(tmp_path: Path) -> None:
    book = read(tmp_path)
    days = (date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2030, 1, 1))
    assert [book.values(day)["monthly_idr"] for day in days] == [100, 100, 200, 200]
    assert book.on(date(2025, 3, 1))["monthly_idr"].certainty == "low"
    assert book.days == (date(2024, 1, 1), None)


def test_a_day_without_value_names_what_is_missing() -> None:
    with pytest.raises(UsageError, match=r"blt_dbhcht has no value of monthly_idr, months_per_year on 2024-12-31"):
        rulebook("blt_dbhcht").on(date(2024, 12, 31))
    with pytest.raises(UsageError, match=r"choose a day from 2023-01-01 to 2024-12-31"):
        rulebook("prakerja").on(date(2025, 1, 1))


def test_a_reform_holds_from_the_first_day_on(tmp_path: Path) -> None:
    book = read(tmp_path)
    reformed = book.with_parameters({"monthly_idr": 150, "desil_max": 6})
    assert reformed.values(date(2024, 1, 1)) == {"monthly_idr": 150, "desil_max": 6, "months": 12}
    assert reformed.values(date(2026, 1, 1))["monthly_idr"] == 150
    assert reformed.on(date(2025, 1, 1))["desil_max"].certainty == "assumption"
    assert book.values(date(2025, 1, 1))["monthly_idr"] == 200


def test_a_whole_number_may_stand_for_a_share() -> None:
    reformed = rulebook("blt_dana_desa").with_parameters({"village_fund_share_max": 1})
    share = reformed.values(date(2025, 7, 1))["village_fund_share_max"]
    assert share == 1.0
    assert isinstance(share, float)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"monthly": 150}, "unknown parameter 'monthly'; there are: desil_max, monthly_idr, months"),
        ({"desil_max": "4"}, "desil_max must be like 4, not '4'"),
        ({"desil_max": True}, "desil_max must be like 4, not True"),
        ({"monthly_idr": 150.5}, "monthly_idr must be like 200, not 150.5|whole rupiah, 0 or more, not 150.5"),
        ({"monthly_idr": -1}, "monthly_idr must be whole rupiah, 0 or more, not -1"),
        ({"monthly_idr": -1, "x": 1}, "whole rupiah.*unknown parameter 'x'"),
    ],
)
def test_a_reform_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, Value], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read(tmp_path).with_parameters(changes)


def test_used_parameters_are_those_of_expressions_benefit_and_ceiling() -> None:
    book = rulebook("blt_dana_desa")
    assert used_parameters(book) == set(book.parameters)
    assert book.roles()["village_fund_share_min"] == [Role.SHARE]


def test_a_sentence_is_filled_where_a_value_is_known() -> None:
    sentence = Sentence("desil {household.desil}, batasnya {parameter.x}", "decile {household.desil}")
    assert sentence.places == {"household.desil", "parameter.x"}
    assert sentence.filled({"household.desil": "6"}).id == "desil 6, batasnya {parameter.x}"
    assert (
        sentence.filled({"household.desil": "{parameter.x}", "parameter.x": "5"}).id
        == "desil {parameter.x}, batasnya 5"
    )
