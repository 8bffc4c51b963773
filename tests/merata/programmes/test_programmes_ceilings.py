"""What a village may still spend, by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from rules_by_hand import DAY, book

from merata.programmes.ceilings import village_ceilings

CEILING = {"share": "share_max", "fund_source": "Dana Desa"}
BOOK = book(
    "household.desil <= 4",
    ceiling=CEILING,
    benefit={"household": {"amount": "each_idr"}},
    parameters={"each_idr": 300_000, "share_max": 0.15},
)
BUDGET = pa.table(
    {
        "owner": ["v1", "v1", "v1", "v2", "35.05", "v3"],
        "year": [2025, 2025, 2024, 2025, 2025, 2026],
        "fund_source": ["Dana Desa", "dana desa ", "Dana Desa", "Dana Desa", "DAU", "Dana Desa"],
        "ceiling_idr": [800_000_003, 200_000_000, 5, 10_000_000, 9, 77],
    }
)


def left(committed: list[int], on: date = DAY) -> list[int]:
    return village_ceilings(BOOK, BUDGET, ["v1", "v2", "v3"], np.array(committed), on).tolist()


def test_a_village_may_spend_its_share_less_what_it_pays_already() -> None:
    # 15% of 1,000,000,003 rupiah cut to the rupiah; below zero counts as zero; no fund is no money.
    assert left([7_200_000, 3_600_000, 0]) == [142_800_000, 0, 0]
    assert left([0, 0, 0]) == [150_000_000, 1_500_000, 0]


def test_the_budget_is_of_the_latest_year_that_is_not_after_the_day() -> None:
    assert left([0, 0, 0], date(2024, 12, 31)) == [0, 0, 0]
    assert left([0, 0, 0], date(2026, 1, 1)) == [0, 0, 11]


def test_shares_are_exact_decimals() -> None:
    # In doubles 0.29 × 100 is 28.999999999999996, which would be cut to 28.
    budget = pa.table({"owner": ["v1"], "year": [2025], "fund_source": ["Dana Desa"], "ceiling_idr": [100]})
    share = BOOK.with_parameters({"share_max": 0.29})
    assert village_ceilings(share, budget, ["v1"], np.zeros(1, np.int64), DAY).tolist() == [29]


def test_a_programme_without_ceiling_has_no_village_ceilings() -> None:
    with pytest.raises(ValueError, match="programme contoh has no ceiling"):
        village_ceilings(book("household.desil <= 4"), BUDGET, [], np.zeros(0, dtype=np.int64), DAY)
