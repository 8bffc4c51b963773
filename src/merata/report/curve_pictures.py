"""Curves: what rises or falls along an axis, each line labelled where it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from merata.report import style, svg
from merata.report.ticks import Scale, spanning

_PLOT_PX = 200
_LABEL_PX = 15

Writer = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its points (x, y), rising in x. `dots` marks each point; `tells` what each says to a pointer."""

    label: str
    points: Sequence[tuple[float, float]]
    dots: bool = False
    tells: Sequence[str] = ()
    step: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at a value of the horizontal axis, with its name."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis is of, and how its values are written. `zero`: it must reach to zero."""

    title: str
    write: Writer
    zero: bool = True


def curves(lines: Sequence[Curve], *, alt: str, x: Axis, y: Axis, mark: Mark | None = None, shade: bool = False) -> str:
    """Lines over a common ground; `shade` fills between the first two, the room that is not known."""
    across = [point[0] for one in lines for point in one.points] + ([mark.x] if mark else [])
    upward = [point[1] for one in lines for point in one.points]
    x_ticks, y_ticks = spanning(across, zero=x.zero, most=4), spanning(upward, zero=y.zero)
    left = 10 + max(svg.width_of(y.write(tick)) for tick in y_ticks)
    top = 30 + _LABEL_PX * len(lines)
    low = top + _PLOT_PX
    at_x = Scale(x_ticks[0], x_ticks[-1], left, svg.WIDTH_PX - 12)
    at_y = Scale(y_ticks[0], y_ticks[-1], low, top)
    body = [svg.text(4, 12, y.title, fill=style.QUIET_INK), *_named(lines)]
    for tick in y_ticks:
        body += [
            svg.line(left, at_y(tick), svg.WIDTH_PX - 12, at_y(tick), style.GRID),
            svg.text(left - 5, at_y(tick) + 4, y.write(tick), anchor="end", fill=style.QUIET_INK),
        ]
    body += _level(x_ticks, at_x, low, x)
    placed = [[(at_x(a), at_y(b)) for a, b in _steps(one)] for one in lines]
    if shade and len(placed) > 1:
        body.append(svg.area([*placed[0], *reversed(placed[1])], style.ACCENT_PALE, 0.45))
    if mark is not None:
        px = at_x(mark.x)
        right = px > svg.WIDTH_PX * 0.6
        body += [
            svg.line(px, top, px, low, style.QUIET_INK, dash="3 3", css="mark"),
            svg.text(px + (-5 if right else 5), low - 6, mark.label, anchor="end" if right else "start", size=11.5,
                     fill=style.QUIET_INK, halo=True),
        ]  # fmt: skip
    for at, (one, way) in enumerate(zip(lines, placed, strict=True)):
        colour = style.LINES[at % len(style.LINES)]
        body.append(svg.polyline(way, colour, width=2.2, dash=_dash(at)))
        if one.dots:
            tells = one.tells or [""] * len(one.points)
            body += [
                svg.dot(at_x(a), at_y(b), 4, colour, title=told) for (a, b), told in zip(one.points, tells, strict=True)
            ]
    return svg.picture(low + 42, alt, body)


def _steps(one: Curve) -> list[tuple[float, float]]:
    """The points; of a value that holds until the next one, with the corners."""
    if not one.step:
        return list(one.points)
    found: list[tuple[float, float]] = []
    for a, b in one.points:
        if found:
            found.append((a, found[-1][1]))
        found.append((a, b))
    return found


def _level(ticks: Sequence[float], at_x: Scale, low: float, axis: Axis) -> list[str]:
    body = [svg.line(at_x.start_px, low, at_x.end_px, low, style.QUIET_INK)]
    for tick in ticks:
        px = at_x(tick)
        said = axis.write(tick)
        half = svg.width_of(said) / 2
        body += [
            svg.line(px, low, px, low + 4, style.QUIET_INK),
            svg.text(min(max(px, half), svg.WIDTH_PX - half), low + 17, said, anchor="middle", fill=style.QUIET_INK),
        ]
    middle = (at_x.start_px + at_x.end_px) / 2
    return [*body, svg.text(middle, low + 35, axis.title, anchor="middle", fill=style.QUIET_INK)]


def _named(lines: Sequence[Curve]) -> list[str]:
    """A legend: each line's dash and name."""
    body = []
    for at, one in enumerate(lines):
        y = 27 + _LABEL_PX * at
        colour = style.LINES[at % len(style.LINES)]
        body += [
            svg.line(4, y - 4, 28, y - 4, colour, width=2.2, dash=_dash(at)),
            svg.text(34, y, one.label, fill=colour, bold=True),
        ]
    return body


def _dash(at: int) -> str:
    first, *rest = style.DASHES[at % len(style.DASHES)]
    return "" if rest == [0] else " ".join(str(one) for one in (first, *rest))
