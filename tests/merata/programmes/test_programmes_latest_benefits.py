"""The lists of recipients that hold today."""

from __future__ import annotations

import pyarrow as pa

from merata.programmes.latest_benefits import latest_benefits

LISTS = pa.table(
    {
        "household_id": ["a", "b", "c", "d"],
        "programme_id": ["pkh", "pkh", "sembako", "sembako"],
        "year": [2025, 2023, 2024, 2026],
    }
)


def holding(year: int) -> list[str]:
    return latest_benefits(LISTS, year)["household_id"].to_pylist()


def test_of_each_programme_the_latest_year_that_is_not_after() -> None:
    assert holding(2025) == ["a", "c"]
    assert holding(2026) == ["a", "d"]
    assert holding(2024) == ["b", "c"]
    assert holding(2023) == ["b"]


def test_none_before_the_first_list() -> None:
    assert holding(2022) == []
    assert latest_benefits(LISTS.slice(0, 0), 2025).num_rows == 0
