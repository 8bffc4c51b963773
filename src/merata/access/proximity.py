"""Which segments are near which points, in metres on a plane."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from merata.access.kernel.graph import Floats, Integers
from merata.access.segments import EARTH_RADIUS_M

_CELLS_ACROSS = 2_000
"""The finest raster of the filter; 16 MB."""

_SEGMENTS_A_CELL = 1.0
"""About as fine as pays: a finer raster costs more than the segments that it would rule out."""


def on_plane(longitude: Floats, latitude: Floats, reference_latitude: float) -> Floats:
    """Points as (n, 2) metres east and north, true along parallels at `reference_latitude` (equirectangular)."""
    east = np.radians(longitude) * (EARTH_RADIUS_M * np.cos(np.radians(reference_latitude)))
    return np.column_stack([east, np.radians(latitude) * EARTH_RADIUS_M])


def segments_near(start: Floats, end: Floats, points: Floats, radius_m: Floats) -> Integers:
    """The segments (rows of `start` and `end`, s × 2) whose bounding box may lie within `radius_m` of a point (p × 2).

    None that does is missed; some that do not are among them. One pass over a raster on which the points' squares are
    marked and summed, so that each segment costs four look-ups.
    """
    if not len(points) or not len(start):
        return np.zeros(0, dtype=np.int64)
    low, high = points - radius_m[:, None], points + radius_m[:, None]
    origin, reach = low.min(axis=0), float((high.max(axis=0) - low.min(axis=0)).max())
    cell = max(reach / min(_CELLS_ACROSS, 1 + math.isqrt(int(len(start) / _SEGMENTS_A_CELL))), 1.0)
    across = int(reach // cell) + 2
    first, last = _cells(low, origin, cell, across), _cells(high, origin, cell, across)
    # A square is marked by its corners in a table of differences, then summed twice: once to fill, once to count.
    marks = np.zeros((across + 1, across + 1), dtype=np.int32)
    np.add.at(marks, (first[:, 0], first[:, 1]), 1)
    np.add.at(marks, (last[:, 0] + 1, first[:, 1]), -1)
    np.add.at(marks, (first[:, 0], last[:, 1] + 1), -1)
    np.add.at(marks, (last[:, 0] + 1, last[:, 1] + 1), 1)
    filled = marks.cumsum(axis=0).cumsum(axis=1)[:across, :across] > 0
    sums = np.zeros((across + 1, across + 1), dtype=np.int32)
    np.cumsum(np.cumsum(filled, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    inside = ((np.maximum(start, end) >= origin) & (np.minimum(start, end) <= origin + cell * across)).all(axis=1)
    rows = np.flatnonzero(inside)
    lower = _cells(np.minimum(start[rows], end[rows]), origin, cell, across)
    upper = _cells(np.maximum(start[rows], end[rows]), origin, cell, across) + 1
    hits = (
        sums[upper[:, 0], upper[:, 1]]
        - sums[lower[:, 0], upper[:, 1]]
        - sums[upper[:, 0], lower[:, 1]]
        + sums[lower[:, 0], lower[:, 1]]
    )
    return rows[hits > 0]


def nearest_on_segments(start: Floats, end: Floats, points: Floats) -> tuple[Floats, Floats]:
    """For each row: the share of the way from `start` to `end` at which `point` is nearest, and its distance in metres.

    All are (k, 2). A segment without length is its start. Shares within 1e-9 of an end are the end.
    """
    along, away = end - start, points - start
    squared = np.einsum("ij,ij->i", along, along)
    dot = np.einsum("ij,ij->i", along, away)
    share = np.clip(np.divide(dot, squared, out=np.zeros_like(dot), where=squared > 0), 0.0, 1.0)
    share[share < 1e-9] = 0.0
    share[share > 1 - 1e-9] = 1.0
    gap = away - share[:, None] * along
    return share, np.hypot(gap[:, 0], gap[:, 1])


def _cells(points: Floats, origin: Floats, cell: float, across: int) -> NDArray[np.int64]:
    return np.clip(((points - origin) / cell).astype(np.int64), 0, across - 1)
