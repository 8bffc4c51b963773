"""Weights on comparison villages so that together they moved as one village did before: none negative, summing to one.

Minimises Σ over years of (own − Σ wⱼ·donorⱼ)² + ζ²·Σ wⱼ² over the simplex, every series less its own mean of the years
before: what is matched is the movement, not the level (Doudchenko and Imbens 2016; Arkhangelsky et al. 2021). The
penalty ζ² spreads the weights, without which few years are fitted perfectly by a handful of donors' noise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MOST_STEPS = 20_000
_GAP = 1e-9
"""Of the objective, relative to what equal weights leave."""


def synthetic_weights(own: Floats, donors: Floats, allowed: Flags, penalty: float) -> Floats:
    """Weights of each of `own` (n × years before) on `donors` (d × years before): n × d.

    `allowed` (n × d) is false where a donor may not serve, as a village for itself. `penalty` is ζ², above 0.
    Accelerated projected gradient, stopped when the duality gap shows each objective within 1e-9. Raises `InputError`
    where a village has no donor at all, or the weights do not settle.
    """
    if not allowed.any(axis=1).all():
        raise InputError("a village has no comparison village left; fewer may be left out")
    own = own - own.mean(axis=1, keepdims=True)
    donors = donors - donors.mean(axis=1, keepdims=True)
    step = 1.0 / (float(np.linalg.norm(donors, 2)) ** 2 + penalty)
    weights = allowed / allowed.sum(axis=1, keepdims=True)
    scale = np.maximum(_objective(weights, own, donors, penalty), np.finfo(float).tiny)
    momentum, ahead = np.ones(len(own)), weights
    for _ in range(_MOST_STEPS):
        moved = onto_simplex(ahead - step * _gradient(ahead, own, donors, penalty), allowed)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        # Where momentum carries a village uphill it starts anew (O'Donoghue and Candès 2015).
        uphill = np.sum((ahead - moved) * (moved - weights), axis=1) > 0
        following = np.where(uphill, 1.0, following)
        carried = np.where(uphill, 0.0, (momentum - 1) / following)
        ahead = moved + carried[:, None] * (moved - weights)
        momentum, weights = following, moved
        gradient = _gradient(weights, own, donors, penalty)
        # The most that a linear model of the objective allows to gain bounds how far the best is.
        gap = np.sum(gradient * weights, axis=1) - np.min(np.where(allowed, gradient, np.inf), axis=1)
        if np.all(gap <= _GAP * scale):
            return np.asarray(weights)
    raise InputError(f"the synthetic comparison did not settle in {_MOST_STEPS} steps; the outcomes vary too unequally")


def onto_simplex(points: Floats, allowed: Flags) -> Floats:
    """The nearest weights to each row that are not negative, sum to one and are zero where not `allowed`.

    By sorting (Held, Wolfe and Crowder 1974).
    """
    values = np.where(allowed, points, -np.inf)
    ordered = -np.sort(-values, axis=1)
    known = np.isfinite(ordered)
    sums = np.cumsum(np.where(known, ordered, 0.0), axis=1) - 1.0
    count = np.arange(1, values.shape[1] + 1)
    last = np.count_nonzero(known & (ordered * count > sums), axis=1)
    threshold = sums[np.arange(len(values)), last - 1] / last
    return np.asarray(np.maximum(np.where(allowed, points, -np.inf) - threshold[:, None], 0.0))


def _objective(weights: Floats, own: Floats, donors: Floats, penalty: float) -> Floats:
    left = own - weights @ donors
    return np.asarray((np.sum(left**2, axis=1) + penalty * np.sum(weights**2, axis=1)) / 2)


def _gradient(weights: Floats, own: Floats, donors: Floats, penalty: float) -> Floats:
    return np.asarray((weights @ donors - own) @ donors.T + penalty * weights)
