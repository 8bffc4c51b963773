"""A plan as tables in the terminal, Indonesian first and English beside it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, percent, rupiah
from merata.cli.plan_minutes_table import minutes_table
from merata.cli.plan_regret_table import regret_table, robustness_sentence, robustness_table, truth_table
from merata.cli.plan_sentences import sentences, times_sentences
from merata.planning.answers.asked import Answers
from merata.planning.plan import Plan
from merata.planning.plan_lines import Line
from merata.planning.wording.gain_units import gain_unit

PILLARS = {
    "assistance": "Bantuan\nassistance",
    "training": "Pelatihan\ntraining",
    "infrastructure": "Infrastruktur\nworks",
}
MEASURES = {
    "gini": "Gini",
    "atkinson": "Atkinson (ε = 1)",
    "p0": "P0, miskin / headcount",
    "p1": "P1, kedalaman / gap",
    "p2": "P2, keparahan / severity",
}
MILLION_IDR = 10**6


def print_answers(console: Console, answers: Answers) -> None:
    """Print the plan, what it changes, what is lost without it, and what else was asked for."""
    plan = answers.plan
    _print_package(console, plan)
    console.print(regret_table(answers.regret, gain_unit(plan.objective)))
    notes = (note for row in answers.regret for note in row.notes)
    together = [] if answers.joint is None else [str(answers.joint.said)]
    for sentence in (*times_sentences(answers.regret), *together, *sentences(plan), *notes):
        console.print(sentence, markup=False)
    if answers.beside is not None:
        console.print(minutes_table(answers.beside, gain_unit(plan.objective)))
    if answers.robustness is not None:
        console.print(robustness_table(answers.robustness))
        console.print(robustness_sentence(answers.robustness, plan.draws), markup=False)
    if answers.truth is not None:
        console.print(truth_table(answers.truth, answers.regret, gain_unit(plan.objective)))


def _print_package(console: Console, plan: Plan) -> None:
    if plan.synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print(_bought(plan))
    console.print(_places(plan))
    console.print(_deciles(plan))
    if plan.by_sex_of_head or plan.by_disability:
        console.print(_groups(plan))
    console.print(_changes(plan))
    if plan.charges:
        console.print(_charges(plan))


def _bought(plan: Plan) -> Table:
    title = f"Paket {plan.regency_name} ({plan.regency})\n{_paid(plan)}"
    table = Table(title=title, box=SIMPLE_HEAD)
    table.add_column("Pilar\npillar", no_wrap=True)
    table.add_column("Isi\nwhat", overflow="fold")
    table.add_column("Rumah tangga\nhouseholds", justify="right", no_wrap=True)
    table.add_column("Rp juta\nmillion", justify="right", no_wrap=True)
    last = ""
    for lines in _by_source(plan.items):
        first = lines[0]
        villages = {line.village_code for line in lines if line.village_code}
        where = f" ({len(villages)} desa/kelurahan)" if first.kind == "programme" else f" ({first.source_id})"
        mark = (" *" if first.assumption else "") + (" †" if first.together else "")
        households, cost = sum(line.households for line in lines), sum(line.cost_idr for line in lines)
        pillar = PILLARS[first.pillar] if first.pillar != last else ""
        last = first.pillar
        table.add_row(pillar, escape(f"{first.name}{where}{mark}"), f"{households:,}", f"{cost / MILLION_IDR:,.1f}")
    return table


def _paid(plan: Plan) -> str:
    """What the regency pays of its budget and, where they are planned beside it, the desa from their own funds."""
    own = plan.of_budget_idr
    rest = plan.spent_idr - own
    of_desa = f"\n+ {rupiah(rest)} dari dana desa / from the desa's own funds" if rest else ""
    return f"{rupiah(own)} dari / of {rupiah(plan.budget_idr)}{of_desa}"


def _by_source(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of each programme, class or work together, in order of appearance."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.source_id, []).append(line)
    return list(found.values())


def _places(plan: Plan) -> Table:
    table = Table(title="Menurut kecamatan / by kecamatan", box=SIMPLE_HEAD)
    table.add_column("Kecamatan")
    for heading in ("Rumah tangga\nhouseholds paid", "Rp juta\nmillion", "Rp per orang sebulan\nper person a month"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in plan.by_kecamatan:
        spending = f"{row['spending_idr'] / MILLION_IDR:,.1f}"
        table.add_row(row["name"], f"{row['households']:,}", spending, f"{row['gain_pc_idr']:,.0f}")
    elsewhere = plan.spent_idr - sum(row["spending_idr"] for row in plan.by_kecamatan)
    if elsewhere:
        table.add_section()
        table.add_row("Di tempat lain / elsewhere: kelas/classes", "", f"{elsewhere / MILLION_IDR:,.1f}", "")
    return table


def _deciles(plan: Plan) -> Table:
    table = Table(title="Menurut desil kesejahteraan / by decile of welfare", box=SIMPLE_HEAD)
    for heading in ("Desil\ndecile", "Rp per orang sebulan\nper person a month", "Selang 95%\ninterval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in plan.by_decile:
        gain, low, high = (f"{row[key]:z,.0f}".replace("-", "−") for key in ("gain_pc_idr", "low", "high"))
        table.add_row(str(row["decile"]), gain, f"{low} – {high}")
    return table


def _groups(plan: Plan) -> Table:
    """Who gains by sex of the head and by disability in the household."""
    table = Table(title="Menurut kepala keluarga dan disabilitas / by head and disability", box=SIMPLE_HEAD)
    table.add_column("Rumah tangga\nhouseholds", overflow="fold")
    for heading in ("Dibayar\npaid", "Rp per orang\nper person", "Selang 95%\ninterval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for rows in (plan.by_sex_of_head, plan.by_disability):
        for row in rows:
            gain, low, high = (f"{row[key]:z,.0f}".replace("-", "−") for key in ("gain_pc_idr", "low", "high"))
            name = f"{row['name_id']} / {row['name_en']}"
            table.add_row(name, f"{row['households']:,}", gain, f"{low} – {high}")
        table.add_section()
    return table


def _changes(plan: Plan) -> Table:
    table = Table(title="Yang berubah, dengan selang 95% / what changes, with 95% intervals", box=SIMPLE_HEAD)
    table.add_column("")
    for heading in ("Sebelum\nbefore", "Sesudah\nafter"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, label in MEASURES.items():
        if name in plan.before and name in plan.after:
            table.add_row(label, *(_estimate(plan, name, when) for when in ("before", "after")))
    return table


def _estimate(plan: Plan, name: str, when: str) -> str:
    value = (plan.before if when == "before" else plan.after)[name]
    low, high = plan.intervals[f"{name}_{when}"]
    if name in ("gini", "atkinson"):
        return f"{value:.4f} ({low:.4f}–{high:.4f})"
    return f"{percent(value)} ({percent(low)}–{percent(high)})"


def _charges(plan: Plan) -> Table:
    """What each account and fund of the budget pays; accounts of the desa's own funds stand for all desa together."""
    desa_id, desa_en = (" dan desa", ", desa too") if {one.owner for one in plan.charges} - {plan.regency} else ("", "")
    title = f"Beban rekening {plan.regency}{desa_id} / charges by account{desa_en}"
    table = Table(title=title, box=SIMPLE_HEAD)
    for heading in ("Rekening\naccount", "Sumber dana\nfund", "Pilar\npillar"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Rp", justify="right", no_wrap=True)
    paid: dict[tuple[str, ...], int] = {}
    for charge in plan.charges:
        key = (charge.account_code, charge.fund_source, charge.pillar)
        paid[key] = paid.get(key, 0) + charge.amount_idr
    for (account, fund, pillar), amount in paid.items():
        table.add_row(account, fund, PILLARS[pillar].split("\n")[0], f"{amount:,}")
    table.add_section()
    table.add_row("Jumlah / sum", "", "", f"{sum(paid.values()):,}")
    return table
