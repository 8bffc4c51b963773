"""The compiled loop of the exact bootstrap: households counted into cells of their standardised distance to a line."""

from __future__ import annotations

import math

import numpy as np

from merata.compiled import compiled, compiled_contracting
from merata.measurement.welfare import Floats

_CHUNK = 256
"""Households whose columns are turned around at a time, to be read from the cache for each set of parameters."""


@compiled_contracting
def _linear(columns: Floats, coefficients: Floats, effect: float, index: Floats) -> None:
    """Fill `index` with effect + Σ coefficients × columns (p × chunk), four at a time."""
    index[:] = effect
    number = len(coefficients)
    for k in range(0, number - 3, 4):
        first, second, third, fourth = coefficients[k], coefficients[k + 1], coefficients[k + 2], coefficients[k + 3]
        for r in range(len(index)):
            index[r] += (
                first * columns[k, r]
                + second * columns[k + 1, r]
                + third * columns[k + 2, r]
                + fourth * columns[k + 3, r]
            )
    for k in range(number - number % 4, number):
        first = coefficients[k]
        for r in range(len(index)):
            index[r] += first * columns[k, r]


@compiled
def bin_households(  # noqa: PLR0913, PLR0917 - compiled: plain arrays by position
    lognormal: bool,  # noqa: FBT001
    grid: tuple[float, float],
    columns: Floats,
    coefficients: Floats,
    effect: Floats,
    deviation: Floats,
    cut: Floats,
    weight: Floats,
    counts: Floats,
    outer: Floats,
) -> None:
    """Add R households to the cells of B sets of parameters.

    With `columns` (R × p), `coefficients` (B × p), `effect` and `deviation` (B) and `cut` (B × R), a household lies at
    a = (cut − effect − columns · coefficients) / deviation; it counts `weight` (R). Cells begin at `grid[0]` and are
    `grid[1]` wide. `counts` (B × cells × 4) takes the weight times the powers 0 to 3 of the place within the cell.
    `outer` (B × 4) takes, with m = exp(−deviation·a) if lognormal, else a: the weight times m of those below all cells,
    and the weight times 1, m and m² of those beyond. The product is written out here because a BLAS that runs threads
    of its own stalls under ours.
    """
    start, width = grid
    cells, rows = counts.shape[1], len(columns)
    turned, index = np.empty((columns.shape[1], _CHUNK)), np.empty(_CHUNK)
    for first in range(0, rows, _CHUNK):
        length = min(_CHUNK, rows - first)
        for r in range(length):
            for k in range(columns.shape[1]):
                turned[k, r] = columns[first + r, k]
        for b in range(len(effect)):
            _linear(turned, coefficients[b], effect[b], index[:length])
            scale, begin = 1.0 / (deviation[b] * width), start / width
            for r in range(length):
                distance = cut[b, first + r] - index[r]
                place = distance * scale - begin
                share = weight[first + r]
                if place < 0.0:
                    outer[b, 0] += share * (math.exp(-distance) if lognormal else distance / deviation[b])
                    continue
                cell = int(place)
                if cell >= cells:
                    m = math.exp(-distance) if lognormal else distance / deviation[b]
                    outer[b, 1] += share
                    outer[b, 2] += share * m
                    outer[b, 3] += share * m * m
                    continue
                within = place - cell
                count = counts[b, cell]
                count[0] += share
                share *= within
                count[1] += share
                share *= within
                count[2] += share
                count[3] += share * within
