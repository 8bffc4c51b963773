"""Maps of roads and villages coloured by class of minutes, as small SVG pictures with their legends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags, Network
from merata.report import style
from merata.report.map_frame import Frame, grid_px, path, touching
from merata.report.map_labels import Box, bar_box, scale_bar, written_beside
from merata.report.map_legend import RING_PX, SQUARE_PX, Legend, Marks, ring, square
from merata.report.numbers import Numbers
from merata.report.travel_scale import NO_WAY_COLOUR, SAME, Classes, Scale

WIDTH_PX, HEIGHT_PX = 300, 220
"""The window of a map; its legend comes beneath. Drawn for a column of 60 mm on paper, or a small phone's width."""

MAIN_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary")

_FONT_PX = 12.5
_MAIN_PX, _MINOR_PX = 2.4, 1.3
_LEAST_RADIUS_PX, _MOST_RADIUS_PX = 2.0, 6.5
_LAND = "#fbfbf8"


@dataclass(frozen=True, slots=True)
class Roads:
    """The segments (s) that one may travel: `segment`, the nodes `tail` and `head`, degrees of both ends (s × 2,
    longitude and latitude each), and which are `main` roads, drawn thicker.
    """

    segment: Integers
    tail: Integers
    head: Integers
    start: Floats
    end: Floats
    main: Flags

    @staticmethod
    def of(network: Network, mode: str) -> Roads:
        """The segments of a network that `mode` may use in any season."""
        usable = np.isfinite(network.arc_minutes(mode, "dry")) | np.isfinite(network.arc_minutes(mode, "wet"))
        arcs = np.flatnonzero(usable)
        segment, first = np.unique(np.asarray(network.segment)[arcs], return_index=True)
        tail, head = (np.asarray(nodes)[arcs[first]].astype(np.int64) for nodes in (network.tail, network.head))
        places = np.stack([network.longitude, network.latitude], axis=1)
        main = np.array([word.removesuffix("_link") in MAIN_CLASSES for word in network.words["road_class"]])
        return Roads(
            segment.astype(np.int64), tail, head, places[tail], places[head], main[network.road_class[segment]]
        )

    def minutes(self, at_node: Floats, closed: Flags) -> Floats:
        """Minutes of the segments (s), the mean of both ends; infinite where one has no way, or they are `closed`."""
        mean: Floats = np.where(closed, np.inf, (at_node[self.tail] + at_node[self.head]) / 2)
        return mean

    def inside(self, frame: Frame) -> Flags:
        """Which of the segments (s) may touch the window of a map."""
        return touching(frame, *self.pixels(frame))

    def pixels(self, frame: Frame) -> tuple[Floats, Floats]:
        """x and y of both ends (s × 2 each)."""
        start, end = (np.stack(frame.pixels(side[:, 0], side[:, 1]), axis=1) for side in (self.start, self.end))
        return start, end


@dataclass(frozen=True, slots=True)
class Dots:
    """Villages (v): degrees, people, class, and of some the number in the table ("": none) and the name."""

    longitude: Floats
    latitude: Floats
    people: Floats
    classes: Classes
    labels: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Text:
    """What names a map: a `name` that is unique on its page, and a `description` for those who cannot see it."""

    name: str
    description: str


def road_map(
    frame: Frame,
    roads: Roads,
    classes: Classes,
    dots: Dots,
    marks: Marks,
    *,
    scale: Scale,
    text: Text,
    numbers: Numbers,
) -> str:
    """One map as an SVG element: the roads by their `classes` (s), villages as dots, facilities and the project."""
    near = frame.inside(*frame.pixels(dots.longitude, dots.latitude))
    shown = scale.used([classes[roads.inside(frame)], dots.classes[near]])
    legend = Legend.of(shown, marks, villages=len(dots.labels) > 0)
    height = HEIGHT_PX + legend.height_px
    clip = f"{escape(text.name)}-clip"
    standing = [*_boxes(frame, marks.facilities, SQUARE_PX), *_boxes(frame, marks.sites, RING_PX)]
    villages = _village_boxes(frame, dots)
    bar = bar_box(frame, [*standing, *villages.values()])
    numbered = [(villages[row], dots.labels[row], dots.names[row]) for row in villages if dots.labels[row]]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}" role="img" '
        f'aria-label="{escape(text.description)}" '
        f'font-family="{style.FONT}" font-size="{_FONT_PX}" fill="{style.INK}">',
        f'<clipPath id="{clip}"><rect width="{WIDTH_PX}" height="{HEIGHT_PX}"/></clipPath>',
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="{_LAND}"/>',
        f'<g clip-path="url(#{clip})" fill="none" stroke-linecap="round" stroke-linejoin="round">',
        *_lines(frame, roads, classes, shown),
        *_works(frame, marks),
        *_dots(villages, dots, shown),
        *_points(frame, marks),
        "</g>",
        scale_bar(frame, bar, numbers),
        *written_beside(frame, numbered, [bar, *standing, *villages.values()]),
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="none" stroke="{style.GRID}"/>',
        *legend.drawn(HEIGHT_PX, WIDTH_PX),
        "</svg>",
    ]
    return "".join(parts)


def _lines(frame: Frame, roads: Roads, classes: Classes, scale: Scale) -> Iterator[str]:
    start, end = roads.pixels(frame)
    met = touching(frame, start, end)
    grid = grid_px(start[met], end[met])
    for entry in scale.entries:
        for main, width in ((False, _MINOR_PX), (True, _MAIN_PX)):
            rows = met & (classes == entry.number) & (roads.main == main)
            drawn = path(start[rows], end[rows], grid)
            dashes = ' stroke-dasharray="2 3"' if entry.dashed else ""
            thin = 0.7 if entry.number == SAME else 1.0
            if drawn:
                yield f'<path d="{drawn}" stroke="{entry.colour}" stroke-width="{width * thin:.3g}"{dashes}/>'


def _village_boxes(frame: Frame, dots: Dots) -> dict[int, Box]:
    """The room of the dots in the window, by village, the largest first, so that the small are drawn on the large."""
    x, y = frame.pixels(dots.longitude, dots.latitude)
    most = float(dots.people.max()) if len(dots.people) else 1.0
    radius = _LEAST_RADIUS_PX + (_MOST_RADIUS_PX - _LEAST_RADIUS_PX) * np.sqrt(dots.people / max(most, 1e-9))
    rows = np.flatnonzero(frame.inside(x, y))
    order = rows[np.argsort(-dots.people[rows], kind="stable")].tolist()
    return {row: Box(float(x[row]), float(y[row]), float(radius[row]), float(radius[row])) for row in order}


def _dots(villages: dict[int, Box], dots: Dots, scale: Scale) -> Iterator[str]:
    colours = {entry.number: entry.colour for entry in scale.entries}
    for row, box in villages.items():
        fill = colours.get(int(dots.classes[row]), NO_WAY_COLOUR)
        yield (
            f'<circle cx="{box.x:.1f}" cy="{box.y:.1f}" r="{box.half_width:.1f}" fill="{fill}" '
            f'stroke="{style.INK}" stroke-width=".8"/>'
        )


def _works(frame: Frame, marks: Marks) -> Iterator[str]:
    """The project's roads, black and dashed on white, so that the colour beneath shows on either side."""
    if not len(marks.works):
        return
    start, end = (np.stack(frame.pixels(marks.works[:, e, 0], marks.works[:, e, 1]), axis=1) for e in (0, 1))
    drawn = path(start, end, 0.5)
    yield f'<path d="{drawn}" stroke="#fff" stroke-width="5.5"/>'
    yield f'<path d="{drawn}" stroke="{style.INK}" stroke-width="2.6" stroke-dasharray="5 4" stroke-linecap="butt"/>'


def _points(frame: Frame, marks: Marks) -> Iterator[str]:
    for box in _boxes(frame, marks.facilities, SQUARE_PX):
        yield square(box.x, box.y)
    for box in _boxes(frame, marks.sites, RING_PX):
        yield ring(box.x, box.y)


def _boxes(frame: Frame, places: Floats, half_px: float) -> list[Box]:
    """The room of marks at some places (f × 2, degrees), of those in the window."""
    x, y = frame.pixels(places[:, 0], places[:, 1])
    kept = frame.inside(x, y)
    return [Box(east, south, half_px, half_px) for east, south in zip(x[kept].tolist(), y[kept].tolist(), strict=True)]
