"""A plan that counts works by minutes beside the one that does not, as a table."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from merata.cli.amounts import percent
from merata.planning.answers.beside import Beside, Side
from merata.planning.wording.gain_units import GainUnit
from merata.planning.wording.limit_names import PILLARS

MILLION_IDR = 10**6


def minutes_table(found: Beside, unit: GainUnit) -> Table:
    """Gain, rupiah by pillar and works chosen, with minutes turned into rupiah and without; "asumsi" where assumed."""
    sides = own, other = found.with_minutes, found.without
    table = Table(title="Dari menit ke rupiah / from minutes to rupiah", box=SIMPLE_HEAD)
    table.add_column("")
    table.add_column(_heading("Dengan", "with", own), justify="right")
    table.add_column(_heading("Tanpa", "without", other), justify="right")
    table.add_row("Manfaat / gain", *(_gain(side, unit) for side in sides))
    table.add_row("Batas / bound", *(_bound(side, unit) for side in sides))
    for name, words in PILLARS.items():
        amounts = [side.spending_idr[name] for side in sides]
        if any(amounts):
            table.add_row(f"Rp juta: {' / '.join(words)}", *(f"{amount / MILLION_IDR:,.1f}" for amount in amounts))
    table.add_row("Karya / works", *(str(len(side.works)) for side in sides))
    both = set(own.works) & set(other.works)
    table.add_row("Di keduanya / in both", *[escape(", ".join(sorted(both)))] * 2)
    table.add_row("Hanya di sini / only here", *(escape(", ".join(sorted(set(side.works) - both))) for side in sides))
    table.caption = (
        f"{unit.name}; * asumsi / assumption\n"
        "Tiap manfaat menurut buktinya sendiri; selisihnya bukan keunggulan.\n"
        "Each gain is by its own evidence; the difference is no advantage."
    )
    return table


def _heading(of_id: str, of_en: str, side: Side) -> str:
    return f"{of_id} / {of_en}" + ("\n* asumsi" if side.assumed else "")


def _gain(side: Side, unit: GainUnit) -> str:
    low, high = (unit.text(value) for value in side.gain_interval)
    return f"{unit.text(side.gain)} ({low}–{high})" + (" *" if side.assumed else "")


def _bound(side: Side, unit: GainUnit) -> str:
    return unit.text(side.bound) + ("" if side.gap is None else f" (+{percent(side.gap)})")
