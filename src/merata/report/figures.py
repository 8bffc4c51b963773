"""The figures of the report: a chart or map, its caption, and a description for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from merata.measurement.estimates import Estimate
from merata.report import charts, maps, style
from merata.report.estimates import cell_writer, is_doubtful, is_shown
from merata.report.numbers import Numbers
from merata.report.render import to_svg
from merata.report.situation import Area, Situation
from merata.report.texts import Words

MAPPABLE_SHARE = 0.5
"""Villages are mapped by poverty where this share of them is certain enough, otherwise by mean consumption."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as one SVG element, with its caption; the SVG carries its own text alternative."""

    svg: str
    caption: str


def figure(chart: Any, words: Words, *, name: str, caption: str, alt: str, beneath_title: Sequence[str] = ()) -> Figure:
    """The chart rendered in the language of `words`; `name` must be unique on a page.

    A picture that leaves the page carries its caption as a title, and the lines `beneath_title` under it.
    """
    drawn = charts.headed(chart, charts.Heading(caption, beneath_title)) if beneath_title else chart
    return Figure(to_svg(drawn, lang=words.lang, name=name, description=alt), caption)


def lorenz_figure(now: Situation, numbers: Numbers, words: Words, *, beneath_title: Sequence[str] = ()) -> Figure:
    """The Lorenz curves of all regencies of the dataset, each labelled with its Gini ratio.

    `beneath_title` is for a picture that stands alone, see `figure`.
    """
    curves = [
        replace(
            curve,
            label=words("situation.lorenz_curve", regency=curve.label, gini=numbers.decimal(now.ginis[code], 3)),
        )
        for code, curve in now.curves.items()
    ]
    chart = charts.lorenz_chart(
        curves,
        people_title=words("situation.lorenz_people"),
        consumption_title=words("situation.lorenz_consumption"),
        equality=words("situation.lorenz_equality"),
    )
    alt = words(
        "situation.lorenz_alt",
        regency=now.name,
        half=numbers.percent(charts.held_by(now.curves[now.regency], 0.5), 0),
        gini=numbers.decimal(now.ginis[now.regency], 3),
    )
    caption = words("situation.lorenz_caption", year=now.year)
    return figure(chart, words, name="lorenz", caption=caption, alt=alt, beneath_title=beneath_title)


def certain_measure(areas: Sequence[Area]) -> str:
    """The measure to show areas by: p0 where `MAPPABLE_SHARE` of them carry a certain enough one, else mean."""
    return "p0" if areas and certain_count(areas, "p0") >= MAPPABLE_SHARE * len(areas) else "mean"


def certain_count(areas: Sequence[Area], measure: str) -> int:
    """How many of the areas have an estimate that may be shown, with a known interval."""
    return sum(has_certain(area, measure) for area in areas)


def has_certain(area: Area, measure: str) -> bool:
    """Whether the area's estimate may be shown and has a known interval."""
    found = area.estimates.get(measure)
    return found is not None and is_shown(found) and found.low is not None


def kecamatan_figure(now: Situation, numbers: Numbers, words: Words) -> Figure | None:
    """Poverty by kecamatan with 95% intervals, highest first; mean consumption, lowest first, where poverty is
    too uncertain in most; None where nothing can be shown.
    """
    measure = certain_measure(now.kecamatan)
    theme = "kecamatan" if measure == "p0" else "kecamatan_mean"
    unit = 1.0 if measure == "p0" else 1000.0
    rows = sorted(_certain(now.kecamatan, measure), key=lambda row: row[1].value, reverse=measure == "p0")
    if not rows:
        return None
    write = cell_writer(measure, numbers)
    average = now.estimates.get(measure)
    if not is_shown(average):
        average = None  # what is withheld of the regency is not drawn either
    chart = charts.interval_chart(
        [_interval(area, found, unit) for area, found in rows],
        title=words(f"situation.{theme}_axis", currency=numbers.currency_name),
        axis_format=".0%" if measure == "p0" else ",.0f",
        average=None if average is None else average.value / unit,
        average_label=""
        if average is None
        else words("situation.kecamatan_average", regency=now.name, value=write(average.value)),
    )
    alt = words(
        f"situation.{theme}_alt",
        count=len(rows),
        first=rows[0][0].name,
        first_value=write(rows[0][1].value),
        last=rows[-1][0].name,
        last_value=write(rows[-1][1].value),
    )
    caption = words(f"situation.{theme}_caption", year=now.year)
    return figure(chart, words, name="kecamatan", caption=caption, alt=alt)


def _interval(area: Area, found: Estimate, unit: float) -> charts.Interval:
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    return charts.Interval(area.name, found.value / unit, low / unit, high / unit, is_doubtful(found))


def village_figure(
    villages: Sequence[Area],
    shapes: maps.Shapes,
    year: int,
    numbers: Numbers,
    words: Words,
    *,
    beneath_title: Sequence[str] = (),
) -> Figure:
    """The villages by poverty where enough of them are certain enough, otherwise by mean consumption.

    `beneath_title` is for a picture that stands alone, see `figure`.
    """
    shown = certain_count(villages, "p0")
    measure = certain_measure(villages)
    by_poverty = measure == "p0"
    theme = "village" if by_poverty else "mean"
    colours = style.POVERTY_COLOURS if by_poverty else tuple(reversed(style.POVERTY_COLOURS))
    found = {area.code: area.estimates[measure] for area in villages if measure in area.estimates}
    write = cell_writer(measure, numbers)
    chart = maps.village_map(
        shapes,
        {code: estimate.value for code, estimate in found.items()},
        withheld={code for code, estimate in found.items() if not is_shown(estimate)},
        colours=colours,
        write=write,
        legend=_legend(numbers, words, "poverty" if by_poverty else "mean", "no_data"),
    )
    alt = words(f"situation.{theme}_alt", all=len(villages), shown=shown)
    caption = words(f"situation.{theme}_caption", year=year)
    return figure(chart, words, name="villages", caption=caption, alt=alt, beneath_title=beneath_title)


def spending_figure(
    spending_pc_idr: Mapping[str, float], shapes: maps.Shapes, villages: int, numbers: Numbers, words: Words
) -> Figure:
    """The villages by the package's rupiah per resident; those without a share are pale."""
    chart = maps.village_map(
        shapes,
        spending_pc_idr,
        withheld=set(),
        colours=style.SPENDING_COLOURS,
        write=lambda value: numbers.plain(value / 1000),
        legend=_legend(numbers, words, "spending", "no_spending"),
    )
    alt = words("proposal.map_alt", all=villages, served=len(spending_pc_idr))
    return figure(chart, words, name="spending", caption=words("proposal.map_caption"), alt=alt)


def _legend(numbers: Numbers, words: Words, title: str, no_data: str) -> maps.Legend:
    title_text = words(f"map.{title}", currency=numbers.currency_name)
    return maps.Legend(title_text, words("map.withheld"), words(f"map.{no_data}"))


def _certain(areas: Sequence[Area], measure: str) -> list[tuple[Area, Estimate]]:
    return [(area, area.estimates[measure]) for area in areas if has_certain(area, measure)]
