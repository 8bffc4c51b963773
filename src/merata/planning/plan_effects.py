"""What a chosen plan does: inequality and poverty before and after with intervals, and who gains how much, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Flags, Integers
from merata.planning.gainers import Grouping, rows_of_deciles
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.objective import Objective, mean_and_gini, measure
from merata.planning.population import Population
from merata.programmes.incidence.intervals import FRACTION, Floats, Interval, interval
from merata.programmes.incidence.ranking import deciles, person_share

ATKINSON = Objective("atkinson", 1.0)
"""The inequality aversion at which Atkinson's index is reported: 1 − geometric mean ÷ mean."""


@dataclass(frozen=True, slots=True)
class PlanEffects:
    """Measures of a plan over the draws: `before` and `after` by name, and the `gain`; `by_group` has for each grouping
    that was asked for the gain of its groups (M × groups), rupiah per person per month. Names: gini, atkinson, and with
    a poverty line p0, p1, p2.
    """

    before: Mapping[str, Interval]
    after: Mapping[str, Interval]
    gain: Interval
    by_decile: tuple[Mapping[str, Any], ...]
    by_group: Mapping[str, Floats]

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95% intervals by measure."""
        sides = (("before", self.before), ("after", self.after))
        named = {f"{name}_{when}": found for when, side in sides for name, found in side.items()} | {"gain": self.gain}
        return {name: (found.low, found.high) for name, found in named.items()}


def measured(
    population: Population,
    evaluator: Evaluator,
    chosen: Flags,
    gains: Floats,
    *,
    paid_idr: Integers | None = None,
    groupings: Mapping[str, Grouping] | None = None,
) -> PlanEffects:
    """Measure the plan on every joint draw; `gains` are those of the objective (M), `paid_idr` (n) what programmes pay
    each household in the year.

    Each draw holds welfare and every effect, so the intervals are wider where evidence is thin.
    """
    size = population.size
    line_idr = None if np.isnan(population.line_idr).any() else population.line_idr
    paid = np.zeros(len(population), dtype=np.int64) if paid_idr is None else paid_idr
    sides: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    tenths: list[Mapping[str, NDArray[Any]]] = []
    by_group: dict[str, list[Floats]] = {name: [] for name in groupings or {}}
    for draw, after in enumerate(evaluator.after(chosen.astype(np.float64))):
        before = population.welfare[draw]
        for side, welfare in zip(sides, (before, after), strict=True):
            side.append(_measures(welfare, size, line_idr))
        tenths.append(_tenths(deciles(before, size) - 1, after - before, size, paid))
        for name, grouping in (groupings or {}).items():
            by_group[name].append(grouping.per_person(after - before, size))
    before_all, after_all = ({name: _interval(side, name) for name in side[0]} for side in sides)
    groups = {name: np.array(found) for name, found in by_group.items()}
    return PlanEffects(before_all, after_all, interval(gains), rows_of_deciles(tenths), groups)


def _tenths(tenth: Integers, gain: Floats, size: Floats, paid_idr: Integers) -> dict[str, NDArray[Any]]:
    """What one draw says of each tenth of the persons."""
    return {
        "gain": person_share(tenth, gain * size, size, 10),
        "persons": np.bincount(tenth, size, 10),
        "households": np.bincount(tenth, paid_idr > 0, 10),
        "spending_idr": np.bincount(tenth, paid_idr, 10),
    }


def _measures(welfare: Floats, size: Floats, line_idr: Floats | None) -> dict[str, float]:
    mean, gini = mean_and_gini(welfare, size)
    found = {"gini": gini}
    if np.all(welfare > 0):
        found["atkinson"] = 1.0 - measure(ATKINSON, welfare, size, welfare)[0] / mean
    if line_idr is not None:
        found["p0"] = float(np.dot(welfare < line_idr, size) / size.sum())
        for power, name in ((1, "poverty_gap"), (2, "squared_poverty_gap")):
            found[f"p{power}"] = -measure(Objective(name), welfare, size, line_idr)[0]
    return found


def _interval(side: Sequence[Mapping[str, float]], name: str) -> Interval:
    return interval(np.array([measures.get(name, np.nan) for measures in side]), within=FRACTION)
