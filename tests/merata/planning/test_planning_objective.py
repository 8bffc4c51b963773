"""Mean × (1 − Gini) against the double sum it stands for, and its supergradient against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merata import measurement
from merata.planning.objective import Change, evaluate, mean_and_gini, social_welfare

Floats = NDArray[np.float64]


def poorer_of_two(welfare: Floats, size: Floats) -> float:
    """The slow, obvious reference: the expected minimum over all pairs of persons."""
    pairs = np.outer(size, size) * np.minimum.outer(welfare, welfare)
    return float(pairs.sum() / size.sum() ** 2)


@st.composite
def populations(draw: st.DrawFn) -> tuple[Floats, Floats]:
    count = draw(st.integers(1, 12))
    welfare = draw(st.lists(st.integers(0, 50), min_size=count, max_size=count))
    size = draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    return np.array(welfare, dtype=np.float64), np.array(size, dtype=np.float64)


@given(populations())
def test_equals_the_double_sum_and_the_measured_gini(population: tuple[Floats, Floats]) -> None:
    welfare, size = population
    assert social_welfare(welfare, size) == pytest.approx(poorer_of_two(welfare, size))
    if welfare.any():
        mean, gini = mean_and_gini(welfare, size)
        assert mean == pytest.approx(measurement.mean(welfare, size))
        assert gini == pytest.approx(measurement.gini(welfare, size), abs=1e-12)


def test_nobody_has_anything() -> None:
    assert mean_and_gini(np.zeros(3), np.ones(3)) == (0.0, 0.0)


@given(populations(), st.integers(0, 1000))
def test_every_linearisation_lies_above(population: tuple[Floats, Floats], seed: int) -> None:
    welfare, size = population
    rng = np.random.default_rng(seed)
    draws = np.array([welfare, rng.permutation(welfare)])
    at, to = (Change(rng.uniform(0, 20, size.size), rng.uniform(0, 0.5, size.size)) for _ in range(2))
    here = evaluate(draws, size, at)
    there = evaluate(draws, size, to).value
    assert here.value == pytest.approx(np.mean([poorer_of_two(at.applied(row), size) for row in draws]))
    step = (to.added_idr - at.added_idr) @ here.slope_idr + (to.added_share - at.added_share) @ here.slope_share
    assert there <= here.value + step + 1e-9 * max(1.0, here.value)


def test_a_rupiah_counts_by_who_is_richer() -> None:
    found = evaluate(np.array([[1.0, 2.0, 3.0]]), np.array([1.0, 1.0, 2.0]), Change.none(3))
    assert found.slope_idr.tolist() == pytest.approx([7 / 16, 5 / 16, 4 / 16])
    assert found.slope_share.tolist() == pytest.approx([7 / 16, 10 / 16, 12 / 16])
