"""What each way is counted with: what it saves beyond the works that do not count, and whose evidence it rests on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


def minutes_without(before: Floats, place: Integers, minutes: Floats, needs: Flags, counted: Flags) -> Floats:
    """For each way (r), the minutes at its place that those of its works make which the place does not count."""
    found: Floats = before[place]
    for at in np.unique(place[~counted]).tolist():
        own = np.flatnonzero(place == at)
        plain, through = own[~counted[own]], own[counted[own]]
        lacking = needs[plain].astype(np.int64) @ ~needs[through].T
        reach = np.where(lacking == 0, minutes[plain][:, None], np.inf).min(axis=0)
        found[through] = np.minimum(found[through], reach)
    return found


def split(counts: Flags, alone: Floats) -> Floats:
    """How the share that each way serves is split over the works that count on it (r × w), in proportion to what each
    serves `alone` (r × w), equally where none does; rows sum to 1, or to 0 where no work counts.
    """
    weight = np.where(counts, alone, 0.0)
    nothing = weight.sum(axis=1) <= 0
    weight[nothing] = counts[nothing]
    total = weight.sum(axis=1, keepdims=True)
    found: Floats = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    return found
