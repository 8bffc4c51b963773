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
    "bottom40_share": (m.bottom_share, lambda y, w: influence.lorenz(y, w, 0.4)),
    "top_tenth": (m.share_between, lambda y, w: influence.share_between(y, w, 0.9, 1)),
    "middle": (
        lambda y, w: m.share_between(y, w, 0.4, 0.9),
        lambda y, w: influence.share_between(y, w, 0.4, 0.9),
    ),
    "generalised": (
        lambda y, w: m.bottom_share(y, w, 0.3) * m.mean(y, w),
        lambda y, w: influence.generalised_lorenz(y, w, 0.3),
    ),
    "palma": (m.palma, influence.palma),
    "s_gini1.5": (lambda y, w: m.s_gini(y, w, 1.5), lambda y, w: influence.s_gini(y, w, 1.5)),
    "s_gini2": (m.gini, lambda y, w: influence.s_gini(y, w, 2)),
    "s_gini4": (lambda y, w: m.s_gini(y, w, 4), lambda y, w: influence.s_gini(y, w, 4)),
    "watts": (lambda y, w: m.watts(y, w, LINE), lambda y, w: influence.watts(y, w, LINE)),
    "sen": (lambda y, w: m.sen(y, w, LINE), lambda y, w: influence.sen(y, w, LINE)),
}
OF_QUANTILES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "median": lambda y, w: influence.quantile(y, w, 0.5),
    "arpt": lambda y, w: influence.arpt(y, w, 0.6),
    "arpr": lambda y, w: influence.arpr(y, w, 0.6),
    "rmpg": lambda y, w: influence.rmpg(y, w, 0.6),
    "s80s20": influence.quintile_share_ratio,
    "wolfson": influence.wolfson,
}
"""A quantile of a sample moves by jumps: its influence is that of a smooth population, not the sample's derivative."""


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


@pytest.mark.parametrize("name", OF_QUANTILES)
def test_influence_on_quantiles_sums_to_nothing_but_for_a_row(name: str) -> None:
    welfare = np.random.default_rng(8).lognormal(13, 0.7, 4001)
    values = OF_QUANTILES[name](welfare, np.ones(4001))
    # A fraction of people is met to within one row.
    assert abs(float(values.sum())) < 3 * float(np.abs(values).max())


@pytest.mark.parametrize("name", ["arpr", "rmpg", "s80s20", "wolfson", "median"])
def test_influence_on_quantiles_gives_the_spread_over_samples(name: str) -> None:
    measures = {
        "arpr": m.arpr, "rmpg": m.rmpg, "s80s20": m.quintile_share_ratio, "wolfson": m.wolfson, "median": m.median,
    }  # fmt: skip
    random = np.random.default_rng(11)
    values, errors = [], []
    for _ in range(400):
        welfare = random.lognormal(0, 0.6, 400)
        values.append(measures[name](welfare))
        errors.append(float(np.sqrt(np.sum(OF_QUANTILES[name](welfare, np.ones(400)) ** 2))))
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.12)  # 400 samples know a spread to 3.5%


def test_a_bandwidth_does_not_depend_on_the_scale_of_weights() -> None:
    values = influence.quantile(WELFARE, WEIGHT, 0.5)
    np.testing.assert_allclose(influence.quantile(WELFARE, 1e6 * WEIGHT, 0.5) * 1e6, values)
    assert influence.density_at(5.0, np.full(9, 5.0), np.ones(9)) != influence.density_at(5.0, WELFARE, WEIGHT)
    assert np.isnan(influence.density_at(5.0, np.full(9, 5.0), np.ones(9)))


def test_nobody_poor_has_no_influence_on_sen() -> None:
    assert not influence.sen(WELFARE, WEIGHT, 1.0).any()


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


def test_a_quantile_in_a_wide_gap_has_a_density_still() -> None:
    welfare = np.concatenate([np.linspace(1, 2, 90), np.full(10, 1e9)])
    values = influence.quantile(welfare, np.ones(100), 0.9)  # the mean of 2 and 1e9
    assert np.isfinite(values).all()
    assert values[0] < 0 < values[-1]
