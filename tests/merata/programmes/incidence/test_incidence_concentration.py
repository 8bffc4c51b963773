"""Indices by hand, at the cases that theory knows, and against Kakwani's decomposition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from merata import measurement
from merata.errors import InputError
from merata.programmes.incidence import concentration_index, kakwani_index, redistribution

WELFARE = [1.0, 2.0, 3.0, 4.0]

numbers = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 30), st.integers(1, 6)), min_size=2, max_size=12)


def test_all_to_the_poorest_and_to_the_richest_of_four() -> None:
    assert concentration_index([9, 0, 0, 0], WELFARE) == pytest.approx(-0.75)
    assert concentration_index([0, 0, 0, 9], WELFARE) == pytest.approx(0.75)
    assert kakwani_index([9, 0, 0, 0], WELFARE) == pytest.approx(-1.0)  # the Gini of 1, 2, 3, 4 is 0.25


def test_as_much_for_every_person_is_not_concentrated() -> None:
    assert concentration_index([3, 1, 2, 5], WELFARE, [3, 1, 2, 5]) == pytest.approx(0.0, abs=1e-15)


def test_a_benefit_proportional_to_welfare_has_the_gini_and_a_kakwani_index_of_zero() -> None:
    size = [3.0, 1.0, 2.0, 5.0]
    benefit = [2 * y * m for y, m in zip(WELFARE, size, strict=True)]
    assert concentration_index(benefit, WELFARE, size) == pytest.approx(measurement.gini(WELFARE, size))
    assert kakwani_index(benefit, WELFARE, size) == pytest.approx(0.0, abs=1e-15)
    found = redistribution(benefit, WELFARE, size)
    assert found.gini_after == pytest.approx(found.gini_before)


def test_one_to_the_poorest_of_four_by_hand() -> None:
    found = redistribution([1, 0, 0, 0], WELFARE)  # 2, 2, 3, 4 afterwards
    assert found.gini_after == pytest.approx(12.75 / 11 - 1)
    assert found.reynolds_smolensky == pytest.approx(1 / 11)
    assert found.reranking == pytest.approx(0.0, abs=1e-15)


def test_the_poorest_overtaking_everyone_is_reranking() -> None:
    found = redistribution([9, 0, 0, 0], WELFARE)  # 2, 3, 4, 10 afterwards
    assert found.gini_after == pytest.approx(2 * (2 * 1 + 3 * 3 + 4 * 5 + 10 * 7) / 8 / 19 - 1)
    assert found.reynolds_smolensky == pytest.approx(9 / 19)
    assert found.reranking == pytest.approx(found.gini_after - (0.25 - 9 / 19))


def test_the_order_of_equally_poor_rows_does_not_matter() -> None:
    assert concentration_index([5, 0, 1], [1, 1, 2]) == concentration_index([0, 5, 1], [1, 1, 2])


@given(numbers)
def test_it_is_twice_the_covariance_of_persons_benefits_and_ranks(rows: list[tuple[int, int, int]]) -> None:
    welfare, benefit, size = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assume(benefit.any())
    persons = np.repeat(welfare, size.astype(int))
    each = np.repeat(benefit / size, size.astype(int))
    ranks = np.array([(np.mean(persons < value) + np.mean(persons <= value)) / 2 for value in persons])
    expected = 2 * np.cov(each, ranks, bias=True)[0, 1] / each.mean()
    assert concentration_index(benefit, welfare, size) == pytest.approx(expected, abs=1e-12)


@given(numbers, st.floats(0.01, 1000), st.floats(0.01, 1000))
def test_no_index_depends_on_a_scale(rows: list[tuple[int, int, int]], richer: float, dearer: float) -> None:
    welfare, benefit, size = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assume(benefit.any())
    before = kakwani_index(benefit, welfare, size)
    assert kakwani_index(benefit * dearer, welfare * richer, size) == pytest.approx(before, abs=1e-9)


@given(numbers)
def test_the_gini_falls_by_the_vertical_effect_less_the_reranking(rows: list[tuple[int, int, int]]) -> None:
    welfare, benefit, size = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assume(benefit.any())
    found = redistribution(benefit, welfare, size)
    after = measurement.gini(welfare + benefit / size, size)
    assert found.gini_after == pytest.approx(after, abs=1e-12)
    assert found.gini_before - after == pytest.approx(found.reynolds_smolensky - found.reranking, abs=1e-12)
    assert found.reranking >= -1e-12
    # Reynolds and Smolensky by their definition: the concentration of welfare after, in the order of before.
    kept = concentration_index((welfare * size + benefit), welfare, size)
    assert found.reynolds_smolensky == pytest.approx(found.gini_before - kept, abs=1e-12)


def test_nothing_given_and_faults_are_refused() -> None:
    with pytest.raises(InputError, match="benefits are zero"):
        concentration_index([0, 0], [1, 2])
    with pytest.raises(InputError, match="1 have negative"):
        kakwani_index([1, -1], [1, 2])
    with pytest.raises(InputError, match="nobody holds"):
        redistribution([1, 1], [0, 0])
