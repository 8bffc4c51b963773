"""The Shapley value: its axioms, every order by hand, and sampling against enumeration."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.evaluation import attribution_game
from merata.evaluation.attribution_game import Worth, enumerated, sampled, shapley

Floats = NDArray[np.float64]


def game(worths: Floats) -> Worth:
    return lambda subset: np.asarray(worths[subset])


def random_game(players: int, seed: int) -> Floats:
    return np.random.default_rng(seed).normal(size=(1 << players, 2))


def over_all_orders(worths: Floats, players: int) -> Floats:
    """The definition: the mean of what each adds, over every order."""
    total = np.zeros((players, worths.shape[1]))
    orders = list(permutations(range(players)))
    for order in orders:
        subset = 0
        for player in order:
            total[player] += worths[subset | 1 << player] - worths[subset]
            subset |= 1 << player
    return total / len(orders)


def test_two_players_by_hand() -> None:
    found = enumerated(game(np.array([[0.0], [6.0], [4.0], [13.0]])), 2)
    assert found.value[:, 0] == pytest.approx([(6 + 9) / 2, (4 + 7) / 2])
    assert (found.none[0], found.all[0], found.exact) == (0.0, 13.0, True)


@given(st.integers(1, 5), st.integers(0, 1000))
def test_it_is_the_mean_over_all_orders(players: int, seed: int) -> None:
    worths = random_game(players, seed)
    assert enumerated(game(worths), players).value == pytest.approx(over_all_orders(worths, players))


@given(st.integers(0, 6), st.integers(0, 1000))
def test_efficiency_the_values_sum_to_the_whole(players: int, seed: int) -> None:
    worths = random_game(players, seed)
    for found in (
        enumerated(game(worths), players),
        sampled(game(worths), players, pairs=2, rng=np.random.default_rng(seed)),
    ):
        assert found.value.sum(axis=0) == pytest.approx(worths[-1] - worths[0])


@given(st.integers(0, 1000))
def test_symmetry_players_who_add_alike_get_alike(seed: int) -> None:
    worths = random_game(3, seed)
    # Players 0 and 2 are interchangeable when every subset is worth what it is with the two swapped.
    swap = [(s & 0b010) | (s & 1) << 2 | s >> 2 & 1 for s in range(8)]
    value = enumerated(game((worths + worths[swap]) / 2), 3).value
    assert value[0] == pytest.approx(value[2])


@given(st.integers(0, 1000))
def test_a_dummy_gets_what_it_adds_alone(seed: int) -> None:
    three = random_game(3, seed)
    worths = np.array([three[s & 0b111] + 0.7 * (s >> 3) for s in range(16)])
    value = enumerated(game(worths), 4).value
    assert value[3] == pytest.approx([0.7, 0.7])
    assert value[:3] == pytest.approx(enumerated(game(three), 3).value)


@given(st.permutations(range(4)), st.integers(0, 1000))
def test_the_order_in_which_players_are_listed_does_not_matter(order: list[int], seed: int) -> None:
    worths = random_game(4, seed)
    listed = np.array(
        [worths[sum((s >> place & 1) << player for place, player in enumerate(order))] for s in range(16)]
    )
    assert enumerated(game(listed), 4).value == pytest.approx(enumerated(game(worths), 4).value[order])


@given(st.integers(2, 7), st.integers(0, 1000))
def test_an_order_and_its_reverse_are_exact_where_only_pairs_interact(players: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    alone, together = rng.normal(size=players), np.triu(rng.normal(size=(players, players)), 1)
    inside = np.array([[s >> p & 1 for p in range(players)] for s in range(1 << players)], dtype=float)
    worths = (inside @ alone + np.einsum("sp,pq,sq->s", inside, together, inside))[:, None]
    found = sampled(game(worths), players, pairs=1, rng=rng)
    assert found.value == pytest.approx(enumerated(game(worths), players).value)
    assert np.isnan(found.error).all()


def test_sampling_comes_within_its_stated_error() -> None:
    worths = random_game(6, 5)
    exact = enumerated(game(worths), 6).value
    found = sampled(game(worths), 6, pairs=400, rng=np.random.default_rng(1))
    assert found.error.max() < 0.1
    assert np.abs(found.value - exact).max() < 4 * found.error.max()
    assert not found.exact


def test_many_players_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_game, "MOST_ENUMERATED", 3)
    worths = random_game(4, 3)
    assert not shapley(game(worths), 4, pairs=3, rng=np.random.default_rng(1)).exact
    assert shapley(game(worths[:8]), 3, pairs=3, rng=np.random.default_rng(1)).exact


def test_no_order_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        sampled(game(random_game(2, 1)), 2, pairs=0, rng=np.random.default_rng(1))
