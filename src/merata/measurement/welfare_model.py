"""The model that predicts welfare: log consumption regressed on covariates, with effects of villages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr

from merata.errors import InputError
from merata.measurement.residuals import OwnParts, own_parts
from merata.measurement.welfare import Floats

MINIMUM_SPARE_ROWS = 30
"""Sampled households that must be left over the number of coefficients."""


@dataclass(frozen=True, slots=True)
class Components:
    """How the unexplained splits into what an area's households share and what is each one's own (log scale).

    `between` and `within`: mean squares of the one-way analysis of variance of the residuals, with
    `between_degrees` and `within_degrees`; `typical`: households an area has in it.
    """

    between: float
    within: float
    between_degrees: int
    within_degrees: int
    typical: float

    @property
    def area_variance(self) -> float:
        """Variance of the areas' effects, 0 where the areas differ no more than households do by chance."""
        return max((self.between - self.within) / self.typical, 0.0)

    @property
    def household_variance(self) -> float:
        """Variance of the households' own part."""
        return self.within

    def redrawn(self, rng: np.random.Generator) -> Components:
        """The components as another sample could have shown them: both mean squares redrawn as scaled 1/χ²."""
        between = self.between * self.between_degrees / rng.chisquare(self.between_degrees)
        within = self.within * self.within_degrees / rng.chisquare(self.within_degrees)
        return replace(self, between=between, within=within)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model of log welfare.

    `coefficients` (columns; 0 for a column that the others determine), `covariance_root` (columns × columns):
    a root of their cluster-robust covariance; `components` of the unexplained variance; `own`: the
    households' own parts, to be scaled by the root of `components.household_variance`; `r2` weighted.
    """

    coefficients: Floats
    covariance_root: Floats
    components: Components
    own: OwnParts
    r2: float


def fit(
    columns: Floats,
    log_welfare: Floats,
    weight: Floats,
    *,
    cluster: NDArray[np.intp],
    area: NDArray[np.intp],
) -> Fit:
    """Weighted least squares of `log_welfare` (rows) on `columns` (rows × columns, the first of ones).

    `cluster` and `area` (rows): numbers of the sampling cluster and of the village. Raises `InputError` where
    the sample is too small for the number of columns.
    """
    share = weight / weight.sum()
    used = _independent(columns)
    rows = len(log_welfare)
    if rows < len(used) + MINIMUM_SPARE_ROWS:
        raise InputError(
            f"the survey has {rows} households and the model {len(used)} coefficients; predicting needs "
            f"at least {MINIMUM_SPARE_ROWS} households more than coefficients: use a larger survey"
        )
    x = columns[:, used]
    inverse = np.linalg.inv(x.T @ (x * share[:, None]))
    beta = inverse @ (x.T @ (share * log_welfare))
    residual = log_welfare - x @ beta
    root = np.zeros((columns.shape[1], columns.shape[1]))
    root[np.ix_(used, used)] = _root(_robust_covariance(x * (share * residual)[:, None], inverse, cluster))
    coefficients = np.zeros(columns.shape[1])
    coefficients[used] = beta
    spread = float(np.sum(share * (log_welfare - np.sum(share * log_welfare)) ** 2))
    unexplained = float(np.sum(share * residual**2))
    components, own = _components(residual, area, len(used))
    r2 = 1.0 - unexplained / spread if spread > 0 else 0.0
    return Fit(coefficients, root, components, own_parts(own, share, cluster, x @ beta), r2)


def _independent(columns: Floats) -> NDArray[np.intp]:
    """Numbers of columns that do not follow from others, the first of ones always among them."""
    centred = columns[:, 1:] - columns[:, 1:].mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    scaled = centred / np.where(length > 1e-9, length, np.inf)
    _, triangle, order = qr(scaled, mode="economic", pivoting=True)
    kept = order[: len(triangle)][np.abs(np.diag(triangle)) > 1e-8]
    return np.concatenate(([0], np.sort(kept) + 1)).astype(np.intp)


def _robust_covariance(scores: Floats, inverse: Floats, cluster: NDArray[np.intp]) -> Floats:
    """The sandwich covariance, residuals summed by cluster, with the usual small-sample factor."""
    rows, columns = scores.shape
    _, number = np.unique(cluster, return_inverse=True)
    clusters = int(number.max()) + 1
    sums = np.zeros((clusters, columns))
    np.add.at(sums, number, scores)
    factor = clusters / max(clusters - 1, 1) * (rows - 1) / (rows - columns)
    covariance: Floats = factor * inverse @ (sums.T @ sums) @ inverse
    return covariance


def _root(covariance: Floats) -> Floats:
    # By eigenvalues: with few clusters the covariance is singular, which Cholesky refuses.
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _components(residual: Floats, area: NDArray[np.intp], coefficients: int) -> tuple[Components, Floats]:
    """The variance components, by moments, and the households' own parts: residuals less their area's mean.

    Henderson's one-way analysis of variance of the residuals, both parts enlarged for the coefficients fitted.
    Where no area has two households, or there is one area, nothing tells the parts apart: all is the
    households' own.
    """
    _, number = np.unique(area, return_inverse=True)
    counts = np.bincount(number)
    rows, areas = len(residual), len(counts)
    enlarge = rows / (rows - coefficients)
    means = np.bincount(number, weights=residual) / counts
    if areas in (1, rows):
        own = residual
        square = enlarge * float(np.mean(residual**2))
        components = Components(square, square, rows - coefficients, rows - coefficients, 1.0)
    else:
        own = residual - means[number]
        components = Components(
            between=enlarge * float(np.sum(counts * (means - residual.mean()) ** 2)) / (areas - 1),
            within=enlarge * float(np.sum(own**2)) / (rows - areas),
            between_degrees=areas - 1,
            within_degrees=rows - areas,
            typical=(rows - float(np.sum(counts**2)) / rows) / (areas - 1),
        )
    return components, own
