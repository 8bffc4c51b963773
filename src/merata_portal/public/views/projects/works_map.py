"""The map of works: one sign for each, by stage, on the outlines of the kecamatan; shapes differ as well as colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import numpy as np
import shapely
from django.utils.translation import gettext as _

from merata.report import style, svg
from merata.report.map_pictures import ground_of, place_names
from merata_portal.analysis.queries.outlines import Drawn
from merata_portal.infrastructure.queries.public_works import STAGES, Pin

COLOURS = {"planned": "#c98a1b", "contracted": "#3b4f9a", "finished": style.ACCENT, "cancelled": "#6b6b6b"}
LATE = "#8d1f1f"
_KEY_PX = 20
_MARGIN_PX = 1.0
_FEW = 80
"""Signs are drawn smaller where there are more."""


def works_picture(found: Drawn | None, pins: Sequence[Pin], names: Mapping[str, str], *, alt: str) -> str:
    """The works on the map, with the `names` of kecamatan by code.

    Empty where there are no outlines or no works: the list beside it has them all.
    """
    if found is None or not pins:
        return ""
    ground, place = ground_of(found.shapes), _plane(found)
    body = [
        f'<path d="{ground.borders}" fill="#f7f8f6" stroke="{style.QUIET_INK}" stroke-width=".7" fill-rule="evenodd"/>'
    ]
    body += place_names(ground, names)
    size = 1.0 if len(pins) <= _FEW else 0.65
    body += [_sign(*place(one), one, size) for one in pins]
    top = ground.height_px + 14
    stages = [code for code in STAGES if any(one.stage == code for one in pins)]
    late = any(one.late for one in pins)
    for at, code in enumerate([*stages, *(["late"] if late else [])]):
        x, y = 8 + (at % 2) * svg.WIDTH_PX / 2, top + _KEY_PX * (at // 2)
        body.append(_ring(x, y) if code == "late" else _mark(x, y, code))
        label = _("lewat hari yang dijanjikan") if code == "late" else str(STAGES[code][0])
        body.append(svg.text(x + 12, y + 4, label))
    rows = (len(stages) + late + 1) // 2
    return svg.picture(top + _KEY_PX * rows, alt, body, css="map")


def _plane(found: Drawn) -> Callable[[Pin], tuple[float, float]]:
    """Where a pin stands in the picture: on the plane and in the scale of `map_pictures.ground_of`."""
    every = np.array(list(found.shapes.polygons.values()), dtype=object)
    west, _south, east, north = shapely.total_bounds(every)
    scale = (svg.WIDTH_PX - 2) / max(east - west, 1e-9)

    def place(one: Pin) -> tuple[float, float]:
        x, y = one.longitude * found.shrink - west, north - one.latitude
        return float(x) * scale + _MARGIN_PX, float(y) * scale + _MARGIN_PX

    return place


def _sign(x: float, y: float, one: Pin, size: float) -> str:
    ring = _ring(x, y, size) if one.late else ""
    return f"<g><title>{escape(one.name)}</title>{ring}{_mark(x, y, one.stage, size)}</g>"


def _ring(x: float, y: float, size: float = 1.0) -> str:
    return (
        f'<circle cx="{svg.number(x)}" cy="{svg.number(y)}" r="{svg.number(7 * size)}" fill="none" stroke="{LATE}" '
        f'stroke-width="{svg.number(2 * size)}"/>'
    )


def _mark(x: float, y: float, stage: str, size: float = 1.0) -> str:
    """A circle for what is finished, a square for what is contracted, a triangle for what is planned, a cross else."""
    fill, number = COLOURS[stage], svg.number
    half = 4 * size
    if stage == "finished":
        return (
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(4.5 * size)}" fill="{fill}" stroke="#fff" '
            f'stroke-width="{number(size)}"/>'
        )
    if stage == "contracted":
        side = number(2 * half)
        return (
            f'<path d="M{number(x - half)} {number(y - half)}h{side}v{side}h-{side}z" fill="{fill}" stroke="#fff" '
            f'stroke-width="{number(size)}"/>'
        )
    if stage == "planned":
        wide, high = number(5 * size), number(9 * size)
        return (
            f'<path d="M{number(x)} {number(y - 5 * size)}l{wide} {high}h-{number(10 * size)}z" fill="{fill}" '
            f'stroke="#fff" stroke-width="{number(size)}"/>'
        )
    side = number(2 * half)
    return (
        f'<path d="M{number(x - half)} {number(y - half)}l{side} {side}m0-{side}l-{side} {side}" stroke="{fill}" '
        f'stroke-width="{number(2.5 * size)}"/>'
    )
