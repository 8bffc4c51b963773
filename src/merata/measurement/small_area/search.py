"""Roots of many functions of one variable at once: bracketed, without derivatives of the function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from merata.measurement.welfare import Floats

_MOST_STEPS = 200
_TOLERANCE = 4 * np.finfo(np.float64).eps


def falling_root(function: Callable[[Floats], Floats], low: Floats, high: Floats, *, at_low: Floats) -> Floats:
    """Where B functions fall through zero between `low` and `high` (B), to the last digits of a float.

    `function` takes B places and gives B values; `at_low` its values at `low`, all positive. It is taken to be
    negative at `high`: where it is not, the end nearest to that is returned. Inverse quadratic interpolation where
    it is safe, else bisection (Chandrupatla, 1997).
    """
    a, at_a = low.astype(np.float64), at_low.astype(np.float64)
    b = high.astype(np.float64)
    at_b = np.minimum(function(b), -np.finfo(np.float64).tiny)
    c, at_c = a, at_a
    step = np.full(len(a), 0.5)
    for _ in range(_MOST_STEPS):
        place = a + step * (b - a)
        value = function(place)
        same = np.sign(value) == np.sign(at_a)
        c, at_c = np.where(same, a, b), np.where(same, at_a, at_b)
        b, at_b = np.where(same, b, a), np.where(same, at_b, at_a)
        a, at_a = place, value
        best = np.where(np.abs(at_a) < np.abs(at_b), a, b)
        width = np.abs(b - a)
        least = _TOLERANCE * np.abs(best) / np.where(width > 0, width, 1.0)
        if np.all((least > 0.5) | (width == 0) | (at_a == 0)):
            break
        step = np.clip(_step(a, b, c, at_a, at_b, at_c), least, np.maximum(1 - least, least))
        step = np.where(at_a == 0, 0.0, step)
    return np.where(at_a == 0, a, best)


def _step(a: Floats, b: Floats, c: Floats, at_a: Floats, at_b: Floats, at_c: Floats) -> Floats:
    """The share of the way from `a` to `b` at which to look next."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        along, level = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
        safe = (level**2 < along) & ((1 - level) ** 2 < 1 - along)
        first = at_a / (at_b - at_a) * at_c / (at_b - at_c)
        second = (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
        guess = first + second
    return np.where(safe & np.isfinite(guess), guess, 0.5)
