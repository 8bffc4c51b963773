"""Years, rupiah, floor areas, power and cattle as offices write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.registry.benefit_cells import MOST_IDR, rupiah, years
from merata.registry.household_cells import floor_areas, herds, powers

YEARS = partial(years, on=date(2026, 1, 5))
WRONG = object()


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (YEARS, "2025", 2025), (YEARS, "2025.0", 2025), (YEARS, "2027", 2027), (YEARS, "2028", WRONG),
        (YEARS, "1999", WRONG), (YEARS, "25", WRONG), (YEARS, "2025/2026", WRONG), (YEARS, "-", None),
        (rupiah, "3000000", 3_000_000), (rupiah, "Rp3.000.000", 3_000_000), (rupiah, "rp. 3.000.000,00", 3_000_000),
        (rupiah, "3,000,000.00", 3_000_000), (rupiah, "Rp3.000.000,-", 3_000_000), (rupiah, "2400000.0", 2_400_000),
        (rupiah, "0", 0), (rupiah, "", None), (rupiah, "-5", WRONG), (rupiah, "3.50", WRONG), (rupiah, "3 juta", WRONG),
        (rupiah, "3.000,000", WRONG), (rupiah, "1000000000", MOST_IDR), (rupiah, "1000000001", WRONG),
        (floor_areas, "54", 54.0), (floor_areas, "54,5", 54.5), (floor_areas, "54.5", 54.5), (floor_areas, "0", WRONG),
        (floor_areas, "5001", WRONG), (floor_areas, "luas", WRONG), (floor_areas, "", None),
        (powers, "0", 0), (powers, "450", 450), (powers, "900 VA", 900), (powers, "1.300", 1300),
        (powers, "2200.0", 2200), (powers, "1", WRONG), (powers, "449", WRONG), (powers, "ada", WRONG),
        (herds, "0", 0), (herds, "3.0", 3), (herds, "10001", WRONG), (herds, "-1", WRONG), (herds, "-", None),
    ],
)  # fmt: skip
def test_cells_are_read_or_said_to_be_wrong(reader: Callable[[pa.Array], Any], text: str, value: object) -> None:
    values, wrong = reader(pa.array([text], pa.string()))
    assert bool(wrong[0]) is (value is WRONG)
    assert values[0].as_py() == (None if value is WRONG else value)


@given(st.integers(0, MOST_IDR))
def test_every_amount_is_read_back_however_it_is_grouped(amount: int) -> None:
    written = [str(amount), f"{amount:,}", f"{amount:,}".replace(",", "."), f"Rp {amount:,}".replace(",", ".") + ",00"]
    values, wrong = rupiah(pa.array(written, pa.string()))
    assert not wrong.any()
    assert values.to_pylist() == [amount] * 4
