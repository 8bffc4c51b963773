"""The variance of a total under a stratified, clustered sample: Taylor linearisation, one stage of clusters.

Clusters are taken as drawn with replacement within their stratum, the usual and slightly cautious assumption;
no finite-population correction. The same estimator as R's `survey::svytotal` on a linearised variable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merata.errors import InputError, UsageError

LonelyRule = Literal["refuse", "centre"]
"""What to do with a stratum of a single cluster: raise `InputError`, or centre its total on the mean of all."""


@dataclass(frozen=True, slots=True)
class Design:
    """The strata and clusters (primary sampling units) of a sample.

    `psu` (rows): number of each row's cluster; `stratum_of_psu` (clusters): number of each cluster's stratum;
    `lonely`: the rule for strata of a single cluster.
    """

    psu: NDArray[np.intp]
    stratum_of_psu: NDArray[np.intp]
    lonely: LonelyRule

    @property
    def psus_by_stratum(self) -> NDArray[np.intp]:
        """The number of clusters in each stratum."""
        return np.bincount(self.stratum_of_psu)

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata, at least 1: the degrees of freedom of a t interval."""
        return max(len(self.stratum_of_psu) - len(self.psus_by_stratum), 1)

    def degrees_within(self, domain: NDArray[np.bool_]) -> int:
        """Clusters less strata that hold rows of `domain` (rows), at least 1; as R's `degf` of a subset."""
        psus = np.unique(self.psu[domain])
        return max(len(psus) - len(np.unique(self.stratum_of_psu[psus])), 1)


def design(stratum: ArrayLike, psu: ArrayLike, *, lonely: LonelyRule = "refuse") -> Design:
    """The design of a sample from its columns (one label a row). A cluster's label counts within its stratum.

    Raises `InputError` naming every stratum of a single cluster unless `lonely` is "centre": then the
    stratum's variance is the squared distance of its cluster's total from the mean of all clusters' totals
    (`survey.lonely.psu = "adjust"` in R), which overstates rather than hides.
    """
    strata, stratum_number = np.unique(np.asarray(stratum), return_inverse=True)
    clusters, cluster_number = np.unique(np.asarray(psu), return_inverse=True)
    if len(stratum_number) != len(cluster_number):
        raise UsageError(f"stratum has {len(stratum_number)} rows, psu {len(cluster_number)}; expected as many")
    pair = stratum_number.astype(np.int64) * len(clusters) + cluster_number
    pairs, number = np.unique(pair, return_inverse=True)
    stratum_of_psu = pairs // len(clusters)
    single = strata[np.bincount(stratum_of_psu) == 1]
    if len(single) and lonely == "refuse":
        raise InputError(
            f"{len(single)} strata hold a single primary sampling unit ({', '.join(map(str, single[:10]))}), "
            "so no variance can be known in them; merge each with a like stratum, or choose lonely='centre'"
        )
    return Design(number, stratum_of_psu, lonely)


def variance_of_total(values: ArrayLike, sample: Design) -> float:
    """The variance of the sum of `values` (rows; already weighted, zero outside a domain) under the design.

    The standard error of any smooth statistic is the root of this for its weighted influence values.
    """
    totals = np.bincount(sample.psu, weights=np.asarray(values, dtype=np.float64))
    counts = sample.psus_by_stratum
    means = np.bincount(sample.stratum_of_psu, weights=totals) / counts
    # The rule only has an effect where a stratum is single: there its own mean would leave nothing.
    centre = np.where(counts > 1, means, totals.mean())
    squares = np.bincount(sample.stratum_of_psu, weights=(totals - centre[sample.stratum_of_psu]) ** 2)
    return float(np.sum(squares * np.where(counts > 1, counts / np.maximum(counts - 1, 1), 1.0)))
