"""What each of several factors did to a change, whatever the order in which they changed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np


def shapley(value: Callable[..., float], factors: int) -> list[float]:
    """Each factor's effect on `value` as all go from 0 to 1, averaged over all orders in which they can: they add up.

    `value` takes as many arguments as there are factors, each 0 or 1. A. F. Shorrocks (2013), Journal of Economic
    Inequality 11.
    """
    known: dict[tuple[int, ...], float] = {}

    def at(places: list[int]) -> float:
        key = tuple(places)
        if key not in known:
            known[key] = value(*key)
        return known[key]

    effects = np.zeros(factors)
    orders = list(permutations(range(factors)))
    for order in orders:
        places = [0] * factors
        for factor in order:
            before = at(places)
            places[factor] = 1
            effects[factor] += at(places) - before
    return [float(effect) for effect in effects / len(orders)]
