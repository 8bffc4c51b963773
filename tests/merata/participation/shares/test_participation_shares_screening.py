"""The fast count: the exact one's answer, or none."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from elections_by_hand import election, elections
from hypothesis import given
from hypothesis import strategies as st

from merata.participation.shares import completion
from merata.participation.shares.completion import equal_shares
from merata.participation.shares.election import Election, Project
from merata.participation.shares.equal_shares import buy, tally
from merata.participation.shares.screening import screen


def crowd(voters: int, projects: int, seed: int) -> Election:
    """Voters at random, each with some projects of a hamlet of her own; costs of which several are equal."""
    random = np.random.default_rng(seed)
    popular = random.lognormal(0, 1, projects)
    chances = popular * (1 + 20 * (random.random((5, projects)) < 0.2))
    chances /= chances.sum(axis=1, keepdims=True)
    ballots = [
        dict.fromkeys((str(p) for p in random.choice(projects, random.integers(1, 6), replace=False, p=chances[h])), 1)
        for h in random.integers(0, 5, voters)
    ]
    costs = (10 * random.integers(20, 400, projects)).tolist()
    listed = tuple(Project(str(p), str(p), Fraction(cost)) for p, cost in enumerate(costs))
    return Election("crowd", Fraction(sum(costs) // 3), listed, tuple(ballots))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("utility", ["cost", "count"])
def test_a_crowd_buys_the_same_and_nearly_always_without_exact_arithmetic(seed: int, utility: str) -> None:
    found = crowd(1500, 40, seed)
    votes = tally(found, utility=utility)  # type: ignore[arg-type]
    fast = screen(votes)
    assert fast is not None
    share = found.budget / 1500
    told = 0
    for more in range(12):
        answer = fast.bought(share + more)
        told += answer is not None
        assert answer in (None, [one.project_id for one in buy(votes, share + more)])
    assert told >= 10


@given(elections(most_voters=12), st.fractions(0, 12, max_denominator=7), st.sampled_from(["cost", "count"]))
def test_where_almost_everything_is_a_tie_it_says_the_exact_answer_or_nothing(
    found: Election, share: Fraction, utility: str
) -> None:
    votes = tally(found, utility=utility)  # type: ignore[arg-type]
    fast = screen(votes)
    if fast is not None:
        assert fast.bought(share) in (None, [one.project_id for one in buy(votes, share)])


def test_equal_prices_are_told_apart_in_whole_numbers_where_nobody_is_short() -> None:
    fast = screen(tally(election(40, {"a": 8, "b": 4, "c": 8}, ["ab", "ab", "c", "c"])))
    assert fast is not None
    assert fast.bought(Fraction(10)) == ["b", "a", "c"]


def test_money_that_is_exactly_enough_is_left_to_exact_arithmetic() -> None:
    votes = tally(election(30, {"a": 30}, ["a", "a", "a"]))
    fast = screen(votes)
    assert fast is not None
    assert fast.bought(Fraction(10)) is None
    assert fast.bought(Fraction(9)) == []
    assert [one.project_id for one in buy(votes, Fraction(10))] == ["a"]


def test_points_that_differ_and_amounts_that_are_not_whole_are_not_screened() -> None:
    assert screen(tally(election(9, {"a": 3, "b": 3}, [{"a": 2}, {"b": 1}]))) is None
    assert screen(tally(election(9, {"a": 3}, [{}]))) is None
    halves = Election("x", Fraction(9), (Project("a", "a", Fraction(5, 2)),), ({"a": 1},))
    assert screen(tally(halves)) is None
    assert screen(tally(election(2**54, {"a": 2**53}, ["a", "a"]))) is None


def test_growing_shares_find_the_same_with_and_without_screening(monkeypatch: pytest.MonkeyPatch) -> None:
    found = crowd(600, 25, 7)
    exact = equal_shares(found)
    monkeypatch.setattr(completion, "_SMALL", 0)
    assert equal_shares(found) == exact
    assert exact.increments > 3
