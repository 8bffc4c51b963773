"""The households' own parts of welfare: what is left beyond the model and the village, to be drawn from.

A registered household draws the own part of a sampled household whose expected welfare lies in the same fifth.
So neither a shape nor an equal spread at all levels is assumed: where the poor differ less among themselves than
the model's average, or the model's line misses them, the draws say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.measurement.welfare import Floats

FIFTHS = 5
"""Groups of like expected welfare within which own parts are drawn."""
TABLE_ROWS = 2**14
"""Entries a fifth has in a table of own parts, each sampled household as often as its weight says."""


@dataclass(frozen=True, slots=True)
class OwnParts:
    """The sampled households' own parts, on the log scale.

    Per sampled household: `value` (centred, of variance 1), `share` of the weight (they sum to 1), numbers of
    the `cluster` and of the `fifth`. `cuts`: the expected log welfare that separates the fifths.
    """

    value: Floats
    share: Floats
    cluster: NDArray[np.integer]
    fifth: NDArray[np.intp]
    cuts: Floats

    def fifths(self, expected: Floats) -> NDArray[np.intp]:
        """The fifth in which each value of `expected` log welfare lies."""
        return np.searchsorted(self.cuts, expected)

    def redrawn(self, rng: np.random.Generator) -> Floats:
        """A table of own parts (fifths × `TABLE_ROWS`) as another sample of clusters could have given it.

        A Bayesian bootstrap: each cluster's weight is multiplied by an exponential draw; the whole is centred
        and scaled to a variance of 1 anew.
        """
        share = self.share * rng.standard_exponential(int(self.cluster.max()) + 1)[self.cluster]
        share /= share.sum()
        value = self.value - float(np.sum(share * self.value))
        spread = float(np.sqrt(np.sum(share * value**2)))
        if spread > 0:
            value = value / spread
        levels = (np.arange(TABLE_ROWS) + 0.5) / TABLE_ROWS
        table = np.zeros((FIFTHS, TABLE_ROWS))
        for fifth in np.unique(self.fifth):
            rows = np.flatnonzero(self.fifth == fifth)
            reached = np.cumsum(share[rows])
            picked = np.searchsorted(reached, levels * reached[-1])
            table[fifth] = value[rows[np.minimum(picked, len(rows) - 1)]]
        return table


def own_parts(own: Floats, share: Floats, cluster: NDArray[np.integer], expected: Floats) -> OwnParts:
    """The own parts of sampled households from their residuals less their area's mean, and what they rest on.

    Arguments (rows): residuals, shares of the weight, cluster numbers and expected log welfare. Where expected
    welfare is the same for so many that a fifth would be empty, all households are one group.
    """
    own = own - float(np.sum(share * own))
    spread = float(np.sqrt(np.sum(share * own**2)))
    cuts = np.quantile(expected, np.arange(1, FIFTHS) / FIFTHS)
    fifth = np.searchsorted(cuts, expected)
    if len(np.unique(fifth)) < FIFTHS:
        # Every household needs somebody to draw from: no cut is below anyone, so that all fall into the first.
        cuts = np.full(FIFTHS - 1, np.inf)
        fifth = np.zeros(len(own), dtype=np.intp)
    return OwnParts(own / spread if spread > 0 else own, share, cluster, fifth, cuts)
