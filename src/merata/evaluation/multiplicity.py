"""Many tests at once: p-values adjusted so that chance alone seldom makes any, or many, of them look like effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merata.errors import UsageError

Floats = NDArray[np.float64]
Correction = Literal["holm", "benjamini_hochberg"]


@dataclass(frozen=True, slots=True)
class Family:
    """Tests that are looked at together: by the name of each its p-value and the adjusted one.

    `holm` bounds the chance of any false finding (use it where each is acted on), `benjamini_hochberg` the expected
    share of false ones among the findings (use it to look through many).
    """

    name: str
    correction: Correction
    p_values: Mapping[str, float]
    adjusted: Mapping[str, float]


def holm(p_values: ArrayLike) -> Floats:
    """Holm's (1979) step-down adjusted p-values, in the order given; valid whatever the tests share.

    Raises `UsageError` where a value is not between 0 and 1.
    """
    p, order = _ordered(p_values)
    steps = (p.size - np.arange(p.size)) * p[order]
    return _back(np.minimum(np.maximum.accumulate(steps), 1.0), order)


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Benjamini and Hochberg's (1995) adjusted p-values; for tests that are independent or positively dependent.

    Raises `UsageError` where a value is not between 0 and 1.
    """
    p, order = _ordered(p_values)
    steps = p.size / np.arange(1, p.size + 1) * p[order]
    return _back(np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0), order)


def family(name: str, p_values: Mapping[str, float], correction: Correction) -> Family:
    """The tests of `p_values` as a named family with the p-values that `correction` gives."""
    adjust = holm if correction == "holm" else benjamini_hochberg
    found = adjust(list(p_values.values()))
    return Family(name, correction, dict(p_values), dict(zip(p_values, found.tolist(), strict=True)))


def _ordered(p_values: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    p = np.asarray(p_values, dtype=np.float64)
    if not bool(np.all((p >= 0) & (p <= 1))):
        raise UsageError(f"p-values lie between 0 and 1; got {p.tolist()}")
    return p, np.argsort(p, kind="stable")


def _back(values: Floats, order: NDArray[np.int64] | Sequence[int]) -> Floats:
    found = np.empty(values.size)
    found[order] = values
    return found
