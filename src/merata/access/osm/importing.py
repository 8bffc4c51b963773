"""From an OpenStreetMap extract to a network, with a report of everything that was left out, mended or assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from shapely.geometry.base import BaseGeometry

from merata.access.assembly import network_of
from merata.access.conditions import ConditionRow, with_conditions
from merata.access.connectivity import report_components, report_dangling_bridges, report_traps
from merata.access.elevation import ElevationRaster, slopes
from merata.access.import_report import ImportReport
from merata.access.kernel.graph import Floats
from merata.access.network import Network
from merata.access.osm.clipping import clipped
from merata.access.osm.reading import read_ways
from merata.access.osm.segmenting import segments_of
from merata.access.repair import SnapLimits, joined_ends
from merata.access.segments import RoadSegments
from merata.access.speeds import Speeds, load_speeds


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What an import may be given beside the map: all of it optional.

    `boundary`: the region, in degrees; `conditions`: rows of the regency's list; `elevation`: heights; `snap`: how far
    road ends are joined.
    """

    boundary: BaseGeometry | None = None
    conditions: list[ConditionRow] | None = None
    elevation: ElevationRaster | None = None
    snap: SnapLimits = field(default_factory=SnapLimits)


def import_osm(
    path: Path, speeds: Speeds | None = None, choices: ImportChoices | None = None
) -> tuple[Network, ImportReport]:
    """The network of an OpenStreetMap file under `speeds` (by default the product's), and the report of its making.

    Raises `InputError` where the file is missing, truncated, damaged, without roads, or without roads in the boundary.
    """
    table, chosen = speeds or load_speeds(), choices or ImportChoices()
    report = ImportReport(path.name, table.provenance)
    segments = segments_of(read_ways(path), table, report)
    mendable = np.ones(len(segments.node_id), dtype=np.bool_)
    if chosen.boundary is not None:
        segments, mendable = clipped(segments, chosen.boundary, report)
    segments = joined_ends(segments, chosen.snap, report, mendable)
    if chosen.conditions is not None:
        segments = with_conditions(segments, chosen.conditions, report)
    slope = _slopes(segments, chosen.elevation, report)
    network = network_of(segments, table, slope)
    report_dangling_bridges(segments, mendable, report)
    report_components(segments, report)
    report_traps(network, report)
    _report_kept(segments, report)
    return network, report


def _slopes(segments: RoadSegments, elevation: ElevationRaster | None, report: ImportReport) -> Floats:
    if elevation is None:
        return np.zeros(len(segments))
    height = elevation.at(segments.longitude, segments.latitude)
    report.add("elevation_outside", int(np.isnan(height).sum()))
    return slopes(height[segments.start], height[segments.end], segments.length_m)


def _report_kept(segments: RoadSegments, report: ImportReport) -> None:
    traits, length = segments.traits, segments.length_m
    km = np.bincount(traits.road_class, weights=length, minlength=len(segments.words["road_class"])) / 1000
    classes = [
        {"highway": segments.words["road_class"][code], "km": round(float(km[code]), 3)}
        for code in np.argsort(-km, kind="stable")
        if km[code] > 0
    ]
    report.add("kept", len(segments), float(length.sum()) / 1000, classes)
    report.add("nodes", len(segments.node_id))
    for kind, flags in (
        ("surface_assumed", traits.surface_assumed),
        ("fords", traits.ford),
        ("closed_wet", traits.closed_wet),
    ):
        report.add(kind, int(flags.sum()), float(length[flags].sum()) / 1000)
