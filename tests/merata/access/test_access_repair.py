"""Road ends that nearly meet, and what hangs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from small_map import DEGREE_M, Place, write_map

from merata.access.import_report import ImportReport
from merata.access.network import Network
from merata.access.osm.importing import ImportChoices, import_osm
from merata.access.repair import CLOSED_GAP, SnapLimits
from merata.errors import UsageError

METRE = 1 / DEGREE_M
"""Degrees of latitude; on the equator of longitude too."""

ROAD = {"highway": "tertiary", "surface": "asphalt"}
Ways = Sequence[tuple[int, Sequence[int], Mapping[str, str]]]


def at(east_m: float, north_m: float) -> Place:
    return (north_m * METRE, east_m * METRE)


def imported(
    tmp_path: Path, nodes: Mapping[int, Place], ways: Ways, limits: SnapLimits | None = None
) -> tuple[Network, ImportReport]:
    path = write_map(tmp_path / "map.osm.pbf", nodes, ways)
    return import_osm(path, choices=ImportChoices(snap=limits or SnapLimits(2.0, 10.0)))


def segments(network: Network) -> set[tuple[int, int]]:
    ends = zip(network.node_id[network.tail], network.node_id[network.head], strict=True)
    return {(min(a, b), max(a, b)) for a, b in (map(int, pair) for pair in ends)}


# A road from west to east, and one from the south that stops before it.
MAIN = {1: at(0, 0), 2: at(100, 0)}


def test_an_end_near_a_node_is_joined_to_it(tmp_path: Path) -> None:
    nodes = {**MAIN, 3: at(100, -1.5), 4: at(100, -80)}
    network, report = imported(tmp_path, nodes, [(10, [1, 2], ROAD), (11, [4, 3], {**ROAD, "oneway": "yes"})])
    assert segments(network) == {(1, 2), (3, 4), (2, 3)}
    join = int(np.flatnonzero(network.way_id == CLOSED_GAP)[0])
    assert network.length_m[network.segment == join].tolist() == pytest.approx([1.5, 1.5], abs=0.02)
    assert report.items["snapped"].count == 2
    assert {one["node"] for one in report.items["snapped"].examples} == {2, 3}
    assert "components" not in report.items


def test_an_end_beside_a_segment_is_led_into_it(tmp_path: Path) -> None:
    nodes = {**MAIN, 3: at(40, -1.0), 4: at(40, -80), 5: at(70, 1.0), 6: at(70, 80)}
    ways = [(10, [1, 2], {**ROAD, "oneway": "yes", "name": "Jalan Raya"}), (11, [4, 3], ROAD), (12, [5, 6], ROAD)]
    network, report = imported(tmp_path, nodes, ways)
    assert segments(network) == {(1, 3), (3, 5), (2, 5), (3, 4), (5, 6)}
    of_main = network.way_id == 10
    assert of_main.sum() == 3
    length = {
        (int(network.node_id[tail]), int(network.node_id[head])): float(metres)
        for tail, head, metres, segment in zip(
            network.tail, network.head, network.length_m, network.segment, strict=True
        )
        if of_main[segment] and np.isfinite(network.minutes["car"]).any()
    }
    assert length[1, 3] == pytest.approx(40, abs=0.1)
    assert length[3, 5] == pytest.approx(30, abs=0.1)
    assert length[5, 2] == pytest.approx(30, abs=0.1)
    car = np.isfinite(network.minutes["car"]) & of_main[network.segment]
    assert network.node_id[network.tail[car]].tolist() == [1, 3, 5]
    assert (report.items["snapped"].count, report.items["snapped"].km) == (2, pytest.approx(0.002, abs=1e-4))


@pytest.mark.parametrize(
    ("nodes", "main", "other"),
    [
        ({3: at(40, -3), 4: at(40, -80)}, ROAD, ROAD),  # too far
        ({3: at(40, -1), 4: at(40, -80)}, {**ROAD, "bridge": "yes", "layer": "1"}, ROAD),  # under a bridge
        ({3: at(40, -1), 4: at(40, -80)}, {**ROAD, "tunnel": "yes", "layer": "-1"}, ROAD),  # over a tunnel
        ({3: at(40, -1), 4: at(40, -80)}, ROAD, {**ROAD, "layer": "1"}),  # on another level
    ],
)
def test_what_is_not_joined(
    tmp_path: Path, nodes: dict[int, Place], main: dict[str, str], other: dict[str, str]
) -> None:
    network, report = imported(tmp_path, {**MAIN, **nodes}, [(10, [1, 2], main), (11, [3, 4], other)])
    assert segments(network) == {(1, 2), (3, 4)}
    assert "snapped" not in report.items
    part = report.items["components"]
    assert (part.count, part.km) == (1, pytest.approx(0.079, abs=0.022))


def test_a_road_is_not_joined_to_itself(tmp_path: Path) -> None:
    hook = {1: at(0, 0), 2: at(0.5, 0), 3: at(1.0, 0), 4: at(1.0, 50), 5: at(-0.5, 0.5), 6: at(-50, 0.5)}
    network, report = imported(tmp_path, hook, [(10, [1, 2, 3, 4], ROAD)])
    assert segments(network) == {(1, 2), (2, 3), (3, 4)}
    assert "snapped" not in report.items


def test_a_bridges_end_reaches_further_and_comes_down(tmp_path: Path) -> None:
    nodes = {1: at(0, 0), 2: at(50, 0), 3: at(58, 0), 4: at(158, 0)}
    bridge = {**ROAD, "bridge": "yes", "layer": "1"}
    network, report = imported(tmp_path, nodes, [(10, [1, 2], bridge), (11, [3, 4], ROAD)])
    assert segments(network) == {(1, 2), (2, 3), (3, 4)}
    join = int(np.flatnonzero(network.way_id == CLOSED_GAP)[0])
    assert not network.bridge[join]
    # Its other end meets nothing within reach.
    assert report.items["dangling_bridges"].examples == ({"way": 10, "node": 1},)
    network, report = imported(tmp_path, nodes, [(10, [1, 2], bridge), (11, [3, 4], ROAD)], SnapLimits(1.0, 1.0))
    assert report.items["dangling_bridges"].count == 2


def test_two_ends_that_face_each_other_are_joined_once(tmp_path: Path) -> None:
    nodes = {1: at(0, 0), 2: at(50, 0), 3: at(51, 0), 4: at(100, 0)}
    network, report = imported(tmp_path, nodes, [(10, [1, 2], ROAD), (11, [3, 4], ROAD)])
    assert segments(network) == {(1, 2), (2, 3), (3, 4)}
    assert len(network.way_id) == 3
    assert report.items["snapped"].count == 2


def test_snapping_can_be_turned_off(tmp_path: Path) -> None:
    nodes = {1: at(0, 0), 2: at(50, 0), 3: at(51, 0), 4: at(100, 0)}
    network, _ = imported(tmp_path, nodes, [(10, [1, 2], ROAD), (11, [3, 4], ROAD)], SnapLimits(0.0, 0.0))
    assert len(network.way_id) == 2


@pytest.mark.parametrize("metres", [-1.0, 101.0, float("nan")])
def test_limits_that_cannot_be_are_refused(metres: float) -> None:
    with pytest.raises(UsageError, match="expected 0 to 100 m"):
        SnapLimits(end_m=metres)


def test_small_parts_are_kept_and_told_the_longest_first(tmp_path: Path) -> None:
    nodes = {n: at(100 * n, 0) for n in range(1, 5)} | {n: at(100 * n, 500) for n in range(11, 14)}
    nodes |= {n: at(100 * n, 900) for n in (21, 22)}
    ways = [(10, [1, 2, 3, 4], ROAD), (11, [11, 12, 13], ROAD), (12, [21, 22], ROAD)]
    network, report = imported(tmp_path, nodes, ways)
    assert network.nodes == 9
    parts = report.items["components"]
    assert (parts.count, parts.km) == (2, pytest.approx(0.3, abs=1e-3))
    assert [(one["nodes"], one["node"]) for one in parts.examples] == [(3, 11), (2, 21)]


def test_nodes_that_a_one_way_street_traps_are_told_by_mode(tmp_path: Path) -> None:
    nodes = {n: at(100 * n, 0) for n in range(1, 5)}
    ways = [(10, [1, 2, 3], ROAD), (11, [3, 4], {**ROAD, "oneway": "yes"})]
    _, report = imported(tmp_path, nodes, ways)
    assert report.items["traps"].count == 2
    assert report.items["traps"].examples == (
        {"mode": "motorcycle", "nodes": 1, "node": 4},
        {"mode": "car", "nodes": 1, "node": 4},
    )


def test_the_same_roads_far_apart_come_to_the_same_joins_as_looking_at_all_pairs(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    nodes: dict[int, Place] = {}
    ways = []
    for way in range(400):
        east, north = rng.uniform(0, 3_000, 2)
        turn, length = rng.uniform(0, 2 * np.pi), rng.uniform(20, 300)
        nodes[2 * way + 1] = at(east, north)
        nodes[2 * way + 2] = at(east + length * np.cos(turn), north + length * np.sin(turn))
        ways.append((way + 1, [2 * way + 1, 2 * way + 2], ROAD))
    limit = 15.0
    _, report = imported(tmp_path, nodes, ways, SnapLimits(limit, limit))
    place = {node: np.array([east, north]) / METRE for node, (north, east) in nodes.items()}
    expected = 0
    for way, ends, _ in ways:
        for end in ends:
            for other, (start, stop), _ in ways:
                along, away = place[stop] - place[start], place[end] - place[start]
                share = np.clip(away @ along / (along @ along), 0, 1)
                if other != way and np.hypot(*(away - share * along)) <= limit:
                    expected += 1
                    break
    assert report.items["snapped"].count == expected > 50
