"""What is written on a map, names beside dots and a scale bar, placed so that it can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from merata.report import style
from merata.report.map_frame import Frame
from merata.report.numbers import Numbers

_HALF_LETTER_PX = 3.2
_HALF_LINE_PX = 5.5
_BASELINE_PX = 4.0
_BAR_HIGH_PX = 25
_EDGE_PX = 5


@dataclass(frozen=True, slots=True)
class Box:
    """Room on a map, in pixels: its middle, half its width and half its height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def meets(self, other: Box) -> bool:
        """Whether they lie on each other."""
        across = abs(self.x - other.x) < self.half_width + other.half_width
        return across and abs(self.y - other.y) < self.half_height + other.half_height

    def within(self, frame: Frame) -> bool:
        """Whether all of it is in the window."""
        across = self.half_width <= self.x <= frame.width_px - self.half_width
        return across and self.half_height <= self.y <= frame.height_px - self.half_height


def written_beside(frame: Frame, dots: Sequence[tuple[Box, str, str]], taken: Sequence[Box]) -> Iterator[str]:
    """A number and a name beside each of some dots (box, number, name), right, left, above or below: where nothing is
    that is `taken` yet. Where there is no such room the name is left out, and the number is written at any rate.
    """
    filled = list(taken)
    for dot, number, name in dots:
        texts = [f"{number} {name}", number] if name else [number]
        # A mark may stand on the dot, as where a facility is opened in a village: then the label is beside the mark.
        around = max(
            (dot, *(box for box in taken if box.meets(Box(dot.x, dot.y, 0, 0)))), key=lambda box: box.half_width
        )
        choices = [(box, text) for text in texts for box in _beside(around, text)]
        free = [
            (box, text) for box, text in choices if box.within(frame) and not any(box.meets(other) for other in filled)
        ]
        box, text = (free or choices[-4:])[0]
        filled.append(box)
        rest = escape(text[len(number) :])
        yield (
            f'<text x="{box.x:.1f}" y="{box.y + _BASELINE_PX:.1f}" text-anchor="middle" font-size="11.5" '
            f'fill="{style.INK}" stroke="#fff" stroke-width="3" paint-order="stroke">'
            f'<tspan font-weight="700">{escape(number)}</tspan>{rest}</text>'
        )


def _beside(dot: Box, text: str) -> list[Box]:
    half = _HALF_LETTER_PX * len(text)
    across, up = dot.half_width + 2 + half, dot.half_height + 1.5 + _HALF_LINE_PX
    steps = ((across, 0.0), (-across, 0.0), (0.0, -up), (0.0, up))
    return [Box(dot.x + dx, dot.y + dy, half, _HALF_LINE_PX) for dx, dy in steps]


def bar_box(frame: Frame, taken: Sequence[Box]) -> Box:
    """The corner for the scale bar in which least stands; lower left if it is as good as any."""
    half_width, half_height = frame.bar()[1] / 2 + 5, _BAR_HIGH_PX / 2
    left, high = half_width + _EDGE_PX, half_height + _EDGE_PX
    right, low = frame.width_px - left, frame.height_px - high
    corners = [Box(x, y, half_width, half_height) for x, y in ((left, low), (right, low), (left, high), (right, high))]
    return min(corners, key=lambda corner: sum(corner.meets(other) for other in taken))


def scale_bar(frame: Frame, box: Box, numbers: Numbers) -> str:
    """A scale bar in its box, on a ground of its own."""
    km, px = frame.bar()
    west, south = box.x - px / 2, box.y + 7
    return (
        f'<rect x="{box.x - box.half_width:.1f}" y="{box.y - box.half_height:.1f}" width="{2 * box.half_width:.1f}" '
        f'height="{_BAR_HIGH_PX}" fill="#fff" fill-opacity=".85"/>'
        f'<path d="M{west:.1f} {south - 4:.1f}v4h{px:.1f}v-4" fill="none" stroke="{style.INK}" stroke-width="1.4"/>'
        f'<text x="{box.x:.1f}" y="{south - 5:.1f}" text-anchor="middle" font-size="11">{numbers.plain(km)} km</text>'
    )
