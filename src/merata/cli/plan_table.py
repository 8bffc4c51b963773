"""A plan as tables in the terminal, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, percent, rupiah
from merata.planning.plan import Plan
from merata.planning.plan_lines import Line

PILLARS = {
    "assistance": "Bantuan / assistance",
    "training": "Pelatihan / training",
    "infrastructure": "Infrastruktur / works",
}
COMPARISONS = {"equal_split": "Bagi rata per desa / equal split", "decile_order": "Urut desil / decile order"}


def print_plan(console: Console, plan: Plan) -> None:
    """Print what the plan buys, what it changes and how sure that is."""
    if plan.synthetic:
        console.print(SYNTHETIC, style="yellow")
    title = f"Paket {plan.regency_name} ({plan.regency}): {rupiah(plan.spent_idr)} dari {rupiah(plan.budget_idr)}"
    console.print(_bought(plan, title))
    console.print(_places(plan))
    console.print(_changes(plan))
    for sentence in _sentences(plan):
        console.print(sentence)


def _bought(plan: Plan, title: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD)
    table.add_column("Pilar\npillar", overflow="fold")
    table.add_column("Isi\nwhat", overflow="fold")
    table.add_column("Rumah tangga\nhouseholds", justify="right", no_wrap=True)
    table.add_column("Rp", justify="right", no_wrap=True)
    table.add_column("Dasar\nevidence", overflow="fold")
    for lines in _by_source(plan.items):
        first = lines[0]
        villages = {line.village_code for line in lines if line.village_code}
        where = f" ({len(villages)} desa/kelurahan)" if first.kind == "programme" else ""
        mark = " (asumsi)" if first.assumption else ""
        households, cost = sum(line.households for line in lines), sum(line.cost_idr for line in lines)
        pillar = PILLARS[first.pillar]
        table.add_row(pillar, first.name + where, f"{households:,}", f"{cost:,}", f"{first.evidence_id}{mark}")
    return table


def _by_source(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of each programme, class or work together, in order of appearance."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.source_id, []).append(line)
    return list(found.values())


def _places(plan: Plan) -> Table:
    table = Table(title="Menurut kecamatan / by kecamatan", box=SIMPLE_HEAD)
    table.add_column("Kecamatan")
    for heading in ("Rumah tangga\nhouseholds paid", "Rp", "Manfaat, Rp per orang\ngain per person a month"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in plan.by_kecamatan:
        spending = f"{row['spending_idr']:,}"
        table.add_row(row["name"], f"{row['households']:,}", spending, f"{row['gain_pc_idr']:,.0f}")
    elsewhere = plan.spent_idr - sum(row["spending_idr"] for row in plan.by_kecamatan)
    if elsewhere:
        table.add_section()
        table.add_row("Kelas, se-kabupaten/kota\nclasses, whole regency", "", f"{elsewhere:,}", "")
    return table


def _changes(plan: Plan) -> Table:
    table = Table(title="Yang berubah / what changes", box=SIMPLE_HEAD)
    table.add_column("")
    table.add_column("Nilai\nvalue", justify="right", no_wrap=True)
    table.add_column("Selang 95%\ninterval", justify="right", no_wrap=True)
    for name, label in (("gini_before", "Gini sebelum / before"), ("gini_after", "Gini sesudah / after")):
        low, high = plan.intervals[name]
        table.add_row(label, f"{getattr(plan, name):.4f}", f"{low:.4f}–{high:.4f}")
    for name, label in (("p0_before", "P0 sebelum / before"), ("p0_after", "P0 sesudah / after")):
        if getattr(plan, name) is not None:
            low, high = plan.intervals[name]
            table.add_row(label, percent(getattr(plan, name)), f"{percent(low)}–{percent(high)}")
    table.add_section()
    low, high = plan.intervals["gain"]
    table.add_row("Manfaat paket / gain, Rp per orang per bulan", f"{plan.gain:,.1f}", f"{low:,.1f}–{high:,.1f}")
    for name, gain in plan.comparisons.items():
        table.add_row(f"{COMPARISONS[name]} (Rp {plan.comparisons_spent_idr[name]:,})", f"{gain:,.1f}", "")
    table.add_row("Batas atas paket mana pun / upper limit of any package", f"{plan.bound:,.1f}", "")
    return table


def _sentences(plan: Plan) -> list[str]:
    found = []
    if plan.gap is not None:
        share = percent(plan.gap)
        found.append(
            f"Tidak ada paket lain dari calon yang sama, dengan anggaran dan syarat ini, yang manfaatnya lebih dari "
            f"{share} di atas paket ini. / No other package of the same candidates, within this budget and these "
            f"demands, can gain more than {share} above this one."
        )
    if plan.proposals:
        count = len(plan.proposals)
        found.append(f"Menjawab {count} usulan forum / answers {count} proposals of forums.")
    for effect in plan.effects:
        mark = "asumsi / assumption" if effect.assumption else f"sumber / source: {effect.source}"
        found.append(f"  {effect.evidence_id}: {effect.mean:g} ± {effect.standard_error:g} ({mark})")
    found.append(
        "Seluruh biaya kelas dan proyek masuk tahun ini, manfaatnya hanya satu tahun dihitung. / "
        "Classes and works cost the year their whole price; one year of their effect is counted."
    )
    return found + [f"  {note}" for note in plan.notes]
