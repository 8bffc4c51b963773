"""Small networks whose minutes are given, and the slow obvious way to measure them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.access.facilities import Facilities
from merata.access.kernel.graph import grouped
from merata.access.measures.people import People, people_of
from merata.access.measures.placement import Placement, place
from merata.access.network import Network, Traits
from merata.access.speeds import load_speeds

METRE = 1 / 111_195.0797
"""Degrees; near the equator a metre east is as long as one north."""
NO = float("inf")
Point = tuple[float, float]
WALK = replace(load_speeds(), off_road_kmh=6.0)
"""100 m a minute off the road."""


def roads(
    nodes: Mapping[int, Point],
    segments: Sequence[tuple[int, int, float, float]],
    traits: Mapping[str, Sequence[Any]] | None = None,
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> Network:
    """Nodes at metres east and north; segments with minutes ahead and back, by motorcycle."""
    identifiers = sorted(nodes)
    number = {node: row for row, node in enumerate(identifiers)}
    arcs = [
        (number[one], number[other], minutes, row)
        for row, (a, b, ahead, back) in enumerate(segments)
        for one, other, minutes in ((a, b, ahead), (b, a, back))
        if minutes < NO
    ]
    tail, head, segment = (np.array([arc[i] for arc in arcs], np.int32) for i in (0, 1, 3))
    minutes = np.array([arc[2] for arc in arcs], np.float64)
    first, order = grouped(tail, len(nodes))
    count = len(segments)
    zero = {"way_id": np.arange(count), "name": np.full(count, -1, np.int32), "ref": np.full(count, -1, np.int32)}
    flags = ("surface_assumed", "bridge", "tunnel", "ford", "closed_dry", "closed_wet")
    codes = ("road_class", "surface", "smoothness", "condition")
    every = (
        zero
        | {name: np.zeros(count, np.bool_) for name in flags}
        | {name: np.zeros(count, np.uint8) for name in codes}
        | {"level": np.zeros(count, np.int8)}
        | {name: np.asarray(values) for name, values in (traits or {}).items()}
    )
    place = np.array([nodes[node] for node in identifiers]).reshape(-1, 2)
    return Network(
        node_id=np.array(identifiers, np.int64),
        longitude=place[:, 0] * METRE,
        latitude=place[:, 1] * METRE,
        first=first,
        tail=tail[order],
        head=head[order],
        length_m=np.hypot(*(place[tail] - place[head]).T)[order].astype(np.float32),
        slope=np.zeros(len(arcs), np.float32),
        permitted=np.full(len(arcs), 2, np.uint8),
        segment=segment[order],
        traits=Traits(**every),
        words={"name": (), "ref": (), "surface": ("asphalt",), "condition": ("unknown",)} | dict(words or {}),
        minutes={"motorcycle": minutes[order]},
        minutes_wet={"motorcycle": minutes[order]},
        speeds={},
    )


def people(*rows: tuple[str, str, float, Point]) -> People:
    """Clusters: identifier, area, people, metres east and north."""
    return people_of(
        pa.table(
            {
                "cluster_id": [row[0] for row in rows],
                "area": [row[1] for row in rows],
                "weight": [float(row[2]) for row in rows],
                "longitude": [row[3][0] * METRE for row in rows],
                "latitude": [row[3][1] * METRE for row in rows],
            }
        )
    )


def facilities(*rows: tuple[str, str, Point]) -> Facilities:
    """Facilities: identifier, kind, metres east and north."""
    kinds = tuple(sorted({row[1] for row in rows}))
    return Facilities(
        "facilities",
        tuple(row[0] for row in rows),
        kinds,
        np.array([kinds.index(row[1]) for row in rows], np.int64),
        np.array([row[2][1] * METRE for row in rows]),
        np.array([row[2][0] * METRE for row in rows]),
        np.arange(len(rows)) + 1,
    )


def placed(network: Network, who: People, where: Facilities) -> Placement:
    return place(network, who, where, WALK, "motorcycle")


def pair_minutes(placement: Placement, closed: Sequence[int] = ()) -> NDArray[np.float64]:
    """Minutes from each cluster to each facility (c × f): every place a node of its own, and Floyd and Warshall."""
    network, shut = placement.network, set(closed)
    count, c, f = network.nodes, len(placement.people), len(placement.facilities)
    every = np.full((count + c + f, count + c + f), NO)
    np.fill_diagonal(every, 0.0)
    on_segment: dict[int, list[tuple[float, int]]] = {}
    for at, start in ((placement.people_at, count), (placement.facilities_at, count + c)):
        for i in np.flatnonzero(at.reached):
            on_segment.setdefault(int(at.segment[i]), []).append((float(at.share[i]), start + int(i)))
    ahead, back = _along(placement)
    for segment, (a, b) in _ends(network).items():
        stops = sorted([(0.0, a), *on_segment.get(segment, []), (1.0, b)])
        for (share, one), (further, other) in pairwise(stops):
            if share == further:
                every[one, other] = every[other, one] = 0.0
            elif segment not in shut:
                every[one, other] = min(every[one, other], (further - share) * ahead[segment])
                every[other, one] = min(every[other, one], (further - share) * back[segment])
    for middle in range(len(every)):
        every = np.minimum(every, every[:, [middle]] + every[[middle], :])
    walks = [WALK.walk_minutes(np.where(at.reached, at.off_road_m, NO)) for at in _both(placement)]
    return every[count : count + c, count + c :] + walks[0][:, None] + walks[1][None, :]


def nearest_by_hand(placement: Placement, closed: Sequence[int] = ()) -> NDArray[np.float64]:
    """Minutes from each cluster to the nearest facility of each kind (kinds × c)."""
    pairs = pair_minutes(placement, closed)
    kind = placement.facilities.kind
    return np.array([pairs[:, kind == k].min(axis=1) for k in range(len(placement.kinds))])


def _both(placement: Placement) -> tuple[Any, Any]:
    return placement.people_at, placement.facilities_at


def _ends(network: Network) -> dict[int, tuple[int, int]]:
    """Tail and head of the first arc of each segment, as places on it are counted."""
    ends: dict[int, tuple[int, int]] = {}
    for arc, segment in enumerate(network.segment.tolist()):
        ends.setdefault(segment, (int(network.tail[arc]), int(network.head[arc])))
    return ends


def _along(placement: Placement) -> tuple[dict[int, float], dict[int, float]]:
    """Minutes along each segment, ahead and back."""
    network, ends = placement.network, _ends(placement.network)
    ahead, back = dict.fromkeys(ends, NO), dict.fromkeys(ends, NO)
    for arc, segment in enumerate(network.segment.tolist()):
        minutes = float(network.minutes["motorcycle"][arc])
        side = ahead if int(network.tail[arc]) == ends[segment][0] else back
        side[segment] = min(side[segment], minutes)
    return ahead, back


# Two banks: 1 ─5─ 2 and 3 ─5─ 4. A bridge 2 ═1═ 3 of two segments by way of 5, and a long way round 1 ─40─ 4.
NODES = {1: (0.0, 0.0), 2: (1000.0, 0.0), 3: (1000.0, 200.0), 4: (0.0, 200.0), 5: (1000.0, 100.0), 6: (-3000.0, 0.0)}
SEGMENTS = [(1, 2, 5, 5), (2, 5, 0.5, 0.5), (5, 3, 0.5, 0.5), (3, 4, 5, 5), (1, 4, 40, 40), (1, 6, 7, 7)]
BANKS = roads(
    NODES,
    SEGMENTS,
    {
        "way_id": np.array([10, 11, 11, 12, 13, 14]),
        "name": np.array([-1, 0, 0, -1, -1, -1]),
        "bridge": np.array([False, True, True, False, False, False]),
        "ford": np.array([False, False, False, False, False, True]),
    },
    {"name": ("Jembatan Trisula",)},
)
WHO = people(("south", "Selatan", 100, (1000, 0)), ("west", "Barat", 40, (-3000, 0)), ("north", "Utara", 7, (0, 200)))
WHERE = facilities(("p", "puskesmas", (1000, 200)))
