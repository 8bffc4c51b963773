"""Roads that are made better: which segments, what they are like then, and the minutes along them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Codes, Flags, Network
from merata.access.projects.cutting import CutNetwork
from merata.access.projects.placing import Roads
from merata.access.projects.project_list import ENDS, UPGRADE, ProjectList
from merata.access.projects.stretches import Lengths, stretch
from merata.access.projects.works import NEW_CONDITION, Works, codes_of, known_words, words_of
from merata.access.segments import distance_m
from merata.access.snapping import snap
from merata.access.speeds import Speeds, arc_minutes
from merata.errors import Fault


def upgrades(projects: ProjectList, roads: Roads) -> tuple[Works, list[Fault]]:
    """The segments that upgrades improve. A new surface comes smooth, and in good condition unless the list says.

    With two ends it is the shortest way between them along the roads that are there. `all_season` opens what is closed
    in a season, and fords. Who may go there stays.
    """
    network, speeds = roads.network, roads.speeds
    rows, segments, faults = _segments(projects, network)
    faults += _add_stretches(projects, roads, rows, segments)
    cells = {name: projects.cells(name) for name in ("surface", "condition", "all_season")}
    told = {name: [cells[name][row] for row in rows] for name in ("surface", "condition")}
    known, unknown = known_words(projects, speeds, rows, told)
    conditions = [
        NEW_CONDITION if condition is None and surface is not None else condition
        for condition, surface in zip(told["condition"], told["surface"], strict=True)
    ]
    opened = np.array([bool(cells["all_season"][row]) for row in rows], dtype=np.bool_)
    place = np.repeat(np.arange(len(rows)), [len(each) for each in segments])
    segment = np.concatenate([np.zeros(0, np.int64), *segments]).astype(np.int64)
    words = words_of(network, speeds)
    traits = network.traits.take(segment)
    surface = _changed(told["surface"], words["surface"], known, place, traits.surface)
    surfaced = np.array([value is not None for value in told["surface"]], dtype=np.bool_)[place]
    smooth = words["smoothness"].index("unknown")
    traits = replace(
        traits,
        surface=surface,
        condition=_changed(conditions, words["condition"], known, place, traits.condition),
        smoothness=np.where(surfaced, smooth, traits.smoothness).astype(np.uint8),
        closed_dry=traits.closed_dry & ~opened[place],
        closed_wet=traits.closed_wet & ~opened[place],
        ford=traits.ford & ~opened[place],
    )
    kmh = projects.numbers("speed_kmh")[rows]
    return Works(rows[place], segment, traits, words, kmh[place]), faults + unknown


def upgrade_minutes(
    works: Works, network: Network, pieces: CutNetwork, speeds: Speeds, mode: str, season: str
) -> tuple[Integers, Integers, Floats]:
    """Pieces that upgrades improve, the stretch that each is of, and minutes along it; who may go there stays."""
    piece, row = pieces.pieces_of(works.segment)
    arc = pieces.parent[piece]
    minutes = arc_minutes(
        speeds,
        mode,
        works.speed(speeds, mode, season),
        segment=row.astype(np.int32),
        length_m=network.length_m[arc],
        slope=network.slope[arc],
        permitted=network.permitted[arc],
    )
    return piece, row, minutes * pieces.share[piece]


def _changed(cells: list[str | None], words: tuple[str, ...], known: Flags, place: Integers, now: Codes) -> Codes:
    """The codes of what projects say, at the segments of each; where they say nothing, those of `now`."""
    said = np.array([cell is not None for cell in cells], dtype=np.bool_) & known
    return np.where(said[place], codes_of(cells, words, said)[place], now).astype(np.uint8)


def _segments(projects: ProjectList, network: Network) -> tuple[Integers, list[Integers], list[Fault]]:
    """The upgrades, the segments of each, and the faults of ways and segments that are not there."""
    rows = np.flatnonzero(projects.kind == UPGRADE)
    order = np.argsort(network.way_id, kind="stable")
    ways = network.way_id[order]
    cells = {column: projects.cells(column) for column in ("way_id", "segment")}
    found, faults = [], []
    for row in rows.tolist():
        parts = []
        for column, most in (("way_id", None), ("segment", len(network.traits) - 1)):
            for text in str(cells[column][row] or "").replace(",", ";").split(";"):
                if not text.strip():
                    continue
                segments = _named(text.strip(), order, ways, most)
                if len(segments):
                    parts.append(segments)
                    continue
                what = "a way of the network" if most is None else f"a segment from 0 to {most}"
                faults.append(projects.fault(row, column, what, f"{text.strip()} is not on the network"))
        found.append(np.unique(np.concatenate([np.zeros(0, np.int64), *parts])).astype(np.int64))
    return rows, found, faults


def _add_stretches(projects: ProjectList, roads: Roads, rows: Integers, segments: list[Integers]) -> Iterator[Fault]:
    """Add to the `segments` of upgrades with two ends the way between them, and tell the faults of those without."""
    ends = {name: projects.numbers(name)[rows] for name in ENDS}
    some = np.flatnonzero(np.isfinite(np.stack(list(ends.values()))).all(axis=0))
    if not len(some):
        return
    latitude, longitude = (
        np.concatenate([ends[f"from_{axis}"][some], ends[f"to_{axis}"][some]]) for axis in ("latitude", "longitude")
    )
    latitude = np.clip(latitude, -90, 90)
    found = snap(roads.network, roads.mode, longitude, latitude, limit_m=roads.end_limit_m)
    count, lengths = len(some), Lengths.of(roads.network, roads.mode)
    straight = distance_m(longitude[:count], latitude[:count], longitude[count:], latitude[count:])
    for place, upgrade in enumerate(some.tolist()):
        row = int(rows[upgrade])
        off = [at for at in (place, count + place) if not found.reached[at]]
        for at in off:
            column = "from_latitude" if at < count else "to_latitude"
            expected = f"a place within {roads.end_limit_m:g} m of a road for {roads.mode}"
            yield projects.fault(row, column, expected, "not on the network: no road is so near")
        way = None if off else stretch(lengths, found, place, count + place, float(straight[place]))
        if way is not None:
            segments[upgrade] = np.union1d(segments[upgrade], way)
        elif not off:
            yield projects.fault(
                row, "to_latitude", "a place to which a road leads", "no road leads from the other end"
            )


def _named(text: str, order: Integers, ways: Integers, most: int | None) -> Integers:
    """The segments of a way, or the segment of that number where `most` is the greatest; empty: there is none."""
    try:
        number = int(text)
    except ValueError:
        return np.zeros(0, dtype=np.int64)
    if most is not None:
        return np.array([number] if 0 <= number <= most else [], dtype=np.int64)
    low, high = np.searchsorted(ways, [number, number + 1])
    return np.sort(order[low:high]).astype(np.int64)
