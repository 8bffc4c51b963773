"""Wolfson's index: its two ends, its two movements, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError


def test_two_equal_halves_of_which_one_holds_nothing_are_wholly_polarised() -> None:
    assert m.wolfson([0, 0, 2, 2]) == pytest.approx(1.0)
    assert m.wolfson([0, 2], [10, 10]) == pytest.approx(1.0)


def test_by_hand() -> None:
    # Mean 4, median 3.5; the poorer half holds 3 of 16; Gini 48 ÷ (2·16·4).
    assert m.gini([1, 2, 5, 8]) == pytest.approx(48 / 128)
    assert m.wolfson([1, 2, 5, 8]) == pytest.approx(2 * 4 / 3.5 * (1 - 2 * 3 / 16 - 48 / 128))


def test_closing_ranks_in_each_half_polarises_while_it_lowers_inequality() -> None:
    spread, closed = [1, 3, 7, 9], [2, 2, 8, 8]
    assert m.gini(closed) < m.gini(spread)
    assert m.wolfson(closed) > m.wolfson(spread)


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 9)), min_size=1, max_size=25), st.integers(2, 9))
def test_never_negative_and_free_of_units(rows: list[tuple[int, int]], factor: int) -> None:
    welfare, weight = zip(*rows, strict=True)
    index = m.wolfson(welfare, weight)
    assert index >= 0
    assert m.wolfson([value * factor for value in welfare], weight) == pytest.approx(index, abs=1e-12)
    assert m.wolfson(welfare, [w * 0.1 for w in weight]) == pytest.approx(index, abs=1e-12)


def test_equality_is_zero_and_a_poor_majority_has_no_index() -> None:
    assert m.wolfson([5, 5, 5]) == pytest.approx(0, abs=1e-15)
    with pytest.raises(InputError, match="median is zero"):
        m.wolfson([0, 0, 1])
    with pytest.raises(InputError, match="all 2 values are zero"):
        m.wolfson([0, 0])
