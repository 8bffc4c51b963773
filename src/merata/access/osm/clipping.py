"""The boundary of a region, from GeoJSON, and the roads within it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from merata.access.import_report import ImportReport
from merata.access.network import Flags
from merata.access.segments import RoadSegments
from merata.errors import InputError


def read_boundary(path: Path) -> BaseGeometry:
    """The union of all polygons of a GeoJSON file, in degrees. Raises `InputError` where it holds none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        features = document["features"] if document.get("type") == "FeatureCollection" else [document]
        geometries = [shape(feature.get("geometry", feature)) for feature in features]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GEOSException) as error:
        raise InputError(f"the boundary {path} cannot be read as GeoJSON: {error!r}") from error
    polygons = [each for each in geometries if each.geom_type in {"Polygon", "MultiPolygon"} and not each.is_empty]
    if not polygons:
        raise InputError(f"the boundary {path} holds no polygon; expected the region's outline, or its villages'")
    west, south, east, north = shapely.total_bounds(polygons)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError(f"the boundary {path} reaches from {west}, {south} to {east}, {north}; expected degrees")
    return shapely.union_all([shapely.make_valid(polygon) for polygon in polygons])


def clipped(segments: RoadSegments, boundary: BaseGeometry, report: ImportReport) -> tuple[RoadSegments, Flags]:
    """The segments with at least one end within `boundary`, and which of their nodes lie within it.

    Raises `InputError` where none is left, and says so where longitude and latitude seem to be swapped.
    """
    shapely.prepare(boundary)
    inside = shapely.contains_xy(boundary, segments.longitude, segments.latitude)
    kept = inside[segments.start] | inside[segments.end]
    if not kept.any():
        swapped = shapely.contains_xy(boundary, segments.latitude, segments.longitude).any()
        found = shapely.MultiPoint(np.column_stack([segments.longitude, segments.latitude])).bounds
        raise InputError(
            f"no road of {report.file} lies within the boundary: roads reach from {_corner(found[:2])} to "
            f"{_corner(found[2:])}, the boundary from {_corner(boundary.bounds[:2])} to {_corner(boundary.bounds[2:])} "
            "(longitude, latitude)"
            + ("; with longitude and latitude swapped they would: swap them in one of the files" if swapped else "")
        )
    report.add("outside", int((~kept).sum()), float(segments.length_m[~kept].sum()) / 1000)
    within = segments.take(kept)
    used = np.zeros(len(inside), dtype=np.bool_)
    used[within.start] = True
    used[within.end] = True
    return within.used_nodes(), inside[used]


def _corner(corner: tuple[float, ...]) -> str:
    return f"{corner[0]:.4f}, {corner[1]:.4f}"
