"""Measures at once equal the measures one by one, and what cannot be split is refused."""

from __future__ import annotations

import numpy as np
import pytest

from merata import measurement as m
from merata.errors import UsageError
from merata.evaluation.attribution_measures import MEASURES, measures


def test_all_at_once_are_each_alone() -> None:
    rng = np.random.default_rng(1)
    welfare, weight = rng.lognormal(13, 0.6, 200), rng.uniform(1, 5, 200)
    line = np.full(200, 350_000.0)
    found = dict(zip(MEASURES, measures(MEASURES)(welfare, weight, line), strict=True))
    gini, mean = m.gini(welfare, weight), m.mean(welfare, weight)
    assert found["gini"] == pytest.approx(gini)
    assert found["atkinson(0.5)"] == pytest.approx(m.atkinson(welfare, weight, epsilon=0.5))
    assert found["p0"] == pytest.approx(m.headcount(welfare, weight, line=350_000.0))
    assert found["p1"] == pytest.approx(m.poverty_gap(welfare, weight, line=350_000.0))
    assert found["p2"] == pytest.approx(m.poverty_severity(welfare, weight, line=350_000.0))
    assert found["social_welfare"] == pytest.approx(mean * (1 - gini))


def test_each_comes_once_and_in_the_order_asked() -> None:
    chosen = measures(["headcount", "p0", "social_welfare", "mean"])
    assert chosen.names == ("p0", "social_welfare", "mean")
    assert [chosen.needs_line(name) for name in chosen.names] == [True, False, False]
    assert [chosen.in_rupiah(name) for name in chosen.names] == [False, True, True]


@pytest.mark.parametrize("name", ["median", "theil_l", "atkinson(1)", "sen", "palma_ratio"])
def test_what_cannot_be_split_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        measures([name])


def test_no_measure_is_refused() -> None:
    with pytest.raises(UsageError, match="no measure"):
        measures([])
