"""Gains as they are shown: rupiah per person a month, or points of a poverty index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from merata.planning.wording.said import Said, number


@dataclass(frozen=True, slots=True)
class GainUnit:
    """The unit of an objective's gain: `name` in both languages, `factor` from the objective's own."""

    name: str
    factor: float
    decimals: int

    @property
    def is_rupiah(self) -> bool:
        """Whether a gain is rupiah per person a month."""
        return self.factor == 1.0

    @property
    def named(self) -> Said:
        """The name, language by language."""
        return Said(*self.name.split(" / "))

    def text(self, gain: float, *, more: int = 0, sign: bool = False) -> str:
        """The gain in the unit, with so many `more` decimals than usual."""
        shown = f"{self.factor * gain:{'+' if sign else ''},.{self.decimals + more}f}"
        return shown.replace("-", "−") if float(shown.replace(",", "")) else shown.lstrip("+-")

    def said(self, gain: float, *, more: int = 0) -> Said:
        """The gain in the unit, as the readers of both languages write it, with the unit's name."""
        return self.with_name(number(self.text(gain, more=more)))

    def with_name(self, amount: Said) -> Said:
        """A written amount with the unit's name, "Rp" before it as rupiah are written."""
        here, there = self.named.text_id, self.named.text_en
        if not self.is_rupiah:
            return Said(f"{amount.text_id} {here}", f"{amount.text_en} {there}")
        return Said(_rupiah_first(amount.text_id, here), _rupiah_first(amount.text_en, there))

    def as_json(self) -> dict[str, Any]:
        """The unit as plain values; gains are multiplied by `factor` to be shown."""
        named = self.named
        return {
            "name_id": named.text_id,
            "name_en": named.text_en,
            "factor": self.factor,
            "decimals": self.decimals,
        }


def gain_unit(objective: object) -> GainUnit:
    """The unit of an objective, given as such or as its text."""
    name = str(objective).partition(":")[0]
    if name == "poverty_gap":
        return GainUnit("poin P1 / points of P1", 100.0, 4)
    if name == "squared_poverty_gap":
        return GainUnit("poin P2 / points of P2", 100.0, 4)
    return GainUnit("Rp per orang per bulan / Rp per person a month", 1.0, 1)


def _rupiah_first(amount: str, name: str) -> str:
    sign = "−" if amount.startswith("−") else ""
    return f"{sign}Rp {amount.removeprefix('−')}{name.removeprefix('Rp')}"
