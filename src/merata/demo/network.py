"""The synthetic roads among the villages' points, with few bridges over the Brantas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.demo.facts import statistic
from merata.demo.links import distances_km, gabriel_links, spanning_links
from merata.demo.plane import to_km
from merata.demo.road_state import conditions, surfaces
from merata.demo.routes import kecamatan_centre, route_links
from merata.tables.catalogue import TABLES

PART = 11
"""This module's part of the seed."""

BRIDGES, BRIDGES_APART_KM = 7, 3.0
"""Bridges over the Brantas that exist, and how far apart; other crossings between neighbours are missing."""

LONGEST_CROSSING_KM = 6.0
"""Villages farther apart than this are no neighbours across the river."""

NATIONAL_ROUTE = (
    "35.05.03",
    "35.05.07",
    "35.72.02",
    "35.05.11",
    "35.05.14",
    "35.05.17",
    "35.05.19",
    "35.05.21",
)
"""Kecamatan along the road from Tulungagung through Kota Blitar to Malang."""

PROVINCIAL_ROUTES = (
    ("35.05.03", "35.05.02"),
    ("35.72.01", "35.05.09"),
    ("35.72.02", "35.05.04", "35.05.05"),
    ("35.72.03", "35.05.10", "35.05.12", "35.05.13"),
    ("35.05.17", "35.05.15"),
)
"""Kecamatan along the provincial roads: to Kediri, to Penataran, to the south-west, to Lodoyo, and to Kelud."""

_DESA_ROADS_SHARE = 0.3  # of the links inside a kecamatan that are not needed to join the villages
_MISSING_SHARE = {"utara": 0.05, "selatan": 0.22}  # of the links not needed: side valleys without a way across


def build(villages: pa.Table, seed: int) -> pa.Table:
    """The `roads` table among `villages` (catalogue schema); junctions are village codes.

    Planar: links of the Gabriel graph, of which some are missing, most of all in the south. The length of
    Kabupaten Blitar's own roads, and the share of it that is damaged, equal the published figures of 2025.
    """
    rng = np.random.default_rng([seed, PART])
    points = to_km(villages["longitude"].to_numpy(), villages["latitude"].to_numpy())
    links, bridge = _existing_links(villages, points, rng)
    straight = distances_km(points)[links[:, 0], links[:, 1]]
    road_class = _classes(villages, links, bridge, straight, rng)
    own = _kept_by_kabupaten(villages, links, road_class)
    south = np.array(villages["side_of_brantas"].to_pylist())[links] == "selatan"
    length = _bent(straight, own, south.mean(axis=1), rng)
    condition = conditions(road_class, own, length, south.all(axis=1), rng)
    surface = surfaces(road_class, condition, rng)
    return _roads_table(villages, links, bridge, road_class, condition, surface, length)


def missing_links(villages: pa.Table, roads: pa.Table) -> pa.Table:
    """Neighbouring villages between which `roads` has no link.

    Columns: from_node, to_node, straight_km and crossing, which is true where the link would cross the Brantas.
    """
    codes = villages["village_code"].to_pylist()
    points = to_km(villages["longitude"].to_numpy(), villages["latitude"].to_numpy())
    links = gabriel_links(points)
    present = {
        frozenset(ends) for ends in zip(roads["from_node"].to_pylist(), roads["to_node"].to_pylist(), strict=True)
    }
    missing = np.array([frozenset((codes[a], codes[b])) not in present for a, b in links.tolist()], dtype=bool)
    links = links[missing]
    straight = distances_km(points)[links[:, 0], links[:, 1]]
    side = np.array(villages["side_of_brantas"].to_pylist())
    crossing = side[links[:, 0]] != side[links[:, 1]]
    links_table = pa.table(
        {
            "from_node": [codes[a] for a in links[:, 0].tolist()],
            "to_node": [codes[b] for b in links[:, 1].tolist()],
            "straight_km": straight,
            "crossing": crossing,
        }
    )
    return links_table.filter(pa.array(~crossing | (straight <= LONGEST_CROSSING_KM)))


def road_id(first: str, second: str) -> str:
    """The id of the segment between two villages, the same in both directions."""
    return "R-" + "-".join(sorted((first, second)))


def _existing_links(
    villages: pa.Table, points: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The links that have a road, and which of them are bridges over the Brantas."""
    side = np.array(villages["side_of_brantas"].to_pylist())
    neighbours = gabriel_links(points)
    crossing = side[neighbours[:, 0]] != side[neighbours[:, 1]]
    needed = np.concatenate([spanning_links(points, np.flatnonzero(side == bank)) for bank in _MISSING_SHARE])
    known = {tuple(link) for link in needed.tolist()}
    spare = np.array([link for link in neighbours[~crossing].tolist() if tuple(link) not in known], dtype=np.int64)
    length = distances_km(points)[spare[:, 0], spare[:, 1]]
    # Longer links are more often the ones across a valley.
    hazard = np.array([_MISSING_SHARE[bank] for bank in side[spare[:, 0]]]) * length / length.mean()
    kept = spare[rng.random(len(spare)) >= hazard]
    near = distances_km(points)[neighbours[:, 0], neighbours[:, 1]] <= LONGEST_CROSSING_KM
    bridges = _bridges(points, neighbours[crossing & near])
    links = np.concatenate([needed, kept, bridges])
    order = np.lexsort((links[:, 1], links[:, 0]))
    bridge = np.arange(len(links)) >= len(needed) + len(kept)
    return links[order], bridge[order]


def _bridges(points: NDArray[np.float64], crossings: NDArray[np.int64]) -> NDArray[np.int64]:
    """At most `BRIDGES` crossings, the shortest first, no two of them within `BRIDGES_APART_KM`."""
    middle = points[crossings].mean(axis=1)
    length = distances_km(points)[crossings[:, 0], crossings[:, 1]]
    chosen: list[int] = []
    for at in np.argsort(length, kind="stable").tolist():
        apart = np.hypot(*(middle[chosen] - middle[at]).T)
        if len(chosen) < BRIDGES and (apart >= BRIDGES_APART_KM).all():
            chosen.append(at)
    return crossings[chosen]


def _classes(
    villages: pa.Table,
    links: NDArray[np.int64],
    bridge: NDArray[np.bool_],
    straight: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.str_]:
    """Who keeps each link: through routes first, then the kabupaten, some short links the desa."""
    kecamatan = np.array(villages["kecamatan_code"].to_pylist())
    kelurahan = np.array(villages["type"].to_pylist()) == "kelurahan"
    inside = (kecamatan[links[:, 0]] == kecamatan[links[:, 1]]) & ~bridge & ~kelurahan[links].any(axis=1)
    desa = inside & (rng.random(len(links)) < _DESA_ROADS_SHARE) & (straight < 2.5)
    road_class = np.where(desa, "desa", "kabupaten").astype("<U10")
    for route in PROVINCIAL_ROUTES:
        road_class[_along(villages, links, straight, route)] = "provincial"
    road_class[_along(villages, links, straight, NATIONAL_ROUTE)] = "national"
    return road_class


def _along(
    villages: pa.Table, links: NDArray[np.int64], straight: NDArray[np.float64], route: tuple[str, ...]
) -> NDArray[np.int64]:
    """Positions of the links on the shortest way through the centres of the kecamatan of `route`."""
    centres = [kecamatan_centre(villages, kecamatan) for kecamatan in route]
    legs = [route_links(links, straight, len(villages), start, end) for start, end in pairwise(centres)]
    return np.unique(np.concatenate(legs))


def _kept_by_kabupaten(villages: pa.Table, links: NDArray[np.int64], road_class: NDArray[np.str_]) -> NDArray[np.bool_]:
    """The links that Kabupaten Blitar keeps: of class kabupaten, not wholly inside Kota Blitar."""
    kota = np.array(villages["regency_code"].to_pylist()) == "35.72"
    own: NDArray[np.bool_] = (road_class == "kabupaten") & ~kota[links].all(axis=1)
    return own


def _bent(
    straight: NDArray[np.float64], own: NDArray[np.bool_], south: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Lengths along the bends, km, such that the kabupaten roads have their published length.

    The hills of the south bend the roads more. Every road is at least 5% longer than the straight line.
    """
    bend = rng.gamma(4.0, 0.25, len(straight)) * (1.0 + 0.6 * south)
    published = statistic("Kab. Blitar", "road_length_km", "2025").value
    least = 1.05
    factor = (published - least * straight[own].sum()) / (straight * bend)[own].sum()
    length: NDArray[np.float64] = np.round(straight * (least + max(factor, 0.05) * bend), 3)
    return length


def _roads_table(
    villages: pa.Table,
    links: NDArray[np.int64],
    bridge: NDArray[np.bool_],
    road_class: NDArray[np.str_],
    condition: NDArray[np.str_],
    surface: NDArray[np.str_],
    length: NDArray[np.float64],
) -> pa.Table:
    """The links as the catalogue's `roads` table."""
    start, end = (villages.take(pa.array(links[:, side])) for side in (0, 1))
    ends = list(zip(start["name"].to_pylist(), end["name"].to_pylist(), strict=True))
    codes = zip(start["village_code"].to_pylist(), end["village_code"].to_pylist(), strict=True)
    return pa.table(
        {
            "road_id": [road_id(first, second) for first, second in codes],
            "name": [
                f"Jembatan {first}–{second} (sintetis)" if over else f"Ruas {first}–{second} (sintetis)"
                for (first, second), over in zip(ends, bridge.tolist(), strict=True)
            ],
            "from_node": start["village_code"],
            "to_node": end["village_code"],
            "from_latitude": start["latitude"],
            "from_longitude": start["longitude"],
            "to_latitude": end["latitude"],
            "to_longitude": end["longitude"],
            "road_class": road_class.tolist(),
            "surface": surface.tolist(),
            "condition": condition.tolist(),
            "length_km": length,
            "bridge": bridge,
        }
    ).cast(TABLES["roads"].arrow)
