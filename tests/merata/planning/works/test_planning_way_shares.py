"""What a way is counted with, by hand."""

from __future__ import annotations

import numpy as np

from merata.planning.works.way_shares import minutes_without, split


def test_a_way_saves_beyond_what_its_own_uncounted_works_save() -> None:
    """Works: road a, road b, clinic c. At place 0 roads do not count; 30 minutes before, 20 by a, 5 by b."""
    needs = np.array([[0, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 1], [1, 0, 0]], dtype=bool)
    place, minutes = np.array([0, 0, 0, 0, 1]), np.array([5.0, 8.0, 20.0, 25.0, 3.0])
    counted = np.array([False, True, False, True, True])
    found = minutes_without(np.array([30.0, 9.0]), place, minutes, needs, counted)
    # The clinic by road a: beside the 20 minutes of a, not the 5 of b; alone beside the 30 of today.
    assert found[[1, 3, 4]].tolist() == [20.0, 30.0, 9.0]


def test_shares_are_split_by_what_each_serves_alone_and_equally_where_none_does() -> None:
    counts = np.array([[True, True, False], [True, True, False], [False, False, False]])
    alone = np.array([[0.6, 0.2, 0.9], [0.0, 0.0, 0.9], [0.1, 0.1, 0.1]])
    assert np.allclose(split(counts, alone), [[0.75, 0.25, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 0.0]])
