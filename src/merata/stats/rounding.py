"""Whole numbers that add up: sharing an integer total without losing or inventing a unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError


def apportion(total: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Share the integer `total` in proportion to `shares`, by the largest remainder.

    Every part is its exact quota rounded down or up, and the parts sum to `total` exactly. Equal remainders are
    served in order of position. `shares` has any scale and shape (n,); the result has shape (n,). Raises
    `UsageError` where `total` is negative, or shares are negative, not finite, empty or all zero.
    """
    shares = np.asarray(shares, dtype=np.float64)
    _check(total, shares)
    # Dividing by the largest share first keeps the sum of extreme shares from overflowing or vanishing.
    relative = shares / shares.max()
    quota = total * (relative / relative.sum())
    parts: NDArray[np.int64] = np.floor(quota).astype(np.int64)
    rest = total - sum(parts.tolist())
    order = np.lexsort((np.arange(len(shares)), parts - quota))
    # The floating-point quotas of a large total may miss the sum by more than one round of units.
    if rest >= 0:
        _hand_out(parts, order[shares[order] > 0], rest)
    else:
        _take_back(parts, order[::-1], -rest)
    return parts


def _check(total: int, shares: NDArray[np.float64]) -> None:
    """Raise `UsageError` where the total cannot be shared so."""
    if total < 0:
        raise UsageError(f"apportion: total is {total}; expected 0 or more")
    if shares.ndim != 1 or shares.size == 0:
        raise UsageError(f"apportion: shares have shape {shares.shape}; expected one dimension with at least one")
    if not np.isfinite(shares).all() or (shares < 0).any():
        bad = int(np.flatnonzero(~np.isfinite(shares) | (shares < 0))[0])
        raise UsageError(f"apportion: share {bad} is {shares[bad]}; expected a finite number of at least 0")
    if not (shares > 0).any():
        raise UsageError("apportion: all shares are zero; expected at least one above zero")


def _hand_out(parts: NDArray[np.int64], order: NDArray[np.int64], rest: int) -> None:
    """Add `rest` units to `parts`, one at a time in `order`, round after round."""
    rounds, first = divmod(rest, len(order))
    parts[order] += rounds
    parts[order[:first]] += 1


def _take_back(parts: NDArray[np.int64], order: NDArray[np.int64], excess: int) -> None:
    """Take `excess` units from the non-zero `parts`, one at a time in `order`, round after round."""
    while excess:
        taken = order[parts[order] > 0][:excess]
        parts[taken] -= 1
        excess -= len(taken)
