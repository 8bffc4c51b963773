"""Expectations under the Box–Cox transformation, for which no closed form exists: integrals over one variable.

Gauss–Legendre over the nodes of z within reach of the normal density, cut where welfare's function of z has a bend.
Where many households share a spread and a line, their expectations are a smooth function of μ: it is integrated at
Chebyshev's places and interpolated. The error is below 1e-8 of the measure (tested); P0 is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from merata.measurement.small_area.chebyshev import Interval
from merata.measurement.small_area.exact_measures import POWERS
from merata.measurement.small_area.transformations import Transformation
from merata.measurement.welfare import Floats

NODES = 96
"""Places at which an integral looks."""
REACH = 9.0
"""Standard deviations from the mean beyond which the normal density is taken to be nothing (1e-18)."""
_BLOCK = 4096
"""Households integrated at a time, to bound the memory."""


def expected_box_cox(
    by: Transformation, measures: Sequence[str], index: Floats, deviation: Floats, line: Floats | None
) -> dict[str, Floats]:
    """`closed_forms.expected` for a Box–Cox transformation with one parameter."""
    shape = np.broadcast_shapes(np.shape(index), np.shape(deviation), np.shape(line) if line is not None else ())
    means = np.broadcast_to(index, shape).ravel()
    spreads = np.broadcast_to(deviation, shape).ravel()
    lines = None if line is None else np.broadcast_to(np.asarray(line, dtype=np.float64), shape).ravel()
    one_curve = np.ndim(deviation) == 0 and np.ndim(line if line is not None else 0.0) == 0
    places = _places(means, float(np.max(deviation))) if one_curve and len(means) else None
    if places is not None and places.number < len(means) / 2:
        at_line = None if lines is None else lines[: places.number]
        known = _integrate(by, measures, places.places, spreads[: places.number], at_line)
        curves = places.interpolate(np.column_stack(known), means)
        found = list(curves.T)
    else:
        found = _integrate(by, measures, means, spreads, lines)
    return {name: values.reshape(shape) for name, values in zip(measures, found, strict=True)}


def _places(means: Floats, deviation: float) -> Interval:
    low, high = float(means.min()), float(means.max())
    return Interval(low, high, 16 + int(np.ceil(4 * (high - low) / deviation)))


def _integrate(
    by: Transformation, measures: Sequence[str], means: Floats, spreads: Floats, lines: Floats | None
) -> list[Floats]:
    """The measures (each of n) by integration, in blocks."""
    found = [np.empty(len(means)) for _ in measures]
    floor, top = _domain(by)
    for start in range(0, len(means), _BLOCK):
        rows = slice(start, start + _BLOCK)
        households = _Households(means[rows], spreads[rows], floor, top)
        for name, values in zip(measures, found, strict=True):
            if name == "mean":
                values[rows] = _mean(by, households)
            elif lines is not None:
                values[rows] = _gap(by, POWERS[name], households, lines[rows])
    return found


@dataclass(frozen=True, slots=True)
class _Households:
    """z ~ N(`mean`, `spread`²) by household; welfare is 0 below z = `floor` and at its ceiling above `top`."""

    mean: Floats
    spread: Floats
    floor: float
    top: float


def _mean(by: Transformation, of: _Households) -> Floats:
    high = np.minimum(of.mean + (REACH + of.spread) * of.spread, of.top)
    low = np.minimum(np.maximum(of.mean - REACH * of.spread, of.floor), high)
    mean = _legendre(by.inverse, low, high, of)
    return mean + by.ceiling * ndtr((of.mean - of.top) / of.spread) if np.isfinite(of.top) else mean


def _gap(by: Transformation, power: int, of: _Households, line: Floats) -> Floats:
    cut = by.forward(line)
    if power == 0:
        return np.asarray(ndtr((cut - of.mean) / of.spread))
    high = np.minimum(of.mean + REACH * of.spread, cut)
    low = np.minimum(np.maximum(of.mean - REACH * of.spread, of.floor), high)
    gap = _legendre(lambda z: (1 - by.inverse(z) / line[:, None]) ** power, low, high, of)
    return gap + (ndtr((of.floor - of.mean) / of.spread) if np.isfinite(of.floor) else 0.0)


def _domain(by: Transformation) -> tuple[float, float]:
    """Below which z welfare is 0, and above which it is the ceiling."""
    power = float(by.parameter)
    if abs(power) < 1e-8:
        return -np.inf, np.inf
    return (-1 / power, np.inf) if power > 0 else (-np.inf, float(by.forward(np.asarray(by.ceiling))))


def _legendre(function: Callable[[Floats], Floats], low: Floats, high: Floats, household: _Households) -> Floats:
    """∫ f(z) φ((z − μ)/σ)/σ dz from `low` to `high` (n each).

    At the place where welfare becomes 0 its slope may be infinite: from there z goes as the cube of the variable.
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    share = (nodes + 1) / 2
    from_floor = (low == household.floor)[:, None]
    length = (high - low)[:, None]
    places = low[:, None] + length * np.where(from_floor, share**3, share)
    slope = length * np.where(from_floor, 3 * share**2, 1.0) / 2
    standard = (places - household.mean[:, None]) / household.spread[:, None]
    density = np.exp(-(standard**2) / 2) / (np.sqrt(2 * np.pi) * household.spread[:, None])
    return np.asarray((slope * function(places) * density) @ weights)
