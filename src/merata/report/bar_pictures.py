"""Bars: amounts beside each other, with intervals where there are any, each bar with its value in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from merata.report import style, svg
from merata.report.ticks import Scale, spanning

_ROW_PX = 38
_BAR_PX = 13
_PLOT_PX = 190
SERIES_COLOURS = (style.ACCENT, style.WARM, "#3b4f9a")
PART_COLOURS = (style.ACCENT, "#c98a1b", "#3b4f9a", "#8a4f7d", "#5b6b2f", "#7f2f0c", "#4a7fa5", "#6b6b6b")
"""Kinds of money: apart in hue and in lightness, so that they hold in print and for every eye."""

Writer = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One labelled bar; `text` its value as people write it; `low` and `high` the ends of its interval, if any.

    `quiet` bars are those that the others are compared with.
    """

    label: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: `text` its amount as people write it."""

    label: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one thing that is compared, in the order of the others' bars."""

    label: str
    bars: Sequence[Bar]


def lying_bars(bars: Sequence[Bar], *, alt: str, limit: Bar | None = None) -> str:
    """Bars lying under their labels, from zero, the value written at the end; `limit` an upright line over all."""
    ends = [value for bar in (*bars, *([limit] if limit else [])) for value in (bar.value, bar.low, bar.high)]
    ticks = spanning([value for value in ends if value is not None], zero=True)
    room = max((svg.width_of(bar.text) for bar in bars), default=0) + 8
    x = Scale(ticks[0], ticks[-1], 4, svg.WIDTH_PX - min(room, 150))
    top = 6
    height = top + _ROW_PX * len(bars) + (22 if limit else 2)
    body = []
    if limit is not None:
        body += _limit(limit, x(limit.value), top, top + _ROW_PX * len(bars) - 4)
    for at, bar in enumerate(bars):
        y = top + _ROW_PX * at
        fill = style.ACCENT_PALE if bar.quiet else style.ACCENT
        left, right = sorted((x(0.0), x(bar.value)))
        body += [
            svg.text(4, y + 11, bar.label, bold=not bar.quiet),
            svg.rect(left, y + 16, max(right - left, 0.8), _BAR_PX, fill, css="value"),
        ]
        if ticks[0] < 0:
            body.append(svg.line(x(0.0), y + 13, x(0.0), y + 19 + _BAR_PX, style.QUIET_INK))
        end = right
        if bar.low is not None and bar.high is not None:
            body.append(svg.whisker(x(bar.low), x(bar.high), y + 16 + _BAR_PX / 2, upright=False))
            end = max(right, x(bar.high))
        if limit is not None:  # the value is read on a clear ground
            body.append(svg.rect(end + 4, y + 15, svg.width_of(bar.text) + 6, _BAR_PX + 2, "#fff"))
        body.append(svg.text(end + 6, y + 16 + _BAR_PX - 2, bar.text, halo=True))
    return svg.picture(height, alt, body)


def _limit(limit: Bar, at_px: float, top: float, bottom: float) -> list[str]:
    """An upright line over all bars, named beneath."""
    said = f"{limit.label} {limit.text}"
    return [
        svg.line(at_px, top, at_px, bottom, style.WARM, width=1.5, dash="4 3", css="limit"),
        svg.text(max(at_px, svg.width_of(said)), bottom + 15, said, anchor="end", fill=style.WARM),
    ]


def standing_bars(bars: Sequence[Bar], *, alt: str, x_title: str, y_title: str, write: Writer) -> str:
    """Bars standing beside each other, from zero, as the tenths of a population; their interval over them."""
    return grouped_bars([Series("", bars)], alt=alt, x_title=x_title, y_title=y_title, write=write)


def grouped_bars(series: Sequence[Series], *, alt: str, x_title: str, y_title: str, write: Writer) -> str:
    """Standing bars of up to three things side by side, for each label; a legend names the things."""
    every = [value for one in series for bar in one.bars for value in (bar.value, bar.low, bar.high)]
    ticks = spanning([value for value in every if value is not None], zero=True)
    left = 10 + max(svg.width_of(write(tick)) for tick in ticks)
    top = 26 + (18 * len(series) if len(series) > 1 else 0)
    y = Scale(ticks[0], ticks[-1], top + _PLOT_PX, top)
    labels = [bar.label for bar in series[0].bars] if series else []
    step = (svg.WIDTH_PX - left - 4) / max(len(labels), 1)
    wide = step * 0.76 / max(len(series), 1)
    body = [svg.text(4, 12, y_title, fill=style.QUIET_INK)]
    body += _legend([one.label for one in series], 18) if len(series) > 1 else []
    body += _upright_axis(ticks, y, left, write)
    for at, one in enumerate(series):
        for place, bar in enumerate(one.bars):
            start = left + step * place + step * 0.12 + wide * at
            low, high = sorted((y(0.0), y(bar.value)))
            fill = SERIES_COLOURS[at % len(SERIES_COLOURS)]
            told = f"{bar.label}: {bar.text}" if len(series) == 1 else f"{one.label}, {bar.label}: {bar.text}"
            body.append(svg.rect(start, low, wide * 0.94, max(high - low, 0.8), fill, css="value", title=told))
            if bar.low is not None and bar.high is not None:
                body.append(svg.whisker(y(bar.low), y(bar.high), start + wide * 0.47, upright=True))
    base = top + _PLOT_PX
    body += [
        svg.text(left + step * (place + 0.5), base + 16, label, anchor="middle") for place, label in enumerate(labels)
    ]
    body += [
        svg.line(left, y(0.0), svg.WIDTH_PX - 4, y(0.0), style.QUIET_INK),
        svg.text(left + (svg.WIDTH_PX - left) / 2, base + 33, x_title, anchor="middle", fill=style.QUIET_INK),
    ]
    return svg.picture(base + 40, alt, body)


def parts_of_whole(parts: Sequence[Part], *, alt: str, colours: Sequence[str] = PART_COLOURS) -> str:
    """One bar cut into the parts of a whole, and under it each part with its amount.

    A part of nothing is left out, and keeps its colour: the same place is the same colour on every picture.
    """
    whole = sum(max(part.value, 0.0) for part in parts) or 1.0
    body, start = [], 0.0
    shown = [(at, part) for at, part in enumerate(parts) if part.value > 0]
    for at, part in shown:
        wide = svg.WIDTH_PX * part.value / whole
        told = f"{part.label}: {part.text}"
        body.append(svg.rect(start, 2, max(wide - 1, 0.8), 26, colours[at % len(colours)], css="value", title=told))
        start += wide
    y = 50.0
    for at, part in shown:
        body += [
            svg.rect(0, y - 10, 11, 11, colours[at % len(colours)]),
            svg.text(18, y, part.label),
            svg.text(svg.WIDTH_PX, y, part.text, anchor="end", bold=True),
        ]
        y += 21
    return svg.picture(y - 8, alt, body)


def _upright_axis(ticks: Sequence[float], y: Scale, left: float, write: Writer) -> list[str]:
    lines = []
    for tick in ticks:
        lines += [
            svg.line(left, y(tick), svg.WIDTH_PX - 4, y(tick), style.GRID),
            svg.text(left - 5, y(tick) + 4, write(tick), anchor="end", fill=style.QUIET_INK),
        ]
    return lines


def _legend(labels: Sequence[str], top: float) -> list[str]:
    found = []
    for at, label in enumerate(labels):
        y = top + 18 * at
        found += [svg.rect(4, y, 11, 11, SERIES_COLOURS[at % len(SERIES_COLOURS)]), svg.text(21, y + 10, label)]
    return found
