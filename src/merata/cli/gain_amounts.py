"""Gains as the terminal shows them: rupiah per person a month, or points of a poverty index."""

from __future__ import annotations

from dataclasses import dataclass

from merata.planning.optimiser.objective import Objective


@dataclass(frozen=True, slots=True)
class GainUnit:
    """The unit of an objective's gain: `name` in both languages, `factor` from the objective's own."""

    name: str
    factor: float
    decimals: int

    def text(self, gain: float, *, more: int = 0, sign: bool = False) -> str:
        """The gain in the unit, with so many `more` decimals than usual."""
        shown = f"{self.factor * gain:{'+' if sign else ''},.{self.decimals + more}f}"
        return shown.replace("-", "−") if float(shown.replace(",", "")) else shown.lstrip("+-")


def gain_unit(objective: Objective | str) -> GainUnit:
    """The unit of an objective."""
    name = str(objective).partition(":")[0]
    if name == "poverty_gap":
        return GainUnit("poin P1 / points of P1", 100.0, 4)
    if name == "squared_poverty_gap":
        return GainUnit("poin P2 / points of P2", 100.0, 4)
    return GainUnit("Rp per orang per bulan / Rp per person a month", 1.0, 1)
