"""Sums beside tables that are public: every hidden cell is sought by adding and subtracting all that is told."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from merata.stats.disclosure.beside import column_totals, groups_told, whole_told
from merata.stats.disclosure.rules import THRESHOLD

Cells = NDArray[np.bool_]


def by_linear_algebra(hidden: Cells, rows_told: Cells, columns_told: Cells) -> Cells:
    """Slow and obvious: a cell follows where its unit vector lies in the span of the equations."""
    at = [tuple(one) for one in np.argwhere(hidden)]
    found = np.zeros_like(hidden)
    if not at:
        return found
    rows = [[float(one[0] == row) for one in at] for row in np.nonzero(rows_told)[0]]
    columns = [[float(one[1] == column) for one in at] for column in np.nonzero(columns_told)[0]]
    equations = np.array([*rows, *columns, [1.0] * len(at)])
    rank = np.linalg.matrix_rank(equations)
    for place, one in enumerate(at):
        unit = np.zeros(len(at))
        unit[place] = 1
        found[one] = np.linalg.matrix_rank(np.vstack([equations, unit])) == rank
    return found


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    assert groups_told([20, 3, 9, 40]).tolist() == [True, False, False, True]
    assert groups_told([20, 0, 9]).all()
    assert groups_told([2, 1]).tolist() == [False, False]
    # Where nothing else is left, none is told: 30 beside the total would tell the 4.
    assert groups_told([30, 4]).tolist() == [False, False]
    assert groups_told([]).tolist() == []


def test_a_total_is_not_told_where_it_opens_what_one_meeting_hid() -> None:
    # Of the second meeting both groups are hidden, 4 and 6; of the first and third all is told.
    counts = np.array([[20, 30], [4, 6], [15, 15]])
    hidden = np.array([[False, False], [True, True], [False, False]])
    assert column_totals(counts, hidden).tolist() == [False, False]
    # A second meeting with the same groups hidden: then neither follows.
    counts, hidden = np.vstack([counts, [[3, 9]]]), np.vstack([hidden, [[True, True]]])
    assert column_totals(counts, hidden).tolist() == [True, True]


def test_a_bridge_between_two_circles_is_found_though_no_line_has_one_hidden_cell() -> None:
    # Two squares of hidden cells, each with another way round, and one cell between them that has none.
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[:2, :2] = hidden[2:, 2:] = True
    hidden[1, 2] = True
    counts = np.full((4, 4), 20)
    told = column_totals(counts, hidden)
    assert not told.all()
    assert not by_linear_algebra(hidden, np.ones(4, dtype=bool), told).any()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_hidden_follows_from_totals_of_rows_and_columns(data: st.DataObject) -> None:
    shape = data.draw(array_shapes(min_dims=2, max_dims=2, max_side=5))
    counts = data.draw(arrays(np.int64, shape, elements=st.integers(0, 12)))
    hidden = np.array([~groups_told(row) for row in counts.tolist()])
    rows_told = ~((counts.sum(axis=1) > 0) & (counts.sum(axis=1) < THRESHOLD))
    columns_told = column_totals(counts, hidden, rows_told)
    totals = counts.sum(axis=0)
    assert not (columns_told & (totals > 0) & (totals < THRESHOLD)).any()
    if not whole_told(counts.sum(axis=1), rows_told):
        assert not columns_told.any()
        return
    assert (~columns_told).sum() != 1 or len(totals) == 1
    # Each meeting's own page is safe by itself: what all of it and the totals tell opens no cell.
    assert not by_linear_algebra(hidden, rows_told, columns_told).any()


def test_the_whole_is_not_told_beside_all_but_one_small_meeting() -> None:
    told = np.array([False, True])
    assert not whole_told(np.array([3, 10]), told)
    assert not column_totals(np.array([[1, 2], [5, 5]]), np.array([[True, True], [False, False]]), told).any()
    # Two small meetings hide each other.
    assert whole_told(np.array([3, 10, 4]), np.array([False, True, False]))
    assert not whole_told(np.array([2, 1]), np.array([False, False]))
