"""The tables that `merata pmt` prints: how well each score explains, and whom it misses and wrongly reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import percent
from merata.cli.publication import caution_notes
from merata.programmes.proxy_means.groups import SIZE_CLASSES

if TYPE_CHECKING:
    from merata.programmes.proxy_means.comparison import Comparison, Wanted
    from merata.programmes.proxy_means.replicated import Replicated
    from merata.programmes.proxy_means.targeting_errors import TargetingError
    from merata.tables.folder import Description

GROUPS_SHOWN = 10
"""Groups of one kind in the table, those with the largest exclusion errors: `--json` has all."""
_SCHEMES = {
    "linear": "PMT linear",
    "boosting": "PMT boosting",
    "desil": "desil",
    "perfect": "sempurna / perfect",
}
_TITLES = {
    "exclusion_error": "Galat eksklusi, % sasaran yang terlewat\nexclusion error, % of the target who are missed",
    "inclusion_error": "Galat inklusi, % penerima yang bukan sasaran\ninclusion error, % of the reached not meant",
}
_GROUPS = {
    ("all", "all"): "semua / all",
    ("head_sex", "female"): "kepala perempuan\nfemale head",
    ("head_sex", "male"): "kepala laki-laki\nmale head",
    **{("size", persons): f"{persons} orang\npersons" for persons in SIZE_CLASSES},
}
_MARKS = {None: "", "caution": "†", "withheld": "‡"}
_PREDICTED = " ~"


def print_comparison(console: Console, found: Comparison, wanted: Wanted, description: Description) -> None:
    """Print the learners, then the exclusion and the inclusion errors by group, scheme and coverage."""
    console.print(f"[bold]Uji kelayakan dengan ciri rumah tangga · Proxy means test[/bold]: {description.name}")
    if description.synthetic:
        console.print("[yellow]Orang-orang dalam data ini sintetis · the people in these data are synthetic[/yellow]")
    console.print(_learners(found))
    groups = _shown_groups(found.errors)
    for measure in _TITLES:
        console.print(_errors(found, measure, groups))
    for line in _notes(found, wanted):
        console.print(line, markup=False)


def _learners(found: Comparison) -> Table:
    learned = found.learned
    table = Table(
        title="Pengeluaran (log) di gugus yang tak pernah dilihat\n(log) consumption in clusters never seen",
        box=SIMPLE_HEAD,
    )
    table.add_column("Skor / score")
    for heading in ("R²", "RMSE"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for name, one in learned.learners.items():
        table.add_row(
            _SCHEMES[name], _statistic(one.r2), _statistic(one.rmse), "dipilih / chosen" * (name == learned.chosen)
        )
    return table


def _statistic(one: Replicated) -> str:
    return f"{one.value:.3f} " + ("±?" if one.se is None else f"±{one.se:.3f}")


def _errors(found: Comparison, measure: str, groups: Sequence[Group]) -> Table:
    coverages = list(dict.fromkeys(error.coverage for error in found.errors))
    table = Table(title=_TITLES[measure], box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Rumah tangga\nhouseholds")
    table.add_column("Cara\nby", no_wrap=True)
    for coverage in coverages:
        table.add_column(f"{100 * coverage:g}%", justify="right", no_wrap=True)
    cells = _cells([error for error in found.errors if error.measure == measure])
    for group in groups:
        names = _group_name(group, found.names)
        for place, ((scheme, method), row) in enumerate(cells.get(group, {}).items()):
            label = _SCHEMES[scheme] + _PREDICTED * (method == "predicted")
            name = names[place] if place < len(names) else ""
            table.add_row(name, label, *(_cell(row.get(coverage)) for coverage in coverages))
        table.add_section()
    return table


Group = tuple[str, str]
"""By what is grouped, and the group."""
Row = tuple[str, str]
"""Scheme, and the method by which it is judged."""
Rows = Mapping[Row, Mapping[float, "TargetingError"]]


def _group_name(group: Group, names: Mapping[str, str]) -> list[str]:
    """The lines that name a group: Indonesian and English, or a place and its code."""
    if group in _GROUPS:
        return _GROUPS[group].split("\n")
    code = group[1]
    return [names[code], code] if names.get(code, code) != code else [code]


def _cells(errors: Sequence[TargetingError]) -> dict[Group, Rows]:
    """By group, then by scheme and method, then by coverage; without rows that are withheld throughout."""
    cells: dict[Group, dict[Row, dict[float, TargetingError]]] = {}
    for error in errors:
        rows = cells.setdefault((error.by, error.group), {})
        rows.setdefault((error.scheme, error.method), {})[error.coverage] = error
    return {
        group: {row: found for row, found in rows.items() if any(one.flag != "withheld" for one in found.values())}
        for group, rows in cells.items()
    }


def _shown_groups(errors: Sequence[TargetingError]) -> list[Group]:
    """The groups that have a row to show; of each kind at most `GROUPS_SHOWN`, the largest exclusion errors first."""
    cells = _cells([error for error in errors if error.measure == "exclusion_error"])
    shown: list[Group] = []
    for by in dict.fromkeys(by for by, _ in cells):
        groups = [group for group in cells if group[0] == by and cells[group]]
        if len(groups) > GROUPS_SHOWN:
            groups = sorted(groups, key=lambda group: -_largest(cells[group]))[:GROUPS_SHOWN]
        shown += groups
    return shown


def _largest(rows: Rows) -> float:
    first = next(iter(rows.values()))
    return max((one.value or 0.0 for one in first.values()), default=0.0)


def _cell(error: TargetingError | None) -> str:
    if error is None or error.value is None:
        return "–"
    if error.flag == "withheld":
        return "‡"
    spread = (
        "" if error.method == "truth" or error.se == 0 else " ±?" if error.se is None else f" ±{100 * error.se:.1f}"
    )
    return f"{100 * error.value:.1f}{spread}{_MARKS[error.flag]}"


def _notes(found: Comparison, wanted: Wanted) -> list[str]:
    """What a reader needs to know under the tables."""
    learned = found.learned
    clusters = len(learned.sample.design.stratum_of_psu)
    notes = [
        _target(wanted),
        "Kolom: bagian orang yang dijangkau di tiap kabupaten/kota, dari skor terendah; skor sama, peluang sama · "
        "columns: share of each regency's persons reached, lowest score first; equal scores, equal chances",
    ]
    if wanted.truth:
        notes.append("kebenaran data demo, tanpa galat sampel · the demo's hidden truth, without sampling error")
    else:
        notes += [
            f"±: galat baku · standard error; {len(learned.sample)} rumah tangga sampel di {clusters} gugus (psu), "
            "skor dianggap tetap · sampled households in clusters, the scores taken as given",
            f"~ dinilai pada {wanted.draws} ulangan kesejahteraan seluruh registri, sebab survei tidak memuat desil; "
            "bila desil tahu lebih dari ciri-ciri dalam survei, galatnya lebih kecil dari ini · judged on draws of "
            "welfare of the whole registry, as the survey has no desil; where desil knows more than the survey's "
            "covariates, its errors are smaller than these",
        ]
    if found.without_desil:
        notes.append(
            f"{found.without_desil:,} rumah tangga tanpa desil berada paling akhir · households without desil come last"
        )
    if len({error.group for error in found.errors}) > len(_shown_groups(found.errors)):
        notes.append(
            f"tiap jenis kelompok: paling banyak {GROUPS_SHOWN} dengan galat eksklusi terbesar · of each kind of group "
            f"at most {GROUPS_SHOWN} with the largest exclusion errors; --json has all"
        )
    flags = {error.flag for error in found.errors}
    if "caution" in flags:
        notes += caution_notes(wanted.rule, direct=any(error.method == "direct" for error in found.errors))
    if "withheld" in flags:
        notes.append(_withheld(found, wanted))
    return [*notes, *found.notes]


def _withheld(found: Comparison, wanted: Wanted) -> str:
    count = sum(error.flag == "withheld" and error.measure in _TITLES for error in found.errors)
    return (
        f"‡ ditahan · withheld: {count:,} angka / figures with fewer than 10 households behind them, or RSE > "
        f"{wanted.rule.withheld_rse:.0%} (of the figure or its complement, whichever is larger); "
        "--json has them, flagged"
    )


def _target(wanted: Wanted) -> str:
    if wanted.target == "poor":
        return "Sasaran: orang di bawah garis kemiskinan · target: persons below their poverty line"
    if wanted.target == "same":
        return (
            "Sasaran: orang termiskin sebanyak yang dijangkau, sehingga kedua galat sama · target: as many of the "
            "poorest as are reached, so that both errors are equal"
        )
    share = percent(float(wanted.target))
    return f"Sasaran: {share} orang termiskin · target: the poorest {share} of persons"
