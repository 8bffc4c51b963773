"""Lotteries as arrays, for the tests of what is estimated from them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.evaluation.lottery_frame import Applicants

Floats = NDArray[np.float64]


def frame(
    outcome: Floats,
    selected: NDArray[np.bool_],
    chance: Floats,
    *,
    completed: Floats | None = None,
    lot: NDArray[np.int64] | None = None,
) -> Applicants:
    """Applicants with these outcomes (logarithms; NaN: not found), of one class unless `lot` says otherwise."""
    size = outcome.size
    lots = np.zeros(size, np.int64) if lot is None else lot
    return Applicants(
        application_id=pa.array([f"A{at}" for at in range(size)]),
        courses=tuple(f"C{at}" for at in range(int(lots.max()) + 1)),
        lot=lots,
        chance=chance,
        selected=selected,
        completed=selected.astype(np.float64) if completed is None else completed,
        outcome=outcome,
        certain=0,
    )


def simulated(
    rng: np.random.Generator, *, completing: float, effect: float, people: int = 400, classes: int = 5
) -> Applicants:
    """Classes in which the poorer win twice as often; who completes gains `effect` in logarithms, 7% are lost."""
    lot = np.arange(people) % classes
    chance = np.where(rng.random(people) < 0.4, 0.4, 0.2)
    selected = rng.random(people) < chance
    completed = selected & (rng.random(people) < completing)
    outcome = 14 - chance + 0.1 * lot + rng.normal(0, 0.4, people) + effect * completed
    outcome[rng.random(people) < 0.07] = np.nan
    return frame(outcome, selected, chance, completed=completed.astype(np.float64), lot=lot)
