"""Which sources of income, or kinds of consumption, inequality comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from merata.errors import InputError, UsageError
from merata.measurement.decomposition.sample import Sample, interval_columns, nullable, sample_of
from merata.measurement.welfare import Floats, not_all_zero
from merata.stats.design import LonelyRule
from merata.tables import frames

TOTAL = "total"
"""What the row of all sources together is called."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A source's share of the total, its own Gini, its Gini correlation with the total, and what it contributes."""

    share: float
    gini: float
    correlation: float
    contribution: float
    se: float


def gini_by_source(
    table: Any,
    *,
    sources: Sequence[str],
    weight: str | None,
    stratum: str | None = None,
    psu: str | None = None,
    lonely: LonelyRule = "refuse",
    confidence: float = 0.95,
) -> pa.Table:
    """The Gini index of the sum of `sources`, as what each adds to it.

    G = Σ_k S_k·G_k·R_k: a source's share of the total, its own Gini (2·cov(y_k, F_k) ÷ its mean) and its Gini
    correlation with the total, cov(y_k, F) ÷ cov(y_k, F_k), F being ranks in which equal rows share the middle. R. I.
    Lerman and S. Yitzhaki (1985), "Income inequality effects by income source", Review of Economics and Statistics 67.

    `table` is Arrow or what Narwhals reads; `sources` name its columns of income, whose sum is the welfare of a row;
    `weight`, `stratum`, `psu` and `lonely` as in `entropy_by_subgroup`.

    Columns: source (in the order given, then "total"), share, gini, correlation, contribution (S·G·R; they add up to
    the Gini of the total exactly), se, low, high, df (of the contribution, by linearisation; symmetric, as a
    contribution may be negative; null where nothing varies), relative (÷ G), marginal (relative − share: by how many
    per cent G changes if that source grows by one per cent; negative: it equalises), n. A source may hold zeros and
    negative values, their sum in a row zero but nothing less. gini and correlation are null for a source whose mean is
    not positive; correlation where it is the same for all; relative and marginal where G is 0.

    Raises `UsageError` for unknown columns, none, one named twice or called "total"; `InputError` for missing values,
    naming the column, weights that are not positive, and a sum that is negative, or zero for everyone.
    """
    if not sources or len(set(sources)) < len(sources) or TOTAL in sources:
        raise UsageError(
            f"sources are {', '.join(sources) or 'none'}; expected the columns that add up to welfare, each once, "
            f"none called {TOTAL}"
        )
    data = frames.arrow(table)
    frames.require(data, [*sources, *(column for column in (weight, stratum, psu) if column is not None)])
    columns = _columns(data, sources)
    sample = sample_of(data, columns.sum(axis=1), weight, stratum, psu, lonely)
    not_all_zero(sample.welfare, sample.weight)
    rank = mid_ranks(sample.welfare, sample.weight)
    rows = [_source(sample, column, rank) for column in (*columns.T, sample.welfare)]
    gini = rows[-1].contribution
    relative = [row.contribution / gini if gini > 0 else np.nan for row in rows]
    estimates = interval_columns(
        [row.contribution for row in rows],
        [row.se for row in rows],
        sample.degrees,
        scale="identity",
        confidence=confidence,
    )
    return pa.table(
        {
            "source": [*sources, TOTAL],
            "share": nullable([row.share for row in rows]),
            "gini": nullable([row.gini for row in rows]),
            "correlation": nullable([row.correlation for row in rows]),
            **{"contribution" if name == "value" else name: column for name, column in estimates.items()},
            "relative": nullable(relative),
            "marginal": nullable([part - row.share for part, row in zip(relative, rows, strict=True)]),
            "n": pa.array([len(data)] * len(rows), pa.int64()),
        }
    )


def mid_ranks(values: Floats, weight: Floats) -> Floats:
    """The fraction of people below each row, half of its equals included."""
    _, place = np.unique(values, return_inverse=True)
    equal = np.bincount(place, weights=weight) / weight.sum()
    return np.asarray((np.cumsum(equal) - equal / 2.0)[place])


def _columns(data: pa.Table, sources: Sequence[str]) -> Floats:
    """The sources as columns (rows × sources), their sums checked."""
    columns = np.column_stack([frames.numbers(data, source) for source in sources])
    missing = np.count_nonzero(~np.isfinite(columns), axis=0)
    if missing.any():
        named = ", ".join(f"{count} of {name}" for name, count in zip(sources, missing, strict=True) if count)
        raise InputError(f"of {len(data)} rows {named} are missing or infinite; give 0 where a source yields nothing")
    below = int(np.count_nonzero(columns.sum(axis=1) < 0))
    if below:
        raise InputError(
            f"the sources add up to less than zero in {below} of {len(data)} rows; correct these rows or leave them out"
        )
    return columns


def _source(sample: Sample, income: Floats, rank: Floats) -> _Source:
    """One source's part; `rank` are the mid-ranks in the total."""
    share = sample.weight / sample.weight.sum()
    mean, middle = float(np.sum(share * income)), float(np.sum(share * sample.welfare))
    if np.ptp(income) == 0:
        return _Source(mean / middle, 0.0 if mean > 0 else np.nan, np.nan, 0.0, np.nan)
    # The mean of mid-ranks is exactly one half.
    with_own = float(np.sum(share * income * (mid_ranks(income, sample.weight) - 0.5)))
    with_total = float(np.sum(share * income * (rank - 0.5)))
    contribution = 2.0 * with_total / middle
    error = sample.error(_influence(sample, income, rank, contribution))
    if mean <= 0:
        return _Source(mean / middle, np.nan, np.nan, contribution, error)
    return _Source(mean / middle, 2.0 * with_own / mean, with_total / with_own, contribution, error)


def _influence(sample: Sample, income: Floats, rank: Floats, contribution: float) -> Floats:
    """The influence of each row on 2·cov(income, rank) ÷ mean of the total."""
    people, total = float(sample.weight.sum()), float(np.sum(sample.weight * sample.welfare))
    _, place = np.unique(sample.welfare, return_inverse=True)
    equal = np.bincount(place, weights=sample.weight * income)
    held = float(equal.sum())
    # Whoever joins lifts the rank of all above, and by half that of their equals.
    above = (held - np.cumsum(equal) + equal / 2.0)[place]
    pairs = contribution + held / total
    moved = 2.0 * (income * rank + above / people) - income - pairs * (total / people + sample.welfare)
    return np.asarray((moved + held / total * sample.welfare) / total)
