"""Welfare values and their weights, as arrays that everything else may trust."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merata.errors import InputError, UsageError

Floats = NDArray[np.float64]
"""An array of numbers."""


def checked(welfare: ArrayLike, weight: ArrayLike | None = None, *, negative: bool = False) -> tuple[Floats, Floats]:
    """`welfare` and `weight` as float64 arrays of one length; without `weight` everyone counts once.

    Raises `InputError`, naming how many values are concerned, for an empty sample, values that are missing
    (NaN, null, infinite) or, unless `negative` is admitted, below zero, and weights that are missing, zero or
    negative; `UsageError` where the two are not one-dimensional and of the same length.
    """
    values = _numbers(welfare, "welfare")
    weights = np.ones(len(values)) if weight is None else _numbers(weight, "weight")
    if len(weights) != len(values):
        raise UsageError(f"welfare has {len(values)} values and weight {len(weights)}; give one weight a value")
    if len(values) == 0:
        raise InputError("welfare is empty; a measure needs at least one value")
    problems = _problems(values, weights, -np.inf if negative else 0.0)
    if problems:
        raise InputError(f"of {len(values)} values {', '.join(problems)}; correct or leave out these rows")
    return values, weights


def _numbers(values: ArrayLike, name: str) -> Floats:
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} must be numbers: {error}") from error
    if numbers.ndim != 1:
        raise UsageError(f"{name} has {numbers.ndim} dimensions; expected one")
    return numbers


def not_all_zero(welfare: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats]:
    """As `checked`, and `InputError` where nobody holds anything."""
    values, weights = checked(welfare, weight)
    if values.max() <= 0:
        raise InputError(f"all {len(values)} values are zero; inequality does not exist where nobody holds anything")
    return values, weights


def all_positive(welfare: ArrayLike, weight: ArrayLike | None, measure: str) -> tuple[Floats, Floats]:
    """As `checked`, and `InputError` counting zeros, which `measure` cannot take."""
    values, weights = checked(welfare, weight)
    zeros = int(np.count_nonzero(values == 0))
    if zeros:
        raise InputError(
            f"{zeros} of {len(values)} values are zero and {measure} needs the logarithm or a negative power "
            "of each; measure the positive values alone and say so, or take a measure that admits zeros"
        )
    return values, weights


def given(value: float | None, measure: str, parameter: str) -> float:
    """The parameter of a measure; `UsageError` where it is None or not finite."""
    if value is None or not np.isfinite(value):
        raise UsageError(f"{measure} needs a finite {parameter}; got {value}")
    return float(value)


def _problems(welfare: Floats, weight: Floats, least: float) -> list[str]:
    # The extremes settle the good case in two passes: a NaN anywhere makes the minimum NaN.
    if (
        least <= welfare.min() <= welfare.max() < np.inf
        and welfare.min() > -np.inf
        and 0 < weight.min() <= weight.max() < np.inf
    ):
        return []
    counts = {
        "have missing or infinite welfare": int(np.count_nonzero(~np.isfinite(welfare))),
        "have negative welfare": int(np.count_nonzero(np.isfinite(welfare) & (welfare < least))),
        "have a missing or infinite weight": int(np.count_nonzero(~np.isfinite(weight))),
        "have a weight of zero or less": int(np.count_nonzero(weight <= 0)),
    }
    return [f"{count} {problem}" for problem, count in counts.items() if count]
