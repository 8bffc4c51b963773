"""A simulation as tables in the terminal, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, percent
from merata.planning.incidence import Interval
from merata.planning.simulation import Simulation

VILLAGES_SHOWN = 10
"""Villages in the table: those that receive most; `--json` has all."""

LABELS = {
    "mean": "Rata-rata pengeluaran / mean, Rp per orang per bulan",
    "gini": "Gini",
    "p0": "P0, kemiskinan / poverty",
    "p1": "P1, kedalaman / poverty gap",
}
AIM = {
    "leakage_non_poor": "Rupiah untuk yang tidak miskin / to the non-poor",
    "leakage_upper60": "Rupiah untuk 60% teratas / to the upper 60%",
    "under_coverage": "Orang miskin yang belum terjangkau / poor persons missed",
}


def print_simulation(console: Console, simulated: Simulation) -> None:
    """Print what the programmes cost, reach and change."""
    if simulated.synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print(_programmes(simulated))
    console.print(_measures(simulated))
    console.print(_deciles(simulated))
    console.print(_villages(simulated))
    for programme in simulated.programmes:
        for code, count in programme.refused.items():
            console.print(f"  {programme.programme_id}: {count:,} rumah tangga – {programme.reasons[code]}")
    for code in simulated.not_surveyed:
        console.print(f"  {code}: tidak disurvei, tidak disimulasikan / not surveyed, not simulated")
    console.print(
        f"Selang 95% dari {simulated.draws} ulangan kesejahteraan / 95% intervals over the draws; "
        f"seed {simulated.seed}; bagian yang dibelanjakan / pass-through {simulated.pass_through:g}.",
        style="dim",
    )


def _programmes(simulated: Simulation) -> Table:
    table = Table(title=f"Simulasi / simulation, aturan / rules {simulated.on:%Y-%m-%d}", box=SIMPLE_HEAD)
    table.add_column("Program")
    for heading in (
        "Rp per tahun\na year",
        "Rumah tangga\nhouseholds",
        "Jiwa\npersons",
        "Tanpa dana\nunfunded",
        "Sudah\nalready",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in simulated.programmes:
        table.add_row(
            row.name,
            f"{row.cost_idr:,}",
            f"{row.households:,}",
            f"{row.persons:,}",
            f"{row.without_money:,}",
            f"{row.receiving_today:,}",
        )
    table.add_section()
    total = (f"{simulated.cost_idr:,}", f"{simulated.households:,}", f"{simulated.persons:,}", "", "")
    table.add_row("Semua / all", *total)
    return table


def _measures(simulated: Simulation) -> Table:
    table = Table(title="Sebelum dan sesudah / before and after", box=SIMPLE_HEAD)
    table.add_column("Ukuran / measure")
    table.add_column("Sebelum\nbefore", justify="right", no_wrap=True)
    table.add_column("Sesudah\nafter", justify="right", no_wrap=True)
    for name, label in LABELS.items():
        if f"{name}_before" in simulated.measures:
            ends = (simulated.measures[f"{name}_before"], simulated.measures[f"{name}_after"])
            table.add_row(label, *(_shown(name, end) for end in ends))
    table.add_section()
    for name, label in AIM.items():
        if name in simulated.measures:
            table.add_row(label, "", _shown(name, simulated.measures[name]))
    return table


def _shown(name: str, found: Interval) -> str:
    if name == "mean":
        return f"{found.value:,.0f} ({found.low:,.0f}–{found.high:,.0f})"
    if name == "gini":
        return f"{found.value:.4f} ({found.low:.4f}–{found.high:.4f})"
    return f"{percent(found.value)} ({percent(found.low)}–{percent(found.high)})"


def _deciles(simulated: Simulation) -> Table:
    table = Table(title="Menurut desil kesejahteraan / by decile of welfare", box=SIMPLE_HEAD)
    table.add_column("Desil", justify="right", no_wrap=True)
    table.add_column("Rp per orang per bulan\nper person a month", justify="right", no_wrap=True)
    table.add_column("Bagian biaya\nshare of cost", justify="right", no_wrap=True)
    for row in simulated.by_decile:
        gain = f"{row['gain_pc_idr']:,.0f} ({row['gain_low']:,.0f}–{row['gain_high']:,.0f})"
        table.add_row(str(row["decile"]), gain, percent(row["share_of_cost"]))
    return table


def _villages(simulated: Simulation) -> Table:
    """The villages that receive most; those that receive nothing are not shown."""
    rows = sorted(simulated.by_village, key=lambda row: (-row["cost_idr"], row["village_code"]))
    shown = [row for row in rows[:VILLAGES_SHOWN] if row["cost_idr"]]
    title = f"{len(shown)} desa/kelurahan penerima terbesar / largest villages (--json: {len(rows)})"
    table = Table(title=title, box=SIMPLE_HEAD)
    table.add_column("Desa/kelurahan\nvillage")
    for heading in ("Rumah tangga\nhouseholds", "Rp per tahun\na year", "P0 sebelum\nbefore", "P0 sesudah\nafter"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in shown:
        poverty = (_poverty(row, "before"), _poverty(row, "after"))
        table.add_row(
            f"{row['name']}\n{row['village_code']}", f"{row['households']:,}", f"{row['cost_idr']:,}", *poverty
        )
    return table


def _poverty(row: Mapping[str, Any], when: str) -> str:
    value, low, high = (row[f"p0_{when}{end}"] for end in ("", "_low", "_high"))
    return "–" if value is None else f"{100 * value:.1f}% ({100 * low:.0f}–{100 * high:.0f})"
