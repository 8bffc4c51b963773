"""The area from which a facility is reached within some minutes, as polygons made of the cells of a grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import shapely
from scipy.ndimage import distance_transform_edt
from shapely.geometry.base import BaseGeometry

from merata.access.kernel.graph import Floats, Integers
from merata.access.kernel.nearest import nearest
from merata.access.measures.placement import Placement
from merata.access.network import Flags
from merata.access.proximity import on_plane
from merata.access.segments import EARTH_RADIUS_M
from merata.errors import UsageError

CELL_M = 100.0
"""The size of a cell unless another is given."""

BESIDE_M = 200.0
"""How far beside a reached road the area reaches unless otherwise told."""

_MOST_CELLS = 50_000_000


def isochrones(
    placement: Placement, within_minutes: Sequence[float], *, cell_m: float = CELL_M, beside_m: float = BESIDE_M
) -> pa.Table:
    """For each kind of facility and threshold the area from whose roads one is reached in time.

    Columns: kind, within_minutes, geometry (WKB, a MultiPolygon in longitude and latitude; empty: nothing is reached),
    area_km2, resolution_m. Method: points on the roads at most half a cell apart have the least of the minutes by
    either end of their segment, along permitted directions, and straight to a facility on it; a cell is in where its
    centre is within `beside_m` of the centre of a cell with such a point. So the outline is of cells, off by up to a
    cell and a half, and the minutes are those from the road on: the walk to it is not in them. Raises `UsageError` for
    thresholds, cells or widths that are not above 0, and for a grid of more than 50 million cells.
    """
    wrong = [f"{value}" for value in (*within_minutes, cell_m, beside_m) if not value > 0]
    if wrong or not within_minutes:
        raise UsageError(f"thresholds, cell_m and beside_m must be above 0, and a threshold given; got {wrong}")
    network = placement.network
    minutes = nearest(placement.graph, placement.labels())[:, : network.nodes]
    reference = float(network.latitude.mean())
    plane = on_plane(network.longitude, network.latitude, reference)
    arc, points = _points(placement, plane, cell_m)
    beside, beside_points, beside_minutes = _points_of_facilities(placement, plane, cell_m)
    points = np.concatenate([points, beside_points])
    margin = beside_m + 2 * cell_m
    origin = plane.min(axis=0) - margin
    shape = tuple(int(size) for size in np.ceil((plane.max(axis=0) + margin - origin) / cell_m))
    if shape[0] * shape[1] > _MOST_CELLS:
        raise UsageError(f"{shape[0]} × {shape[1]} cells of {cell_m} m are too many; make them larger")
    cell = ((points[:, 1:] - origin) / cell_m).astype(np.int64)
    rows = []
    for kind, word in enumerate(placement.kinds):
        own = np.where(placement.facilities.kind[beside] == kind, beside_minutes, np.inf)
        along = np.concatenate([_minutes_at(placement, arc, points[: len(arc), 0], minutes[kind]), own])
        for threshold in within_minutes:
            marked = np.zeros(shape, dtype=np.bool_)
            inside = along <= threshold
            marked[cell[inside, 0], cell[inside, 1]] = True
            covered = _beside(marked, beside_m / cell_m)
            shapes = shapely.transform(_outline(covered), lambda xy: _degrees(xy * cell_m + origin, reference))
            rows.append((word, float(threshold), shapely.to_wkb(shapes), float(covered.sum()) * cell_m**2 / 1e6))
    kinds, thresholds, geometry, area = zip(*rows, strict=True)
    return pa.table(
        {
            "kind": pa.array(kinds, pa.string()),
            "within_minutes": pa.array(thresholds, pa.float64()),
            "geometry": pa.array(geometry, pa.binary()),
            "area_km2": pa.array(area, pa.float64()),
            "resolution_m": pa.array([float(cell_m)] * len(rows), pa.float64()),
        }
    )


def _points(placement: Placement, plane: Floats, cell_m: float) -> tuple[Integers, Floats]:
    """Points along every usable arc: the arc of each, and its share of the way and place on the plane (p × 3)."""
    network = placement.network
    usable = np.flatnonzero(np.isfinite(network.arc_minutes(placement.mode, placement.season)))
    row, share, place = _along(plane[network.tail[usable]], plane[network.head[usable]], cell_m)
    return usable[row], np.column_stack([share, place])


def _points_of_facilities(placement: Placement, plane: Floats, cell_m: float) -> tuple[Integers, Floats, Floats]:
    """Points along each facility's own segment: the facility of each, its share and place, and its minutes."""
    at = placement.facilities_at
    rows = np.flatnonzero(at.reached)
    row, share, place = _along(plane[at.tail[rows]], plane[at.head[rows]], cell_m)
    facility = rows[row]
    # The share itself is a point too, so that a facility at a road that only leaves it is on the map.
    one = at.share[rows, None]
    doors = plane[at.tail[rows]] * (1 - one) + plane[at.head[rows]] * one
    facility, share = np.concatenate([facility, rows]), np.concatenate([share, at.share[rows]])
    ahead = at.share[facility] - share
    minutes = np.where(ahead > 0, at.ahead_minutes[facility], at.back_minutes[facility])
    road = np.multiply(np.abs(ahead), minutes, out=np.zeros(len(ahead)), where=ahead != 0)
    points = np.column_stack([share, np.concatenate([place, doors])])
    return facility, points, road + placement.door_minutes[facility]


def _along(start: Floats, end: Floats, cell_m: float) -> tuple[Integers, Floats, Floats]:
    """Points at most half a cell apart from each start to its end: the row of each, its share and its place."""
    pieces = np.maximum(np.ceil(np.hypot(*(end - start).T) / (cell_m / 2)).astype(np.int64), 1)
    row = np.repeat(np.arange(len(start)), pieces + 1)
    number = np.arange(len(row)) - np.repeat(np.cumsum(pieces + 1) - (pieces + 1), pieces + 1)
    share = number / pieces[row]
    return row, share, start[row] + share[:, None] * (end - start)[row]


def _minutes_at(placement: Placement, arc: Integers, share: Floats, minutes: Floats) -> Floats:
    """Minutes from the points on along their arc; a two-way segment has the points of its other arc too."""
    network = placement.network
    ahead: Floats = network.arc_minutes(placement.mode, placement.season)[arc]
    through: Floats = (1 - share) * ahead + minutes[network.head[arc]]
    return through


def _beside(marked: Flags, cells: float) -> Flags:
    """Which cells have their centre within so many cells of a marked one's."""
    if not marked.any():
        return marked
    return np.asarray(distance_transform_edt(~marked) <= cells)


def _outline(covered: Flags) -> BaseGeometry:
    """The covered cells as one MultiPolygon, in cells: runs of each column as boxes, joined."""
    edges = np.diff(np.pad(covered.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    column, first = np.nonzero(edges == 1)
    _, last = np.nonzero(edges == -1)
    joined = shapely.union_all(np.asarray(shapely.box(column, first, column + 1, last)))
    return shapely.MultiPolygon([part for part in shapely.get_parts(joined) if part.geom_type == "Polygon"])


def _degrees(metres: Floats, reference_latitude: float) -> Floats:
    """The inverse of `on_plane`."""
    east = metres[:, 0] / (EARTH_RADIUS_M * np.cos(np.radians(reference_latitude)))
    degrees: Floats = np.degrees(np.column_stack([east, metres[:, 1] / EARTH_RADIUS_M]))
    return degrees
