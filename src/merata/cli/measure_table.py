"""The table that `merata measure` prints: an area a row, a measure a column, each value over its error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.publication import caution_notes
from merata.measurement.areas import By, Measured
from merata.measurement.estimates import BPS, FEWEST_FOR_CAUTION, Estimate, Publication
from merata.measurement.measures import is_fraction, named
from merata.tables.folder import Description

EXACT = ("truth", "population")
"""Methods that leave no sampling error."""
LONGEST_NAME, SHORTEST_NAME = 28, 13
"""Letters of a name before it is folded, and to which it may be folded for want of room."""
VILLAGES_SHOWN = 20
"""Villages in the table unless all are asked for."""

_AREAS = {
    "regency": "kabupaten/kota · regency",
    "kecamatan": "kecamatan",
    "village": "desa/kelurahan · village",
}
_HEADINGS = {
    "mean": "mean\n{currency}",
    "gini": "Gini\n%",
    "theil_t": "Theil\nT %",
    "theil_l": "Theil\nL %",
    "p0": "P0\n%",
    "p1": "P1\n%",
    "p2": "P2\n%",
    "bottom40_share": "40%\n%",
    "palma": "Palma",
}
_MARKS = {None: "", "caution": "†", "withheld": "‡"}
_WARNINGS = {
    "low_r2": "perhatian: model lemah, ciri rumah tangga sedikit menjelaskan · mind: the covariates explain little",
    "few_villages": "perhatian: desa tersampel sedikit, beda antardesa kurang diketahui · mind: few villages sampled",
    "no_village_effect": "perhatian: sampel tidak menunjukkan beda antardesa, selang bisa terlalu sempit · "
    "mind: no difference between villages seen, intervals may be too narrow",
}
_METHODS = {
    "direct": "langsung dari survei · direct from the survey",
    "predicted": "diprediksi dari registri (~) · predicted from the registry (~)",
    "truth": "kebenaran data demo · the demo's hidden truth",
    "population": "seluruh populasi, tanpa galat sampel · the whole population, without sampling error",
}


def print_measured(
    console: Console,
    measured: Measured,
    *,
    by: By,
    names: Mapping[str, str],
    description: Description,
    every: bool = False,
    rule: Publication = BPS,
) -> None:
    """Print the estimates as one table, the villages poorest first and only some unless `every`.

    `names` gives the name of each area's code; `description` tells whose data it is, and whether its people
    are synthetic.
    """
    by_area: dict[str, dict[str, Estimate]] = {}
    for estimate in measured.estimates:
        by_area.setdefault(estimate.area, {})[estimate.measure] = estimate
    areas = _poorest_first(by_area) if by == "village" else list(by_area)
    shown = areas if every or by != "village" else areas[:VILLAGES_SHOWN]
    present = list(dict.fromkeys(measure for row in by_area.values() for measure in row))
    currency = "Rp" if description.currency == "IDR" else description.currency
    first = [_AREAS[by].replace(" · ", "\n"), *(_label(area, names, by_area[area]) for area in shown)]
    columns = [
        [_heading(measure, currency), *(_cell(by_area[area].get(measure)) for area in shown)] for measure in present
    ]
    sizes = ["n", *(_sizes(by_area[area]) for area in shown)]
    console.print(f"[bold]Ketimpangan dan kemiskinan · Inequality and poverty[/bold]: {description.name}")
    if description.synthetic:
        console.print("[yellow]Orang-orang dalam data ini sintetis · the people in these data are synthetic[/yellow]")
    for some in _fitting(columns, console.width - min(_width(first), SHORTEST_NAME) - _width(sizes)):
        console.print(_table([first, *some, sizes]))
    for line in _notes(measured, len(shown), len(areas), rule):
        console.print(line, markup=False)


def _table(columns: Sequence[Sequence[str]]) -> Table:
    """A table of columns that each begin with their heading, the first of them of names."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(columns[0][0], overflow="fold", max_width=LONGEST_NAME)
    for column in columns[1:]:
        table.add_column(column[0], justify="right", no_wrap=True)
    for row in zip(*(column[1:] for column in columns), strict=True):
        table.add_row(*row)
    return table


def _width(column: Sequence[str]) -> int:
    """The width of a column with the space beside it."""
    return min(max(len(line) for cell in column for line in cell.split("\n")), LONGEST_NAME) + 2


def _fitting(columns: Sequence[Sequence[str]], width: int) -> Iterator[list[Sequence[str]]]:
    """Runs of columns that fit beside each other, at least one in each."""
    run: list[Sequence[str]] = []
    for column in columns:
        if run and sum(map(_width, [*run, column])) > width:
            yield run
            run = []
        run.append(column)
    yield run


def _poorest_first(by_area: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    def rank(area: str) -> tuple[float, float]:
        row = by_area[area]
        return (-row["p0"].value if "p0" in row else 0.0, row["mean"].value if "mean" in row else 0.0)

    return sorted(by_area, key=rank)


def _label(area: str, names: Mapping[str, str], row: Mapping[str, Estimate]) -> str:
    name = names.get(area, area)
    predicted = "~ " if any(estimate.method == "predicted" for estimate in row.values()) else ""
    return f"{predicted}{name}" + (f"\n{area}" if name != area else "")


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    return _number(estimate, estimate.value) + _MARKS[estimate.flag] + "\n" + _error(estimate)


def _sizes(row: Mapping[str, Estimate]) -> str:
    """Households behind the estimates: the most, and the fewest below it where measures rest on different ones."""
    counts = sorted({estimate.n for estimate in row.values()}, reverse=True)
    return f"{counts[0]:,}" + (f"\n{counts[-1]:,}" if len(counts) > 1 else "")


def _error(estimate: Estimate) -> str:
    if estimate.method in EXACT:
        return ""
    return "±?" if estimate.se is None else "±" + _number(estimate, estimate.se)


def _heading(measure: str, currency: str) -> str:
    """A measure's name over its unit: those that are shown as a rule by their short names, others by their own."""
    if measure in _HEADINGS:
        return _HEADINGS[measure].format(currency=currency)
    name = measure.replace("(", "\n(")
    return f"{name}\n{currency}" if _is_money(measure) else f"{name}\n%" if _is_percentage(measure) else name


def _is_money(measure: str) -> bool:
    return named(measure).in_unit


def _is_percentage(measure: str) -> bool:
    return is_fraction(measure) or measure.startswith(("theil", "ge(", "watts"))


def _number(estimate: Estimate, value: float) -> str:
    if _is_money(estimate.measure):
        return f"{value:,.0f}"
    return f"{100 * value:.1f}" if _is_percentage(estimate.measure) else f"{value:.2f}"


def _notes(measured: Measured, shown: int, areas: int, rule: Publication) -> Sequence[str]:
    """What a reader needs to know under the table."""
    estimates = measured.estimates
    notes = []
    if shown < areas:
        notes.append(f"{shown} termiskin dari {areas} · the {shown} poorest of {areas}; --all shows every one")
    if any(estimate.method not in EXACT for estimate in estimates):
        notes.append("±: galat baku · standard error; 40%: bagian 40% terbawah · share of the poorest 40%")
    notes.append("n: rumah tangga di baliknya · households behind it (two: some measures count the positive alone)")
    methods = {estimate.method for estimate in estimates}
    notes += [text for method, text in _METHODS.items() if method in methods]
    flags = {estimate.flag for estimate in estimates}
    if "caution" in flags:
        notes += caution_notes(rule, direct="direct" in methods)
    if "withheld" in flags:
        notes.append(
            f"‡ jangan diterbitkan · withheld from publication: RSE > {rule.withheld_rse:.0%}, "
            f"or unknown in fewer than {FEWEST_FOR_CAUTION} households"
        )
    if measured.model is not None:
        model = measured.model
        notes.append(
            f"model: R² {model.r2:.2f}, {model.n} sampled households in {model.areas} villages, "
            f"{model.icc:.0%} of what is unexplained common to a village"
        )
        notes += [_WARNINGS[name] for name in model.warnings]
    return [*notes, *measured.notes]
