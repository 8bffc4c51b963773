"""What is lost without the plan, what is robust in it, and what the hidden truth says, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from merata.cli.amounts import percent
from merata.planning.answers.regret import Regret, Score
from merata.planning.answers.robustness import CONTESTED, NEVER, ROBUST, LineShare
from merata.planning.wording.gain_units import GainUnit

WAYS = {
    "plan": "Rencana / this plan",
    "equal_split": "Bagi rata / equal split",
    "decile_order": "Urut desil / by decile",
    "last_year": "Pola / as last year",
    "greedy": "Serakah / pure greedy",
}
STANDINGS = {ROBUST: "kukuh / robust", CONTESTED: "diperdebatkan / contested", NEVER: "tidak pernah / never"}
MILLION_IDR, BILLION_IDR = 10**6, 10**9
LINES_SHOWN = 8
"""Villages in the table, those whose share is nearest to half; `--json` has all."""


def regret_table(rows: Sequence[Regret], unit: GainUnit) -> Table:
    """The gain of each way to spend the money, and what is lost by it."""
    table = Table(title="Dibandingkan dengan / compared with", box=SIMPLE_HEAD)
    table.add_column("Cara / way", no_wrap=True)
    for heading in ("Rp miliar\nbillion", "Manfaat\ngain", "Rugi\nregret", "%\n", "Gini\n"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        share = "" if row.regret_share is None else percent(row.regret_share)
        is_plan = row.name == "plan"
        table.add_row(
            WAYS[row.name] + ("" if row.keeps_limits else " !"),
            f"{row.spent_idr / BILLION_IDR:,.2f}",
            unit.text(row.gain),
            "" if is_plan else unit.text(row.regret),
            "" if is_plan else share,
            f"{row.gini_after:.4f}",
        )
    if all(row.keeps_limits for row in rows):
        table.caption = unit.name
    else:
        table.caption = f"{unit.name}\n! melanggar batas / breaks a limit"
    return table


def truth_table(scores: Mapping[str, Score], rows: Sequence[Regret], unit: GainUnit) -> Table:
    """The same on the hidden truth."""
    table = Table(title="Menurut kebenaran tersembunyi / on the hidden truth", box=SIMPLE_HEAD, caption=unit.name)
    table.add_column("Cara / way", no_wrap=True)
    for heading in ("Benar\ntrue gain", "Diduga\npredicted", "Gini turun\nGini falls", "Gini\n"):
        table.add_column(heading, justify="right", no_wrap=True)
    predicted = {row.name: row.gain for row in rows}
    for name, score in scores.items():
        falls = f"{score.gini_fall:.5f}"
        table.add_row(WAYS[name], unit.text(score.gain), unit.text(predicted[name]), falls, f"{score.gini_after:.4f}")
    return table


def robustness_table(lines: Sequence[LineShare]) -> Table:
    """Classes and works that are not plainly out, then the most contested assistance; robust ones first."""
    table = Table(title="Seberapa kukuh / how robust", box=SIMPLE_HEAD)
    table.add_column("Baris\nline")
    for heading in ("Simulasi\ndraws", "Rata-rata\nmean", "Rencana\nplan"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.caption = "rata-rata dan rencana dalam Rp juta / mean and plan in Rp million"
    for word, group in _shown(lines).items():
        table.add_section()
        table.add_row(STANDINGS[word], style="bold")
        for line in group:
            place = f"{line.village} ({line.item_id})" if line.kind == "programme" else f"{line.name} ({line.item_id})"
            amounts = (f"{amount / MILLION_IDR:,.0f}" for amount in (line.mean_idr, line.plan_idr))
            table.add_row(escape(place), f"{100 * line.share:.0f}%", *amounts)
    return table


def _shown(lines: Sequence[LineShare]) -> dict[str, list[LineShare]]:
    single = [line for line in lines if line.kind != "programme"]
    contested = [line for line in lines if line.kind == "programme" and line.standing == CONTESTED]
    nearest = sorted(contested, key=lambda line: (abs(line.share - 0.5), line.item_id))[:LINES_SHOWN]
    of = {word: [line for line in single if line.standing == word] for word in (ROBUST, CONTESTED)}
    of[CONTESTED] += nearest
    return {word: group for word, group in of.items() if group}


def robustness_sentence(lines: Sequence[LineShare], draws: int) -> str:
    """How many lines are robust, contested, never."""
    count = {name: sum(line.standing == name for line in lines) for name in STANDINGS}
    robust, contested, never = count[ROBUST], count[CONTESTED], count[NEVER]
    return (
        f"Dari {len(lines)} baris dalam {draws} simulasi: {robust} kukuh (di paket terbaik pada sedikitnya 80%), "
        f"{contested} diperdebatkan, {never} tidak pernah (paling banyak 20%, tidak dalam rencana). / Of {len(lines)} "
        f"lines in {draws} draws: {robust} robust (in the best package of at least 80%), {contested} contested, "
        f"{never} never (at most 20%, and not in the plan)."
    )
