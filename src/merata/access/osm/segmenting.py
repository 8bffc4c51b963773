"""Ways cut into segments from node to node, with what their tags mean."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.access.import_report import ImportReport
from merata.access.network import Traits
from merata.access.osm.reading import OsmWays
from merata.access.osm.tags import WayMeaning, meaning
from merata.access.segments import RoadSegments, distance_m
from merata.access.speeds import Speeds
from merata.errors import InputError

_EXCLUDED = ("class", "access", "ferry")


def segments_of(ways: OsmWays, speeds: Speeds, report: ImportReport) -> RoadSegments:
    """The segments of the ways that some mode may use; the others go into `report`.

    Raises `InputError` where none is left.
    """
    meanings = [meaning(tags, speeds) for tags in ways.combinations]
    way = np.repeat(np.arange(len(ways.way_id), dtype=np.int32), np.diff(ways.first))
    pair = np.flatnonzero(way[:-1] == way[1:])
    way = way[pair]
    length = distance_m(ways.longitude[pair], ways.latitude[pair], ways.longitude[pair + 1], ways.latitude[pair + 1])
    way_km = np.bincount(way, weights=np.nan_to_num(length), minlength=len(ways.way_id)) / 1000
    _report_excluded(ways, meanings, way_km, report)
    _report_not_understood(ways, meanings, way_km, report)
    usable = np.array([each.excluded is None for each in meanings])[ways.tags][way]
    missing, loop = np.isnan(length), ways.node_id[pair] == ways.node_id[pair + 1]
    report.add("missing_nodes", int((usable & missing).sum()), examples=_ways_at(ways, way[usable & missing]))
    report.add("loops", int((usable & loop).sum()), examples=_ways_at(ways, way[usable & loop]))
    kept = usable & ~missing & ~loop
    if not kept.any():
        raise InputError(
            f"{ways.file} holds no road that can be used: {_why_none(report)}; expected an extract with roads, in "
            "which nodes stand before ways (as providers write them)"
        )
    pair, way, length = pair[kept], way[kept], length[kept]
    zero = length == 0
    report.add("zero_length", int(zero.sum()), examples=_ways_at(ways, way[zero]))
    report.add("barriers", int(np.isin(ways.barrier_nodes, ways.node_id[pair]).sum()))
    return _segments(ways, meanings, speeds, pair, way, length)


def _segments(
    ways: OsmWays,
    meanings: list[WayMeaning],
    speeds: Speeds,
    pair: NDArray[np.int64],
    way: NDArray[np.int32],
    length: NDArray[np.float64],
) -> RoadSegments:
    words = {
        "road_class": speeds.road_classes,
        "surface": speeds.surfaces,
        "smoothness": speeds.smoothness,
        "condition": speeds.conditions,
        "name": ways.names,
        "ref": ways.refs,
    }
    ids = np.concatenate([ways.node_id[pair], ways.node_id[pair + 1]])
    node_id, where, place = np.unique(ids, return_index=True, return_inverse=True)
    source = np.concatenate([pair, pair + 1])[where]
    start, end = place[: len(pair)].astype(np.int32), place[len(pair) :].astype(np.int32)
    tags = ways.tags[way]
    given: dict[str, NDArray[Any]] = {
        "road_class": _codes(meanings, "road_class", words["road_class"]),
        "surface": _codes(meanings, "surface", words["surface"]),
        "smoothness": _codes(meanings, "smoothness", words["smoothness"]),
        "condition": np.zeros(len(meanings), dtype=np.uint8),
        "level": np.array([each.level for each in meanings], dtype=np.int8),
    }
    for field in fields(Traits):
        if field.name not in given and field.name not in {"way_id", "name", "ref"}:
            given[field.name] = np.array([getattr(each, field.name) for each in meanings], dtype=np.bool_)
    traits = {name: values[tags] for name, values in given.items()}
    if len(ways.ford_nodes):
        fords = np.isin(node_id, ways.ford_nodes)
        traits["ford"] |= fords[start] | fords[end]
    return RoadSegments(
        node_id=node_id,
        longitude=ways.longitude[source],
        latitude=ways.latitude[source],
        start=start,
        end=end,
        length_m=length,
        forward=np.array([each.forward for each in meanings], dtype=np.uint8)[tags],
        backward=np.array([each.backward for each in meanings], dtype=np.uint8)[tags],
        traits=Traits(way_id=ways.way_id[way], name=ways.name[way], ref=ways.ref[way], **traits),
        words=words,
    )


def _codes(meanings: list[WayMeaning], name: str, words: tuple[str, ...]) -> NDArray[np.uint8]:
    place = {word: code for code, word in enumerate(words)}
    return np.array([place.get(getattr(each, name), 0) for each in meanings], dtype=np.uint8)


def _report_excluded(
    ways: OsmWays, meanings: list[WayMeaning], way_km: NDArray[np.float64], report: ImportReport
) -> None:
    """Ways that are no part of the network, by reason and class."""
    combinations = len(meanings)
    count = np.bincount(ways.tags, minlength=combinations)
    km = np.bincount(ways.tags, weights=way_km, minlength=combinations)
    for reason in _EXCLUDED:
        by_class: dict[str, list[float]] = {}
        for each, number, length in zip(meanings, count.tolist(), km.tolist(), strict=True):
            if each.excluded == reason:
                total = by_class.setdefault(each.road_class, [0, 0.0])
                total[0] += number
                total[1] += length
        examples = [
            {"highway": road_class, "ways": number, "km": round(length, 3)}
            for road_class, (number, length) in sorted(by_class.items(), key=lambda entry: (-entry[1][1], entry[0]))
        ]
        totals = [sum(total[part] for total in by_class.values()) for part in (0, 1)]
        report.add(reason, int(totals[0]), totals[1], examples)


def _report_not_understood(
    ways: OsmWays, meanings: list[WayMeaning], way_km: NDArray[np.float64], report: ImportReport
) -> None:
    count = np.bincount(ways.tags, minlength=len(meanings))
    km = np.bincount(ways.tags, weights=way_km, minlength=len(meanings))
    by_tag: dict[str, list[float]] = {}
    touched = 0.0
    for each, number, length in zip(meanings, count.tolist(), km.tolist(), strict=True):
        touched += length if each.not_understood else 0.0
        for tag in each.not_understood:
            total = by_tag.setdefault(tag, [0, 0.0])
            total[0] += number
            total[1] += length
    examples = [
        {"tag": tag, "ways": int(number), "km": round(length, 3)}
        for tag, (number, length) in sorted(by_tag.items(), key=lambda entry: (-entry[1][1], entry[0]))
    ]
    report.add("not_understood", len(by_tag), touched, examples)


def _ways_at(ways: OsmWays, rows: NDArray[Any]) -> list[dict[str, int]]:
    return [{"way": int(way)} for way in np.unique(ways.way_id[rows])]


def _why_none(report: ImportReport) -> str:
    found = [f"{item.count} {kind}" for kind, item in report.items.items()]
    return ", ".join(found) if found else "every way has fewer than two nodes"
