from __future__ import annotations

import numpy as np
import pytest

from merata.demo import welfare
from merata.demo.welfare import Households, Target
from merata.errors import UsageError
from merata.measurement import gini, headcount


def _households(count: int = 4000) -> Households:
    rng = np.random.default_rng(2)
    return Households(
        rng.normal(size=count),
        np.where(rng.random(count) < 0.2, 1.06, 1.0),
        np.where(rng.random(count) < 0.15, 60_000.0, 0.0),
        rng.integers(1, 7, count),
    )


@pytest.mark.parametrize("target", [Target(417_158, 0.0757, 0.351), Target(625_337, 0.066, 0.34)])
def test_solved_consumption_has_the_published_headcount_and_gini(target: Target) -> None:
    households = _households()
    value = households.consumption(*welfare.solve(households, target))
    assert headcount(value, households.size, line=target.line_idr) == pytest.approx(target.headcount, abs=5e-4)
    assert gini(value, households.size) == pytest.approx(target.gini, abs=5e-4)
    assert (value == np.rint(value)).all()


def test_level_by_hand() -> None:
    # Four households of one; poor is whoever stays under 100: a quarter is the first alone.
    shape, one = np.log(np.array([50.0, 100.0, 200.0, 400.0])), np.ones(4)
    households = Households(shape, one, np.zeros(4), one.astype(np.int64))
    level = welfare.level_for(households, 1.0, Target(100, 0.25, 0.3))
    assert level == pytest.approx((np.log(2) + 0) / 2)
    assert (households.consumption(level, 1.0) < 100).tolist() == [True, False, False, False]


def test_a_gini_out_of_reach_is_refused() -> None:
    with pytest.raises(UsageError, match=r"gives a Gini of 0\.999"):
        welfare.solve(_households(), Target(417_158, 0.0757, 0.999))


def test_earlier_years_lie_lower_by_the_growth() -> None:
    zero, one = np.zeros(3), np.ones(3)
    years = (2024, 2025)
    got = welfare.consumption(
        dict.fromkeys(years, zero), dict.fromkeys(years, one), dict.fromkeys(years, zero), 14 * one, one
    )
    assert got[2024] * 1.055 == pytest.approx(got[2025], rel=1e-5)
