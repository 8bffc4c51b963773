"""Times on real extracts against another router, NetworkX, on the same network, snapping and speeds.

The extracts are not in the repository; where they are absent these tests are skipped.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from merata.access.facilities import Facilities
from merata.access.nearest_times import nearest_times
from merata.access.network import MODES, Network
from merata.access.osm.importing import import_osm
from merata.access.snapping import snap
from merata.access.speeds import Speeds, load_speeds

DATA = Path(os.environ.get("MERATA_TEACHING_DATA", Path(__file__).parents[3] / "shared" / "data")) / "osm"
EXTRACTS = ("andorra", "vavuniya")

with_extracts = pytest.mark.skipif(
    not all((DATA / f"{name}.osm.pbf").exists() for name in EXTRACTS),
    reason="the OpenStreetMap extracts are not here (MERATA_TEACHING_DATA)",
)


def invented_facilities(network: Network, seed: int) -> Facilities:
    """Sixty places of three kinds, some metres to some hundred metres off random nodes."""
    rng = np.random.default_rng(seed)
    near = rng.choice(network.nodes, 60, replace=False)
    return Facilities(
        "invented",
        tuple(f"f{number}" for number in range(60)),
        ("clinic", "market", "school"),
        np.arange(60) % 3,
        network.latitude[near] + rng.normal(0, 0.002, 60),
        network.longitude[near] + rng.normal(0, 0.002, 60),
        np.arange(60),
    )


def by_networkx(
    network: Network, places: Facilities, speeds: Speeds, mode: str, season: str
) -> dict[str, dict[int, float]]:
    """Minutes to the nearest of each kind: a node for every facility, in the middle of the segment it was put on."""
    roads = nx.DiGraph()
    for tail, head, minutes in zip(network.tail, network.head, network.arc_minutes(mode, season), strict=True):
        if np.isfinite(minutes):
            a, b = int(network.node_id[tail]), int(network.node_id[head])
            known = roads.get_edge_data(a, b, {"minutes": np.inf})["minutes"]
            roads.add_edge(a, b, minutes=min(float(minutes), known))
    placed = snap(network, mode, places.longitude, places.latitude, season=season)
    for number in np.flatnonzero(placed.reached):
        door, share = f"door {number}", float(placed.share[number])
        walk = float(placed.off_road_m[number]) / 1000 / speeds.off_road_kmh * 60
        ends = (placed.tail, share, placed.ahead_minutes), (placed.head, 1 - share, placed.back_minutes)
        for node, part, minutes in ends:
            if part == 0 or np.isfinite(minutes[number]):
                there = 0.0 if part == 0 else part * float(minutes[number])
                roads.add_edge(int(network.node_id[node[number]]), door, minutes=there + walk)
    backwards = roads.reverse(copy=False)
    found = {}
    for kind, name in enumerate(places.kinds):
        doors = {f"door {number}" for number in np.flatnonzero(placed.reached & (places.kind == kind))}
        found[name] = nx.multi_source_dijkstra_path_length(backwards, doors, weight="minutes")
    return found


@with_extracts
@pytest.mark.parametrize("season", ["dry", "wet"])
@pytest.mark.parametrize("extract", EXTRACTS)
def test_times_equal_those_of_networkx(extract: str, season: str) -> None:
    speeds = load_speeds()
    network, _ = import_osm(DATA / f"{extract}.osm.pbf", speeds)
    places = invented_facilities(network, seed=7)
    for mode in MODES:
        expected = by_networkx(network, places, speeds, mode, season)
        reached = 0
        for row in nearest_times(network, places, mode, season=season).minutes.to_pylist():
            other = expected[row["kind"]].get(row["node"])
            assert (row["minutes"] is None) == (other is None)
            if other is not None:
                reached += 1
                assert abs(row["minutes"] - other) < 1e-6
        assert reached > 10_000


@with_extracts
def test_what_is_imported_of_the_extracts() -> None:
    """Counted from the files with pyosmium alone: highways of known classes, node by node."""
    import osmium  # noqa: PLC0415 - where the extracts are

    speeds = load_speeds()
    for extract in EXTRACTS:
        path = DATA / f"{extract}.osm.pbf"
        network, report = import_osm(path, speeds)
        pairs, length_m = 0, 0.0
        for way in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations():
            if way.is_way() and way.tags.get("highway") in speeds.surface_of_class and way.tags.get("route") != "ferry":
                nodes = [node for node in way.nodes if node.location.valid()]
                assert len(nodes) == len(way.nodes)
                pairs += sum(a.ref != b.ref for a, b in pairwise(nodes))
                length_m += osmium.geom.haversine_distance(way.nodes)
        closed = report.items.get("access")
        length_km = report.items["kept"].km + (closed.km if closed else 0.0)
        # The sphere of pyosmium has a radius of 6,372,797.56 m; closing the gaps adds a few metres.
        assert length_km == pytest.approx(length_m / 1000 * 6_371_008.8 / 6_372_797.56, rel=1e-4)
        assert len(network.traits) == report.items["kept"].count
        assert 0.95 * pairs < len(network.traits) < 1.001 * pairs
