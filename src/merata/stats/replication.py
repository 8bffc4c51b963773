"""Replicate weights: the same sample weighted anew many times, so that any statistic's variance can be seen.

A replicate multiplies the weights of a whole cluster. The variance of a statistic θ is Σ scale·(θ_r − θ)² over the
replicates, centred on the statistic of the full sample. K. M. Wolter, *Introduction to Variance Estimation* (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from merata.errors import InputError, UsageError
from merata.stats.design import Design

Floats = NDArray[np.float64]
_PART = 211
"""This module's part of a seed."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """Replicate weights of a design: `factor` gives, for the number of a replicate, what each cluster's weights are
    multiplied by (clusters); `scale` (replicates) is what a squared deviation counts.
    """

    factor: Callable[[int], Floats]
    scale: Floats

    def variance(self, replicated: Floats, value: Floats) -> Floats:
        """The variance of statistics (k) from their values in the replicates (replicates × k) and in the sample (k).

        NaN where a replicate could not give the statistic: its variance is not known.
        """
        return np.asarray(self.scale @ (replicated - value) ** 2)


def jackknife(sample: Design) -> Replicates:
    """One replicate a cluster, which is left out while its stratum's others make up for it (JKn; one stratum: JK1).

    Scale (n − 1) ÷ n of the stratum, times its finite-population correction. A stratum of a single cluster cannot
    spare it: with lonely="certainty" it has no replicate, otherwise `InputError`.
    """
    counts = sample.psus_by_stratum
    _refuse_lonely(sample, "jackknife")
    dropped = np.flatnonzero(counts[sample.stratum_of_psu] > 1)

    def factor(replicate: int) -> Floats:
        cluster = dropped[replicate]
        stratum = sample.stratum_of_psu[cluster]
        made_up = counts[stratum] / (counts[stratum] - 1.0)
        weights = np.where(sample.stratum_of_psu == stratum, made_up, 1.0)
        weights[cluster] = 0.0
        return weights

    n = counts[sample.stratum_of_psu[dropped]]
    return Replicates(factor, (n - 1.0) / n * (1.0 - sample.drawn[sample.stratum_of_psu[dropped]]))


def balanced(sample: Design, *, fay: float = 0.0) -> Replicates:
    """Balanced repeated replication: half samples of two clusters a stratum, balanced by a Hadamard matrix.

    `fay` ρ from 0 to below 1: the chosen cluster counts 2 − ρ and the other ρ (Fay's method; Judkins 1990), scale
    1 ÷ (R (1 − ρ)²). Raises `InputError` naming how many strata do not have two clusters, `UsageError` for ρ.
    """
    if not 0 <= fay < 1:
        raise UsageError(f"fay is {fay:g}; expected a number from 0 to below 1")
    counts = sample.psus_by_stratum
    if (counts != 2).any():
        raise InputError(
            f"balanced replication needs two clusters in every stratum; {np.count_nonzero(counts != 2)} of "
            f"{len(counts)} strata have another number: use the jackknife or the bootstrap"
        )
    if sample.drawn.any():
        raise UsageError("balanced replication knows no finite-population correction; use the jackknife")
    strata = len(counts)
    order = 1 << int(strata).bit_length()  # the first column is of ones alone, so one more than there are strata
    signs = hadamard(order)[:, 1 : strata + 1].astype(np.float64)
    first = np.unique(sample.stratum_of_psu, return_index=True)[1]
    sign = signs[:, sample.stratum_of_psu]
    sign[:, np.setdiff1d(np.arange(2 * strata), first)] *= -1.0
    return Replicates(
        lambda replicate: 1.0 + sign[replicate] * (1.0 - fay), np.full(order, 1.0 / (order * (1.0 - fay) ** 2))
    )


def bootstrap(sample: Design, *, replicates: int, seed: int) -> Replicates:
    """The rescaled bootstrap: n − 1 of a stratum's n clusters drawn with replacement, weighted n ÷ (n − 1) each.

    Rao and Wu (1988), Rao, Wu and Yue (1992); with a finite-population correction the deviations shrink by its
    root. Scale 1 ÷ R. A stratum of a single cluster as in `jackknife`; `UsageError` for fewer than two replicates.
    """
    if replicates < 2:
        raise UsageError(f"bootstrap got {replicates} replicates; expected at least 2")
    _refuse_lonely(sample, "bootstrap")
    clusters = np.argsort(sample.stratum_of_psu, kind="stable")
    by_stratum = np.split(clusters, np.cumsum(sample.psus_by_stratum)[:-1])

    def factor(replicate: int) -> Floats:
        rng = np.random.default_rng([seed, _PART, replicate])
        weights = np.ones(len(clusters))
        for stratum, members in enumerate(by_stratum):
            count = len(members)
            if count > 1:
                times = np.bincount(rng.integers(0, count, count - 1), minlength=count)
                deviation = times * (count / (count - 1.0)) - 1.0
                weights[members] += deviation * np.sqrt(1.0 - sample.drawn[stratum])
        return weights

    return Replicates(factor, np.full(replicates, 1.0 / replicates))


def _refuse_lonely(sample: Design, method: str) -> None:
    lonely = (sample.psus_by_stratum == 1) & (sample.drawn < 1)
    if lonely.any() and sample.lonely != "certainty":
        raise InputError(
            f"{np.count_nonzero(lonely)} strata hold a single cluster, which the {method} cannot compare "
            "with another; merge each with a like stratum, or choose lonely='certainty'"
        )
