"""The score of every registered household: the consumption that the survey leads one to expect of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import Fault, InputError
from merata.measurement.covariates import VILLAGE_COVARIATES, encode, refuse_unseen
from merata.programmes.need import score_order
from merata.programmes.proxy_means.learning import ProxyMeans

_BLOCK_ROWS = 2**16
"""Households encoded at a time, to bound the memory."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of n households in the registry's order.

    `score_idr` (n): expected consumption, whole rupiah per person per month, lower is poorer; `rank` (n): place in the
    order of need within the household's regency, 1 neediest (`merata.programmes.need.score_order`); `empty` (n):
    covariates that the registry does not know of it, for which the sample's mean or shares count; `learner`: which.
    """

    score_idr: NDArray[np.int64]
    rank: NDArray[np.int64]
    empty: NDArray[np.int64]
    learner: str

    def table(self, registry: pa.Table) -> pa.Table:
        """The scores beside household_id, village_code, regency_code, size and desil of the same `registry`."""
        known = registry.select(["household_id", "village_code", "regency_code", "size", "desil"])
        return (
            known.append_column("score_idr", pa.array(self.score_idr))
            .append_column("rank", pa.array(self.rank))
            .append_column("empty_covariates", pa.array(self.empty))
        )


def scored(registry: pa.Table, score: ProxyMeans, *, lot: str) -> Scored:
    """The score of every household of `registry` (a household frame), and its place in the order of need.

    `lot` decides between equal scores (`score_order`). Raises `InputError` as `expected_idr` does.
    """
    score_idr = expected_idr(registry, score)
    empty = np.zeros(registry.num_rows, dtype=np.int64)
    for name in score.covariates:
        empty += pc.is_null(registry[name]).to_numpy()
    return Scored(score_idr, _rank_in_regency(registry, score_idr, lot), empty, score.learner)


def expected_idr(registry: pa.Table, score: ProxyMeans) -> NDArray[np.int64]:
    """The consumption expected of each household (n) of `registry`, whole rupiah per person per month.

    Raises `InputError` naming covariates of the score that the registry lacks or has nothing in, and categories that
    the survey never saw.
    """
    _refuse_lacking(registry, score)
    refuse_unseen(score.terms, registry)
    expected = np.empty(registry.num_rows, dtype=np.int64)
    for first in range(0, registry.num_rows, _BLOCK_ROWS):
        columns = encode(score.terms, registry.slice(first, _BLOCK_ROWS))[:, 1:]
        amount = np.exp(score.model.predict(columns)) * score.smearing
        expected[first : first + _BLOCK_ROWS] = np.rint(amount).astype(np.int64)
    return expected


def _refuse_lacking(registry: pa.Table, score: ProxyMeans) -> None:
    lacking = [
        name
        for name in score.covariates
        if name not in registry.column_names or (registry.num_rows and registry[name].null_count == registry.num_rows)
    ]
    if lacking:
        raise InputError(
            f"the registry cannot be scored: {len(lacking)} of the score's {len(score.covariates)} covariates are not "
            "there",
            [
                Fault(
                    file="villages" if name in (*VILLAGE_COVARIATES, "regency_code") else "households",
                    row=None,
                    column=name,
                    value=None,
                    expected="the column that the score was learned with",
                    problem="missing or empty throughout; fill it, or learn the score without it",
                )
                for name in lacking
            ],
        )


def _rank_in_regency(registry: pa.Table, score_idr: NDArray[np.int64], lot: str) -> NDArray[np.int64]:
    order = score_order(registry["household_id"], score_idr, lot=lot)
    _, regency = np.unique(registry["regency_code"].to_numpy(zero_copy_only=False), return_inverse=True)
    by_regency = order[np.argsort(regency[order], kind="stable")]
    counts = np.bincount(regency)
    rank = np.empty(registry.num_rows, dtype=np.int64)
    rank[by_regency] = np.arange(registry.num_rows) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    return rank
