"""What is lost by doing as is usually done instead of by the plan, in the gain and in the fall of inequality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.planning.answers.habits import BEST, Package
from merata.planning.choices.candidates import Candidates
from merata.planning.choices.usual_orders import EQUAL_SPLIT
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.filling import Filling
from merata.planning.optimiser.objective import Objective
from merata.planning.problem import Problem

Floats = NDArray[np.float64]

BILLION_IDR = 1e9


@dataclass(frozen=True, slots=True)
class Score:
    """What a package does on some draws: the objective's `gain`, and the Gini index before and after, their means."""

    gain: float
    gini_before: float
    gini_after: float

    @property
    def gini_fall(self) -> float:
        """By how much the Gini index falls."""
        return self.gini_before - self.gini_after


@dataclass(frozen=True, slots=True)
class Regret:
    """One way to spend the money. `regret` is the plan's gain less its own, `regret_share` that as a share of the
    plan's gain (None at none).

    `gini_fall_per_billion` is the fall of the Gini index per billion rupiah spent (None where nothing is spent).
    `keeps_limits` says whether it keeps every limit that the plan keeps, as far as whole bands tell.
    """

    name: str
    spent_idr: int
    gain: float
    regret: float
    regret_share: float | None
    gini_after: float
    gini_fall: float
    gini_fall_per_billion: float | None
    keeps_limits: bool
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain values."""
        return asdict(self)


def scores(asked: Problem, evaluator: Evaluator, packages: Mapping[str, Package]) -> dict[str, Score]:
    """Every package on every draw of an evaluator of the same candidates."""
    return {name: _score(evaluator, package.as_one(asked)) for name, package in packages.items()}


def regrets(asked: Problem, packages: Mapping[str, Package], found: Mapping[str, Score]) -> tuple[Regret, ...]:
    """The plan first, then what it is compared with, from the scores of each."""
    best = found[BEST].gain
    limits = asked.limits()
    rows = []
    for name, package in packages.items():
        score, spent = found[name], package.spent_idr(asked)
        rows.append(
            Regret(
                name=name,
                spent_idr=spent,
                gain=score.gain,
                regret=best - score.gain,
                regret_share=(best - score.gain) / best if best > 0 else None,
                gini_after=score.gini_after,
                gini_fall=score.gini_fall,
                gini_fall_per_billion=score.gini_fall * BILLION_IDR / spent if spent else None,
                keeps_limits=Filling(asked.candidates, limits, package.as_items(asked)).feasible,
                notes=package.notes,
            )
        )
    return tuple(rows)


def times_equal_split(rows: Sequence[Regret]) -> dict[str, float | None]:
    """How many times as much the plan does per rupiah as the equal split: its `gain`, and the Gini index's `gini_fall`.

    None where either spends nothing, or the equal split does no good.
    """
    by_name = {row.name: row for row in rows}
    found: dict[str, float | None] = {}
    for what in ("gain", "gini_fall"):
        ours, theirs = (_per_rupiah(by_name[name], what) if name in by_name else None for name in (BEST, EQUAL_SPLIT))
        found[what] = ours / theirs if ours is not None and theirs is not None and theirs > 0 else None
    return found


def _per_rupiah(row: Regret, what: str) -> float | None:
    return float(getattr(row, what)) / row.spent_idr if row.spent_idr else None


def _score(evaluator: Evaluator, package: Candidates) -> Score:
    """The gain of a package given as one item, and the Gini index, which follows from mean × (1 − Gini)."""
    whole = np.ones(1)
    own = replace(evaluator, candidates=package)
    by_rank = replace(own, objective=Objective(), before=np.zeros(len(own.draws)), tail=None)
    before, after = by_rank.gains(np.zeros(1)), by_rank.gains(whole)
    gains = after - before if own.objective == Objective() else own.gains(whole)
    ginis = (_gini(value, own.after(plan), own.draws.size) for value, plan in ((before, np.zeros(1)), (after, whole)))
    return Score(own.value(gains), *ginis)


def _gini(value: Floats, welfare: Iterator[Floats], size: Floats) -> float:
    means = np.array([np.dot(one, size) for one in welfare]) / size.sum()
    return float(np.mean(1.0 - value / means))
