"""The shapes of villages, made light, and the classes that a map shows their values in."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from merata.errors import Fault, InputError

CLASSES = 5

_TOLERANCE = 1 / 450
"""Shapes are simplified by this share of the map's width: less than a pixel at the size of a page."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Village polygons on a plane: x in degrees shrunk by latitude, y in degrees; by village code."""

    polygons: dict[str, Any]
    kecamatan: dict[str, str]

    def only(self, codes: set[str]) -> Shapes:
        """The polygons of these villages alone."""
        return Shapes({code: shape for code, shape in self.polygons.items() if code in codes}, self.kecamatan)


def read_shapes(path: Path) -> Shapes:
    """The polygons of a GeoJSON file whose features carry the village code as `code` or `village_code`.

    Raises `InputError` with every feature that has no code or no usable polygon.
    """
    features = json.loads(path.read_text(encoding="utf-8")).get("features", [])
    polygons: dict[str, Any] = {}
    kecamatan: dict[str, str] = {}
    faults = []
    for row, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        code = properties.get("code") or properties.get("village_code")
        geometry = shape(feature["geometry"]) if feature.get("geometry") else None
        if not code or geometry is None or geometry.is_empty:
            problem = "a feature without a village code or without a polygon"
            faults.append(Fault(path.name, row, "code", code, "a village code and a polygon", problem))
            continue
        polygons[code] = geometry
        kecamatan[code] = properties.get("kecamatan_code") or code.rpartition(".")[0]
    if faults:
        raise InputError(f"{path.name} cannot be drawn: mend or leave out the file", faults)
    return Shapes(_light(polygons), kecamatan)


def _light(polygons: dict[str, Any]) -> dict[str, Any]:
    """Projected and simplified, together where they can be, so that neighbours keep a common border."""
    if not polygons:
        return {}
    shapes = np.array(list(polygons.values()), dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    shrink = math.cos(math.radians((south + north) / 2))
    flat = shapely.transform(shapes, lambda points: points * np.array([shrink, 1.0]))
    width = max((east - west) * shrink, 1e-9)
    # Only shapes that meet without gaps or overlaps can be simplified together; boundary files often do not.
    together = bool(shapely.coverage_is_valid(flat))
    simplify = shapely.coverage_simplify if together else shapely.simplify
    simple = simplify(flat, width * _TOLERANCE)
    return dict(zip(polygons, simple, strict=True))


def class_limits(values: Sequence[float]) -> list[float]:
    """Rounded limits of at most five classes with about equally many values, which enclose them all.

    Each limit is as round as its distance to the next allows; classes narrower than a thousandth of the whole
    spread are joined. Empty for no values.
    """
    if not values:
        return []
    data = np.asarray(values, dtype=np.float64)
    low, high = float(data.min()), float(data.max())
    least = max((high - low) / 1000, 1e-4 * float(np.abs(data).max()), 1e-6)
    inner: list[float] = []
    for quantile in np.quantile(data, np.linspace(0, 1, CLASSES + 1)[1:-1]):
        if quantile - (inner[-1] if inner else low) > least and high - quantile > least:
            inner.append(float(quantile))
    units = [_unit(max(right - left, least)) for left, right in pairwise([low, *inner, high])]
    rounded = [
        round(limit / unit) * unit for limit, unit in zip(inner, (min(pair) for pair in pairwise(units)), strict=True)
    ]
    first, last = math.floor(low / units[0]) * units[0], math.ceil(high / units[-1]) * units[-1]
    limits = sorted({round(limit, 12) for limit in (first, *rounded, last)})
    return limits if len(limits) > 1 else [limits[0], limits[0] + units[0]]


def _unit(width: float) -> float:
    """The power of ten just below a width."""
    return float(10.0 ** math.floor(math.log10(width)))


def class_of(value: float, limits: Sequence[float]) -> int:
    """The place of the class that a value is in; those outside all classes are in the nearest."""
    return int(np.clip(np.searchsorted(limits, value, side="right") - 1, 0, len(limits) - 2))


def spread(colours: Sequence[str], count: int) -> list[str]:
    """`count` of the colours, spread from the palest to the darkest."""
    places = np.linspace(0, len(colours) - 1, count).round().astype(int) if count > 1 else [len(colours) // 2]
    return [colours[int(place)] for place in places]
