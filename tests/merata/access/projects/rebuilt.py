"""The slow and obvious way to appraise a project: build the changed network anew and search all of it with SciPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Point

from merata.access.facilities import Facilities
from merata.access.network import Network
from merata.access.projects.people import People
from merata.access.segments import distance_m
from merata.access.snapping import Snapped, snap
from merata.access.speeds import Speeds

Cells = Mapping[str, object]

Edges = dict[tuple[str, str], float]


def rebuilt_minutes(
    network: Network,
    speeds: Speeds,
    people: People,
    facilities: Facilities,
    projects: list[Cells],
    *,
    mode: str,
    season: str,
) -> np.ndarray:
    """Minutes (kinds × clusters) to the nearest facility with all of `projects` done; infinite: there is no way."""
    edges = _road_edges(network, speeds, projects, mode, season)
    ways = [
        ("home", people.longitude, people.latitude),
        ("door", facilities.longitude, facilities.latitude),
    ]
    for name, longitude, latitude in ways:
        found = snap(network, mode, longitude, latitude)
        for place in np.flatnonzero(found.reached).tolist():
            _hang(edges, network, found, place, f"{name} {place}")
    closed = {one["facility_id"] for one in projects if one["kind"] == "closed_facility"}
    doors = [
        (f"door {place}", facilities.kinds[facilities.kind[place]])
        for place in range(len(facilities))
        if facilities.facility_id[place] not in closed
    ]
    for number, one in enumerate(projects):
        if one["kind"] in ("new_road", "bridge"):
            ends = [_end(edges, network, one, end, mode, f"end {number} {end}") for end in ("from", "to")]
            minutes = 60 * float(str(one["length_km"])) / float(str(one["speed_kmh"]))
            minutes *= {"dry": 1.0, "wet": 1 / speeds.modes[mode].wet_factor[str(one["surface"])]}[season]
            edges[ends[0], ends[1]] = edges[ends[1], ends[0]] = minutes
            _settle_beside(edges, network, one, ends, minutes, mode, dict(zip(("home", "door"), ((people.longitude,
                people.latitude), (facilities.longitude, facilities.latitude)), strict=True)))  # fmt: skip
        if one["kind"] == "new_facility":
            found = snap(network, mode, np.array([one["longitude"]]), np.array([one["latitude"]]))
            _hang(edges, network, found, 0, f"new {number}")
            doors.append((f"new {number}", str(one["facility_kind"])))
    return _search(edges, doors, facilities.kinds, [f"home {place}" for place in range(len(people))], network)


def _road_edges(network: Network, speeds: Speeds, projects: list[Cells], mode: str, season: str) -> Edges:
    """Every segment as a chain of 1 piece: places are hung on it later. The quickest of parallel arcs."""
    better: dict[int, list[Cells]] = {}
    for one in projects:
        if one["kind"] == "upgrade":
            for segment in np.flatnonzero(network.way_id == int(str(one["way_id"]))).tolist():
                better.setdefault(segment, []).append(one)
    edges: Edges = {}
    for arc in range(len(network.tail)):
        minutes = arc_minutes(network, speeds, arc, better.get(int(network.segment[arc]), []), mode, season)
        pair = f"node {network.tail[arc]}", f"node {network.head[arc]}"
        edges[pair] = min(minutes, edges.get(pair, np.inf))
        edges["arc", f"{arc}"] = minutes
    return edges


def arc_minutes(network: Network, speeds: Speeds, arc: int, upgrades: list[Cells], mode: str, season: str) -> float:
    """Minutes along an arc with the best of some upgrades."""
    now = float(network.arc_minutes(mode, season)[arc])
    allowed = network.permitted[arc] >> ("walk", "motorcycle", "car").index(mode) & 1
    segment = network.segment[arc]
    for one in upgrades:
        of = speeds.modes[mode]
        surface = str(one.get("surface") or network.words["surface"][network.traits.surface[segment]])
        factor = of.wet_factor[surface] if season == "wet" else 1.0
        closed = season == "wet" and network.traits.closed_wet[segment] and not one.get("all_season")
        if allowed and not closed:
            kmh = float(str(one["speed_kmh"])) * factor
            now = min(now, 0.06 * float(network.length_m[arc]) / kmh)
    return now


def _hang(edges: Edges, network: Network, found: Snapped, place: int, name: str) -> None:
    """Join a place to the ends of its segment, both ways, and to all others that hang there already."""
    walk = float(network.off_road_minutes(found.off_road_m[place : place + 1])[0])
    segment, share = int(found.segment[place]), float(found.share[place])
    ends = {0.0: int(found.tail[place]), 1.0: int(found.head[place])}
    if share in ends:
        edges[name, f"node {ends[share]}"] = edges[f"node {ends[share]}", name] = walk
        return
    arcs = np.flatnonzero(network.segment == segment).tolist()
    others = [key[1].split("|") for key in edges if key[0] == f"hung {segment}"]
    for arc in arcs:
        minutes = edges["arc", f"{arc}"]
        ahead = int(network.tail[arc]) == int(found.tail[place])
        at = share if ahead else 1 - share
        _shorten(edges, f"node {network.tail[arc]}", name, at * minutes + walk)
        _shorten(edges, name, f"node {network.head[arc]}", (1 - at) * minutes + walk)
        for other, other_share, other_walk in others:
            there = float(other_share) if ahead else 1 - float(other_share)
            pair = (name, other) if at <= there else (other, name)
            # At one point of a closed road they are together all the same.
            between = 0.0 if at == there else abs(there - at) * minutes
            _shorten(edges, *pair, between + walk + float(other_walk))
            if at == there:
                _shorten(edges, other, name, walk + float(other_walk))
    edges[f"hung {segment}", f"{name}|{share!r}|{walk!r}"] = np.inf


def _end(edges: Edges, network: Network, one: Cells, end: str, mode: str, name: str) -> str:
    """A place for an end of a new road, joined to the road at its nearest point."""
    longitude, latitude = (np.array([one[f"{end}_{axis}"]]) for axis in ("longitude", "latitude"))
    found = snap(network, mode, longitude, latitude)
    found.off_road_m[:] = 0.0
    _hang(edges, network, found, 0, name)
    return name


def _settle_beside(
    edges: Edges,
    network: Network,
    one: Cells,
    ends: list[str],
    minutes: float,
    mode: str,
    places: Mapping[str, tuple[np.ndarray, np.ndarray]],
) -> None:
    """Join homes and doors to a new road that is nearer to them than the road they hang on."""
    corners = snap(
        network,
        mode,
        np.array([one["from_longitude"], one["to_longitude"]]),
        np.array([one["from_latitude"], one["to_latitude"]]),
    )
    shrink = np.cos(np.radians(float(network.latitude.mean())))
    line = LineString([(x * shrink, y) for x, y in zip(corners.longitude, corners.latitude, strict=True)])
    beside: list[tuple[str, float, float]] = []
    for name, (longitude, latitude) in places.items():
        now = snap(network, mode, longitude, latitude)
        for place in range(len(longitude)):
            share = line.project(Point(longitude[place] * shrink, latitude[place]), normalized=True)
            east, north = (ends[0] + share * (ends[1] - ends[0]) for ends in (corners.longitude, corners.latitude))
            metres = float(distance_m(*(np.array([at]) for at in (longitude[place], latitude[place], east, north)))[0])
            if metres < now.off_road_m[place] - 1e-3:
                beside.append((f"{name} {place}", share, float(network.off_road_minutes(np.array(metres)))))
    for name, share, walk in beside:
        for end, way in zip(ends, (share, 1 - share), strict=True):
            _shorten(edges, name, end, way * minutes + walk)
            _shorten(edges, end, name, way * minutes + walk)
        for other, other_share, other_walk in beside:
            if other.startswith("door") and name.startswith("home"):
                _shorten(edges, name, other, abs(share - other_share) * minutes + walk + other_walk)


def _shorten(edges: Edges, start: str, end: str, minutes: float) -> None:
    edges[start, end] = min(minutes, edges.get((start, end), np.inf))


def _search(
    edges: Edges, doors: list[tuple[str, str]], kinds: tuple[str, ...], homes: list[str], network: Network
) -> np.ndarray:
    # Nobody goes through somebody's home, or through a facility, to somewhere else.
    real = {
        pair: minutes
        for pair, minutes in edges.items()
        if np.isfinite(minutes) and not pair[0].startswith(("arc", "door", "new")) and not pair[1].startswith("home")
    }
    names = sorted({name for pair in real for name in pair} | {door for door, _ in doors} | set(homes))
    number = {name: place for place, name in enumerate(names)}
    tail, head = (np.array([number[pair[at]] for pair in real], dtype=np.int64) for at in (1, 0))
    # SciPy takes a stored zero for no arc.
    minutes = np.maximum(np.array(list(real.values())), 1e-13)
    table = coo_array((minutes, (tail, head)), shape=(len(names), len(names))).tocsr()
    found = np.full((len(kinds), len(homes)), np.inf)
    for row, kind in enumerate(kinds):
        sources = [number[door] for door, of in doors if of == kind]
        if sources:
            reached = dijkstra(table, indices=np.array(sources), min_only=True)
            found[row] = reached[[number[home] for home in homes]]
    return found
