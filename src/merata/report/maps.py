"""Maps of the villages: classes of a value as shades, withheld villages hatched, shapes made light."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import shapely
from shapely.geometry import mapping, shape

from merata.errors import Fault, InputError
from merata.report import style

MAP_WIDTH_PX = style.CHART_WIDTH_PX
CLASSES = 5
_LEGEND_LETTERS = 50
"""A line of a legend's title that fits beneath the map."""

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


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of a map: its title, and what its two special fills mean."""

    title: str
    withheld: str
    no_data: str


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


def village_map(
    shapes: Shapes,
    values: Mapping[str, float],
    *,
    withheld: set[str],
    colours: Sequence[str],
    write: Callable[[float], str],
    legend: Legend,
) -> Any:
    """A choropleth of `values` by village code in at most five classes of about equally many villages.

    `write` puts a class limit into words. Villages in `withheld` are hatched, villages with neither are pale.
    """
    shown = {code: value for code, value in values.items() if code in shapes.polygons and code not in withheld}
    limits = class_limits(list(shown.values()))
    labels = [f"{write(a)} – {write(b)}" for a, b in pairwise(limits)]
    entries = dict(zip(labels, _spread(colours, len(labels)), strict=True))
    classes = {code: labels[_class_of(value, limits)] for code, value in shown.items()}
    for code in shapes.polygons:
        if code in withheld:
            classes[code] = legend.withheld
        classes.setdefault(code, legend.no_data)
    used = set(classes.values())
    entries |= {
        label: fill
        for label, fill in ((legend.withheld, style.WITHHELD), (legend.no_data, style.NO_DATA))
        if label in used
    }
    features = [_feature(shapes.polygons[code], classes[code]) for code in shapes.polygons]
    return _drawn(features, _borders(shapes), entries, _height(shapes), legend.title)


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


def _class_of(value: float, limits: Sequence[float]) -> int:
    return int(np.clip(np.searchsorted(limits, value, side="right") - 1, 0, len(limits) - 2))


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """`count` of the colours, spread from the palest to the darkest."""
    places = np.linspace(0, len(colours) - 1, count).round().astype(int) if count > 1 else [len(colours) // 2]
    return [colours[int(place)] for place in places]


def _feature(polygon: Any, label: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(polygon), "properties": {"class": label}}


def _borders(shapes: Shapes) -> list[dict[str, Any]]:
    """The outlines of the kecamatan, for orientation."""
    groups: dict[str, list[Any]] = {}
    for code, polygon in shapes.polygons.items():
        groups.setdefault(shapes.kecamatan[code], []).append(polygon)
    return [_feature(shapely.union_all(members), code) for code, members in sorted(groups.items())]


def _height(shapes: Shapes) -> int:
    if not shapes.polygons:
        return MAP_WIDTH_PX
    west, south, east, north = shapely.total_bounds(np.array(list(shapes.polygons.values()), dtype=object))
    return max(round(MAP_WIDTH_PX * float((north - south) / max(east - west, 1e-9))), 60)


def _drawn(
    features: list[dict[str, Any]],
    borders: list[dict[str, Any]],
    entries: Mapping[str, str],
    height: int,
    title: str,
) -> Any:
    areas = (
        alt.Chart(alt.InlineData(values=features))
        .mark_geoshape(stroke="white", strokeWidth=0.4)
        .encode(
            color=alt.Color(
                "properties.class:N",
                scale=alt.Scale(domain=list(entries), range=list(entries.values())),
                legend=alt.Legend(
                    title=textwrap.wrap(title, _LEGEND_LETTERS),
                    symbolType="square",
                    symbolSize=180,
                    symbolStrokeWidth=0,
                    columns=2,
                ),
            )
        )
    )
    lines = alt.Chart(alt.InlineData(values=borders)).mark_geoshape(fill=None, stroke=style.QUIET_INK, strokeWidth=0.6)
    return alt.layer(areas, lines).project(type="identity", reflectY=True).properties(width=MAP_WIDTH_PX, height=height)
