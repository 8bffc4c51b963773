"""Influence values are the derivatives of the measures in the rows' weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from merata import measurement as m
from merata.measurement import influence
from merata.measurement.welfare import Floats

rng = np.random.default_rng(3)
WELFARE = rng.lognormal(13, 0.7, 60)
WEIGHT = rng.uniform(1, 5, 60)
LINE = float(np.quantile(WELFARE, 0.3))

Pair = tuple[Callable[[Floats, Floats], float], Callable[[Floats, Floats], Floats]]
PAIRS: dict[str, Pair] = {
    "mean": (m.mean, influence.mean),
    "theil_t": (m.theil_t, influence.theil_t),
    "theil_l": (m.theil_l, influence.theil_l),
    "ge2": (lambda y, w: m.ge(y, w, 2), lambda y, w: influence.ge(y, w, 2)),
    "atkinson1": (lambda y, w: m.atkinson(y, w, 1), lambda y, w: influence.atkinson(y, w, 1)),
    "atkinson2": (lambda y, w: m.atkinson(y, w, 2), lambda y, w: influence.atkinson(y, w, 2)),
    "p0": (lambda y, w: m.headcount(y, w, LINE), lambda y, w: influence.fgt(y, w, LINE, 0)),
    "p1": (lambda y, w: m.poverty_gap(y, w, LINE), lambda y, w: influence.fgt(y, w, LINE, 1)),
    "p2": (lambda y, w: m.poverty_severity(y, w, LINE), lambda y, w: influence.fgt(y, w, LINE, 2)),
    "bottom40_share": (m.bottom_share, influence.bottom_share),
    "palma": (m.palma, influence.palma),
}


@pytest.mark.parametrize("name", PAIRS)
def test_influence_is_the_derivative(name: str) -> None:
    measure, influence_of = PAIRS[name]
    values = influence_of(WELFARE, WEIGHT)
    for row in range(0, 60, 7):
        step = np.zeros(60)
        step[row] = 1e-5
        slope = (measure(WELFARE, WEIGHT + step) - measure(WELFARE, WEIGHT - step)) / 2e-5
        assert values[row] == pytest.approx(slope, rel=1e-4, abs=1e-7 * float(np.abs(values).max()) + 1e-12)


@pytest.mark.parametrize("name", [*PAIRS, "gini"])
def test_weighted_influence_sums_to_nothing(name: str) -> None:
    values = influence.gini(WELFARE, WEIGHT) if name == "gini" else PAIRS[name][1](WELFARE, WEIGHT)
    assert float(np.sum(WEIGHT * values)) == pytest.approx(0, abs=1e-9 * float(np.sum(WEIGHT * np.abs(values))))


def test_the_ginis_influence_nears_the_derivative_as_the_sample_grows() -> None:
    def worst(rows: int) -> float:
        welfare = np.random.default_rng(5).lognormal(0, 0.6, rows)
        weight = np.ones(rows)
        values = influence.gini(welfare, weight)
        step = np.zeros(rows)
        step[rows // 2] = 1e-3
        slope = (m.gini(welfare, weight + step) - m.gini(welfare, weight - step)) / 2e-3
        return abs(float(values[rows // 2]) - slope) * rows

    assert worst(2000) < worst(100) / 5
