"""What a search for the best plan came to: the plan, and the proof of how near the best possible it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Flags
from merata.planning.optimiser.bound import Cuts, Prices

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the search stood after so many evaluations: the best gain, and the upper limit of any plan's gain."""

    evaluations: int
    gain: float
    bound: float


@dataclass(frozen=True, slots=True)
class Optimised:
    """The best plan found: its `gain`, that of every draw, and an upper limit of every plan's (`bound`).

    `slopes` are what each item would add at the plan, `cuts` and `prices` the proof itself, `plans` where the cuts were
    taken; `parts` the best plan in parts of items. `unlisted` is what sets of works that are no bundles could add to a
    limit that is proved with these cuts and prices.
    """

    chosen: Flags
    gain: float
    gains: Floats
    bound: float
    slopes: Floats
    parts: Floats
    cuts: Cuts
    prices: Prices
    plans: tuple[Floats, ...]
    progress: tuple[Progress, ...]
    unlisted: float = 0.0

    @property
    def gap(self) -> float | None:
        """How much more the best plan can gain, as a share of this one's gain; None at no gain."""
        return max(self.bound - self.gain, 0.0) / self.gain if self.gain > 0 else None
