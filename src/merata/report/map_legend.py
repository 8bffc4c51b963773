"""What stands on a map of travel times beside its roads, and the legend beneath it that explains all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from merata.access.kernel.graph import Floats
from merata.report import style
from merata.report.travel_scale import Scale

ROW_PX = 17
SQUARE_PX, RING_PX = 4.0, 10.0
"""Half the width of the mark of a facility, and of a project's place."""

_TITLE_LETTERS = 45
_COLUMNS = 2
_LABEL_LETTERS = 21


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on the roads: `facilities` (f × 2, degrees), the `works` of a project as lines (w × 2 × 2) and its
    `sites` (t × 2); and the words for each in the legend, and for villages.
    """

    facilities: Floats
    works: Floats
    sites: Floats
    facility_label: str
    project_label: str
    village_label: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The lines of a title, and the keys, drawn around the point 11, 0, with their words."""

    titles: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]

    @staticmethod
    def of(scale: Scale, marks: Marks, *, villages: bool) -> Legend:
        """The legend of a map of that scale with those marks, and with dots for `villages`."""
        return Legend(tuple(textwrap.wrap(scale.title, _TITLE_LETTERS)), tuple(_keys(scale, marks, villages=villages)))

    @property
    def _rows(self) -> int:
        return -(-len(self.keys) // _COLUMNS)

    @property
    def height_px(self) -> int:
        """How high it is."""
        return ROW_PX * (len(self.titles) + self._rows) + 8

    def drawn(self, top_px: int, width_px: int) -> Iterator[str]:
        """As parts of an SVG picture."""
        y = top_px + ROW_PX
        for title in self.titles:
            yield f'<text x="0" y="{y}" fill="{style.QUIET_INK}">{escape(title)}</text>'
            y += ROW_PX
        for place, (key, label) in enumerate(self.keys):
            column, row = divmod(place, self._rows)
            at = f"{column * width_px // _COLUMNS} {y - 4 + row * ROW_PX}"
            yield f'<g transform="translate({at})">{key}<text x="26" y="4">{escape(_short(label))}</text></g>'


def _short(label: str) -> str:
    """A label that fits its column: facilities may be called anything."""
    return label if len(label) <= _LABEL_LETTERS else label[: _LABEL_LETTERS - 1] + "…"


def square(x: float, y: float) -> str:
    """A facility."""
    ink = f'fill="{style.INK}" stroke="#fff" stroke-width="1.2"'
    return f'<rect x="{x - SQUARE_PX:.1f}" y="{y - SQUARE_PX:.1f}" width="8" height="8" {ink}/>'


def ring(x: float, y: float) -> str:
    """A place of a project."""
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none"'
    return f'{circle} stroke="#fff" stroke-width="5"/>{circle} stroke="{style.INK}" stroke-width="2.4"/>'


def _keys(scale: Scale, marks: Marks, *, villages: bool) -> Iterator[tuple[str, str]]:
    for entry in scale.entries:
        dashes = ' stroke-dasharray="2 3"' if entry.dashed else ""
        yield f'<path d="M2 0h18" stroke="{entry.colour}" stroke-width="5"{dashes}/>', entry.label
    if len(marks.facilities):
        yield square(11, 0), marks.facility_label
    if len(marks.sites):
        yield f'<g transform="translate(11 0) scale(.7)">{ring(0, 0)}</g>', marks.project_label
    elif len(marks.works):
        yield f'<path d="M2 0h18" stroke="{style.INK}" stroke-width="2.6" stroke-dasharray="5 4"/>', marks.project_label
    if villages:
        yield f'<circle cx="11" cy="0" r="4.5" fill="#fff" stroke="{style.INK}" stroke-width="1"/>', marks.village_label
