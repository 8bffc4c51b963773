from __future__ import annotations

import numpy as np

from merata.demo import lists

RANK = np.array([3.0, 1.0, 2.0, 5.0, 4.0, 0.5])
ALLOWED = np.array([True, True, True, True, True, False])


def test_the_lowest_are_chosen_among_the_allowed() -> None:
    assert lists.lowest(RANK, ALLOWED, 2).tolist() == [False, True, True, False, False, False]
    assert lists.lowest(RANK, ALLOWED, 9).tolist() == ALLOWED.tolist()


def test_each_village_has_its_quota() -> None:
    village = np.array([0, 0, 0, 1, 1, 1])
    chosen = lists.lowest_by_village(RANK, ALLOWED, village, np.array([1, 2]))
    assert chosen.tolist() == [False, True, False, True, True, False]


def test_at_random_never_takes_who_is_not_allowed() -> None:
    rng = np.random.default_rng(1)
    chosen = lists.at_random(ALLOWED, 3, rng)
    assert chosen.sum() == 3
    assert not (chosen & ~ALLOWED).any()
    assert lists.at_random(ALLOWED, 99, rng).tolist() == ALLOWED.tolist()


def test_a_list_without_scatter_follows_the_desil_and_takes_an_unknown_one_for_six() -> None:
    desil = np.array([0, 1, 10])
    assert lists.strayed(desil, np.array([0.5, 0.5, 0.5]), 2.0).tolist() == [6.0, 1.0, 10.0]
    strays = lists.strayed(np.full(50_000, 4), np.random.default_rng(1).random(50_000), 1.5)
    assert abs(strays.mean() - 4) < 0.03
    assert abs(strays.std() - 1.5) < 0.05


def test_whoever_receives_something_is_known_and_of_the_others_three_in_ten_are_not() -> None:
    receiving = np.arange(20_000) < 10_000
    overlooked = lists.overlooked(receiving, seed=1)
    assert not overlooked[receiving].any()
    assert abs(overlooked[~receiving].mean() - 0.3) < 0.02
    assert (overlooked == lists.overlooked(receiving, seed=1)).all()
