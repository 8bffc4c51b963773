"""All measures of many groups in one pass: one sort serves every measure and every group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merata.errors import UsageError
from merata.measurement.ranked import gini, lorenz_ordinates, rank, theil_of_positive
from merata.measurement.welfare import Floats, checked

MEASURES = ("mean", "gini", "theil_t", "theil_l", "p0", "p1", "p2", "bottom40_share", "palma")
"""The measures by name, in the order in which they are shown."""

POVERTY_MEASURES = ("p0", "p1", "p2")
"""The measures that need a poverty line."""


def measure_groups(
    welfare: ArrayLike,
    weight: ArrayLike | None,
    group: ArrayLike,
    *,
    groups: int,
    line: float | ArrayLike | None = None,
) -> dict[str, Floats]:
    """Every measure of `MEASURES` for each of `groups` groups: a dict of arrays of length `groups`.

    `welfare` (rows): rupiah per person per month; `weight` (rows): persons a row stands for, None for one each;
    `group` (rows): numbers from 0 to `groups` − 1; `line`: the poverty line, one for all or one a row, in the
    unit of welfare. Without a line the dict lacks `p0`, `p1` and `p2`. Poor is whoever is below the line.

    The Theil measures are those of the positive values. A group without rows is NaN in every measure; a group
    whose welfare is all zero in the relative ones; `palma` is NaN where the poorest 40% hold nothing.

    Raises `InputError` as `merata.measurement.welfare.checked` does, and `UsageError` for group numbers out of
    range, lengths that differ, or a line that is not positive.
    """
    values, weights = checked(welfare, weight)
    numbers = _group_numbers(group, len(values), groups)
    ranked = rank(values, weights, numbers, groups)
    bottom, ninety = lorenz_ordinates(ranked, 0.4, 0.9)
    theil_t, theil_l = theil_of_positive(ranked)
    relative = {
        "mean": ranked.mean,
        "gini": gini(ranked),
        "theil_t": theil_t,
        "theil_l": theil_l,
        "bottom40_share": bottom,
        "palma": np.divide(1.0 - ninety, bottom, out=np.full_like(bottom, np.nan), where=bottom > 0),
    }
    measured = {name: _scatter(column, ranked.group_ids, groups) for name, column in relative.items()}
    if line is not None:
        poverty = poverty_by_group(values, weights, numbers, groups=groups, line=line)
        measured.update(zip(POVERTY_MEASURES, poverty, strict=True))
    return {name: measured[name] for name in MEASURES if name in measured}


def poverty_by_group(
    welfare: Floats,
    weight: Floats,
    group: NDArray[np.integer],
    *,
    groups: int,
    line: float | ArrayLike,
    alphas: Sequence[float] = (0.0, 1.0, 2.0),
) -> tuple[Floats, ...]:
    """Foster–Greer–Thorbecke poverty of each group for each of `alphas`: mean of (1 − welfare ÷ line)^alpha
    over all persons, the non-poor as 0. Only the poor rows are visited. Arguments as checked arrays.
    """
    lines = np.asarray(line, dtype=np.float64)
    if not np.all(lines > 0) or lines.shape not in ((), welfare.shape):
        raise UsageError("line must be positive: one number for all, or one a row")
    poor = np.flatnonzero(welfare < lines)
    gap = 1.0 - welfare[poor] / (lines[poor] if lines.ndim else lines)
    poor_weight, poor_group = weight[poor], group[poor]
    total = np.bincount(group, weights=weight, minlength=groups)
    total = np.where(total > 0, total, np.nan)
    return tuple(
        np.bincount(poor_group, weights=poor_weight * gap**alpha, minlength=groups) / total for alpha in alphas
    )


def _group_numbers(group: ArrayLike, rows: int, groups: int) -> NDArray[np.integer]:
    numbers = np.asarray(group)
    if numbers.shape != (rows,) or not np.issubdtype(numbers.dtype, np.integer):
        raise UsageError(f"group must hold {rows} whole numbers, one a row")
    if numbers.min() < 0 or numbers.max() >= groups:
        raise UsageError(f"group has numbers {numbers.min()} to {numbers.max()}; expected 0 to {groups - 1}")
    return numbers


def _scatter(values: Floats, group_ids: NDArray[np.intp], groups: int) -> Floats:
    """`values` of the groups that have rows, put in the places of all groups."""
    if len(group_ids) == groups:
        return values
    everywhere = np.full(groups, np.nan)
    everywhere[group_ids] = values
    return everywhere
