"""Each objective against the slow definition it stands for, and its supergradient against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merata import measurement
from merata.errors import InputError, UsageError
from merata.planning.optimiser.objective import Objective, mean_and_gini, measure, objective_of, social_welfare

Floats = NDArray[np.float64]
LINE_IDR = 20.0
OBJECTIVES = [
    Objective("sen"),
    Objective("sgini", 3.0),
    Objective("sgini", 1.5),
    Objective("atkinson", 0.5),
    Objective("atkinson", 1.0),
    Objective("atkinson", 2.0),
    Objective("poverty_gap"),
    Objective("squared_poverty_gap"),
]


def poorer_of_two(welfare: Floats, size: Floats) -> float:
    """The slow, obvious reference: the expected minimum over all pairs of persons."""
    pairs = np.outer(size, size) * np.minimum.outer(welfare, welfare)
    return float(pairs.sum() / size.sum() ** 2)


def poorest_of_three(welfare: Floats, size: Floats) -> float:
    least = np.minimum(np.minimum.outer(welfare, welfare)[:, :, None], welfare)
    return float((size[:, None, None] * size[:, None] * size * least).sum() / size.sum() ** 3)


@st.composite
def populations(draw: st.DrawFn, least: int = 0) -> tuple[Floats, Floats]:
    count = draw(st.integers(1, 12))
    welfare = draw(st.lists(st.integers(least, 50), min_size=count, max_size=count))
    size = draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    return np.array(welfare, dtype=np.float64), np.array(size, dtype=np.float64)


def value(objective: Objective, welfare: Floats, size: Floats) -> float:
    return measure(objective, welfare, size, np.full(size.size, LINE_IDR))[0]


@given(populations())
def test_sen_equals_the_double_sum_and_the_measured_gini(population: tuple[Floats, Floats]) -> None:
    welfare, size = population
    assert social_welfare(welfare, size) == pytest.approx(poorer_of_two(welfare, size))
    assert value(Objective("sgini", 3.0), welfare, size) == pytest.approx(poorest_of_three(welfare, size))
    if welfare.any():
        mean, gini = mean_and_gini(welfare, size)
        assert mean == pytest.approx(measurement.mean(welfare, size))
        assert gini == pytest.approx(measurement.gini(welfare, size), abs=1e-12)


@given(populations(least=1))
def test_the_others_equal_what_is_measured(population: tuple[Floats, Floats]) -> None:
    welfare, size = population
    mean = measurement.mean(welfare, size)
    for epsilon in (0.5, 1.0, 2.0):
        index = measurement.atkinson(welfare, size, epsilon=epsilon)
        assert value(Objective("atkinson", epsilon), welfare, size) == pytest.approx(mean * (1 - index))
    gap = np.maximum(1 - welfare / LINE_IDR, 0)
    assert value(Objective("poverty_gap"), welfare, size) == pytest.approx(-np.dot(gap, size) / size.sum())
    assert value(Objective("squared_poverty_gap"), welfare, size) == pytest.approx(-np.dot(gap**2, size) / size.sum())


@pytest.mark.parametrize("objective", OBJECTIVES, ids=str)
@given(population=populations(least=1), seed=st.integers(0, 1000))
def test_every_linearisation_lies_above(objective: Objective, population: tuple[Floats, Floats], seed: int) -> None:
    welfare, size = population
    other = np.random.default_rng(seed).uniform(1, 60, size.size)
    here, slope = measure(objective, welfare, size, np.full(size.size, LINE_IDR))
    there = value(objective, other, size)
    assert there <= here + float(slope @ (other - welfare)) + 1e-9 * max(1.0, abs(here))


@pytest.mark.parametrize("objective", OBJECTIVES, ids=str)
def test_the_slope_is_the_derivative(objective: Objective) -> None:
    rng = np.random.default_rng(5)
    welfare, size = rng.uniform(5, 60, 8), rng.integers(1, 5, 8).astype(float)
    _, slope = measure(objective, welfare, size, np.full(8, LINE_IDR))
    for at in range(8):
        step = np.eye(8)[at] * 1e-5
        rise = value(objective, welfare + step, size) - value(objective, welfare - step, size)
        assert rise / 2e-5 == pytest.approx(slope[at], rel=1e-5, abs=1e-12)


def test_a_rupiah_counts_by_who_is_richer() -> None:
    _, slope = measure(Objective(), np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0]), np.full(3, np.nan))
    assert slope.tolist() == pytest.approx([7 / 16, 5 / 16, 4 / 16])


def test_nobody_has_anything() -> None:
    assert mean_and_gini(np.zeros(3), np.ones(3)) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sen", Objective("sen")),
        ("sgini", Objective("sgini", 3.0)),
        ("sgini:4.5", Objective("sgini", 4.5)),
        ("atkinson:0.5", Objective("atkinson", 0.5)),
        ("poverty_gap", Objective("poverty_gap")),
    ],
)
def test_names(text: str, found: Objective) -> None:
    assert objective_of(text) == found
    assert objective_of(str(found)) == found


@pytest.mark.parametrize("text", ["gini", "sen:2", "sgini:1", "sgini:", "sgini:x", "atkinson:0", "atkinson:inf", ""])
def test_what_is_no_objective_is_refused_by_name(text: str) -> None:
    with pytest.raises(UsageError):
        objective_of(text)


def test_what_cannot_be_weighed_is_said() -> None:
    with pytest.raises(InputError, match="1 households have no positive welfare"):
        measure(Objective("atkinson", 1.0), np.array([0.0, 5.0]), np.ones(2), np.full(2, np.nan))
    with pytest.raises(InputError, match="no poverty line"):
        measure(Objective("poverty_gap"), np.array([3.0, 5.0]), np.ones(2), np.array([4.0, np.nan]))
