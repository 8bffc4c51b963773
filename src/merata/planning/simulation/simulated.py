"""What a simulation found: each programme, all together, and what a reform changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from merata.programmes.incidence import Incidence, Interval
from merata.programmes.rules.rulebook import Value
from merata.programmes.rules.sentence import Sentence


@dataclass(frozen=True, slots=True)
class ProgrammeOutcome:
    """One programme: what it adds in a year, whom it reaches, and why the others are not reached.

    Of all households, `receiving_today` have it already and keep it; of the others `eligible` are those whom the rules
    admit, and `refused` counts the rest by the reason that decided. `cost_idr`, `households` and `persons` are of what
    is paid beyond today's aid; `raised` of the households have it today and get the rise that a reform brings.
    `without_money` have a claim that a village's ceiling or the budget (`budget_idr`, None: no limit) does not reach.
    `quantity` is what is given in kind a year, in `unit` (None: nothing). `adds_to_welfare`: whether what is given is
    counted as a rise of consumption, by its `kind`.
    """

    programme_id: str
    name: str
    kind: str
    adds_to_welfare: bool
    cost_idr: int
    households: int
    persons: int
    eligible: int
    without_money: int
    receiving_today: int
    raised: int
    budget_idr: int | None
    quantity: float | None
    unit: str | None
    refused: Mapping[str, int]
    reasons: Mapping[str, Sentence]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the programmes do together. Fractions 0 to 1; welfare in rupiah per person per month.

    `measures` holds, by name, mean and 95% interval over the draws of what all programmes do together: mean, gini, p0
    and p1 `_before` and `_after`, and the measures of `merata.programmes.incidence.ProgrammeIncidence`; those that do
    not exist are absent (poverty where a regency has no line, shares of rupiah where none is paid). `incidence` holds
    them for each programme too, and by decile, village and sex of the head. `leakage_non_poor` and `leakage_upper60`
    are shares of the rupiah paid; `under_coverage` is the share of poor persons whom neither these programmes nor the
    same ones today reach. `pass_through` is of the programmes that add to welfare.
    """

    programmes: tuple[ProgrammeOutcome, ...]
    regency: str | None
    on: date
    pass_through: float
    draws: int
    seed: int
    synthetic: bool
    cost_idr: int
    households: int
    persons: int
    incidence: Incidence
    by_decile: tuple[Mapping[str, Any], ...]
    by_village: tuple[Mapping[str, Any], ...]
    not_surveyed: tuple[str, ...]

    @property
    def measures(self) -> dict[str, Interval]:
        """Those measures of all programmes together that exist."""
        return {name: one for name, one in self._all_measures().items() if one is not None}

    def as_json(self) -> dict[str, Any]:
        """The simulation as plain values: each measure under its name (null: does not exist), its interval under
        `intervals`, those of each programme and by group under `incidence`.
        """
        measures = self._all_measures()
        flat = {
            "regency": self.regency,
            "on": self.on.isoformat(),
            "pass_through": self.pass_through,
            "draws": self.draws,
            "seed": self.seed,
            "synthetic": self.synthetic,
            "cost_idr": self.cost_idr,
            "households": self.households,
            "persons": self.persons,
        }
        return {
            **flat,
            **{name: None if one is None else one.value for name, one in measures.items()},
            "intervals": {name: None if one is None else [one.low, one.high] for name, one in measures.items()},
            "programmes": [asdict(programme) for programme in self.programmes],
            "by_decile": [dict(row) for row in self.by_decile],
            "by_village": [dict(row) for row in self.by_village],
            "not_surveyed": list(self.not_surveyed),
            "incidence": self.incidence.as_json(),
        }

    def _all_measures(self) -> dict[str, Interval | None]:
        before = {f"{name}_before": one for name, one in self.incidence.before.items()}
        return before | dict(self.incidence.together.measures)


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter that a reform changes: its value on the day as the rules stand, and in the reform."""

    programme_id: str
    parameter: str
    standing: Value
    reform: Value

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReformSimulation:
    """The rules as they stand and a reform of them, on the same people and the same draws.

    `differences` are the reform less the standing rules, of all together, paired draw by draw: cost_idr, households
    and persons, which no draw changes, and every measure that exists in both. `by_programme`: the same of each.
    """

    standing: Simulation
    reform: Simulation
    changes: tuple[ParameterChange, ...]
    differences: Mapping[str, Interval]
    by_programme: Mapping[str, Mapping[str, Interval]]

    def as_json(self) -> dict[str, Any]:
        """The rules as they stand as `Simulation.as_json` gives them, with `reform` likewise, `changes`,
        `differences` and `differences_by_programme` (each as value, low, high).
        """
        return self.standing.as_json() | {
            "reform": self.reform.as_json(),
            "changes": [change.as_json() for change in self.changes],
            "differences": _plain(self.differences),
            "differences_by_programme": {name: _plain(found) for name, found in self.by_programme.items()},
        }


def _plain(found: Mapping[str, Interval]) -> dict[str, Any]:
    return {name: asdict(one) for name, one in found.items()}
