"""Maps of the villages as light SVG: classes of a value as shades, each village telling its value to a pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from merata.report import style, svg
from merata.report.shapes import Shapes, class_limits, class_of, spread

_KEY_PX = 20
_NAME_PX = 10.5
_SMALL_PX = 7


@dataclass(frozen=True, slots=True)
class Ground:
    """The outlines as SVG paths: of each village, and of the kecamatan; where each kecamatan's name may stand."""

    villages: Mapping[str, str]
    borders: str
    places: Mapping[str, tuple[float, float, float]]
    height_px: float


@dataclass(frozen=True, slots=True)
class Words:
    """What a map says: its title, how a value is written, and what its two special fills mean."""

    title: str
    write: Callable[[float], str]
    withheld: str = ""
    no_data: str = ""
    nothing: str = ""


def village_picture(  # noqa: PLR0913 - what a map shows
    shapes: Shapes,
    values: Mapping[str, float],
    words: Words,
    *,
    alt: str,
    names: Mapping[str, str] | None = None,
    kecamatan: Mapping[str, str] | None = None,
    colours: Sequence[str] = style.SPENDING_COLOURS,
    withheld: frozenset[str] = frozenset(),
    limits: Sequence[float] = (),
    id_prefix: str = "map",
) -> str:
    """A map of `values` by village code, in at most five classes of about equally many villages.

    Villages that have exactly nothing are a class of their own where `words.nothing` names it. `names` are the
    villages', told to a pointer; `kecamatan` those written on the map. `limits` (see `class_limits`) make several maps
    comparable. `id_prefix` must be the only one of its kind on a page. Withheld villages are hatched.
    """
    ground = ground_of(shapes)
    shown = {code: value for code, value in values.items() if code in ground.villages and code not in withheld}
    apart = {code for code, value in shown.items() if value == 0.0} if words.nothing else set()
    bounds = list(limits) or class_limits([value for code, value in shown.items() if code not in apart])
    shades = spread(colours, len(bounds) - 1) if bounds else []
    fills: dict[str, str] = {}
    for code in ground.villages:
        if code in withheld:
            fills[code] = f"url(#{id_prefix}-h)"
        elif code in apart:
            fills[code] = _NOTHING
        elif code in shown:
            fills[code] = shades[class_of(shown[code], bounds)]
        else:
            fills[code] = style.NO_DATA
    body = [_hatch(id_prefix)] if withheld else []
    body += list(_villages(ground, fills, values, names or {}, words, withheld))
    body.append(f'<path d="{ground.borders}" fill="none" stroke="{style.QUIET_INK}" stroke-width=".7"/>')
    body += list(place_names(ground, kecamatan or {}))
    entries = [
        (shade, f"{words.write(a)} – {words.write(b)}") for shade, (a, b) in zip(shades, pairwise(bounds), strict=True)
    ]
    used = set(fills.values())
    entries = [entry for entry in entries if limits or entry[0] in used]
    extra = ((_NOTHING, words.nothing), (f"url(#{id_prefix}-h)", words.withheld), (style.NO_DATA, words.no_data))
    entries += [(fill, said) for fill, said in extra if fill in used and said]
    top = ground.height_px + 8
    body += _keys(entries, words.title, top)
    lines = len(svg.wrapped(words.title, svg.WIDTH_PX))
    return svg.picture(top + 15 * lines + _KEY_PX * ((len(entries) + 1) // 2) + 8, alt, body, css="map")


_NOTHING = "#f7f8f6"


def ground_of(shapes: Shapes) -> Ground:
    """The outlines of shapes in pixels; kept for the shapes last asked for."""
    key = tuple(shapes.polygons)
    return _grounds(key, _Held(shapes))


class _Held:
    """Shapes that are the same where they are the same object: geometries do not hash quickly."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def __hash__(self) -> int:
        return id(self.shapes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.shapes is self.shapes


@lru_cache(maxsize=8)
def _grounds(_codes: tuple[str, ...], held: _Held) -> Ground:
    shapes = held.shapes
    if not shapes.polygons:
        return Ground({}, "", {}, 60.0)
    every = np.array(list(shapes.polygons.values()), dtype=object)
    west, south, east, north = shapely.total_bounds(every)
    scale = (svg.WIDTH_PX - 2) / max(east - west, 1e-9)

    def flat(points: Any) -> Any:
        return (points - np.array([west, north])) * np.array([scale, -scale]) + 1.0

    drawn = dict(zip(shapes.polygons, shapely.transform(every, flat), strict=True))
    groups: dict[str, list[Any]] = {}
    for code, polygon in drawn.items():
        groups.setdefault(shapes.kecamatan[code], []).append(polygon)
    whole = {code: shapely.union_all(members) for code, members in sorted(groups.items())}
    places = {}
    for code, one in whole.items():
        largest = max(shapely.get_parts(one), key=lambda part: part.area)
        point = shapely.point_on_surface(largest) if not largest.contains(largest.centroid) else largest.centroid
        places[code] = (float(point.x), float(point.y), float(largest.area))
    return Ground(
        villages={code: _path(polygon) for code, polygon in drawn.items()},
        borders="".join(_path(one) for one in whole.values()),
        places=places,
        height_px=float((north - south) * scale) + 2,
    )


def _path(polygon: Any) -> str:
    """The rings of a polygon, in tenths of a pixel, each point by its distance to the last."""
    rings = [ring for part in shapely.get_parts(polygon) for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(np.rint(shapely.get_coordinates(ring) * 10).astype(np.int64)) for ring in rings)


def _ring(tenths: Any) -> str:
    steps = np.diff(tenths[:-1], axis=0).tolist()
    first = f"M{_tenth(int(tenths[0, 0]))} {_tenth(int(tenths[0, 1]))}"
    moved = "".join(f"{_tenth(x)}{' ' if y >= 0 else ''}{_tenth(y)} " for x, y in steps if x or y)
    return f"{first}l{moved.rstrip()}z" if moved else ""


def _tenth(value: int) -> str:
    said = f"{value / 10:g}"
    return said.replace("0.", ".", 1) if said.startswith(("0.", "-0.")) else said


def _villages(
    ground: Ground,
    fills: Mapping[str, str],
    values: Mapping[str, float],
    names: Mapping[str, str],
    words: Words,
    withheld: frozenset[str],
) -> Any:
    """The outlines, those of one shade together, so that a shade is named once."""
    for fill in sorted(set(fills.values())):
        inside = []
        for code, way in ground.villages.items():
            if fills[code] != fill:
                continue
            said = words.withheld if code in withheld else words.write(values[code]) if code in values else ""
            told = f"{names.get(code, code)}: {said or words.no_data}"
            inside.append(f'<path d="{way}"><title>{escape(told)}</title></path>')
        yield f'<g fill="{fill}" stroke="#fff" stroke-width=".4">{"".join(inside)}</g>'


def place_names(ground: Ground, kecamatan: Mapping[str, str]) -> Iterator[str]:
    """The names of kecamatan where they do not meet, the largest first; those that fit only in small letters are shown
    where there is room for small letters, on a wide screen.
    """
    taken: list[tuple[float, float, float, float]] = []
    small: list[tuple[float, float, float, float]] = []
    for code, (x, y, _area) in sorted(ground.places.items(), key=lambda place: -place[1][2]):
        name = kecamatan.get(code, "")
        if not name:
            continue
        box = _box(x, y, name, _NAME_PX)
        tight = _box(x, y, name, _SMALL_PX)
        if _free(box, taken) and _free(tight, small):
            taken.append(box)
            small.append(tight)
            yield svg.text(_inside(x, name, _NAME_PX), y + 3, name, anchor="middle", size=_NAME_PX, halo=True,
                           css="place")  # fmt: skip
        elif _free(tight, small):
            small.append(tight)
            yield svg.text(x, y + 2.5, name, anchor="middle", size=_SMALL_PX, halo=True, css="place more")


def _inside(x: float, name: str, size: float) -> float:
    half = svg.width_of(name, size) / 2
    return min(max(x, half), svg.WIDTH_PX - half)


def _box(x: float, y: float, name: str, size: float) -> tuple[float, float, float, float]:
    half = svg.width_of(name, size) / 2 + 1
    return (x - half, y - size / 2, x + half, y + size / 2)


def _free(box: tuple[float, ...], taken: Sequence[tuple[float, ...]]) -> bool:
    return not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )


def _keys(entries: Sequence[tuple[str, str]], title: str, top: float) -> list[str]:
    """The legend in two columns, under its title."""
    body, y = [], top + 8
    for said in svg.wrapped(title, svg.WIDTH_PX):
        body.append(svg.text(2, y, said, fill=style.QUIET_INK))
        y += 15
    rows = (len(entries) + 1) // 2
    for at, (fill, said) in enumerate(entries):
        x, row = (2 if at < rows else svg.WIDTH_PX / 2 + 2), y + _KEY_PX * (at % max(rows, 1))
        body += [
            f'<rect x="{svg.number(x)}" y="{svg.number(row - 9)}" width="14" height="12" fill="{fill}" '
            f'stroke="{style.QUIET_INK}" stroke-width=".4"/>',
            svg.text(x + 20, row + 1, said),
        ]
    return body


def _hatch(prefix: str) -> str:
    return (
        f'<defs><pattern id="{escape(prefix)}-h" width="4" height="4" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="4" height="4" fill="#eef0f1"/>'
        f'<rect width="1.2" height="4" fill="{style.WITHHELD}"/></pattern></defs>'
    )
