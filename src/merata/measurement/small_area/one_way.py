"""The sums of a sample by area that a nested-error fit needs, computed once for any number of outcomes.

The covariates are turned to an orthonormal basis (QR), so that every later step is a difference of small numbers.
Areas of equal sample size enter the likelihood alike and are summed together: evaluating it costs the number of
distinct sample sizes times p², whatever the number of households or areas.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr, solve_triangular

from merata.errors import InputError
from merata.measurement.welfare import Floats

MINIMUM_SPARE_ROWS = 5
"""Sampled households that must be left over the coefficients and the areas' effects."""

Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class UnitSample:
    """A sample of households for a unit-level model.

    `columns` (n × p): covariates as numbers, the first column of ones; `welfare` (n), not transformed; `area` (n):
    number of each household's area in `areas`, the labels of the sampled areas; `weight` (n): survey weights of any
    scale, or None for a model without.
    """

    columns: Floats
    welfare: Floats
    area: Integers
    areas: tuple[Hashable, ...]
    weight: Floats | None = None


@dataclass(frozen=True, slots=True)
class WeightSums:
    """Weighted sums of a sample. By household (sorted rows): `weight`, of mean 1. By area: `total` of the weights,
    `squares` (Σw²), means of the basis `mean` (D × p) and its sums by squared weight `squared_sum` (D × p). Of all:
    cross-products of the basis by weight `cross` and by squared weight `squared_cross` (p × p).
    """

    weight: Floats
    total: Floats
    squares: Floats
    mean: Floats
    squared_sum: Floats
    cross: Floats
    squared_cross: Floats


@dataclass(frozen=True, slots=True)
class OneWay:
    """The side of the covariates: n rows sorted by area, p independent columns, D areas, K distinct sample sizes.

    `order` (n): rows in the order of areas; `start` (D): where each area begins; `count` (D): its households; `kept`:
    which of the `width` columns are independent of those before; `basis` (n × p) orthonormal, and `to_columns`
    (p × p) turning coefficients of the basis into those of the columns; `mean` (D × p): the basis's means by area;
    `size` (K) and `size_of` (D): distinct sample sizes; `areas_of_size` (K); `cross` (K × p × p): sums over the areas
    of a size of the products of `mean`; `weighted`: None without weights.
    """

    order: Integers
    start: Integers
    count: Floats
    width: int
    kept: Integers
    basis: Floats
    to_columns: Floats
    mean: Floats
    size: Floats
    size_of: Integers
    areas_of_size: Floats
    cross: Floats
    weighted: WeightSums | None

    @property
    def spare(self) -> int:
        """Rows less coefficients: the degrees of freedom of the residuals."""
        return len(self.order) - len(self.kept)

    def by_area(self, rows: Floats) -> Floats:
        """Sums by area of the last axis of `rows` (… × n, in sorted order)."""
        return np.add.reduceat(rows, self.start, axis=-1)

    def coefficients(self, of_basis: Floats) -> Floats:
        """Coefficients of all columns from those of the basis (… × p → … × width); 0 for a dependent column."""
        found = np.zeros((*of_basis.shape[:-1], self.width))
        found[..., self.kept] = of_basis @ self.to_columns.T
        return found


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The side of the outcomes: B of them on the same covariates.

    `projected` (B × p): coefficients of the basis by ordinary least squares; of its residuals: the `squares` (B), the
    means by area `mean` (B × D), and by sample size the sums over areas of `mean` times the basis's means `cross`
    (B × K × p) and of its square `between` (B × K); weighted means by area `weighted_mean` (B × D) and the weighted
    products with the basis `weighted_cross` (B × p), empty without weights.
    """

    projected: Floats
    squares: Floats
    mean: Floats
    cross: Floats
    between: Floats
    weighted_mean: Floats
    weighted_cross: Floats

    def take(self, which: Integers) -> Outcomes:
        """The outcomes numbered `which`, with repetition."""
        return Outcomes(
            self.projected[which],
            self.squares[which],
            self.mean[which],
            self.cross[which],
            self.between[which],
            self.weighted_mean[which],
            self.weighted_cross[which],
        )


def one_way(sample: UnitSample) -> OneWay:
    """The sums of `sample`'s covariates. Columns that follow from those before are left out.

    Raises `InputError` where no area has two sampled households or too few households are left over: then what an
    area has in common cannot be told from what is each household's own.
    """
    order = np.argsort(sample.area, kind="stable")
    count = np.bincount(sample.area, minlength=len(sample.areas))
    start = np.concatenate(([0], np.cumsum(count)[:-1]))
    columns = sample.columns[order]
    kept = independent_columns(columns)
    _refuse_too_small(len(columns), len(kept), count)
    orthonormal, triangle = qr(columns[:, kept], mode="economic")
    basis: Floats = np.ascontiguousarray(orthonormal, dtype=np.float64)
    mean = np.add.reduceat(basis, start, axis=0) / count[:, None]
    size, size_of, areas_of_size = np.unique(count, return_inverse=True, return_counts=True)
    cross = np.stack([mean[size_of == k].T @ mean[size_of == k] for k in range(len(size))])
    return OneWay(
        order,
        start,
        count.astype(np.float64),
        columns.shape[1],
        kept,
        basis,
        solve_triangular(triangle, np.eye(len(kept))),
        mean,
        size.astype(np.float64),
        size_of,
        areas_of_size.astype(np.float64),
        cross,
        None if sample.weight is None else _weight_sums(sample.weight[order], basis, start),
    )


def outcomes(layout: OneWay, values: Floats) -> Outcomes:
    """The sums of B outcomes `values` (B × n), rows in the sample's own order."""
    ordered = values[:, layout.order]
    projected = ordered @ layout.basis
    residual = ordered - projected @ layout.basis.T
    # Once more: what rounding left of the basis in the residual.
    again = residual @ layout.basis
    residual -= again @ layout.basis.T
    projected += again
    mean = layout.by_area(residual) / layout.count
    number = len(values)
    cross = np.empty((number, len(layout.size), len(layout.kept)))
    between = np.empty((number, len(layout.size)))
    for k in range(len(layout.size)):
        here = layout.size_of == k
        cross[:, k] = mean[:, here] @ layout.mean[here]
        between[:, k] = (mean[:, here] ** 2).sum(axis=1)
    weighted_mean, weighted_cross = np.empty((number, 0)), np.empty((number, 0))
    if layout.weighted is not None:
        product = residual * layout.weighted.weight
        weighted_mean = layout.by_area(product) / layout.weighted.total
        weighted_cross = product @ layout.basis
    return Outcomes(projected, (residual**2).sum(axis=1), mean, cross, between, weighted_mean, weighted_cross)


def independent_columns(columns: Floats) -> Integers:
    """Numbers of the columns that do not follow from those before them, in their order (rank-revealing by scale)."""
    length = np.sqrt((columns**2).mean(axis=0))
    scaled = columns / np.where(length > 0, length, 1.0)
    kept: list[int] = []
    basis = np.empty((len(columns), 0))
    for number, column in enumerate(scaled.T):
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        left = float(np.sqrt(rest @ rest))
        if left > 1e-7 * np.sqrt(len(columns)) and len(kept) < len(columns):
            kept.append(number)
            basis = np.column_stack([basis, rest / left])
    return np.array(kept, dtype=np.intp)


def _refuse_too_small(rows: int, columns: int, count: Integers) -> None:
    if count.max(initial=0) < 2:
        raise InputError(
            "no area has two sampled households, so what an area has in common cannot be told from what is each "
            "household's own; use larger areas, or an area-level model"
        )
    if rows < columns + MINIMUM_SPARE_ROWS:
        raise InputError(
            f"the survey has {rows} households and the model {columns} coefficients; expected at least "
            f"{MINIMUM_SPARE_ROWS} households more than coefficients: use fewer covariates or a larger survey"
        )


def _weight_sums(weight: Floats, basis: Floats, start: Integers) -> WeightSums:
    scaled = weight / weight.mean()
    total = np.add.reduceat(scaled, start)
    product, squared = basis * scaled[:, None], basis * scaled[:, None] ** 2
    return WeightSums(
        scaled,
        total,
        np.add.reduceat(scaled**2, start),
        np.add.reduceat(product, start, axis=0) / total[:, None],
        np.add.reduceat(squared, start, axis=0),
        basis.T @ product,
        basis.T @ squared,
    )
