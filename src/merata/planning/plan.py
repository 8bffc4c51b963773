"""The plan: the best package of one regency within a budget, what it does, and how sure that is.

Only what the regency itself pays for is chosen from: money never crosses its owner. With the budget table's ceilings
each desa's own fund is planned beside it, and stays in its desa.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.planning import gainers, plan_effects
from merata.planning.determined import determined
from merata.planning.effects import Effect
from merata.planning.limits.budget_lines import Charge, charged
from merata.planning.optimiser.objective import Objective
from merata.planning.optimiser.optimise import DEFAULT_GAP, optimise
from merata.planning.optimiser.optimised import Optimised, Progress
from merata.planning.plan_effects import PlanEffects
from merata.planning.plan_lines import Line, answered_proposals, plan_lines
from merata.planning.plan_records import all_records, recipients, rested_on
from merata.planning.preparing import problem
from merata.planning.problem import DEFAULT_REGENCY, Problem, Request
from merata.planning.proving.proof import ShadowPrice, single_benefit_bound
from merata.planning.proving.proof import shadow_prices as prices_of
from merata.planning.proving.widening import covered
from merata.planning.pulse import Pulse
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located


@dataclass(frozen=True, slots=True)
class Plan:
    """A package within the budget, what it does to welfare, and how far from the best possible it can be.

    `gain` is the `objective` after minus before, averaged over the joint draws of welfare and effects (or over the
    worst share `tail` of them; `mean_gain` is then over them all, and the interval its); `bound` an upper limit of the
    gain of any plan of the same whole items, `gap` = (bound − gain) / gain, None at zero gain, `asked_gap` how small it
    was to be; `single_bound` the same as `bound` where bands may be cut to the single benefit, in the same order of
    need. `comparisons` are the gains of paying whole benefits alone, shared equally or decile by decile, and
    `comparisons_spent_idr` what they could spend of the budget. Gini, Atkinson's index, P0, P1 and P2 are means over
    the draws, `intervals` their 95% intervals, evidence's errors included; those of poverty are None without a line.
    `shadow_prices` say what one more unit of every limit that binds would add. `charges` are the budget's lines that
    pay, where the plan is held to them. `recipients` has household_id, programme_id, annual_idr. `known_effects` are
    the records that candidates rest on, chosen or not; `effects` those of the plan. Without `assumptions` nothing was
    chosen from whose effect is assumed.
    """

    regency: str
    regency_name: str
    on: date
    synthetic: bool
    draws: int
    seed: int
    objective: Objective
    tail: float | None
    budget_idr: int
    spent_idr: int
    before: Mapping[str, float]
    after: Mapping[str, float]
    gain: float
    bound: float
    single_bound: float
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
    shadow_prices: tuple[ShadowPrice, ...]
    charges: tuple[Charge, ...]
    progress: tuple[Progress, ...]
    notes: tuple[str, ...]
    recipients: pa.Table = field(repr=False, compare=False)
    by_sex_of_head: tuple[Mapping[str, Any], ...] = ()
    by_disability: tuple[Mapping[str, Any], ...] = ()
    known_effects: tuple[Effect, ...] = ()
    assumptions: bool = True
    asked_gap: float = DEFAULT_GAP
    mean_gain: float | None = None

    @property
    def of_budget_idr(self) -> int:
        """What the regency pays of `spent_idr`; the rest comes from the desa's own funds."""
        if not self.charges:
            return self.spent_idr
        return sum(charge.amount_idr for charge in self.charges if charge.owner == self.regency)

    @property
    def gini_before(self) -> float:
        """The Gini index before the plan."""
        return self.before["gini"]

    @property
    def gini_after(self) -> float:
        """The Gini index after the plan."""
        return self.after["gini"]

    @property
    def p0_before(self) -> float | None:
        """The share of persons below the line before the plan."""
        return self.before.get("p0")

    @property
    def p0_after(self) -> float | None:
        """The share of persons below the line after the plan."""
        return self.after.get("p0")

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values; recipients are left out, they are personal data."""
        sides = (("before", self.before), ("after", self.after))
        measures = {f"{name}_{when}": value for when, side in sides for name, value in side.items()}
        return {
            "regency": self.regency,
            "regency_name": self.regency_name,
            "on": self.on.isoformat(),
            "synthetic": self.synthetic,
            "draws": self.draws,
            "seed": self.seed,
            "objective": str(self.objective),
            "tail": self.tail,
            "budget_idr": self.budget_idr,
            "spent_idr": self.spent_idr,
            "of_budget_idr": self.of_budget_idr,
            "p0_before": None,
            "p0_after": None,
            **measures,
            "gain": self.gain,
            "mean_gain": self.mean_gain,
            "bound": self.bound,
            "single_bound": self.single_bound,
            "gap": self.gap,
            "asked_gap": self.asked_gap,
            "items": [line.as_json() for line in self.items],
            "comparisons": dict(self.comparisons),
            "comparisons_spent_idr": dict(self.comparisons_spent_idr),
            "intervals": {name: list(ends) for name, ends in self.intervals.items()},
            "by_decile": [dict(row) for row in self.by_decile],
            "by_kecamatan": [dict(row) for row in self.by_kecamatan],
            "by_village": [dict(row) for row in self.by_village],
            "by_sex_of_head": [dict(row) for row in self.by_sex_of_head],
            "by_disability": [dict(row) for row in self.by_disability],
            "proposals": list(self.proposals),
            "effects": [effect.as_json() for effect in self.effects],
            "known_effects": [effect.as_json() for effect in self.known_effects],
            "assumptions": self.assumptions,
            "shadow_prices": [price.as_json() for price in self.shadow_prices],
            "charges": [charge.as_json() for charge in self.charges],
            "progress": [[one.evaluations, one.gain, one.bound] for one in self.progress],
            "notes": list(self.notes),
        }


@determined
def plan(  # noqa: PLR0913 - what a planner may ask for
    dataset: Dataset,
    *,
    budget_idr: int,
    regency: str = DEFAULT_REGENCY,
    constraints: Located | None = None,
    draws: int = 20,
    seed: int = 1,
    on: date | None = None,
    objective: Objective | None = None,
    tail: float | None = None,
    use_ceilings: bool = False,
    assumptions: bool = True,
    gap: float = 0.001,
    expired: Callable[[], bool] | None = None,
    step: Step | None = None,
) -> Plan:
    """The best package that `regency` can pay with `budget_idr` rupiah in a year.

    Rules hold as on the day `on` (None: 1 January after the data's year). `constraints` comes from
    `planning.constraints.read_constraints`; with `use_ceilings` the table budget's ceilings hold as well. The plan is
    proved to a `gap`, or as far as `expired` allows. Benefits are annual; a class's or work's whole cost is counted in
    the year and one year of its effect. Raises `UsageError` for a budget that is not positive or an unknown regency,
    `InputError` for constraints that cannot be met and for tables with faults.
    """
    request = Request(
        regency=regency,
        budget_idr=budget_idr,
        day=on or date(dataset.description.year + 1, 1, 1),
        draws=draws,
        seed=seed,
        objective=objective or Objective(),
        tail=tail,
        use_ceilings=use_ceilings,
        assumptions=assumptions,
        gap=gap,
    )
    pulse = Pulse(step or silent)
    asked = problem(dataset, request, constraints, pulse, expired)
    pulse(0.25, "package")
    best = solve(asked, expired=expired, tell=pulse.within(0.25, 0.85, "package"))
    pulse(0.9, "effects")
    return told(asked, best)


def solve(
    asked: Problem,
    *,
    budget_idr: int | None = None,
    starts: tuple[NDArray[np.bool_], ...] = (),
    expired: Callable[[], bool] | None = None,
    tell: Callable[[float], None] | None = None,
) -> Optimised:
    """The best plan of a problem, for its own budget or another; `starts` are plans to be no worse than."""
    wanted = asked.request.gap

    def heard(now: Progress) -> None:
        if tell is not None and now.gain > 0:
            left = max((now.bound - now.gain) / now.gain, 1e-9)
            tell(float(np.clip(np.log(left) / np.log(max(wanted, 1e-6)), 0.0, 1.0)))

    best = optimise(
        asked.evaluator,
        asked.limits(budget_idr),
        gap=wanted,
        starts=[*asked.starts(), *starts],
        expired=expired,
        tell=heard,
        # Where works were tried whole, sets in parts leave so much open that whole benefits would not be seen.
        lifted=not asked.known_cuts,
    )
    return covered(asked, best, budget_idr, expired)


def told(asked: Problem, best: Optimised) -> Plan:
    """Everything that is said of the chosen plan."""
    people, choice, request = asked.people, asked.menu, asked.request
    chosen = best.chosen
    paid = chosen[choice.band_of_claim]
    received = gainers.paid_idr(people, choice.claims, paid)
    asked_of = gainers.groupings(asked.dataset, people)
    done: PlanEffects = plan_effects.measured(
        people, asked.evaluator, chosen, best.gains, paid_idr=received, groupings=asked_of
    )
    lines = plan_lines(people, choice.candidates, chosen)
    limits = asked.limits()
    return Plan(
        regency=request.regency,
        regency_name=people.villages["regency"][0].as_py(),
        on=request.day,
        synthetic=asked.dataset.description.synthetic,
        draws=request.draws,
        seed=request.seed,
        objective=request.objective,
        tail=request.tail,
        budget_idr=request.budget_idr,
        spent_idr=int(choice.candidates.cost_idr[chosen].sum()),
        before={name: found.value for name, found in done.before.items()},
        after={name: found.value for name, found in done.after.items()},
        gain=best.gain,
        mean_gain=None if request.tail is None else done.gain.value,
        bound=best.bound,
        single_bound=max(single_benefit_bound(asked, best, limits), best.bound),
        gap=best.gap,
        asked_gap=request.gap,
        items=lines,
        comparisons={
            name: asked.evaluator.value(asked.evaluator.gains(choice.as_items(claimed).astype(np.float64)))
            for name, claimed in choice.comparisons.items()
        },
        comparisons_spent_idr={
            name: int(choice.claims.annual_idr[claimed].sum()) for name, claimed in choice.comparisons.items()
        },
        intervals=done.intervals,
        by_decile=done.by_decile,
        by_kecamatan=gainers.rows_of_areas(asked_of["kecamatan_code"], people, lines, done.by_group, "kecamatan_code"),
        by_village=gainers.rows_of_areas(asked_of["village_code"], people, lines, done.by_group, "village_code"),
        by_sex_of_head=gainers.rows_of_groups("sex_of_head", asked_of, people, done.by_group, received),
        by_disability=gainers.rows_of_groups("disability", asked_of, people, done.by_group, received),
        proposals=answered_proposals(asked.dataset, people, lines),
        effects=tuple(choice.effects[name] for name in rested_on(choice.candidates, chosen, lines)),
        shadow_prices=prices_of(best, limits),
        charges=charged(choice.candidates, chosen, asked.budget),
        progress=best.progress,
        notes=choice.notes,
        recipients=recipients(people, choice.claims, paid),
        known_effects=tuple(choice.effects[name] for name in all_records(choice.candidates)),
        assumptions=request.assumptions,
    )
