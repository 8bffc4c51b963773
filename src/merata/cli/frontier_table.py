"""A frontier of budgets as a table in the terminal, Indonesian first and English beside it."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.amounts import SYNTHETIC, percent
from merata.planning.answers.frontier import Frontier, FrontierPoint
from merata.planning.wording.gain_units import GainUnit, gain_unit
from merata.planning.wording.limit_names import PILLARS

BILLION_IDR = 10**9
BAR_LENGTH = 14


def print_frontier(console: Console, found: Frontier, seconds: float) -> None:
    """Print what each budget gains, where its money goes, and how long it took to find."""
    unit = gain_unit(found.objective)
    if found.synthetic:
        console.print(SYNTHETIC, style="yellow")
    console.print(_gains(found, unit))
    console.print(_measures(found))
    console.print(_spending(found))
    for sentence in _sentences(found, seconds):
        console.print(sentence, markup=False)


def _gains(found: Frontier, unit: GainUnit) -> Table:
    title = f"Manfaat tiap anggaran / gain by budget: {found.regency_name} ({found.regency})"
    table = Table(title=title, box=SIMPLE_HEAD, caption=unit.name)
    for heading in (
        "Rp miliar\nbillion",
        "Manfaat\ngain",
        "Batas\nbound",
        "Celah\ngap",
        "Tambahan\nper miliar",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    most = max(point.gain for point in found.points)
    for point in found.points:
        table.add_row(
            f"{point.budget_idr / BILLION_IDR:,.2f}",
            unit.text(point.gain),
            unit.text(point.bound),
            "" if point.gap is None else percent(point.gap),
            "" if point.marginal_gain is None else unit.text(point.marginal_gain, more=1),
            _bar(point.gain, most),
        )
    return table


def _bar(gain: float, most: float) -> str:
    """A bar as long as the gain is of the largest."""
    return "█" * round(BAR_LENGTH * gain / most) if most > 0 else ""


def _measures(found: Frontier) -> Table:
    table = Table(title="Ketimpangan dan kemiskinan / inequality and poverty", box=SIMPLE_HEAD)
    for heading in ("Rp miliar\nbillion", "Gini\n", "P0\n"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_row("0.00", f"{found.gini_before:.4f}", _share(found.p0_before))
    for point in found.points:
        table.add_row(f"{point.budget_idr / BILLION_IDR:,.2f}", f"{point.gini:.4f}", _share(point.p0))
    return table


def _share(value: float | None) -> str:
    return "" if value is None else percent(value)


def _spending(found: Frontier) -> Table:
    table = Table(title="Belanja per pilar, Rp miliar / spending by pillar, Rp billion", box=SIMPLE_HEAD)
    pillars = sorted({name for point in found.points for name in point.spending_idr})
    table.add_column("Anggaran\nbudget", justify="right", no_wrap=True)
    for name in pillars:
        table.add_column("\n".join(PILLARS[name]), justify="right", no_wrap=True)
    table.add_column("Jumlah\nsum", justify="right", no_wrap=True)
    for point in found.points:
        table.add_row(f"{point.budget_idr / BILLION_IDR:,.2f}", *_row(point, pillars))
    return table


def _row(point: FrontierPoint, pillars: list[str]) -> list[str]:
    amounts = [point.spending_idr.get(name, 0) for name in pillars]
    return [f"{amount / BILLION_IDR:,.2f}" for amount in (*amounts, point.spent_idr)]


def _sentences(found: Frontier, seconds: float) -> list[str]:
    lines = [
        "Celah: sejauh mana paket lain dapat melebihinya; tambahan: per Rp miliar sejak anggaran sebelumnya. / Gap: by "
        "how much another package can exceed it; per miliar: what each further Rp billion added since the last budget.",
    ]
    if found.is_poverty:
        lines.append("P0 dilaporkan, tidak dioptimalkan. / The headcount P0 is reported, not optimised.")
    count = len(found.points)
    return [*lines, f"{count} anggaran dalam {seconds:,.0f} detik. / {count} budgets in {seconds:,.0f} seconds."]
