"""The rules as they stand beside a reform of them, as tables in the terminal, Indonesian first and English."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import SYNTHETIC
from merata.cli.simulate_cells import change, inline, of_row, stacked
from merata.cli.simulate_table import basis, called, notes
from merata.planning.simulation.simulated import ReformSimulation

MEASURES = {
    "gini_after": "Gini",
    "p0_after": "P0, kemiskinan / poverty",
    "p1_after": "P1, kedalaman / poverty gap",
    "coverage_persons": "Jiwa terjangkau / persons reached",
    "coverage_poor_persons": "Orang miskin terjangkau / poor reached",
    "share_bottom40": "Rupiah untuk 40% terbawah / to bottom 40%",
    "leakage_non_poor": "Rupiah untuk yang tidak miskin / to non-poor",
    "leakage_upper60": "Rupiah untuk 60% teratas / to upper 60%",
    "concentration": "Konsentrasi / concentration",
    "kakwani": "Kakwani",
    "cost_per_idr_to_poor": "Biaya per Rp bagi miskin / cost per Rp to poor",
}
_HEADINGS = ("Aturan sekarang\nas it stands", "Reformasi\nreform", "Selisih\ndifference")


def print_reform(console: Console, found: ReformSimulation) -> None:
    """Print what the reform changes: in the rules, in cost and reach, in inequality and poverty, by decile."""
    if found.standing.synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print("Yang diubah / what is changed:")
    for one in found.changes:
        console.print(f"  {one.programme_id}.{one.parameter}: {one.standing} → {one.reform}", markup=False)
    if not found.changes:
        console.print("  tidak ada pada hari itu / nothing on that day")
    console.print(_programmes(found))
    console.print(_measures(found))
    console.print(_deciles(found))
    for line in notes(found.reform):
        console.print(line, markup=False)
    for outcome in found.reform.programmes:
        if outcome.raised:
            console.print(
                f"  {outcome.programme_id}: {outcome.raised:,} penerima hari ini memperoleh kenaikannya / of today's "
                "recipients get the rise",
                markup=False,
            )
    console.print(
        f"Ulangan yang sama, selisih dipasangkan; biaya dan rumah tangga pasti / same draws, paired differences; cost "
        f"and households are exact; pp: poin persen / percentage points. {basis(found.reform)}",
        style="dim",
    )


def _programmes(found: ReformSimulation) -> Table:
    title = f"Aturan sekarang dan reformasi / standing rules and reform, {found.standing.on:%Y-%m-%d}"
    table = _table(title, "Program\nRp per tahun, rumah tangga / Rp a year, households")
    for before, after in zip(found.standing.programmes, found.reform.programmes, strict=True):
        difference = found.by_programme[before.programme_id]
        table.add_row(
            called(before),
            f"{before.cost_idr:,}\n{before.households:,}",
            f"{after.cost_idr:,}\n{after.households:,}",
            f"{difference['cost_idr'].value:+,.0f}\n{difference['households'].value:+,.0f}",
        )
    table.add_section()
    both = (found.standing, found.reform)
    ends = (f"{one.cost_idr:,}\n{one.households:,}" for one in both)
    difference = found.differences
    table.add_row(
        "Semua / all",
        *ends,
        f"{difference['cost_idr'].value:+,.0f}\n{difference['households'].value:+,.0f}",
    )
    return table


def _measures(found: ReformSimulation) -> Table:
    table = _table("Yang berubah / what changes", "Ukuran / measure")
    before, after = found.standing.measures, found.reform.measures
    for name, label in MEASURES.items():
        if name in before or name in after:
            cells = (stacked(name, before.get(name)), stacked(name, after.get(name)))
            table.add_row(label, *cells, change(name, found.differences.get(name)))
    return table


def _deciles(found: ReformSimulation) -> Table:
    table = Table(title="Menurut desil, Rp per orang per bulan / by decile, per person a month", box=SIMPLE_HEAD)
    for heading in ("Desil", *_HEADINGS[:2]):
        table.add_column(heading, justify="right", no_wrap=True)
    tables = (one.incidence.groups["decile"].to_pylist() for one in (found.standing, found.reform))
    for before, after in zip(*tables, strict=True):
        if before["programme_id"] is None:
            gains = (inline("gain_pc_idr", of_row(row, "gain_pc_idr")) for row in (before, after))
            table.add_row(before["label"], *gains)
    return table


def _table(title: str, first: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD)
    table.add_column(first)
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    return table
