"""The charts of the report: curves, intervals, gains and comparisons, each from plain rows.

Every function returns an Altair chart that fits into 360 pixels. Words arrive as arguments: charts know no language.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt

from merata.report import style

CURVE_POINTS = 60
"""Points kept of a Lorenz curve: more cannot be seen at this size."""

_TITLE_LETTERS = 46
"""A line of a title that fits into the width of a chart."""

_ROW_PX = 19
_PLOT_HEIGHT_PX = 290


@dataclass(frozen=True, slots=True)
class Curve:
    """One Lorenz curve: cumulative shares of people and of consumption, both rising from 0 to 1."""

    label: str
    people: npt.NDArray[np.float64]
    consumption: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """One estimate with the ends of its interval; `doubtful` ones are drawn hollow."""

    label: str
    value: float
    low: float
    high: float
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One labelled bar; `text` is its value as people write it, `low` and `high` its interval where it has one."""

    label: str
    value: float
    text: str
    ours: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What a picture that stands alone says of itself: its title, and lines under it on place, unit and data."""

    title: str
    lines: Sequence[str]


def headed(chart: Any, heading: Heading) -> Any:
    """The chart under its heading, the lines broken to its width."""
    under = [part for line in heading.lines for part in textwrap.wrap(line, _TITLE_LETTERS)]
    title = alt.TitleParams(
        text=textwrap.wrap(heading.title, _TITLE_LETTERS),
        subtitle=under,
        anchor="start",
        frame="bounds",
        fontSize=style.FONT_SIZE_PX + 2,
        subtitleFontSize=style.FONT_SIZE_PX,
        subtitleColor=style.QUIET_INK,
        offset=12,
    )
    return chart.properties(title=title)


def lorenz_chart(curves: Sequence[Curve], *, people_title: str, consumption_title: str, equality: str) -> Any:
    """Lorenz curves under the line of equality."""
    rows = [
        {"curve": curve.label, "people": float(p), "consumption": float(c)}
        for curve in curves
        for p, c in zip(*_thinned(curve), strict=True)
    ]
    labels = [curve.label for curve in curves]
    base = alt.Chart(alt.InlineData(values=rows)).mark_line(strokeWidth=2.2)
    lines = base.encode(
        x=_share_axis("people:Q", people_title),
        y=_share_axis("consumption:Q", consumption_title),
        color=alt.Color("curve:N", title=None, scale=alt.Scale(domain=labels, range=list(style.LINES))),
        strokeDash=alt.StrokeDash(
            "curve:N", title=None, scale=alt.Scale(domain=labels, range=[list(d) for d in style.DASHES])
        ),
    )
    diagonal = [{"people": 0.0, "consumption": 0.0}, {"people": 1.0, "consumption": 1.0}]
    equal = (
        alt.Chart(alt.InlineData(values=diagonal))
        .mark_line(color=style.QUIET_INK, strokeWidth=1)
        .encode(x="people:Q", y="consumption:Q")
    )
    label = (
        alt.Chart(alt.InlineData(values=[{"people": 0.5, "consumption": 0.5, "text": equality}]))
        .mark_text(angle=315, dy=-9, color=style.QUIET_INK, fontSize=style.FONT_SIZE_PX)
        .encode(x="people:Q", y="consumption:Q", text="text:N")
    )
    return alt.layer(equal, lines, label).properties(width=style.CHART_WIDTH_PX, height=_PLOT_HEIGHT_PX)


def held_by(curve: Curve, share: float) -> float:
    """The share of all consumption that the poorest `share` of the people hold."""
    return float(np.interp(share, curve.people, curve.consumption))


def _thinned(curve: Curve) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The curve at `CURVE_POINTS` evenly spaced shares of the people."""
    people = np.linspace(0.0, 1.0, CURVE_POINTS)
    return people.round(4), np.interp(people, curve.people, curve.consumption).round(4)


def _share_axis(field: str, title: str) -> Any:
    channel = alt.X if field.startswith("people") else alt.Y
    return channel(
        field, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=title, format=".0%", tickCount=5, tickSize=0)
    )


def interval_chart(
    intervals: Sequence[Interval], *, title: str, axis_format: str, average: float | None, average_label: str
) -> Any:
    """Estimates as dots on their intervals, in the order given, with the average of all as a line.

    `axis_format` is a D3 number format.
    """
    rows = [
        {"label": i.label, "value": i.value, "low": i.low, "high": i.high, "doubtful": i.doubtful} for i in intervals
    ]
    y = alt.Y("label:N", sort=None, axis=alt.Axis(title=None, tickSize=0, labelPadding=10, domain=False, grid=True))
    x_axis = alt.Axis(title=title, format=axis_format, tickCount=5, orient="top", domain=False, tickSize=0)
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_rule(color=style.ACCENT_PALE, strokeWidth=5, strokeCap="round").encode(
        y=y, x=alt.X("low:Q", axis=x_axis, scale=alt.Scale(zero=True)), x2="high:Q"
    )
    dots = base.mark_point(size=44, filled=True, stroke=style.ACCENT, strokeWidth=1.6, opacity=1).encode(
        y=y,
        x="value:Q",
        color=alt.Color(
            "doubtful:N", legend=None, scale=alt.Scale(domain=[False, True], range=[style.ACCENT, "white"])
        ),
    )
    layers = [bars, dots]
    if average is not None:
        layers = [*_average_line(average, average_label), *layers]
    return alt.layer(*layers).properties(width=style.CHART_WIDTH_PX, height=_ROW_PX * len(rows))


def _average_line(average: float, label: str) -> list[Any]:
    data = alt.InlineData(values=[{"average": average, "text": label}])
    line = alt.Chart(data).mark_rule(color=style.WARM, strokeWidth=1.3, strokeDash=[4, 3]).encode(x="average:Q")
    words = (
        alt.Chart(data)
        .mark_text(color=style.WARM, align="center", baseline="top", dy=4, fontSize=style.FONT_SIZE_PX)
        .encode(x="average:Q", y=alt.value(alt.expr("height")), text="text:N")
    )
    return [line, words]


def column_chart(bars: Sequence[Bar], *, x_title: str, y_title: str) -> Any:
    """Upright bars with their intervals as thin lines and their values written on top, in the order given."""
    rows = [
        {
            "label": b.label,
            "value": b.value,
            "text": b.text,
            "low": b.value if b.low is None else b.low,
            "high": b.value if b.high is None else b.high,
        }
        for b in bars
    ]
    y_axis = alt.Axis(title=y_title, tickCount=4, tickSize=0, labelPadding=10, domain=False, format=",.0f")
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("label:N", sort=None, axis=alt.Axis(title=x_title, labelAngle=0, tickSize=0))
    )
    columns = base.mark_bar(color=style.ACCENT, cornerRadiusTopLeft=2, cornerRadiusTopRight=2).encode(
        y=alt.Y("value:Q", stack=None, axis=y_axis)
    )
    intervals = base.mark_rule(color=style.WARM, strokeWidth=1.6).encode(y="low:Q", y2="high:Q")
    words = base.mark_text(dy=-7, fontSize=style.FONT_SIZE_PX - 2).encode(y="high:Q", text="text:N")
    return alt.layer(columns, intervals, words).properties(width=style.CHART_WIDTH_PX, height=190)


def comparison_chart(bars: Sequence[Bar], *, title: str, limit: Bar | None) -> Any:
    """Lying bars, ours in the accent colour; an upper limit follows as a hollow bar that ends in a mark."""
    everything = [*bars, *([] if limit is None else [limit])]
    rows = [{"label": b.label, "value": b.value, "text": b.text, "kind": _kind(b, limit)} for b in everything]
    values = [b.value for b in everything]
    domain = [min(0.0, *values), max(0.0, *values) * 1.32 or 1.0]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, axis=alt.Axis(title=None, tickSize=0, domain=False, labelLimit=150)),
        x=alt.X(
            "value:Q",
            stack=None,
            scale=alt.Scale(domain=domain, nice=False),
            axis=alt.Axis(title=title, tickCount=4, grid=False, format=",.0f"),
        ),
    )
    fills = {"ours": style.ACCENT, "other": style.ACCENT_PALE, "limit": "white"}
    drawn = base.mark_bar(height=20, cornerRadiusEnd=2).encode(
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(fills), range=list(fills.values()))),
        stroke=alt.condition("datum.kind == 'limit'", alt.value(style.WARM), alt.value(None)),
    )
    words = base.mark_text(align="left", dx=6, fontSize=style.FONT_SIZE_PX).encode(text="text:N")
    mark = base.transform_filter("datum.kind == 'limit'").mark_tick(color=style.WARM, thickness=3, size=26)
    return alt.layer(drawn, mark, words).properties(width=style.CHART_WIDTH_PX, height=34 * len(rows))


def _kind(bar: Bar, limit: Bar | None) -> str:
    if bar is limit:
        return "limit"
    return "ours" if bar.ours else "other"
