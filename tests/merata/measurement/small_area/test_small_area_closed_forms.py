"""Closed forms equal integrals, simulation, and each other's limits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from merata.measurement.small_area.closed_forms import expected, variance
from merata.measurement.small_area.exact_measures import CLOSED, POWERS
from merata.measurement.small_area.transformations import Transformation


def integral(by: Transformation, name: str, mean: float, spread: float, line: float, power: int = 1) -> float:
    """∫ (measure of one household)^power dN(mean, spread²), in pieces between the integrand's bends."""

    def value(z: float) -> float:
        welfare = float(by.inverse(np.asarray(z)))
        if name == "mean":
            return welfare**power * norm.pdf(z, mean, spread)
        gap = max(1 - welfare / line, 0.0) ** POWERS[name] if welfare < line else 0.0
        return gap**power * norm.pdf(z, mean, spread)

    parameter = float(np.asarray(by.parameter))
    bends = [float(by.forward(np.asarray(line)))]
    if by.kind == "log_shift" and parameter > 0:
        bends.append(np.log(parameter))
    if by.kind == "box_cox":
        bends.append(-1 / parameter if parameter > 0 else float(by.forward(np.asarray(by.ceiling))))
    reach = mean + spread * np.arange(-9, 12)
    ends = sorted({*reach, *(bend for bend in bends if reach[0] < bend < reach[-1])})
    pieces = pairwise(ends)
    return sum(quad(value, start, end, epsabs=0, epsrel=1e-12, limit=200)[0] for start, end in pieces)


CASES = [
    (Transformation("none"), 3.0, 2.0, 2.5),
    (Transformation("log"), 0.3, 0.6, 0.9),
    (Transformation("log"), -0.3, 1.6, 0.9),
    (Transformation("log_shift", 0.7), 0.3, 0.5, 0.6),
    (Transformation("log_shift", 0.7), 0.1, 1.2, 0.6),
]


@pytest.mark.parametrize(("by", "mean", "spread", "line"), CASES)
def test_they_equal_integrals(by: Transformation, mean: float, spread: float, line: float) -> None:
    arguments = (by, CLOSED, np.asarray(mean), np.asarray(spread), np.asarray(line))
    first, second = expected(*arguments), variance(*arguments)
    for name in CLOSED:
        value = integral(by, name, mean, spread, line)
        assert float(first[name]) == pytest.approx(value, rel=1e-9), name
        square = integral(by, name, mean, spread, line, power=2)
        assert float(second[name]) == pytest.approx(square - value**2, rel=1e-8), name


BOX_COX = [(0.3, 0.5), (0.05, 0.6), (0.9, 0.9), (2.0, 0.9), (1.5, 0.4), (-0.3, 0.6), (-1.0, 0.6)]


@pytest.mark.parametrize(("power", "spread"), BOX_COX)
def test_box_cox_is_integrated_to_the_stated_error(power: float, spread: float) -> None:
    by = Transformation("box_cox", power, unit=2.0, ceiling=30.0)
    found = expected(by, CLOSED, np.asarray(0.3), np.asarray(spread), np.asarray(1.7))
    for name in CLOSED:
        assert float(found[name]) == pytest.approx(integral(by, name, 0.3, spread, 1.7), rel=1e-8), name
    # Many households at once are interpolated.
    means = np.linspace(-2, 3, 5000)
    many = expected(by, CLOSED, means, np.asarray(spread), np.asarray(1.7))
    one_by_one = expected(by, CLOSED, means, np.full(5000, spread), np.asarray(1.7))
    for name in CLOSED:
        np.testing.assert_allclose(many[name], one_by_one[name], rtol=1e-8, atol=1e-9)


def test_box_cox_near_zero_is_the_logarithm() -> None:
    near = Transformation("box_cox", 1e-7, unit=1.0, ceiling=1e9)
    arguments = (CLOSED, np.array([0.2, 0.5]), np.asarray(0.5), np.asarray(1.2))
    box_cox, log = expected(near, *arguments), expected(Transformation("log"), *arguments)
    for name in CLOSED:
        np.testing.assert_allclose(box_cox[name], log[name], rtol=1e-6)


def test_they_are_what_simulation_gives() -> None:
    rng = np.random.default_rng(0)
    for by, mean, spread, line in CASES:
        welfare = by.inverse(mean + spread * rng.standard_normal(400_000))
        found = expected(by, CLOSED, np.asarray(mean), np.asarray(spread), np.asarray(line))
        for name in CLOSED:
            values = welfare if name == "mean" else np.where(welfare < line, (1 - welfare / line), 0.0) ** POWERS[name]
            if name == "p0":
                values = (welfare < line).astype(float)
            error = values.std() / np.sqrt(len(values))
            assert abs(values.mean() - float(found[name])) < 5 * error


@settings(max_examples=50)
@given(mean=st.floats(-3, 3), spread=st.floats(0.05, 3), line=st.floats(0.1, 5), shift=st.floats(0, 2))
def test_poverty_lies_between_none_and_all_and_falls_with_the_power(
    mean: float, spread: float, line: float, shift: float
) -> None:
    by = Transformation("log_shift", shift)
    found = expected(by, CLOSED, np.asarray(mean), np.asarray(spread), np.asarray(line))
    p0, p1, p2 = (float(found[name]) for name in ("p0", "p1", "p2"))
    assert 0 <= p2 <= p1 + 1e-12 <= p0 + 2e-12 <= 1 + 3e-12
    assert float(found["mean"]) >= 0


def test_arguments_spread_over_each_other() -> None:
    found = expected(
        Transformation("log"), ("p1",), np.zeros((3, 4)), np.full((3, 1), 0.5), np.array([1.0, 1.0, 2.0, 2.0])
    )
    assert found["p1"].shape == (3, 4)
    assert found["p1"][0, 2] > found["p1"][0, 0]
    assert expected(Transformation("log"), ("mean",), np.zeros(2), np.asarray(0.0), None)["mean"].tolist() == [1, 1]
