"""Bundles: every set of a small cluster, the best set at a price of a large one, against trying all sets."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_network import EVIDENCE, SmallNetwork, all_served, at_random, islands, river, side_by_side

from merata.planning.works.bundles import Worth, best_set, best_sets, every_set, exchanged
from merata.planning.works.clusters import EXACT_WORKS, Cluster, clusters
from merata.planning.works.joint_works import SERVING, JointWorks, MinutesSaved, Rule

Floats = NDArray[np.float64]


def worth_of(network: SmallNetwork, joint: JointWorks, people: Floats, price: Floats, **each: float) -> Worth:
    """Everybody served is worth as much, but for those records that `each` names."""
    record = tuple(EVIDENCE[edit["kind"]] for edit in network.edits.values())
    value = {name: people * each.get(name, 1.0) for name in set(record)}
    return Worth(joint, record, value, price)


def costs(works: int, seed: int) -> NDArray[np.int64]:
    return np.random.default_rng([seed, 3]).integers(2, 20, works)


def people_of(network: SmallNetwork, seed: int) -> Floats:
    return np.random.default_rng([seed, 4]).integers(50, 500, len(network.places)).astype(np.float64)


def summed(each: Floats) -> Floats:
    """The sum of every one of the 2^w sets."""
    total = np.zeros(1)
    for value in each.tolist():
        total = np.concatenate([total, total + value])
    return total


def knapsack(value: Floats, cost: NDArray[np.int64], budget: int) -> int:
    """The set that an exact knapsack on stand-alone values takes."""
    within = summed(cost.astype(np.float64)) <= budget
    return int(np.argmax(np.where(within, summed(value), -1.0)))


def best_choice(groups: list[list[tuple[float, int]]], budget: int) -> float:
    """The largest value of one (value, cost) at most of each group within a budget, by dynamic programming."""
    best = np.zeros(budget + 1)
    for group in groups:
        kept = best.copy()
        for value, cost in group:
            if cost <= budget:
                kept[cost:] = np.maximum(kept[cost:], best[: budget + 1 - cost] + value)
        best = kept
    return float(best[budget])


def test_bundles_of_small_clusters_miss_nothing_where_a_knapsack_misses_much() -> None:
    missed = []
    for seed in range(6):
        network = islands(range(4 * seed, 4 * seed + 4))
        joint = network.joint()
        assert len(joint) == 16
        people, cost = people_of(network, seed), costs(16, seed)
        served, spent = all_served(joint, people), summed(cost.astype(np.float64))
        alone = served[1 << np.arange(16)]
        found = clusters(joint)
        assert all(cluster.exact for cluster in found)
        worth = worth_of(network, joint, people, np.zeros(16))
        groups = [[(worth.of(each), int(cost[list(each)].sum())) for each in every_set(cluster)] for cluster in found]
        for budget in (25, 50, 90):
            truth = float(served[spent <= budget].max())
            assert best_choice(groups, budget) == pytest.approx(truth, rel=1e-9)
            missed.append(1 - served[knapsack(alone, cost, budget)] / truth)
    assert max(missed) > 0.2


@pytest.mark.parametrize(("seed", "knapsack_misses"), [(4, 0.15), (8, 0.4), (9, 0.15), (15, 0.25)])
def test_sixteen_works_that_depend_on_each_other_against_all_their_sets(seed: int, knapsack_misses: float) -> None:
    network = at_random(seed, places=24, spread_km=30.0, clinics=False)
    joint = network.joint()
    people, cost = people_of(network, seed), costs(len(joint), seed)
    cluster = max(clusters(joint), key=len)
    assert len(cluster) == 16
    served, spent = all_served(joint, people), summed(cost.astype(np.float64))
    for price in np.geomspace(1.0, 200.0, 4).tolist():
        truth = float((served - price * spent).max())
        best = best_set(worth_of(network, joint, people, price * cost), cluster)
        assert best.worth == pytest.approx(truth, rel=1e-4, abs=1e-6)
        assert truth <= best.most + 1e-9
        assert best.most == pytest.approx(truth, rel=1e-4, abs=1e-4)
    free = worth_of(network, joint, people, np.zeros(16))
    missed = []
    for budget in (20, 40, 60):
        truth = float(served[spent <= budget].max())
        best = best_set(replace(free, cost_idr=cost, most_idr=budget), cluster)
        assert cost[list(best.works)].sum() <= budget
        assert best.worth == pytest.approx(truth, rel=1e-4)
        assert truth <= best.most + 1e-9
        # By prices alone: within what the bound at the price says.
        bound, mine = priced(network, joint, people, cost, budget)
        assert mine <= truth + 1e-9 <= bound + 1e-6
        missed.append(1 - served[knapsack(served[1 << np.arange(16)], cost, budget)] / truth)
    assert max(missed) > knapsack_misses


@pytest.mark.parametrize("seed", [4, 9])
def test_sixteen_works_by_minutes_against_all_their_sets(seed: int) -> None:
    network = at_random(seed, places=24, spread_km=30.0, clinics=False)
    joint = network.joint(MinutesSaved())
    people, cost = people_of(network, seed), costs(len(joint), seed)
    cluster = max(clusters(joint), key=len)
    served, spent = all_served(joint, people), summed(cost.astype(np.float64))
    for price in np.geomspace(10.0, 2000.0, 4).tolist():
        truth = float((served - price * spent).max())
        best = best_set(worth_of(network, joint, people, price * cost), cluster)
        assert best.worth == pytest.approx(truth, rel=1e-4, abs=1e-6)
        assert truth <= best.most + 1e-9
        assert best.most == pytest.approx(truth, rel=1e-4, abs=1e-4)


def priced(
    network: SmallNetwork, joint: JointWorks, people: Floats, cost: NDArray[np.int64], budget: int
) -> tuple[float, float]:
    """Halving the price of money until the best set fits: the lowest limit, and the best set that fits."""
    cluster = Cluster(tuple(range(16)))
    low, high, bound, mine = 0.0, 200.0, np.inf, 0.0
    for _ in range(8):
        price = (low + high) / 2
        best = best_set(worth_of(network, joint, people, price * cost), cluster)
        spent = int(cost[list(best.works)].sum())
        bound = min(bound, best.most + price * budget)
        if spent <= budget:
            mine = max(mine, best.worth + price * spent)
        low, high = (price, high) if spent > budget else (low, price)
    return bound, mine


@settings(max_examples=40)
@example(seed=162, price=1.0, road=2.0, facility=1.0, rule=SERVING, valued=False)
@example(seed=162, price=10.0, road=2.0, facility=1.0, rule=MinutesSaved(), valued=True)
@given(
    seed=st.integers(0, 300),
    price=st.floats(0.1, 40.0),
    road=st.floats(0.2, 2.0),
    facility=st.floats(0.2, 2.0),
    rule=st.sampled_from([SERVING, MinutesSaved()]),
    valued=st.booleans(),
)
def test_the_best_set_equals_trying_all_where_evidence_differs(
    seed: int, price: float, road: float, facility: float, rule: Rule, *, valued: bool
) -> None:
    """By the evidence that tells the ways apart too (`valued`), or by slopes that would tell them apart otherwise."""
    network = at_random(seed, places=12, works=8)
    joint = network.joint(rule)
    people = people_of(network, seed)
    each = {"road_access": road, "facility_access": facility}
    effect = np.array([each.get(EVIDENCE[edit["kind"]], 1.0) for edit in network.edits.values()])
    if valued:
        joint = joint.valued(effect)
        spent = summed(costs(len(joint), seed).astype(np.float64))
        most = float((all_served(joint, people, effect) - price * spent).max())
        free = worth_of(network, joint, people, price * costs(len(joint), seed), **each)
        assert sum(best_set(free, cluster).worth for cluster in clusters(joint)) == pytest.approx(
            most, rel=1e-4, abs=1e-6
        )
    worth = worth_of(
        network, joint, people, price * costs(len(joint), seed), road_access=road, facility_access=facility
    )
    for cluster in clusters(joint):
        truth = max([0.0, *(worth.of(each) for each in every_set(cluster))])
        best = best_set(worth, cluster)
        assert best.worth == pytest.approx(truth, rel=1e-4, abs=1e-6)
        assert truth <= best.most
        assert best.most == pytest.approx(truth, rel=1e-3, abs=1e-3)


def test_clusters_do_not_meet_so_what_they_do_adds_up() -> None:
    network = islands([1, 2, 3])
    joint = network.joint()
    worth = worth_of(network, joint, people_of(network, 1), np.zeros(len(joint)))
    parts = clusters(joint)
    assert sorted(work for cluster in parts for work in cluster.works) == list(range(12))
    assert worth.of(range(12)) == pytest.approx(sum(worth.of(cluster.works) for cluster in parts))
    assert len(parts) >= 3


def test_works_that_need_each_other_are_found_by_exchanges_and_at_a_price() -> None:
    network = river()
    joint = network.joint()
    assert clusters(joint) == (Cluster((0, 1)),)
    people = np.zeros(5)
    people[list(network.places).index("jauh")] = 100.0
    dear = worth_of(network, joint, people, np.array([50.0, 50.0]))
    assert exchanged(dear, Cluster((0, 1))) == ()
    cheap = worth_of(network, joint, people, np.array([40.0, 40.0]))
    # 88.1 are served by both together, nobody by one alone.
    assert [round(cheap.of(each), 6) for each in every_set(Cluster((0, 1)))] == [-40.0, -40.0, 8.1]
    assert exchanged(cheap, Cluster((0, 1))) == best_set(cheap, Cluster((0, 1))).works == (0, 1)
    assert best_sets([dear, cheap, cheap], Cluster((0, 1))) == [(0, 1)]


def test_of_two_bridges_side_by_side_one_is_enough() -> None:
    network = side_by_side()
    joint = network.joint()
    assert clusters(joint) == (Cluster((0, 1)),)
    people = np.zeros(8)
    people[list(network.places).index("desa")] = 100.0
    best = best_set(worth_of(network, joint, people, np.array([10.0, 9.0])), Cluster((0, 1)))
    assert best.works == (1,)
    assert best.worth == pytest.approx(87.4 - 9.0)


def test_a_work_that_is_barred_is_in_no_set() -> None:
    network = side_by_side()
    joint = network.joint()
    people = np.zeros(8)
    people[list(network.places).index("desa")] = 100.0
    best = best_set(worth_of(network, joint, people, np.array([10.0, np.inf])), Cluster((0, 1)))
    assert best.works == (0,)
    assert best.most == pytest.approx(77.4, rel=1e-4)


def test_a_search_that_stops_short_still_has_a_valid_limit() -> None:
    network = at_random(28, places=24, spread_km=30.0, clinics=False)
    joint = network.joint()
    people, cost = people_of(network, 28), costs(16, 28)
    cluster = max(clusters(joint), key=len)
    served, spent = all_served(joint, people), summed(cost.astype(np.float64))
    for price in (5.0, 20.0, 60.0):
        best = best_set(worth_of(network, joint, people, price * cost), cluster, nodes=0)
        truth = float((served - price * spent).max())
        assert best.worth <= truth + 1e-9 <= best.most + 1e-6


def test_every_set_of_a_cluster() -> None:
    sets = every_set(Cluster((2, 5, 7)))
    assert sets == [(2,), (5,), (7,), (2, 5), (2, 7), (5, 7), (2, 5, 7)]
    assert Cluster(tuple(range(EXACT_WORKS))).exact
    assert not Cluster(tuple(range(EXACT_WORKS + 1))).exact
    assert len(every_set(Cluster(tuple(range(EXACT_WORKS))))) == 63
    assert all(len(set(pair)) == 2 for pair in combinations(sets, 2))
