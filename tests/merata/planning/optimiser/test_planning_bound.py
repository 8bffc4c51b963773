"""The upper limit holds for every plan, whatever the weights and prices; losses decide what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_plans import evaluated_by, plans, random_case

from merata.planning.limits.rows import NO_MOST, Row, within
from merata.planning.optimiser.bound import Cuts, Prices, best_prefixes, losses, settled, upper_limit


def cuts_at(by, rng: np.random.Generator, count: int) -> Cuts:  # type: ignore[no-untyped-def]
    constants, slopes = [], []
    for _ in range(count):
        plan = rng.uniform(0, 1, len(by.candidates))
        found = by.at(plan)
        constants.append(found.gain - found.slopes @ plan)
        slopes.append(found.slopes)
    return Cuts(np.array(constants), np.array(slopes))


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_gains_more_whatever_the_weights_and_prices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    choice, welfare, size = random_case(seed)
    by = evaluated_by(choice, welfare, size)
    least = Row("two of the first chain", np.r_[np.ones(3), np.zeros(8)].astype(np.int64), least=2)
    limits = within(choice, 130, [least])
    cuts = cuts_at(by, rng, 4)
    allowed = list(plans(choice, limits))
    assert len(allowed) > 5
    best = max(by.gains(chosen.astype(float)).mean() for chosen in allowed)
    for _ in range(20):
        prices = settled(rng.uniform(0, 1, 4), np.array([rng.uniform(0, 0.2), rng.uniform(-2, 2)]), limits)
        assert best <= upper_limit(choice, limits, cuts, prices) + 1e-9


def test_a_price_on_a_side_without_a_limit_is_none() -> None:
    choice, _, _ = random_case(1)
    limits = within(choice, 100, [Row("at least", np.ones(11, dtype=np.int64), least=1)])
    found = settled(np.array([2.0, -1.0, 2.0]), np.array([-0.5, 0.7]), limits)
    assert found.price.tolist() == [0.0, 0.0]
    assert found.weight.tolist() == [0.5, 0.0, 0.5]
    assert limits.most[1] == NO_MOST


def test_prefixes_by_hand() -> None:
    value = np.array([-1.0, 3.0, -5.0, 4.0, 2.0, -1.0, -1.0])
    chain = np.array([0, 0, 0, 1, 1, 1, 2])
    assert best_prefixes(value, chain).tolist() == [2.0, 6.0, 0.0]
    assert best_prefixes(np.zeros(0), np.zeros(0, dtype=np.int64)).tolist() == []


@given(
    st.lists(st.integers(-5, 5), min_size=1, max_size=7),
    st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_losses_are_what_forcing_an_item_costs(values: list[int], breaks: list[bool]) -> None:
    value = np.array(values, dtype=np.float64)
    chain = np.cumsum(breaks[: value.size])
    taken, left = losses(value, chain)
    for at in range(value.size):
        chain_rows = np.flatnonzero(chain == chain[at])
        sums = {n: float(value[chain_rows[:n]].sum()) for n in range(chain_rows.size + 1)}
        place = int(np.flatnonzero(chain_rows == at)[0])
        best = max(sums.values())
        assert taken[at] == pytest.approx(best - max(total for n, total in sums.items() if n > place))
        assert left[at] == pytest.approx(best - max(total for n, total in sums.items() if n <= place))


def test_by_hand_one_cut_is_a_knapsack_with_parts() -> None:
    choice, _, _ = random_case(1)
    limits = within(choice, 100)
    cuts = Cuts(np.array([7.0]), np.r_[[2.0, 1.0, 0.0], np.zeros(8)][None, :])
    price = 0.01
    cost = choice.cost_idr[:3]
    by_hand = 7.0 + 100 * price + max(0.0, *np.cumsum(np.array([2.0, 1.0, 0.0]) - price * cost))
    assert upper_limit(choice, limits, cuts, Prices(np.array([1.0]), np.array([price]))) == pytest.approx(by_hand)
