"""Sums over welfare values, written once for every engine, in pieces small enough that nothing is sorted in one place.

Rows become sums for each group and welfare in whole rupiah; these are summed by *bucket*, a narrow range of welfare
within a group, where a running weight is all that ranks need. What lies in the buckets below is added later, from the
few sums of each bucket (`bucket_table`). A group as large as a nation is thus never one partition.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]

WELFARE, WEIGHT, ROWS, LINE, BUCKET = "welfare_idr", "weight", "rows", "line", "bucket"
"""Columns of the sums."""
WHOLE = "whole"
"""The key of a summary that has no groups."""
UNIT_IDR = 1e6
"""Welfare enters sums in million rupiah, so that no power of it overflows."""
MOST_PER_OCTAVE = 32
"""Buckets in which welfare doubles, where groups are few: each holds a few percent of a group at most."""
_ENOUGH_BUCKETS = 40_000
"""Groups × buckets an octave: with many groups each is small, and its buckets may be wide."""

FAULTS = {
    "missing": "have missing or infinite welfare",
    "negative": "have negative welfare",
    "weightless": "have a weight that is missing, infinite, zero or negative",
    "lineless": "have a poverty line that is missing, infinite, zero or negative",
    "groupless": "have no group",
}
"""What rows may lack, with what a message says of it."""
POVERTY = ("gap_0", "gap_1", "gap_2", "log_gap")
"""Sums over the poor: weight × (1 − welfare ÷ line)^0, ^1, ^2, and × ln(line ÷ welfare) where there is welfare."""


def chosen_rows(
    frame: Frame, *, welfare: str, weight: str | None, line: str | float | None, by: Sequence[str]
) -> tuple[Frame, list[str]]:
    """The columns that the sums need under their own names, and the names of the groups' keys.

    Welfare is rounded to whole rupiah, halves up. Without `by` all rows have the key `WHOLE`.
    """
    keys = [f"group_{place}" for place in range(len(by))] or [WHOLE]
    groups = [nw.col(column).alias(key) for key, column in zip(keys, by, strict=False)] or [nw.lit(0).alias(WHOLE)]
    number = nw.col(welfare).cast(nw.Float64)
    columns = [*groups, number.alias(WELFARE)]
    columns.append((nw.lit(1.0) if weight is None else nw.col(weight).cast(nw.Float64)).alias(WEIGHT))
    if line is not None:
        columns.append((nw.col(line).cast(nw.Float64) if isinstance(line, str) else nw.lit(float(line))).alias(LINE))
    return frame.select(*columns), keys


def row_sums(rows: Frame, keys: Sequence[str], *, with_line: bool) -> Frame:
    """By group: how many rows there are, how many are faulty and how, and the sums over the poor."""
    faults = {
        "missing": _unusable(WELFARE),
        "negative": (nw.col(WELFARE) < 0) & nw.col(WELFARE).is_finite(),
        "weightless": _unusable(WEIGHT) | ~(nw.col(WEIGHT) > 0),
        "groupless": nw.any_horizontal(*(nw.col(key).is_null() for key in keys), ignore_nulls=False),
    }
    if with_line:
        faults["lineless"] = _unusable(LINE) | ~(nw.col(LINE) > 0)
    sums = [_where(condition, 1).sum().alias(name) for name, condition in faults.items()]
    sums += [nw.len().alias(ROWS), _where(_rounded() > 0, 1).sum().alias("positive_rows")]
    if with_line:
        sums += _poverty_sums()
    return rows.group_by(*keys).agg(*sums)


def value_sums(rows: Frame, keys: Sequence[str]) -> Frame:
    """By group and welfare in whole rupiah: weight and number of rows. Those of two tables add up to those of both."""
    whole = rows.with_columns(_rounded().cast(nw.Int64).alias(WELFARE))
    return whole.group_by(*keys, WELFARE).agg(nw.col(WEIGHT).sum().alias(WEIGHT), nw.len().alias(ROWS))


def merged(parts: Iterable[Frame], keys: Sequence[str]) -> Frame:
    """The value sums of several tables as those of one."""
    columns = [*keys, WELFARE, WEIGHT, ROWS]
    together = nw.concat([part.select(*columns) for part in parts], how="vertical")
    rows = nw.col(ROWS).sum().cast(nw.Int64)
    return together.group_by(*keys, WELFARE).agg(nw.col(WEIGHT).sum().alias(WEIGHT), rows.alias(ROWS))


def per_octave(groups: int) -> int:
    """How many buckets a doubling of welfare has, for so many groups."""
    return max(1, min(MOST_PER_OCTAVE, _ENOUGH_BUCKETS // max(groups, 1)))


def bucketed(values: Frame, octave: int) -> Frame:
    """Value sums with the number of their bucket, which rises with welfare; 0 is the bucket of those with nothing."""
    scaled = (nw.col(WELFARE).cast(nw.Float64) + 1.0).log() * (octave / math.log(2.0))
    return values.with_columns(scaled.ceil().cast(nw.Int64).alias(BUCKET))


def bucket_sums(values: Frame, keys: Sequence[str], *, octave: int, powers: Sequence[float]) -> Frame:
    """By group and bucket: weight, welfare mass, the rank sum Σ m(2F − w) with F the weight up to the value within the
    bucket, sums of logarithms and of each of `powers` over what is above 0, and the least value.
    """
    welfare = nw.col(WELFARE).cast(nw.Float64) / UNIT_IDR
    held = nw.col(WELFARE) > 0
    # A logarithm of 0 must not be computed even where it is not used.
    positive = nw.when(held).then(welfare).otherwise(1.0)
    mass = nw.col(WEIGHT) * welfare
    ranked = _with_running(bucketed(values, octave), keys)
    sums = [
        nw.col(WEIGHT).sum().alias(WEIGHT),
        mass.sum().alias("mass"),
        (mass * (2.0 * nw.col("weight_up_to") - nw.col(WEIGHT))).sum().alias("rank"),
        _where(held, nw.col(WEIGHT)).sum().alias("positive"),
        (nw.col(WEIGHT) * positive.log()).sum().alias("log"),
        (mass * positive.log()).sum().alias("mass_log"),
        nw.col(WELFARE).min().alias("least"),
    ]
    sums += [
        _where(held, nw.col(WEIGHT) * positive**power).sum().alias(f"power_{place}")
        for place, power in enumerate(powers)
    ]
    return ranked.group_by(*keys, BUCKET).agg(*sums)


def located(values: Frame, targets: Frame, keys: Sequence[str], *, octave: int) -> Frame:
    """The welfare values at which running weights within buckets reach targets.

    `targets`: keys, bucket, target (weight within the bucket), slack, place. The values whose running weight spans
    the target, widened by the slack on either side: place, welfare, weight, and weight and mass up to the value.
    """
    on = [*keys, BUCKET]
    part = bucketed(values, octave).join(targets.select(*on).unique(), on=on, how="semi")
    spans = _with_running(part, keys).join(targets, on=on, how="inner")
    reaches = nw.col("weight_up_to") + nw.col("slack") >= nw.col("target")
    starts = nw.col("weight_up_to") - nw.col(WEIGHT) - nw.col("slack") <= nw.col("target")
    return spans.filter(reaches, starts).select("place", WELFARE, WEIGHT, "weight_up_to", "mass_up_to")


def _with_running(values: Frame, keys: Sequence[str]) -> Frame:
    """With weight and welfare mass up to each value within its group and bucket: sorted there, and nowhere else."""
    mass = nw.col(WEIGHT) * (nw.col(WELFARE).cast(nw.Float64) / UNIT_IDR)
    return values.with_columns(mass.alias("mass")).with_columns(
        nw.col(WEIGHT).cum_sum().over(*keys, BUCKET, order_by=WELFARE).alias("weight_up_to"),
        nw.col("mass").cum_sum().over(*keys, BUCKET, order_by=WELFARE).alias("mass_up_to"),
    )


def _poverty_sums() -> list[nw.Expr]:
    welfare = _rounded()
    poor = welfare < nw.col(LINE)
    gap = 1.0 - welfare / nw.col(LINE)
    held = poor & (welfare > 0)
    log_gap = nw.when(held).then(nw.col(LINE) / welfare).otherwise(1.0).log()
    return [
        _where(poor, nw.col(WEIGHT)).sum().alias("gap_0"),
        _where(poor, nw.col(WEIGHT) * gap).sum().alias("gap_1"),
        _where(poor, nw.col(WEIGHT) * gap * gap).sum().alias("gap_2"),
        (nw.col(WEIGHT) * log_gap).sum().alias("log_gap"),
    ]


def _rounded() -> nw.Expr:
    # Engines differ in how they round halves; this does not.
    return (nw.col(WELFARE) + 0.5).floor()


def _unusable(column: str) -> nw.Expr:
    return nw.col(column).is_null() | ~nw.col(column).is_finite()


def _where(condition: nw.Expr, value: Any) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(0)
