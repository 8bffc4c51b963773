"""Ranks, tenths and the Gini after a gain: by hand, and against persons counted one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merata import measurement
from merata.programmes.incidence.ranking import deciles, person_share, rank

Floats = NDArray[np.float64]


@st.composite
def populations(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    count = draw(st.integers(1, 12))
    welfare = draw(st.lists(st.integers(1, 30), min_size=count, max_size=count))
    size = draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    gain = draw(st.lists(st.integers(0, 20), min_size=count, max_size=count))
    return np.array(welfare, float), np.array(size, float), np.array(gain, float)


def test_deciles_hold_a_tenth_of_the_persons_each() -> None:
    assert deciles(np.arange(20.0), np.ones(20)).tolist() == [1 + i // 2 for i in range(20)]
    assert deciles(np.array([5.0, 1.0]), np.array([1.0, 9.0])).tolist() == [10, 5]
    assert deciles(np.full(20, 7.0), np.ones(20)).tolist() == [1 + i // 2 for i in range(20)]


def test_gain_per_person_of_a_group() -> None:
    group, gain, size = np.array([0, 0, 2]), np.array([6.0, 4.0, 3.0]), np.array([2.0, 3.0, 3.0])
    assert person_share(group, gain, size, 3).tolist() == [2.0, 0.0, 1.0]


def test_the_equally_poor_share_the_middle_of_their_ranks() -> None:
    found = rank(np.array([3.0, 1.0, 1.0, 8.0]), np.array([1.0, 2.0, 1.0, 1.0]))
    assert found.rank.tolist() == pytest.approx([3.5 / 5, 1.5 / 5, 1.5 / 5, 4.5 / 5])
    assert found.order.tolist() == [1, 2, 0, 3]


@given(populations())
def test_ranks_are_those_of_persons_one_by_one(population: tuple[Floats, Floats, Floats]) -> None:
    welfare, size, _ = population
    persons = np.repeat(welfare, size.astype(int))
    expected = [(np.mean(persons < value) + np.mean(persons <= value)) / 2 for value in welfare]
    found = rank(welfare, size)
    assert found.rank.tolist() == pytest.approx(expected)
    assert found.gini == pytest.approx(measurement.gini(welfare, size), abs=1e-12)
    assert found.mean == pytest.approx(persons.mean())


@given(populations())
def test_the_gini_after_a_gain_is_that_of_the_new_welfare(population: tuple[Floats, Floats, Floats]) -> None:
    welfare, size, gain = population
    rows = np.flatnonzero(gain > 0)
    found = rank(welfare, size).gini_after(rows, gain[rows])
    assert found == pytest.approx(measurement.gini(welfare + gain, size), abs=1e-12)


def test_a_large_ranking_agrees_with_the_measure() -> None:
    rng = np.random.default_rng(3)
    welfare, size = rng.lognormal(13, 0.6, 5000), rng.integers(1, 9, 5000).astype(float)
    gain = np.where(rng.random(5000) < 0.3, 1e6 / size, 0.0)
    rows = np.flatnonzero(gain)
    found = rank(welfare, size)
    assert found.gini == pytest.approx(measurement.gini(welfare, size), abs=1e-13)
    assert found.gini_after(rows, gain[rows]) == pytest.approx(measurement.gini(welfare + gain, size), abs=1e-13)
    welfare.setflags(write=False)  # as an array from a table comes
    assert rank(welfare, size).order.tolist() == np.argsort(welfare).tolist()
