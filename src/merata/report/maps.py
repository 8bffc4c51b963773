"""Maps of the villages: classes of a value as shades, withheld villages hatched, shapes made light."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import shapely
from shapely.geometry import mapping

from merata.report import style
from merata.report.shapes import CLASSES, Shapes, class_limits, class_of, read_shapes, spread

__all__ = ["CLASSES", "Legend", "Shapes", "class_limits", "read_shapes", "village_map"]

MAP_WIDTH_PX = style.CHART_WIDTH_PX
_LEGEND_LETTERS = 50
"""A line of a legend's title that fits beneath the map."""


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of a map: its title, and what its two special fills mean."""

    title: str
    withheld: str
    no_data: str


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
    entries = dict(zip(labels, spread(colours, len(labels)), strict=True))
    classes = {code: labels[class_of(value, limits)] for code, value in shown.items()}
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
