"""What a chosen plan does: Gini and poverty before and after with intervals, and who gains how much, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.planning.candidates import Candidates, Flags
from merata.planning.effects import Effect
from merata.planning.objective import mean_and_gini, social_welfare
from merata.planning.plan_lines import Line
from merata.planning.population import Population
from merata.programmes.incidence.intervals import FRACTION, Floats, Interval, interval
from merata.programmes.incidence.ranking import deciles, person_share

_PART = 501
"""This module's part of a seed, so that no other module's random numbers repeat here."""


@dataclass(frozen=True, slots=True)
class PlanEffects:
    """Measures of a plan over the draws; `gain_idr` is each household's gain, rupiah per person per month."""

    gini_before: Interval
    gini_after: Interval
    p0_before: Interval | None
    p0_after: Interval | None
    gain: Interval
    by_decile: tuple[Mapping[str, Any], ...]
    gain_idr: Floats

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95% intervals by measure."""
        named = {name: getattr(self, name) for name in ("gini_before", "gini_after", "p0_before", "p0_after", "gain")}
        return {name: (found.low, found.high) for name, found in named.items() if found is not None}


def measure(
    population: Population, candidates: Candidates, chosen: Flags, effects: Mapping[str, Effect], seed: int
) -> PlanEffects:
    """Measure the plan on every draw.

    Gini, P0 and the gains by group take the effects at their means. The interval of the gain redraws, with
    each draw of welfare, every effect from a normal with its standard error: it is wider where evidence is
    thin.
    """
    size = population.size
    change = candidates.change(chosen)
    rng = np.random.default_rng([seed, _PART])
    used = sorted({candidates.items[at].evidence_id for at in np.flatnonzero(chosen)})
    ginis, gains, poverty = [], [], []
    tenths = np.zeros((len(population.welfare), 10))
    gained = np.zeros(len(population))
    for draw, before in enumerate(population.welfare):
        after = change.applied(before)
        ginis.append((mean_and_gini(before, size)[1], mean_and_gini(after, size)[1]))
        poverty.append([np.dot(welfare < population.line_idr, size) / size.sum() for welfare in (before, after)])
        redrawn = candidates.change(chosen, _redrawn(used, effects, rng))
        gains.append(social_welfare(redrawn.applied(before), size) - social_welfare(before, size))
        tenths[draw] = person_share(deciles(before, size) - 1, (after - before) * size, size, 10)
        gained += after - before
    lined = not np.isnan(population.line_idr).any()
    gini, poor = np.array(ginis), np.array(poverty)
    return PlanEffects(
        gini_before=interval(gini[:, 0], within=FRACTION),
        gini_after=interval(gini[:, 1], within=FRACTION),
        p0_before=interval(poor[:, 0], within=FRACTION) if lined else None,
        p0_after=interval(poor[:, 1], within=FRACTION) if lined else None,
        gain=interval(np.array(gains)),
        by_decile=_tenths(tenths),
        gain_idr=gained / len(population.welfare),
    )


def _redrawn(used: Sequence[str], effects: Mapping[str, Effect], rng: np.random.Generator) -> dict[str, float]:
    """One draw of every effect, as a multiple of its mean."""
    scale: dict[str, float] = {}
    for name in used:
        effect = effects[name]
        drawn = effect.mean + effect.standard_error * rng.standard_normal()
        scale[name] = drawn / effect.mean if effect.mean else 1.0
    return scale


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
