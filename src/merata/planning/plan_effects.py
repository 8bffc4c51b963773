"""What a chosen plan does: inequality and poverty before and after with intervals, and who gains how much, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Flags
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.objective import Objective, mean_and_gini, measure
from merata.planning.plan_lines import Line
from merata.planning.population import Population
from merata.programmes.incidence.intervals import FRACTION, Floats, Interval, interval
from merata.programmes.incidence.ranking import deciles, person_share

ATKINSON = Objective("atkinson", 1.0)
"""The inequality aversion at which Atkinson's index is reported: 1 − geometric mean ÷ mean."""


@dataclass(frozen=True, slots=True)
class PlanEffects:
    """Measures of a plan over the draws: `before` and `after` by name, and the `gain`; `gain_idr` is each household's
    gain, rupiah per person per month. Names: gini, atkinson, and with a poverty line p0, p1, p2.
    """

    before: Mapping[str, Interval]
    after: Mapping[str, Interval]
    gain: Interval
    by_decile: tuple[Mapping[str, Any], ...]
    gain_idr: Floats

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95% intervals by measure."""
        sides = (("before", self.before), ("after", self.after))
        named = {f"{name}_{when}": found for when, side in sides for name, found in side.items()} | {"gain": self.gain}
        return {name: (found.low, found.high) for name, found in named.items()}


def measured(population: Population, evaluator: Evaluator, chosen: Flags, gains: Floats) -> PlanEffects:
    """Measure the plan on every joint draw; `gains` are those of the objective (M).

    Each draw holds welfare and every effect, so the intervals are wider where evidence is thin.
    """
    size = population.size
    lined = not np.isnan(population.line_idr).any()
    sides: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    tenths = np.zeros((len(population.welfare), 10))
    gained = np.zeros(len(population))
    for draw, after in enumerate(evaluator.after(chosen.astype(np.float64))):
        before = population.welfare[draw]
        for side, welfare in zip(sides, (before, after), strict=True):
            side.append(_measures(welfare, size, population.line_idr if lined else None))
        tenths[draw] = person_share(deciles(before, size) - 1, (after - before) * size, size, 10)
        gained += after - before
    before_all, after_all = ({name: _interval(side, name) for name in side[0]} for side in sides)
    return PlanEffects(before_all, after_all, interval(gains), _tenths(tenths), gained / len(population.welfare))


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


def _tenths(gain: Floats) -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = []
    for tenth in range(10):
        found = interval(gain[:, tenth])
        rows.append({"decile": tenth + 1, "gain_pc_idr": found.value, "low": found.low, "high": found.high})
    return tuple(rows)


def by_area(population: Population, lines: Sequence[Line], gain_idr: Floats, column: str) -> tuple[dict[str, Any], ...]:
    """Spending, households paid and gain per person by kecamatan or village (`column`), areas in code order.

    Spending is counted where it lies: a work in the village it stands in; a class in none, so its spending is
    not here while its winners' gains are. The households are those that a programme pays there.
    """
    codes = population.villages[column].to_pylist()
    areas = sorted(set(codes))
    row_of = {code: at for at, code in enumerate(areas)}
    names = dict(
        zip(
            codes,
            population.villages["kecamatan" if column == "kecamatan_code" else "name"].to_pylist(),
            strict=True,
        )
    )
    group = np.array([row_of[code] for code in codes])[population.village]
    gain = person_share(group, gain_idr * population.size, population.size, len(areas))
    spent: NDArray[np.int64] = np.zeros(len(areas), dtype=np.int64)
    paid: NDArray[np.int64] = np.zeros(len(areas), dtype=np.int64)
    for line in lines:
        at = row_of.get(getattr(line, column))
        if at is not None:
            spent[at] += line.cost_idr
            paid[at] += line.households if line.kind == "programme" else 0
    persons = np.bincount(group, population.size, len(areas))
    return tuple(
        {
            column: code,
            "name": names[code],
            "persons": int(persons[at]),
            "households": int(paid[at]),
            "spending_idr": int(spent[at]),
            "gain_pc_idr": float(gain[at]),
        }
        for at, code in enumerate(areas)
    )
