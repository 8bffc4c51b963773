"""What more money would do: the best plan of every budget from one to another, each proved.

A plan within a smaller budget is one within a larger one too. So each budget is planned from the last one's plan on,
and never gains less; and no budget's upper limit is above that of a larger one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from merata.errors import UsageError
from merata.planning.choices.candidates import Flags
from merata.planning.determined import determined
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan import solve
from merata.planning.plan_effects import measured
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.planning.proving.proof import shadow_prices
from merata.planning.proving.widening import ROUND_GAP, longer, widened
from merata.planning.pulse import Pulse
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located

BILLION_IDR = 10**9
MOST_STEPS = 100

Expired = Callable[[], bool] | None


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best plan of one budget. `gap` = (bound − gain) / gain, None at no gain; `p0` is None without a line.

    `marginal_gain` is what each further billion rupiah of budget added since the budget before (None: the first),
    `price` what one more would add by the proof. `spending_idr` is by pillar.
    """

    budget_idr: int
    spent_idr: int
    gain: float
    bound: float
    gap: float | None
    gini: float
    p0: float | None
    spending_idr: dict[str, int]
    marginal_gain: float | None
    price: float

    def as_json(self) -> dict[str, Any]:
        """The point as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The best plans of rising budgets, and Gini and P0 without any."""

    regency: str
    regency_name: str
    on: date
    synthetic: bool
    draws: int
    seed: int
    objective: str
    is_poverty: bool
    gini_before: float
    p0_before: float | None
    points: tuple[FrontierPoint, ...]

    def as_json(self) -> dict[str, Any]:
        """The frontier as plain values."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {"on": self.on.isoformat(), "points": [point.as_json() for point in self.points]}


def budgets_between(first_idr: int, last_idr: int, steps: int) -> tuple[int, ...]:
    """So many budgets from the first to the last, evenly apart; `UsageError` where they do not rise."""
    if steps < 1 or steps > MOST_STEPS:
        raise UsageError(f"{steps} steps: give 1 to {MOST_STEPS}")
    if first_idr > last_idr:
        raise UsageError(f"budgets from Rp {first_idr:,} to Rp {last_idr:,} do not rise: exchange them")
    if steps == 1:
        return (last_idr,)
    return tuple(sorted({first_idr + (last_idr - first_idr) * at // (steps - 1) for at in range(steps)}))


@determined
def frontier(
    dataset: Dataset,
    request: Request,
    budgets_idr: Sequence[int],
    *,
    constraints: Located | None = None,
    expired: Callable[[], Expired] | None = None,
    step: Step | None = None,
) -> Frontier:
    """The best plan of every budget, from the least on; the request's own budget is not looked at.

    `expired` is asked once for the choices and once for each budget for what says when to stop there. Raises as `plan`.
    """
    if not budgets_idr:
        raise UsageError("no budget: give at least one")
    tell = Pulse(step or silent)
    largest = replace(request, budget_idr=max(budgets_idr))
    asked = problem(dataset, largest, constraints, tell, expired() if expired else None)
    for budget_idr in budgets_idr:
        replace(request, budget_idr=budget_idr)  # refuses what is no budget before any work is done
    wanted = sorted(set(budgets_idr))
    found: list[tuple[Problem, Optimised]] = []
    starts: tuple[Flags, ...] = ()
    for at, budget_idr in enumerate(wanted):
        share = 0.25 + 0.75 * at / len(wanted)
        tell(share, f"{at + 1}/{len(wanted)}")
        asked, best = at_budget(asked, budget_idr, starts, expired() if expired else None)
        found.append((asked, best))
        starts = (best.chosen,)
    return _told(wanted, found)


def at_budget(
    asked: Problem, budget_idr: int, starts: tuple[Flags, ...] = (), expired: Expired = None
) -> tuple[Problem, Optimised]:
    """The best plan of one budget, and the problem that it is of.

    The sets of works that are listed are those that pay at the budget of `asked`. Where they leave more open than
    preparing a plan would, those that pay here are added.
    """
    best = solve(asked, budget_idr=budget_idr, starts=starts, expired=expired)
    enough = best.gap is None or best.gap <= max(asked.request.gap, ROUND_GAP)
    if enough or (expired is not None and expired()):
        return asked, best
    more = widened(replace(asked, request=replace(asked.request, budget_idr=budget_idr)), expired)
    again = solve(more, starts=(longer(best.chosen, more),), expired=expired)
    return more, replace(again, bound=max(min(best.bound, again.bound), again.gain))


def _told(budgets_idr: Sequence[int], found: Sequence[tuple[Problem, Optimised]]) -> Frontier:
    first = found[0][0]
    request, people = first.request, first.people
    bounds = np.minimum.accumulate([best.bound for _, best in found][::-1])[::-1].tolist()
    points: list[FrontierPoint] = []
    before: dict[str, float] = {}
    for budget_idr, (asked, best), limit in zip(budgets_idr, found, bounds, strict=True):
        done = measured(people, asked.evaluator, best.chosen, best.gains)
        before = {name: one.value for name, one in done.before.items()}
        after = {name: one.value for name, one in done.after.items()}
        last = points[-1] if points else None
        bound = max(limit, best.gain)
        points.append(
            FrontierPoint(
                budget_idr=budget_idr,
                spent_idr=int(asked.candidates.cost_idr[best.chosen].sum()),
                gain=best.gain,
                bound=bound,
                gap=(bound - best.gain) / best.gain if best.gain > 0 else None,
                gini=after["gini"],
                p0=after.get("p0"),
                spending_idr=_by_pillar(asked, best.chosen),
                marginal_gain=_per_billion(best.gain - last.gain, budget_idr - last.budget_idr) if last else None,
                price=_budget_price(asked, best, budget_idr),
            )
        )
    return Frontier(
        regency=request.regency,
        regency_name=people.villages["regency"][0].as_py(),
        on=request.day,
        synthetic=first.dataset.description.synthetic,
        draws=request.draws,
        seed=request.seed,
        objective=str(request.objective),
        is_poverty=request.objective.is_poverty,
        gini_before=before["gini"],
        p0_before=before.get("p0"),
        points=tuple(points),
    )


def _per_billion(gain: float, amount_idr: int) -> float:
    return gain * BILLION_IDR / amount_idr


def _budget_price(asked: Problem, best: Optimised, budget_idr: int) -> float:
    prices = {price.limit: price.value for price in shadow_prices(best, asked.limits(budget_idr))}
    return prices.get("budget", 0.0) * BILLION_IDR


def _by_pillar(asked: Problem, chosen: Flags) -> dict[str, int]:
    candidates = asked.candidates
    found: dict[str, int] = {}
    for at in np.flatnonzero(chosen).tolist():
        pillar = candidates.items[at].pillar
        found[pillar] = found.get(pillar, 0) + int(candidates.cost_idr[at])
    return dict(sorted(found.items()))
