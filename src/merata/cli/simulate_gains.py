"""Who gains in a simulation, as tables: by programme, by sex of the head, by village."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from merata.cli.simulate_cells import MISSING, of_row, stacked
from merata.planning.simulation.simulated import Simulation

VILLAGES_SHOWN = 10
"""Villages in the table: those that receive most; `--json` has all."""

AIM_COLUMNS = {
    "share_bottom40": "40% terbawah\nto bottom 40%",
    "leakage_non_poor": "Tidak miskin\nto the non-poor",
    "coverage_poor_persons": "Miskin terjangkau\npoor reached",
    "cost_per_idr_to_poor": "Biaya per Rp miskin\ncost per Rp to poor",
}
ADEQUACY_COLUMNS = {
    "concentration": "Konsentrasi\nconcentration",
    "kakwani": "Kakwani",
    "adequacy_consumption": "Dari pengeluaran\nof consumption",
    "adequacy_gap": "Dari celah miskin\nof poverty gap",
}
SEXES = {"female": "Perempuan / female", "male": "Laki-laki / male", "unknown": "Tidak diketahui / unknown"}


def aim_table(simulated: Simulation) -> Table:
    """To whom the rupiah of each programme go."""
    return _by_programme(simulated, "Sasaran setiap program / aim of each programme", AIM_COLUMNS)


def adequacy_table(simulated: Simulation) -> Table:
    """How each programme's rupiah lean, and how much they are to those who get them."""
    title = "Progresivitas dan kecukupan / progressivity and adequacy"
    return _by_programme(simulated, title, ADEQUACY_COLUMNS)


def _by_programme(simulated: Simulation, title: str, columns: Mapping[str, str]) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD)
    table.add_column("Program", overflow="fold")
    for heading in columns.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for programme, one in zip(simulated.programmes, simulated.incidence.programmes.values(), strict=True):
        name = programme.programme_id + ("" if programme.adds_to_welfare else " *")
        table.add_row(name, *(stacked(measure, one.measures[measure]) for measure in columns))
    table.add_section()
    together = simulated.incidence.together.measures
    table.add_row("Semua / all", *(stacked(name, together[name]) for name in columns))
    return table


def sex_table(simulated: Simulation) -> Table:
    """What households headed by women and by men gain of all programmes together."""
    table = Table(title="Menurut kepala rumah tangga / by sex of the head", box=SIMPLE_HEAD)
    table.add_column("Kepala\nhead")
    for heading in (
        "Rp per orang per bulan\nper person a month",
        "Bagian biaya\nshare of cost",
        "Jiwa terjangkau\nreached",
        "P0 sebelum\nbefore",
        "P0 sesudah\nafter",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in simulated.incidence.groups["head_sex"].to_pylist():
        if row["programme_id"] is None:
            figures = ("gain_pc_idr", "share_of_cost", "coverage_persons", "p0_before", "p0_after")
            table.add_row(
                SEXES.get(row["label"], row["label"]), *(stacked(name, of_row(row, name)) for name in figures)
            )
    return table


def village_table(simulated: Simulation) -> Table:
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
    return MISSING if value is None else f"{100 * value:.1f}% ({100 * low:.0f}–{100 * high:.0f})"
