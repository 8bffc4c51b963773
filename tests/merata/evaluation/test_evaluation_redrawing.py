"""Lotteries drawn again: with exactly the known chances, or by their own rule."""

from __future__ import annotations

from itertools import combinations
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from merata.errors import InputError
from merata.evaluation.redrawing import TrainingRule, inclusion, known_chances, working_probabilities
from merata.programmes.training.chances import chances
from merata.programmes.training.frozen_list import Entry
from merata.programmes.training.selection import Rule

Floats = NDArray[np.float64]


def by_enumeration(odds: Floats, seats: int) -> Floats:
    """The slow and obvious way: every set of winners, in proportion to the product of its odds."""
    found = np.zeros(odds.size)
    total = 0.0
    for winners in combinations(range(odds.size), seats):
        weight = prod(odds[list(winners)])
        total += weight
        found[list(winners)] += weight
    return found / total


@settings(max_examples=40)
@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=9), st.data())
def test_inclusion_equals_enumeration(odds: list[float], data: st.DataObject) -> None:
    seats = data.draw(st.integers(1, len(odds) - 1))
    assert inclusion(np.array(odds), seats) == pytest.approx(by_enumeration(np.array(odds), seats))


@pytest.mark.parametrize(
    ("chance", "seats"),
    [([0.5, 0.5, 0.5, 0.5], 2), ([0.1, 0.2, 0.7], 1), ([0.9, 0.8, 0.7, 0.6], 3), ([0.3] * 100 + [0.6] * 50, 60)],
)
def test_working_probabilities_give_exactly_the_chances(chance: list[float], seats: int) -> None:
    found = working_probabilities(np.array(chance), seats)
    assert inclusion(found / (1 - found), seats) == pytest.approx(chance, abs=1e-9)
    assert found.sum() == pytest.approx(seats)


def test_draws_have_the_seats_and_the_chances() -> None:
    chance = np.array([0.2, 0.2, 0.5, 0.5, 0.6])
    mechanism = known_chances(chance, 2)
    assert mechanism.name == "conditional_poisson"
    won = mechanism.draw(np.random.default_rng(1), 40_000)
    assert won.shape == (40_000, 5)
    assert set(won.sum(axis=1)) == {2}
    assert won.mean(axis=0) == pytest.approx(chance, abs=0.01)


def test_chances_that_do_not_sum_to_the_seats_are_independent_draws_given_their_number() -> None:
    mechanism = known_chances(np.array([0.5, 0.5, 0.5, 0.5]), 1)
    assert mechanism.name == "independent_given_seats"
    won = mechanism.draw(np.random.default_rng(1), 20_000)
    assert won.mean(axis=0) == pytest.approx(np.full(4, 0.25), abs=0.01)
    with pytest.raises(InputError, match="4 of 4 applicants"):
        known_chances(np.full(4, 0.5), 4)


def test_equal_chances_draw_every_set_alike() -> None:
    won = known_chances(np.full(5, 0.4), 2).draw(np.random.default_rng(3), 20_000)
    sets, counts = np.unique(won, axis=0, return_counts=True)
    assert len(sets) == comb(5, 2)
    assert counts / 20_000 == pytest.approx(np.full(10, 0.1), abs=0.01)


def test_the_training_rule_is_repeated_with_its_weights_quotas_and_limits() -> None:
    entries = [
        Entry("A1", 3, ("women",), "v1"),
        Entry("A2", 1, (), "v1"),
        Entry("A3", 1, (), "v1"),
        Entry("A4", 2, ("women",), "v2"),
        Entry("A5", 1, (), "v2"),
        Entry("A6", 1, (), "v3"),
    ]
    rule = Rule(3, {"women": 1}, 2)
    expected = chances(entries, rule, list_hash="0" * 64)
    assert expected.method == "exact"
    order = np.array([5, 0, 1, 2, 3, 4])
    won = TrainingRule(entries, rule, order).draw(np.random.default_rng(2), 6000)
    assert set(won.sum(axis=1)) == {3}
    wanted = [expected.number(entries[at].application_id) for at in order]
    assert won.mean(axis=0) == pytest.approx(wanted, abs=0.025)
    women = won[:, [int(np.flatnonzero(order == at)[0]) for at in (0, 3)]]
    assert women.any(axis=1).all()
