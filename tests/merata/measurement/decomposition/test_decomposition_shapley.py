"""Shapley effects: hand-made values, and that they add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.measurement.decomposition.shapley import shapley


def test_a_product_is_shared_half_and_half() -> None:
    # From 2·3 to 4·10: alone the first adds 6 or 20, the second 14 or 28.
    effects = shapley(lambda a, b: (2, 4)[a] * (3, 10)[b], 2)
    assert effects == [pytest.approx((6 + 20) / 2), pytest.approx((14 + 28) / 2)]


def test_what_adds_has_its_own_effect_and_nothing_else() -> None:
    assert shapley(lambda a, b, c: 5 * a - 2 * b + 0 * c, 3) == [pytest.approx(5), pytest.approx(-2), 0]


@given(st.lists(st.integers(-100, 100), min_size=8, max_size=8))
def test_effects_add_up_and_alike_factors_have_alike_effects(values: list[int]) -> None:
    effects = shapley(lambda a, b, c: values[4 * a + 2 * b + c], 3)
    assert sum(effects) == pytest.approx(values[7] - values[0], abs=1e-9)
    alike = shapley(lambda a, b, c: values[a + b + c], 3)
    assert alike == [pytest.approx((values[3] - values[0]) / 3)] * 3
