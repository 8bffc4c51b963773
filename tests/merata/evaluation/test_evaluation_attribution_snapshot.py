"""What households would consume without programmes: four by hand, and how probable what they were given is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merata.evaluation.attribution_game import enumerated
from merata.evaluation.attribution_measures import measures
from merata.evaluation.attribution_snapshot import (
    LEAST_LEFT,
    Effects,
    Possibilities,
    Snapshot,
    Without,
    fit,
    possibilities,
    snapshot,
)
from merata.evaluation.attribution_split import Split, split

Floats = NDArray[np.float64]


def known(base: list[float], aid: list[float], reached: list[float], line: float = 2.5) -> Possibilities:
    """Households of one person each, of whom everything is known: one programme of aid, one with effect 0.5."""
    count = len(base)
    paid, factor = np.array(aid, float)[:, None], 1 + 0.5 * np.array(reached)[:, None]
    return Possibilities(np.array(base, float), paid, factor, np.ones(count), np.full((2, count), line))


def of(first: Possibilities, second: Possibilities, *names: str, growth: float | None = None) -> Split:
    active = ([0, 1], [0, 1])
    return split((first, second), measures(names), active, enumerated, growth)


def test_four_households_by_hand() -> None:
    # Incomes double; the poorest is given 2, the second gains a half. Ginis: 1/4 before; of (4, 4, 6, 8) 28/176; of
    # (2, 6, 6, 8) 36/176; of both, (4, 6, 6, 8), 24/192.
    before = known([1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 0, 0])
    after = known([2, 4, 6, 8], [2, 0, 0, 0], [0, 1, 0, 0])
    found = of(before, after, "gini")
    assert (found.before[0], found.after[0]) == pytest.approx((1 / 4, 1 / 8))
    aid = ((28 / 176 - 1 / 4) + (24 / 192 - 36 / 176)) / 2
    course = ((36 / 176 - 1 / 4) + (24 / 192 - 28 / 176)) / 2
    assert found.ratio == pytest.approx(2.0)
    assert found.parts[:, 0] == pytest.approx([0.0, aid, course, 0.0])


def test_poverty_falls_by_growth_and_the_rest_by_hand() -> None:
    # Line 2.5: of (1, 2, 3, 4) two are poor, of (2, 2, 8, 8) two. Doubling (2, 4, 6, 8) would leave one poor; halving
    # (1, 1, 4, 4) leaves two. Growth is the mean of −1/4 and 0, the rest what is left of no change.
    before = known([1, 2, 3, 4], [0] * 4, [0] * 4)
    after = known([2, 2, 8, 8], [0] * 4, [0] * 4)
    found = of(before, after, "p0", "gini")
    assert found.parts[:, 0] == pytest.approx([-1 / 8, 0, 0, 1 / 8])
    assert found.growth[1] == 0.0


def test_growth_can_be_named() -> None:
    before, after = known([1, 2, 3, 4], [0] * 4, [0] * 4), known([2, 4, 6, 8], [0] * 4, [0] * 4)
    found = of(before, after, "mean", growth=1.5)
    # The mean goes from 2.5 to 5; half of (3.75 − 2.5) + (5 − 5 ÷ 1.5) is growth.
    assert found.growth[0] == pytest.approx((1.25 + 5 / 3) / 2)
    assert found.rest[0] == pytest.approx(2.5 - found.growth[0])


@given(st.integers(0, 10_000))
def test_parts_sum_to_the_change_and_players_that_do_nothing_get_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = [
        Possibilities(
            rng.lognormal(13, 0.5, 20),
            np.column_stack([rng.exponential(1e5, 20), np.zeros(20)]),
            1 + 0.1 * rng.random((20, 1)),
            rng.uniform(1, 9, 20),
            np.full((2, 20), 400_000.0),
        )
        for _ in range(2)
    ]
    found = split((made[0], made[1]), measures(["gini", "p0", "p1"]), ([0, 1, 2], [0, 1, 2]), enumerated, None)
    assert found.parts.sum(axis=0) == pytest.approx(found.after - found.before)
    assert not found.change[1].any()
    left_out = split((made[0], made[1]), measures(["gini", "p0", "p1"]), ([0, 2], [0, 2]), enumerated, None)
    assert left_out.parts == pytest.approx(found.parts)


def test_the_same_people_twice_change_nothing() -> None:
    people = known([1, 2, 3, 4], [1, 0, 0, 0], [0, 1, 0, 0])
    assert of(people, people, "gini", "p1").parts == pytest.approx(np.zeros((4, 2)))


def one_household(welfare: float, aid: list[float]) -> Snapshot:
    """A household whose donors had `aid`."""
    count = len(aid)
    return snapshot(
        np.array([welfare]),
        np.array([3.0]),
        np.full((2, 1), np.nan),
        np.array([0.0]),
        aid=np.array(aid)[None, :, None],
        reached=np.zeros((1, count, 0)),
    )


FULL = Effects(np.ones(1), np.zeros(0))


def made(data: Snapshot, without: Without, effects: Effects = FULL) -> Possibilities:
    return possibilities(data, effects, without, mass=np.ones(data.donor.shape), factor=np.ones(len(data.welfare)))


def test_what_was_given_is_as_probable_as_the_consumption_that_it_leaves() -> None:
    # Three donors had nothing, one had 60: m would be 100 or 40. The density of consumption is φ(log m) ÷ m.
    data = one_household(100.0, [0, 60, 0, 0])
    found = made(data, Without(math.log(80), 0.0, 0.5))
    densities = [math.exp(-0.5 * ((math.log(m) - math.log(80)) / 0.5) ** 2) / m for m in (100, 40)]
    odds = 3 * densities[0] / densities[1]
    assert found.base == pytest.approx([100, 40])
    assert found.persons == pytest.approx([3 * odds / (1 + odds), 3 / (1 + odds)])
    assert found.welfare(1) == pytest.approx([100, 100])


def test_what_lists_know_moves_the_odds_of_the_poor_to_those_held_poorer() -> None:
    data = snapshot(
        np.array([60.0]),
        np.ones(1),
        np.full((2, 1), np.nan),
        np.zeros(1),
        aid=np.array([0.0, 5.0])[None, :, None],
        reached=np.zeros((1, 2, 0)),
        lean=np.array([1.0, -1.0])[None, :],
    )
    plain, knowing = (made(data, Without(math.log(80), 0.0, 0.5, know)) for know in (0.0, 0.4))
    at = int(np.flatnonzero(plain.base < 59)[0])
    assert knowing.persons[at] > plain.persons[at]


def test_aid_beyond_consumption_is_improbable_and_never_takes_all() -> None:
    found = made(one_household(100.0, [0, 500]), Without(math.log(80), 0.0, 0.4))
    assert found.base == pytest.approx([100, 100 * LEAST_LEFT])
    assert found.persons[1] < 1e-6
    assert found.welfare(1) == pytest.approx([100, 100])


@given(st.integers(0, 10_000), st.floats(0, 2), st.floats(-0.5, 1))
def test_with_every_programme_consumption_is_what_was_measured(seed: int, passed: float, raised: float) -> None:
    rng = np.random.default_rng(seed)
    data = snapshot(
        rng.lognormal(13, 0.5, 5),
        rng.uniform(1, 9, 5),
        np.full((2, 5), np.nan),
        rng.normal(13, 0.3, 5),
        aid=rng.choice([0.0, 1e5, 1e7], (5, 4, 2)),
        reached=rng.choice([0.0, 0.3, 1.0], (5, 4, 1)),
    )
    effects = Effects(np.array([passed, passed]), np.array([raised]))
    found = made(data, fit(data, effects), effects)
    persons = np.zeros(5)
    whole = found.welfare(0b111)
    for household in range(5):
        mine = np.isclose(whole, data.welfare[household], rtol=1e-9)
        persons[household] = found.persons[mine].sum()
    assert persons == pytest.approx(data.weight)


def test_the_fit_finds_the_line_that_consumption_followed() -> None:
    rng = np.random.default_rng(3)
    expected = rng.normal(13, 0.4, 4000)
    base = np.exp(0.5 + 0.95 * expected + 0.3 * rng.standard_normal(4000))
    aided = rng.random(4000) < 0.3
    data = snapshot(
        base + 150_000 * aided,
        np.ones(4000),
        np.full((2, 4000), np.nan),
        expected,
        aid=np.where(rng.random((4000, 20)) < 0.3, 150_000.0, 0.0)[:, :, None],
        reached=np.zeros((4000, 20, 0)),
    )
    found = fit(data, FULL)
    assert found.level + found.slope * 13 == pytest.approx(0.5 + 0.95 * 13, abs=0.02)
    assert found.spread == pytest.approx(0.3, abs=0.02)
    people = made(data, found)
    assert float(people.aid[:, 0] @ people.persons) / 4000 == pytest.approx(150_000 * 0.3, rel=0.05)
