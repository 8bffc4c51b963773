"""A simulation as tables in the terminal, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, percent, rupiah
from merata.cli.simulate_cells import MISSING, inline, of_row
from merata.cli.simulate_gains import adequacy_table, aim_table, sex_table, village_table
from merata.planning.simulation.simulated import ProgrammeOutcome, Simulation

LABELS = {
    "mean": "Rata-rata pengeluaran / mean, Rp per orang per bulan",
    "gini": "Gini",
    "p0": "P0, kemiskinan / poverty",
    "p1": "P1, kedalaman / poverty gap",
}
AIM = {
    "leakage_non_poor": "Rupiah untuk yang tidak miskin / to the non-poor",
    "leakage_upper60": "Rupiah untuk 60% teratas / to the upper 60%",
    "share_bottom40": "Rupiah untuk 40% terbawah / to the bottom 40%",
    "coverage_poor_persons": "Orang miskin yang terjangkau / poor persons reached",
    "under_coverage": "Orang miskin yang belum terjangkau / poor persons missed",
    "cost_per_idr_to_poor": "Biaya per rupiah bagi yang miskin / cost per rupiah to the poor",
}
READING = (
    "Konsentrasi / concentration: −1 semua untuk yang termiskin / all to the poorest, 0 rata per orang / as much for "
    "everyone, 1 semua untuk yang terkaya / all to the richest. Kakwani di bawah 0 mengurangi ketimpangan / below 0 "
    "lowers inequality.",
    "Kecukupan / adequacy: rupiah dibagi pengeluaran penerima / over the recipients' consumption, dan dibagi celah "
    "kemiskinan penerima yang miskin / and over the poverty gap of the poor among them.",
)
NOT_CONSUMED = (
    "Tidak dihitung sebagai kenaikan pengeluaran (perumahan sekali beri, iuran, pelatihan, pemberdayaan): hanya biaya "
    "dan sasarannya / not counted as a rise of consumption (housing given once, premiums, training, empowerment): cost "
    "and aim only"
)


def print_simulation(console: Console, simulated: Simulation) -> None:
    """Print what the programmes cost, reach and change."""
    if simulated.synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print(_programmes(simulated))
    console.print(_measures(simulated))
    console.print(aim_table(simulated))
    console.print(adequacy_table(simulated))
    for line in READING:
        console.print(line, style="dim")
    console.print(_deciles(simulated))
    console.print(sex_table(simulated))
    console.print(village_table(simulated))
    _print_reasons(console, simulated)
    for line in notes(simulated):
        console.print(line, markup=False)
    console.print(basis(simulated), style="dim")


def notes(simulated: Simulation) -> Iterator[str]:
    """What has to be said of any simulation: what is not counted, budgets, what is left out."""
    marked = [one.programme_id for one in simulated.programmes if not one.adds_to_welfare]
    if marked:
        yield f"* {NOT_CONSUMED}: {', '.join(marked)}."
    for one in simulated.programmes:
        if one.budget_idr is not None:
            yield (
                f"  {one.programme_id}: anggaran {rupiah(one.budget_idr)}, yang paling membutuhkan dahulu; "
                f"{one.without_money:,} rumah tangga tanpa dana / budget, the neediest first; unfunded"
            )
    for code in simulated.not_surveyed:
        yield f"  {code}: tidak disurvei, tidak disimulasikan / not surveyed, not simulated"


def basis(simulated: Simulation) -> str:
    """What the intervals are of, and what is counted."""
    return (
        "Penerima hari ini tetap menerima dan tidak dibayar dua kali; semua angka adalah tambahannya / today's "
        "recipients keep their aid and are not paid twice; all figures are what is added. Selang 95% dari "
        f"{simulated.draws} ulangan kesejahteraan / 95% intervals over the draws; seed {simulated.seed}; bagian yang "
        f"dibelanjakan / pass-through {simulated.pass_through:g}."
    )


def called(programme: ProgrammeOutcome) -> str:
    """A programme's name, marked where nothing is added to welfare for it."""
    return programme.name if programme.adds_to_welfare else f"{programme.name} *"


def _print_reasons(console: Console, simulated: Simulation) -> None:
    """Whom the rules leave out and why, as `merata eligible` says it."""
    for programme in simulated.programmes:
        for code, count in programme.refused.items():
            said = programme.reasons[code]
            line = f"  {programme.programme_id}: {count:,} rumah tangga / households – {said.id}"
            console.print(line, markup=False, soft_wrap=True)
            console.print(f"      {said.en}", markup=False, soft_wrap=True, style="dim")


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
        in_kind = "" if row.quantity is None else f"\n{row.quantity:,.0f} {row.unit}"
        table.add_row(
            called(row),
            f"{row.cost_idr:,}{in_kind}",
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
    found = simulated.measures
    for name, label in LABELS.items():
        if f"{name}_before" in found:
            table.add_row(label, *(inline(name, found.get(f"{name}_{when}")) for when in ("before", "after")))
    table.add_section()
    for name, label in AIM.items():
        if name in found:
            table.add_row(label, "", inline(name, found[name]))
    return table


def _deciles(simulated: Simulation) -> Table:
    table = Table(title="Menurut desil kesejahteraan / by decile of welfare", box=SIMPLE_HEAD)
    table.add_column("Desil", justify="right", no_wrap=True)
    table.add_column("Rp per orang per bulan\nper person a month", justify="right", no_wrap=True)
    table.add_column("Bagian biaya\nshare of cost", justify="right", no_wrap=True)
    table.add_column("Jiwa terjangkau\npersons reached", justify="right", no_wrap=True)
    for row in simulated.incidence.groups["decile"].to_pylist():
        if row["programme_id"] is None:
            gain = inline("gain_pc_idr", of_row(row, "gain_pc_idr"))
            shares = (row["share_of_cost"], row["coverage_persons"])
            table.add_row(row["label"], gain, *(MISSING if one is None else percent(one) for one in shares))
    return table
