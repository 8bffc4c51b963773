"""Supply shared among those who reach it: by hand, by loops, and nothing of it is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_roads import facilities, people, placed, roads
from random_roads import placements

from merata.access.measures.floating_catchment import floating_catchment, gaussian, shared_supply, zones
from merata.access.measures.pairs import pairs_within
from merata.access.measures.placement import Placement
from merata.errors import InputError, UsageError

# 1 ─10─ 2 ─10─ 3 ─10─ 4
LINE = roads({1: (0, 0), 2: (1000, 0), 3: (2000, 0), 4: (3000, 0)}, [(1, 2, 10, 10), (2, 3, 10, 10), (3, 4, 10, 10)])
WHO = people(("a", "v", 100, (0, 0)), ("b", "v", 300, (1000, 0)), ("c", "w", 50, (3000, 0)), ("d", "x", 0, (3000, 0)))
WHERE = facilities(("p", "clinic", (0, 0)), ("q", "clinic", (2000, 0)), ("r", "market", (3000, 0)))


def test_two_steps_by_hand() -> None:
    clusters, areas, supply = floating_catchment(placed(LINE, WHO, WHERE), 12, [8, 7, 5])
    # p serves a and b: 8 / 400. q serves b and c: 7 / 350. The market r serves c.
    assert supply["capacity_per_person"].to_pylist() == pytest.approx([0.02, 0.02, 0.1])
    assert supply["people_within"].to_pylist() == [400, 350, 50]
    assert clusters["capacity_per_person"].to_pylist() == pytest.approx([0.02, 0.04, 0.02, 0.02, 0, 0, 0.1, 0.1])
    assert areas["mean_capacity_per_person"].to_pylist() == pytest.approx([0.035, 0.02, None, 0, 0.1, None])
    assert areas["none_share"].to_pylist() == pytest.approx([0, 0, None, 1, 0, None])


def test_zones_weigh_the_near_more() -> None:
    clusters, _, supply = floating_catchment(placed(LINE, WHO, WHERE), 12, [8, 7, 5], zones([5, 12], [1, 0.5]))
    # p: 8 / (100 + 0.5 · 300); q: 7 / (0.5 · 300 + 0.5 · 50).
    assert supply["capacity_per_person"].to_pylist() == pytest.approx([0.032, 0.04, 0.1])
    assert clusters["capacity_per_person"].to_pylist()[:3] == pytest.approx([0.032, 0.5 * 0.032 + 0.5 * 0.04, 0.02])


def test_the_weights_of_zones_and_of_gauss() -> None:
    assert zones([10, 20], [1, 0.4])(np.array([0, 10, 10.1, 20, 20.1])).tolist() == [1, 1, 0.4, 0.4, 0]
    assert gaussian(15)(np.array([0.0, 15.0, 30.0])).tolist() == pytest.approx([1, 0.5, 1 / 16])


def test_what_nobody_competes_for_is_in_no_ones_access() -> None:
    who = people(("a", "v", 100, (0, 0)))
    clusters, _, supply = floating_catchment(placed(LINE, who, WHERE), 12, [8, 7, 5])
    assert supply["capacity_per_person"].to_pylist() == [pytest.approx(0.08), None, None]
    assert clusters["capacity_per_person"].to_pylist() == [pytest.approx(0.08), 0]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_all_supply_that_somebody_reaches_is_shared_out(data: st.DataObject) -> None:
    clusters, stations = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 6))
    amounts = st.floats(0.5, 1e6)
    weight = np.array(data.draw(st.lists(st.just(0.0) | amounts, min_size=clusters, max_size=clusters)))
    supply = np.array(data.draw(st.lists(st.just(0.0) | amounts, min_size=stations, max_size=stations)))
    shares = np.array(data.draw(st.lists(st.just(0.0) | st.floats(0.01, 1), min_size=36, max_size=36))).reshape(6, 6)
    cluster, facility = np.nonzero(shares[:clusters, :stations])
    access, per_person = shared_supply(weight, supply, cluster, facility, shares[cluster, facility])
    reached = [any(shares[i, j] * weight[i] > 0 for i in range(clusters)) for j in range(stations)]
    assert (access * weight).sum() == pytest.approx(supply[reached].sum())
    for j in range(stations):
        demand = sum(weight[i] * shares[i, j] for i in range(clusters))
        assert per_person[j] == pytest.approx(supply[j] / demand if demand else 0.0)
    for i in range(clusters):
        expected = sum(per_person[j] * shares[i, j] for j in range(stations))
        assert access[i] == pytest.approx(expected)


@given(placements(), st.floats(0, 15))
@settings(max_examples=50, deadline=None)
def test_supply_is_conserved_on_networks_by_kind(placement: Placement, minutes: float) -> None:
    capacity = np.arange(2.0, 2.0 + len(placement.facilities))
    clusters, _, supply = floating_catchment(placement, minutes, capacity, gaussian(5))
    pairs, weight = pairs_within(placement, minutes), placement.people.weight
    used = {int(facility) for facility, cluster in zip(pairs.facility, pairs.cluster, strict=True) if weight[cluster]}
    for number, kind in enumerate(placement.kinds):
        given_out = sum(
            row["capacity_per_person"] * row["people"] for row in clusters.to_pylist() if row["kind"] == kind
        )
        own = [row for row in used if placement.facilities.kind[row] == number]
        assert given_out == pytest.approx(capacity[own].sum())
    assert [row for row, value in enumerate(supply["capacity_per_person"].to_pylist()) if value is not None] == sorted(
        used
    )


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="2 bounds and 1 weights"):
        zones([10, 20], [1])
    with pytest.raises(UsageError, match="must rise"):
        zones([20, 10], [1, 0.5])
    with pytest.raises(UsageError, match="weights fall and stay above 0"):
        zones([10, 20], [1, 0])
    with pytest.raises(UsageError, match=r"the first zone weighs 1\.5"):
        zones([10], [1.5])
    with pytest.raises(UsageError, match="more than 0"):
        gaussian(0)
    with pytest.raises(InputError, match="p inf"):
        floating_catchment(placed(LINE, WHO, WHERE), 12, [float("inf"), 7, 5])
