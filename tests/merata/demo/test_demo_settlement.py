from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from merata.demo.settlement import household_sizes, village_households, village_persons


def test_persons_are_the_published_count_times_scale_and_never_under_25() -> None:
    population = np.array([1780, 2500, 100])
    assert village_persons(population, 1.0).tolist() == [1780, 2500, 100]
    assert village_persons(population, 0.1).tolist() == [178, 250, 25]


def test_households_have_three_members_on_average_and_are_never_under_8() -> None:
    assert village_households(np.array([3090, 25, 10])).tolist() == [1000, 8, 8]


@given(st.lists(st.integers(25, 3000), min_size=1, max_size=6), st.integers(0, 1000))
def test_sizes_sum_to_the_persons_of_every_village(persons: list[int], seed: int) -> None:
    people = np.array(persons)
    village, size = household_sizes(people, village_households(people), np.random.default_rng(seed))
    assert np.bincount(village, weights=size).tolist() == persons
    assert size.min() >= 1
    assert (np.diff(village) >= 0).all()
