"""Folds by cluster: a household is never scored by a model that saw its neighbours of the same sampling unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError
from merata.stats.design import Design

FOLDS = 5
"""Parts that the clusters are dealt into, of the whole sample and again within each part's training rows."""
LEAST_CLUSTERS = 2 * FOLDS
"""Clusters without which nothing is learned: each fold then holds out at least two."""

_PART = 431
"""This module's part of a seed, so that no other module's random numbers repeat here."""


def folds_by_cluster(sample: Design, *, seed: int) -> NDArray[np.intp]:
    """The fold (0 … `FOLDS` − 1) of each row of a sample: whole clusters, dealt in turn, stratum after stratum.

    The clusters of a stratum are shuffled by `seed`; the dealing goes on where the last stratum ended, so folds hold
    equally many clusters, give or take one, and every stratum is spread over them.

    Raises `InputError` for fewer than `LEAST_CLUSTERS` clusters.
    """
    return dealt(sample, np.arange(len(sample.stratum_of_psu)), seed=seed, within=0)


def folds_within(sample: Design, rows: NDArray[np.intp], *, seed: int, within: int) -> NDArray[np.intp]:
    """The fold of each of the training rows `rows`, dealt anew among their clusters alone.

    `within` is the number of the fold that is held out, or −1 where none is.
    """
    return dealt(sample, np.unique(sample.psu[rows]), seed=seed, within=2 + within)[rows]


def dealt(sample: Design, clusters: NDArray[np.integer], *, seed: int, within: int) -> NDArray[np.intp]:
    """The fold of each row, −1 outside `clusters`."""
    if len(clusters) < FOLDS or len(sample.stratum_of_psu) < LEAST_CLUSTERS:
        raise InputError(
            f"the survey has {len(sample.stratum_of_psu)} clusters (psu); a score that is tested on clusters it was "
            f"not learned from needs at least {LEAST_CLUSTERS}"
        )
    rng = np.random.default_rng([seed, _PART, within])
    order = np.lexsort((rng.random(len(clusters)), sample.stratum_of_psu[clusters]))
    fold_of = np.full(len(sample.stratum_of_psu), -1, dtype=np.intp)
    fold_of[clusters[order]] = np.arange(len(clusters)) % FOLDS
    return np.asarray(fold_of[sample.psu])
