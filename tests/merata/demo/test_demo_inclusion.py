from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.demo.inclusion import probabilities, systematic
from merata.errors import UsageError


def test_probabilities_by_hand() -> None:
    assert probabilities(np.array([1.0, 2.0, 3.0, 4.0]), 2) == pytest.approx([0.2, 0.4, 0.6, 0.8])
    # Ten times the others: certain, and the remaining draw is shared by three.
    assert probabilities(np.array([1.0, 1.0, 1.0, 10.0]), 2) == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1])
    assert probabilities(np.array([1.0, 5.0]), 3).tolist() == [1.0, 1.0]


def test_a_measure_that_is_not_positive_is_refused() -> None:
    with pytest.raises(UsageError, match="1 of 2 measures"):
        probabilities(np.array([1.0, 0.0]), 1)


@given(st.lists(st.floats(0.1, 50), min_size=3, max_size=40), st.integers(1, 12), st.integers(0, 99))
def test_as_many_as_wanted_are_drawn_once_each(measures: list[float], count: int, seed: int) -> None:
    chance = probabilities(np.array(measures), count)
    drawn = systematic(chance, np.random.default_rng(seed))
    assert drawn.size == min(count, len(measures))
    assert np.unique(drawn).size == drawn.size
    assert chance.sum() == pytest.approx(drawn.size)


def test_units_are_drawn_with_their_probability() -> None:
    chance = probabilities(np.array([1.0, 2.0, 3.0, 6.0]), 2)
    rng = np.random.default_rng(8)
    seen = np.zeros(4)
    for _ in range(4000):
        seen[systematic(chance, rng)] += 1
    assert seen / 4000 == pytest.approx(chance, abs=0.03)
