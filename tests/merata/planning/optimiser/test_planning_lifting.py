"""Lifted cuts lie above every plan of whole items, and lie nearer than tangents; what each adds in turn, recomputed."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_plans import SURE, UNSURE, candidates, evaluated_by, plans, random_case

from merata.planning.limits.rows import within
from merata.planning.optimiser.lifting import lifting
from merata.planning.optimiser.marginals import in_turn
from merata.planning.optimiser.objective import Objective, social_welfare

NONE = np.zeros(11, dtype=np.bool_)


@given(st.integers(0, 10_000))
def test_what_each_adds_in_its_turn(seed: int) -> None:
    """Each rise counted from where its household began, the others standing where the rises before brought them."""
    rng = np.random.default_rng(seed)
    welfare, size = rng.integers(0, 12, 7).astype(float), rng.integers(1, 5, 7).astype(float)
    household = rng.integers(0, 7, 6)
    rise = rng.integers(0, 6, 6).astype(float)
    group = np.sort(rng.integers(0, 3, 6))
    so_far = np.array([rise[: at + 1][household[: at + 1] == who].sum() for at, who in enumerate(household)])
    levels = np.concatenate((welfare, welfare[household] + rise, welfare[household] + so_far))
    order = np.argsort(levels, kind="stable")
    place = np.empty(levels.size, dtype=np.int64)
    place[order] = np.arange(levels.size)
    own, top, after = np.split(place, [7, 13])
    found = in_turn(levels[order], own, size / size.sum(), household, top, after, group, 3)
    expected = np.zeros(3)
    now = welfare.copy()
    for at, who in enumerate(household):
        low, high = now.copy(), now.copy()
        low[who], high[who] = welfare[who], welfare[who] + rise[at]
        expected[group[at]] += social_welfare(high, size) - social_welfare(low, size)
        now[who] = welfare[who] + so_far[at]
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["sen", "poverty_gap", "squared_poverty_gap"])
@pytest.mark.parametrize("tail", [None, 0.5])
@pytest.mark.parametrize("seed", range(12))
def test_no_plan_of_whole_items_lies_above(name: str, tail: float | None, seed: int) -> None:
    """Works harm in some draws, overlap with bands, and some items are decided."""
    choice, welfare, size = random_case(seed)
    rng = np.random.default_rng(seed)
    scale = {UNSURE: rng.normal(0.5, 1.0, 3), SURE: rng.uniform(0.5, 1.5, 3)}
    by = evaluated_by(choice, welfare, size, objective=Objective(name), scale=scale, line_idr=90.0, tail=tail)
    inside, outside = NONE.copy(), NONE.copy()
    if seed % 2:
        inside[[0, 9]], outside[[5, 8]] = True, True
    found = lifting(by, inside, outside)
    assert found is not None
    everyone = [plan for plan in plans(choice, within(choice, 10**6)) if plan[inside].all() and not plan[outside].any()]
    gains = np.array([by.value(by.gains(plan.astype(float))) for plan in everyone])
    for _ in range(4):
        cut = found.cut(rng.uniform(0, 1, 11), rng.uniform(0, 1, 11))
        limits = np.array([cut.constant + cut.slopes[plan & ~inside].sum() for plan in everyone])
        assert np.all(gains <= limits + 1e-9)


def test_by_hand_half_of_the_people_at_one_level() -> None:
    """Four alike with 10 each, and 4 for whoever is paid: half of the benefit to all would gain more than it can.

    Paying two of four: 12 pairs of 16 have a poorer one with 10, four have 14: 11. Half for all would give 12.
    """
    choice = candidates([1, 1, 1, 1], [0, 1, 2, 3], np.eye(4) * 4.0)
    by = evaluated_by(choice, np.full(4, 10.0), np.ones(4))
    none = np.zeros(4, dtype=np.bool_)
    assert by.gains(np.array([1.0, 1.0, 0.0, 0.0]))[0] == pytest.approx(1.0)
    assert by.gains(np.full(4, 0.5))[0] == pytest.approx(2.0)
    found = lifting(by, none, none)
    assert found is not None
    cut = found.cut(np.array([1.0, 1.0, 0.0, 0.0]), np.zeros(4))
    # In turn they add 1, 3, 5 and 7 sixteenths of 4, which are exact for the first, the first two, and so on.
    assert cut.constant == pytest.approx(0.0)
    assert cut.slopes.tolist() == pytest.approx([0.25, 0.75, 1.25, 1.75])
    for paid in product((0.0, 1.0), repeat=4):
        assert by.gains(np.array(paid))[0] <= cut.slopes @ paid + 1e-12


def test_the_others_keep_their_tangents() -> None:
    choice, welfare, size = random_case(1)
    by = evaluated_by(choice, welfare, size, objective=Objective("atkinson", 1.0))
    assert lifting(by, NONE, NONE) is None
    assert lifting(evaluated_by(choice, welfare, size), ~NONE, NONE) is None
