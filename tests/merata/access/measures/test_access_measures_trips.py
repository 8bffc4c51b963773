"""Who goes by which road: nobody is lost or counted twice on the way."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from measured_roads import BANKS, NO, WHERE, WHO, facilities, people, placed
from random_roads import placements

from merata.access.measures.placement import Placement
from merata.access.measures.structures import bridges, structures_of
from merata.access.measures.trips import arc_flows, carried, segment_flows


def test_flows_are_people_by_direction() -> None:
    placement = placed(BANKS, WHO, WHERE)
    found = arc_flows(placement, placement.trees()).to_pylist()
    flows = {(row["tail"], row["head"]): row["people"] for row in found}
    assert flows == {(6, 1): 40, (1, 2): 40, (2, 5): 140, (5, 3): 140, (4, 3): 7}
    assert {row["kind"] for row in found} == {"puskesmas"}


def test_a_bridge_carries_whom() -> None:
    placement = placed(BANKS, WHO, WHERE)
    found = carried(placement, placement.trees(), bridges(BANKS)).to_pylist()
    assert found == [
        {"structure": "bridge-11-1", "name": "Jembatan Trisula", "kind": "puskesmas", "area": "Barat", "people": 40.0},
        {
            "structure": "bridge-11-1",
            "name": "Jembatan Trisula",
            "kind": "puskesmas",
            "area": "Selatan",
            "people": 100.0,
        },
    ]


def test_a_segment_counts_trips_that_begin_or_end_on_it() -> None:
    who = people(("on 1─2", "v", 3, (500, 0)), ("north", "v", 5, (0, 200)))
    where = facilities(("on 3─4", "market", (500, 200)))
    placement = placed(BANKS, who, where)
    found = segment_flows(placement, placement.trees()).to_pylist()
    assert {row["segment"]: row["people"] for row in found} == {0: 3, 1: 3, 2: 3, 3: 8}
    assert [(row["road_name"], row["bridge"], row["way_id"]) for row in found[:2]] == [
        (None, False, 10),
        ("Jembatan Trisula", True, 11),
    ]


@given(placements())
@settings(max_examples=150, deadline=None)
def test_what_comes_to_a_node_goes_on_or_has_arrived(placement: Placement) -> None:
    network, people = placement.network, placement.people
    trees = placement.trees()
    flows = arc_flows(placement, trees).to_pylist()
    for number, kind in enumerate(placement.kinds):
        into: Counter[int] = Counter()
        out: Counter[int] = Counter()
        for row in flows:
            if row["kind"] == kind:
                into[network.node_id.tolist().index(row["head"])] += row["people"]
                out[network.node_id.tolist().index(row["tail"])] += row["people"]
        arrived = 0.0
        for cluster, weight in enumerate(people.weight.tolist()):
            node = network.nodes + cluster
            arc = trees.arc[number, node]
            if arc >= 0:
                into[int(trees.graph.tail()[arc])] += weight
            elif trees.minutes[number, node] < NO:
                arrived += weight
        for node in range(network.nodes):
            if trees.arc[number, node] < 0:
                assert out[node] == 0
                arrived += into[node] if trees.minutes[number, node] < NO else 0.0
            else:
                assert out[node] == pytest.approx(into[node])
        assert arrived == pytest.approx(people.weight[trees.minutes[number, network.nodes :] < NO].sum())


@given(placements())
@settings(max_examples=100, deadline=None)
def test_people_times_minutes_along_the_roads_is_the_time_of_all_trips(placement: Placement) -> None:
    network, trees = placement.network, placement.trees()
    flows = arc_flows(placement, trees)
    spent = (network.minutes["motorcycle"][flows["arc"].to_numpy()] * flows["people"].to_numpy()).sum()
    expected = 0.0
    for kind in range(trees.kinds):
        for cluster, weight in enumerate(placement.people.weight.tolist()):
            node, arc = network.nodes + cluster, trees.arc[kind, network.nodes + cluster]
            if arc >= 0:
                node = int(trees.graph.tail()[arc])
                expected += weight * (trees.minutes[kind, node] - trees.labels[kind, trees.root()[kind, node]])
    assert spent == pytest.approx(expected, abs=1e-6)


@given(placements())
@settings(max_examples=100, deadline=None)
def test_whom_each_carries_equals_a_walk_along_each_trip(placement: Placement) -> None:
    network, people, trees = placement.network, placement.people, placement.trees()
    every = structures_of(
        network,
        {f"{row}": [row] for row in range(len(network.traits))}
        | {"bridges": np.flatnonzero(network.bridge).tolist(), "all": list(range(len(network.traits)))},
    )
    expected: Counter[tuple[str, str, str]] = Counter()
    for kind, word in enumerate(placement.kinds):
        for cluster, weight in enumerate(people.weight.tolist()):
            over = _segments_of(placement, trees, kind, cluster)
            for name, segments in zip(every.identifier, every.segments, strict=True):
                if over & set(segments.tolist()):
                    expected[name, word, people.areas[people.area[cluster]]] += weight
    found = carried(placement, trees, every).to_pylist()
    assert {(row["structure"], row["kind"], row["area"]): row["people"] for row in found} == dict(expected)
    sums: Counter[tuple[int, str]] = Counter()
    for (name, word, _), weight in expected.items():
        if name.isdigit():
            sums[int(name), word] += weight
    flows = segment_flows(placement, trees).to_pylist()
    assert {(row["segment"], row["kind"]): row["people"] for row in flows} == dict(sums)


def _segments_of(placement: Placement, trees: object, kind: int, cluster: int) -> set[int]:
    """The segments that a trip leads over, arc by arc."""
    network, own = placement.network, len(placement.network.tail)
    node, over = network.nodes + cluster, set()
    if trees.minutes[kind, node] == NO:  # type: ignore[attr-defined]
        return over
    while (place := trees.arc[kind, node]) >= 0:  # type: ignore[attr-defined]
        arc = int(trees.graph.arc[place])  # type: ignore[attr-defined]
        over.add(int(network.segment[arc] if arc < own else placement.access_segment[arc - own]))
        node = int(trees.graph.tail()[place])  # type: ignore[attr-defined]
    stops = placement.stops
    here = np.flatnonzero((stops.kind == kind) & (stops.node == node))
    best = here[np.lexsort((stops.facility[here], stops.minutes[here]))[0]]
    over.add(int(placement.stop_segment[best]))
    return over - {-1}
