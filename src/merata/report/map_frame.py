"""From degrees to the pixels of a small map, and roads made light enough for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags

DEGREE_KM = 111.195
"""Kilometres of a degree of latitude on a sphere of 6,371 km."""

LINES_MOST = 5000
"""Pieces of road on one map; where there are more, the grid they are laid on gets coarser."""

_GRID_PX = 0.5
_TOLERANCE_PX = 0.4
_LEAST_KM = 3.0
_MARGIN = 0.08
_BAR_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the map: its west and north in degrees, pixels per degree of longitude and of latitude, its size."""

    west: float
    north: float
    east_px: float
    south_px: float
    width_px: int
    height_px: int

    @staticmethod
    def around(longitude: Floats, latitude: Floats, width_px: int, height_px: int) -> Frame:
        """The least window of that shape that holds some places (one at least), with a margin, 3 km across or more."""
        west, east = float(longitude.min()), float(longitude.max())
        south, north = float(latitude.min()), float(latitude.max())
        shrink = math.cos(math.radians((south + north) / 2))
        wide = max((east - west) * shrink * (1 + 2 * _MARGIN), _LEAST_KM / DEGREE_KM)
        high = max((north - south) * (1 + 2 * _MARGIN), _LEAST_KM / DEGREE_KM * height_px / width_px)
        scale = min(width_px / wide, height_px / high)
        return Frame(
            west=(west + east) / 2 - width_px / scale / shrink / 2,
            north=(south + north) / 2 + height_px / scale / 2,
            east_px=scale * shrink,
            south_px=scale,
            width_px=width_px,
            height_px=height_px,
        )

    def pixels(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """x and y of places, in pixels from the upper left."""
        return (longitude - self.west) * self.east_px, (self.north - latitude) * self.south_px

    def inside(self, x: Floats, y: Floats) -> Flags:
        """Which pixels are in the window."""
        return (x >= 0) & (x <= self.width_px) & (y >= 0) & (y <= self.height_px)

    def bar(self) -> tuple[float, float]:
        """Kilometres, a round number, and pixels of a scale bar."""
        px_per_km = self.south_px / DEGREE_KM
        room = self.width_px * _BAR_SHARE / px_per_km
        power = 10.0 ** math.floor(math.log10(room))
        km = max(step * power for step in (1, 2, 5) if step * power <= room)
        return km, km * px_per_km


def touching(frame: Frame, start: Floats, end: Floats) -> Flags:
    """Which pieces (x and y of both ends, s × 2 each) may touch the window."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    across = (low[:, 0] <= frame.width_px) & (high[:, 0] >= 0)
    down: Flags = (low[:, 1] <= frame.height_px) & (high[:, 1] >= 0)
    return across & down


def grid_px(start: Floats, end: Floats, most: int = LINES_MOST) -> float:
    """How fine a grid the pieces (s × 2 each, pixels) may be laid on so that not more than `most` are left."""
    grid = _GRID_PX
    while len(_on_grid(start, end, grid)) > most:
        grid *= 2
    return grid


def path(start: Floats, end: Floats, grid: float) -> str:
    """Pieces of road (s × 2 each, pixels) as one SVG path: on a grid, each once, joined, without needless bends."""
    pieces = _on_grid(start, end, grid)
    if not len(pieces):
        return ""
    lines = shapely.MultiLineString(list(pieces.reshape(-1, 2, 2) * grid))
    merged = shapely.get_parts(shapely.line_merge(lines))
    return "".join(_drawn(shapely.get_coordinates(line)) for line in shapely.simplify(merged, _TOLERANCE_PX))


def _on_grid(start: Floats, end: Floats, grid: float) -> Integers:
    """The different pieces (k × 4) in steps of the grid, those that vanish left out."""
    first, second = np.rint(start / grid).astype(np.int64), np.rint(end / grid).astype(np.int64)
    turned = (first[:, 0] > second[:, 0]) | ((first[:, 0] == second[:, 0]) & (first[:, 1] > second[:, 1]))
    low, high = np.where(turned[:, None], second, first), np.where(turned[:, None], first, second)
    pieces = np.concatenate([low, high], axis=1)
    different: Integers = np.unique(pieces[(low != high).any(axis=1)], axis=0)
    return different


def _drawn(points: Floats) -> str:
    """A line, in tenths of a pixel from point to point."""
    tenths = np.rint(points * 10).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    texts = [f"{_tenth(x)} {_tenth(y)}" for x, y in steps.tolist()]
    return f"M{_tenth(int(tenths[0, 0]))} {_tenth(int(tenths[0, 1]))}l" + " ".join(texts)


def _tenth(value: int) -> str:
    return f"{value / 10:g}"
