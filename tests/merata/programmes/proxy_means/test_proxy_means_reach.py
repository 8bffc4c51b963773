"""Who is reached, who is meant: ties, weights and areas by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.programmes.proxy_means.reach import Target, meant, ranking

ONE_BLOCK = np.zeros(4, np.intp)
HOUSEHOLDS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=20)


def test_equal_scores_share_what_is_left_and_persons_count() -> None:
    ranked = ranking(np.array([2.0, 1.0, 1.0, 3.0]), ONE_BLOCK)
    persons = np.array([3.0, 1.0, 4.0, 2.0])
    # 10 persons: a coverage of 20% is 2 of the 5 with score 1; of 60%, those 5 and 1 of the 3 with score 2.
    assert ranked.lowest(persons, 0.2).tolist() == [0.0, 0.4, 0.4, 0.0]
    assert ranked.lowest(persons, 0.6) == pytest.approx([1 / 3, 1.0, 1.0, 0.0])


def test_every_area_reaches_the_same_share_of_its_own() -> None:
    ranked = ranking(np.array([1.0, 2.0, 8.0, 9.0]), np.array([0, 0, 1, 1]))
    assert ranked.lowest(np.array([1.0, 1.0, 3.0, 1.0]), 0.5) == pytest.approx([1.0, 0.0, 2 / 3, 0.0])


@given(HOUSEHOLDS, st.integers(1, 20))
def test_what_is_reached_is_the_coverage_in_every_area(rows: list[tuple[int, int, int]], twentieths: int) -> None:
    score, persons, block = (np.array(column) for column in zip(*rows, strict=True))
    weight, coverage = persons.astype(np.float64), twentieths / 20
    part = ranking(score.astype(np.float64), block.astype(np.intp)).lowest(weight, coverage)
    assert ((part >= 0) & (part <= 1)).all()
    for area in np.unique(block):
        assert (weight * part)[block == area].sum() == pytest.approx(coverage * weight[block == area].sum())
        inside = np.argsort(score[block == area], kind="stable")
        assert (np.diff(part[block == area][inside]) <= 1e-12).all()


def test_the_poor_are_below_their_line_not_on_it() -> None:
    target = Target(line_idr=np.array([100.0, 100.0, 200.0, 200.0]))
    who = meant(target, np.array([99.0, 100.0, 150.0, 250.0]), ONE_BLOCK)
    assert who.meets(np.zeros(4), np.ones(4)).target.tolist() == [1.0, 0.0, 1.0, 0.0]


def test_of_equally_poor_ones_at_the_edge_the_reached_count_as_target_first() -> None:
    # The poorest half is the first household and one of the three that are equally poor.
    who = meant(Target(share=0.5), np.array([1.0, 2.0, 2.0, 2.0]), ONE_BLOCK)
    one = who.meets(np.array([0.0, 1.0, 0.0, 0.0]), np.ones(4))
    assert one.both.tolist() == [0.0, 1.0, 0.0, 0.0]
    assert one.target.tolist() == [1.0, 1.0, 0.0, 0.0]
    two = who.meets(np.array([0.0, 1.0, 1.0, 0.0]), np.ones(4))
    assert two.both.tolist() == [0.0, 0.5, 0.5, 0.0]


@pytest.mark.parametrize("wrong", [{}, {"share": 0.4, "line_idr": np.ones(1)}, {"share": 0.0}, {"share": 1.5}])
def test_a_target_is_one_of_two_things(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="target"):
        Target(**wrong)  # type: ignore[arg-type]
