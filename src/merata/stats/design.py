"""The variance of totals under a stratified, clustered sample: Taylor linearisation, one stage of clusters.

Clusters are taken as drawn with replacement within their stratum, the usual and slightly cautious assumption,
unless the number of clusters in the population is given: then each stratum's variance is multiplied by the share
of clusters that were not drawn (finite-population correction; what a later stage of drawing adds is not counted,
so it is meant for samples whose clusters were taken whole). The same estimators as R's `survey::svytotal` on a
linearised variable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merata.errors import InputError, UsageError

Floats = NDArray[np.float64]
_NARROW = 8
"""Numbers spread over this many places a row are still told apart by counting."""
LonelyRule = Literal["refuse", "centre", "certainty", "average"]
"""What to do with a stratum of a single cluster: raise `InputError`; centre its total on the mean of all clusters'
(R's "adjust": overstates rather than hides); let it add nothing, for a cluster drawn with certainty; or let it add
the average of the other strata."""


@dataclass(frozen=True, slots=True)
class Design:
    """The strata and clusters (primary sampling units) of a sample.

    `psu` (rows): number of each row's cluster; `stratum_of_psu` (clusters): number of each cluster's stratum;
    `lonely`: the rule for strata of a single cluster; `drawn` (strata): share of the population's clusters that
    are in the sample, 0 for drawing with replacement.
    """

    psu: NDArray[np.integer]
    stratum_of_psu: NDArray[np.intp]
    lonely: LonelyRule
    drawn: Floats

    @property
    def psus_by_stratum(self) -> NDArray[np.intp]:
        """The number of clusters in each stratum."""
        return np.bincount(self.stratum_of_psu)

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata, at least 1: the degrees of freedom of a t interval."""
        return max(len(self.stratum_of_psu) - len(self.drawn), 1)

    def degrees_within(self, domain: NDArray[np.bool_]) -> int:
        """Clusters less strata that hold rows of `domain` (rows), at least 1; as R's `degf` of a subset."""
        psus = np.unique(self.psu[domain])
        return max(len(psus) - len(np.unique(self.stratum_of_psu[psus])), 1)

    @property
    def factors(self) -> Floats:
        """What each stratum's sum of squares is multiplied by (strata): n ÷ (n − 1), corrected; by rule if n is 1."""
        counts = self.psus_by_stratum
        usual = counts / np.maximum(counts - 1, 1)
        alone = 1.0 if self.lonely == "centre" else 0.0
        factors: Floats = np.where(counts > 1, usual, alone) * (1.0 - self.drawn)
        # The strata that stand alone get the average of the others.
        return factors * (len(counts) / np.count_nonzero(counts > 1)) if self.lonely == "average" else factors

    @property
    def centred_on_all(self) -> NDArray[np.bool_]:
        """Whether a stratum's clusters are compared with the mean of all clusters instead of their own (strata)."""
        return np.asarray((self.psus_by_stratum == 1) & (self.lonely == "centre"))


def design(
    stratum: ArrayLike,
    psu: ArrayLike,
    *,
    lonely: LonelyRule = "refuse",
    population_psus: ArrayLike | None = None,
    names: Sequence[object] | None = None,
) -> Design:
    """The design of a sample from its columns (one label a row). A cluster's label counts within its stratum.

    Where strata are given as numbers from 0, `names` are what messages call them.

    `population_psus` (rows): the number of clusters in the population of the row's stratum, for the
    finite-population correction; None: none is made.

    Raises `InputError` naming every stratum of a single cluster unless `lonely` says what to do with it or the
    cluster is the stratum's only one, and every stratum whose population is smaller than its sample or not one
    number; `UsageError` for an unknown rule or columns of different length.
    """
    strata, stratum_number = _distinct(np.asarray(stratum))
    clusters, cluster_number = _distinct(np.asarray(psu))
    called = strata if names is None else np.array([names[place] for place in strata], dtype=object)
    return design_of_codes(
        stratum_number, called, cluster_number, len(clusters), lonely=lonely, population_psus=population_psus
    )


def design_of_codes(
    stratum: NDArray[np.integer],
    strata: Sequence[object] | NDArray[Any],
    psu: NDArray[np.integer],
    psus: int,
    *,
    lonely: LonelyRule = "refuse",
    population_psus: ArrayLike | None = None,
) -> Design:
    """As `design`, from numbers that all occur: `stratum` (rows) of the labels `strata`, `psu` (rows) below `psus`."""
    if lonely not in get_args(LonelyRule):
        raise UsageError(f"lonely is {lonely!r}; expected one of {', '.join(get_args(LonelyRule))}")
    if len(stratum) != len(psu):
        raise UsageError(f"stratum has {len(stratum)} rows, psu {len(psu)}; expected as many")
    number, stratum_of_psu = _nested(stratum, psu, psus)
    counts = np.bincount(stratum_of_psu, minlength=len(strata))
    called = np.asarray(strata, dtype=object)
    drawn = np.zeros(len(strata)) if population_psus is None else _drawn(population_psus, stratum, counts, called)
    lonely_strata = (counts == 1) & (drawn < 1)
    if lonely_strata.any() and (lonely == "refuse" or (lonely == "average" and not (counts > 1).any())):
        raise InputError(
            f"{lonely_strata.sum()} strata hold a single primary sampling unit "
            f"({', '.join(map(str, called[lonely_strata][:10]))}), so no variance can be known in them; merge each "
            "with a like stratum, or choose lonely='centre' (cautious), 'average', or 'certainty'"
        )
    return Design(number, stratum_of_psu, lonely, drawn)


def _nested(
    stratum: NDArray[np.integer], psu: NDArray[np.integer], psus: int
) -> tuple[NDArray[np.integer], NDArray[np.intp]]:
    """Each row's cluster, and each cluster's stratum, where a number that stands in two strata means two clusters."""
    of_psu = np.zeros(psus, dtype=np.intp)
    of_psu[psu] = stratum
    if np.array_equal(of_psu[psu], stratum):
        return psu, of_psu
    pairs, number = _distinct(stratum.astype(np.int64) * psus + psu)
    return number, pairs // psus


def variance_of_total(values: ArrayLike, sample: Design, rows: NDArray[np.intp] | None = None) -> float:
    """The variance of the sum of `values` (rows; already weighted, zero outside a domain) under the design.

    The standard error of any smooth statistic is the root of this for its weighted influence values. With `rows`,
    `values` are those of these rows of the sample alone, all others being zero.
    """
    return float(covariance_of_totals(np.asarray(values, dtype=np.float64)[:, None], sample, rows)[0, 0])


def covariance_of_totals(values: Floats, sample: Design, rows: NDArray[np.intp] | None = None) -> Floats:
    """The covariance matrix (k × k) of the sums of the columns of `values` (rows × k), as `variance_of_total`."""
    psus, strata = len(sample.stratum_of_psu), len(sample.drawn)
    psu = sample.psu if rows is None else sample.psu[rows]
    totals = np.column_stack([np.bincount(psu, weights=column, minlength=psus) for column in values.T])
    counts = sample.psus_by_stratum
    means = np.column_stack(
        [np.bincount(sample.stratum_of_psu, weights=column, minlength=strata) / counts for column in totals.T]
    )
    means[sample.centred_on_all] = totals.mean(axis=0)
    deviations = totals - means[sample.stratum_of_psu]
    covariance: Floats = deviations.T @ (deviations * sample.factors[sample.stratum_of_psu][:, None])
    return covariance


def _distinct(labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The distinct labels in order, and each row's place among them; numbers of a narrow range without sorting."""
    if not (len(labels) and np.issubdtype(labels.dtype, np.integer)):
        return np.unique(labels, return_inverse=True)
    least = int(labels.min())
    if int(labels.max()) - least > _NARROW * len(labels):
        return np.unique(labels, return_inverse=True)
    shifted = labels - least
    found = np.flatnonzero(np.bincount(shifted))
    if len(found) == found[-1] + 1:
        return found + least, shifted.astype(np.intp, copy=False)
    place = np.zeros(int(found[-1]) + 1, dtype=np.intp)
    place[found] = np.arange(len(found))
    return found + least, place[shifted]


def _drawn(
    population_psus: ArrayLike,
    stratum_number: NDArray[np.integer],
    counts: NDArray[np.intp],
    strata: NDArray[np.generic],
) -> Floats:
    """The share of each stratum's clusters that are in the sample."""
    population = np.asarray(population_psus, dtype=np.float64)
    if population.shape != stratum_number.shape:
        raise UsageError(f"population_psus has {population.size} rows, stratum {stratum_number.size}; expected as many")
    most = np.full(len(counts), -np.inf)
    least = np.full(len(counts), np.inf)
    np.maximum.at(most, stratum_number, population)
    np.minimum.at(least, stratum_number, population)
    wrong = ~((most == least) & (most >= counts) & np.isfinite(most))
    if wrong.any():
        raise InputError(
            "population_psus must be one number in a stratum and no less than the clusters sampled in it; it is not in "
            + ", ".join(
                f"{strata[i]} ({counts[i]} sampled, {least[i]:g} to {most[i]:g} given)"
                for i in np.flatnonzero(wrong)[:10]
            )
        )
    return np.asarray(counts / most)
