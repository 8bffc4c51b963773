"""The plan: the best package of one regency within a budget, what it does, and how sure that is.

Only what the regency itself pays for is chosen from: money never crosses its owner, so the villages' own
programmes and the other regency's projects are no candidates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.planning import plan_effects
from merata.planning.claims import Claims
from merata.planning.constraints import limits
from merata.planning.effects import Effect
from merata.planning.menu import Menu, menu
from merata.planning.objective import Change, social_welfare
from merata.planning.optimise import Optimised, optimise
from merata.planning.plan_effects import PlanEffects
from merata.planning.plan_lines import Line, answered_proposals, plan_lines
from merata.planning.population import Population, population
from merata.progress import Step, silent
from merata.tables.catalogue import PILLARS
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located

DEFAULT_REGENCY = "35.05"
MOST_IDR = 10**16
"""Three times the yearly budget of the whole country; beyond it a slip of the keyboard is likelier."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A package within the budget, what it does to welfare, and how far from the best possible it can be.

    `gain` is the objective (mean × (1 − Gini), rupiah per person per month) after minus before, averaged over the
    draws; `bound` an upper limit of any plan's gain, `gap` = (bound − gain) / gain, None at zero gain.
    `comparisons` are the gains of paying whole benefits alone, shared equally or decile by decile, and
    `comparisons_spent_idr` what they could spend of the budget. Gini and P0 are means over the draws, `intervals`
    their 95% intervals; that of the gain also holds the evidence's own standard errors. P0 is None without a
    poverty line. `recipients` has household_id, programme_id, annual_idr.
    """

    regency: str
    regency_name: str
    on: date
    synthetic: bool
    draws: int
    seed: int
    budget_idr: int
    spent_idr: int
    gini_before: float
    gini_after: float
    p0_before: float | None
    p0_after: float | None
    gain: float
    bound: float
    gap: float | None
    items: tuple[Line, ...]
    comparisons: Mapping[str, float]
    comparisons_spent_idr: Mapping[str, int]
    intervals: Mapping[str, tuple[float, float]]
    by_decile: tuple[Mapping[str, Any], ...]
    by_kecamatan: tuple[Mapping[str, Any], ...]
    by_village: tuple[Mapping[str, Any], ...]
    proposals: tuple[str, ...]
    effects: tuple[Effect, ...]
    notes: tuple[str, ...]
    recipients: pa.Table = field(repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values; recipients are left out, they are personal data."""
        return {
            "regency": self.regency,
            "regency_name": self.regency_name,
            "on": self.on.isoformat(),
            "synthetic": self.synthetic,
            "draws": self.draws,
            "seed": self.seed,
            "budget_idr": self.budget_idr,
            "spent_idr": self.spent_idr,
            "gini_before": self.gini_before,
            "gini_after": self.gini_after,
            "p0_before": self.p0_before,
            "p0_after": self.p0_after,
            "gain": self.gain,
            "bound": self.bound,
            "gap": self.gap,
            "items": [line.as_json() for line in self.items],
            "comparisons": dict(self.comparisons),
            "comparisons_spent_idr": dict(self.comparisons_spent_idr),
            "intervals": {name: list(ends) for name, ends in self.intervals.items()},
            "by_decile": [dict(row) for row in self.by_decile],
            "by_kecamatan": [dict(row) for row in self.by_kecamatan],
            "by_village": [dict(row) for row in self.by_village],
            "proposals": list(self.proposals),
            "effects": [effect.as_json() for effect in self.effects],
            "notes": list(self.notes),
        }


def plan(
    dataset: Dataset,
    *,
    budget_idr: int,
    regency: str = DEFAULT_REGENCY,
    constraints: Located | None = None,
    draws: int = 20,
    seed: int = 1,
    on: date | None = None,
    step: Step | None = None,
) -> Plan:
    """The best package that `regency` can pay with `budget_idr` rupiah in a year.

    Rules hold as on the day `on` (None: 1 January after the data's year). `constraints` comes from
    `planning.constraints.read_constraints`. Benefits are annual; a class's or work's whole cost is counted in
    the year and one year of its effect. Raises `UsageError` for a budget that is not positive or an unknown
    regency, `InputError` for constraints that cannot be met and for tables with faults.
    """
    if budget_idr <= 0:
        raise UsageError(f"a budget of Rp {budget_idr:,} buys nothing: give rupiah a year, more than 0")
    if budget_idr > MOST_IDR:
        raise UsageError(f"a budget of Rp {budget_idr:,} is more than there is money: give at most Rp {MOST_IDR:,}")
    tell = step or silent
    day = on or date(dataset.description.year + 1, 1, 1)
    tell(0.0, "welfare")
    people = population(dataset, regency=regency, draws=draws, seed=seed)
    tell(0.2, "candidates")
    choice = menu(dataset, people, regency, budget_idr, day)
    codes = people.villages["kecamatan_code"].unique().to_pylist()
    areas = {"pillars": PILLARS, "kecamatan": codes, "villages": people.villages["village_code"].to_pylist()}
    bounds = limits(choice.candidates, budget_idr, constraints, areas)
    starts = [choice.as_items(claimed) for claimed in choice.comparisons.values()]
    best = optimise(
        choice.candidates,
        bounds,
        people.welfare,
        people.size,
        starts=starts,
        tell=lambda share: tell(0.25 + 0.65 * share, "package"),
    )
    tell(0.9, "effects")
    asked = _Asked(regency, budget_idr, day, draws, seed)
    return _told(dataset, people, choice, best, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the planner asked for."""

    regency: str
    budget_idr: int
    day: date
    draws: int
    seed: int


def _objective(people: Population, change: Change) -> float:
    """The objective after a change, averaged over the draws."""
    return float(np.mean([social_welfare(change.applied(row), people.size) for row in people.welfare]))


def _told(
    dataset: Dataset,
    people: Population,
    choice: Menu,
    best: Optimised,
    asked: _Asked,
) -> Plan:
    """Everything that is said of the chosen plan."""
    chosen = best.chosen
    done: PlanEffects = plan_effects.measure(people, choice.candidates, chosen, choice.effects, asked.seed)
    gain = best.value - best.start
    bound = max(best.bound - best.start, gain)
    lines = plan_lines(people, choice.candidates, chosen)
    paid = chosen[choice.band_of_claim]
    return Plan(
        regency=asked.regency,
        regency_name=people.villages["regency"][0].as_py(),
        on=asked.day,
        synthetic=dataset.description.synthetic,
        draws=asked.draws,
        seed=asked.seed,
        budget_idr=asked.budget_idr,
        spent_idr=int(choice.candidates.cost_idr[chosen].sum()),
        gini_before=done.gini_before.value,
        gini_after=done.gini_after.value,
        p0_before=done.p0_before.value if done.p0_before else None,
        p0_after=done.p0_after.value if done.p0_after else None,
        gain=gain,
        bound=bound,
        gap=(bound - gain) / gain if gain > 0 else None,
        items=lines,
        comparisons={
            name: _objective(people, choice.candidates.change(choice.as_items(claimed))) - best.start
            for name, claimed in choice.comparisons.items()
        },
        comparisons_spent_idr={
            name: int(choice.claims.annual_idr[claimed].sum()) for name, claimed in choice.comparisons.items()
        },
        intervals=done.intervals,
        by_decile=done.by_decile,
        by_kecamatan=plan_effects.by_area(people, lines, done.gain_idr, "kecamatan_code"),
        by_village=plan_effects.by_area(people, lines, done.gain_idr, "village_code"),
        proposals=answered_proposals(dataset, people, lines),
        effects=tuple(choice.effects[name] for name in sorted({line.evidence_id for line in lines})),
        notes=choice.notes,
        recipients=_recipients(people, choice.claims, paid),
    )


def _recipients(people: Population, wanted: Claims, paid: NDArray[np.bool_]) -> pa.Table:
    """Who is paid what by the plan, in order of need."""
    names = np.array([book.programme_id for book in wanted.programmes], dtype=object)
    return pa.table(
        {
            "household_id": people.household_id.take(pa.array(wanted.household[paid])),
            "programme_id": pa.array(names[wanted.programme[paid]], pa.string()),
            "annual_idr": pa.array(wanted.annual_idr[paid], pa.int64()),
        }
    )
