"""The area-level model of Fay and Herriot (1979): y = xβ + v + e, with e of known variance D and v of variance A.

Everything here takes arrays: `y` and `d` (areas with a direct estimate) and `x` (those areas × coefficients, the
first column of ones).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from merata.measurement.welfare import Floats

Likelihood = Literal["reml", "ml"]
"""Which likelihood the model variance maximises: the restricted one, or the full one."""

_GRID = np.concatenate(([0.0], np.logspace(-10, 0, 41)))
"""Where the slope of the likelihood is looked at, as fractions of the largest value a maximum can have."""
_MOST_STEPS = 100
"""Steps after which Fisher scoring gives up getting closer, as sae does."""
_POSTERIOR_POINTS = 4000
"""Points on which the distribution of the model variance is tabulated to draw from it."""


@dataclass(frozen=True, slots=True)
class AreaFit:
    """A fitted area-level model.

    `variance`: A, the model variance; `coefficients` and their `covariance`; `variance_of_variance`: 2 ÷ Σ 1/(A+D)²;
    `variance_bias`: the second-order bias of A (0 for REML); `log_likelihood` the full one at the estimates,
    `restricted_log_likelihood`; `standardised`: (y − xβ) ÷ √(A + D); `iterations`: how often the slope was computed.
    """

    variance: float
    coefficients: Floats
    covariance: Floats
    variance_of_variance: float
    variance_bias: float
    log_likelihood: float
    restricted_log_likelihood: float
    standardised: Floats
    iterations: int


@dataclass(frozen=True, slots=True)
class _Weighted:
    """Generalised least squares at one model variance: Q and R of the weighted columns, and what they give."""

    total: Floats
    q: Floats
    r: Floats
    coefficients: Floats
    standardised: Floats

    def slope(self, method: Likelihood) -> float:
        """Twice the derivative of the log likelihood by the model variance."""
        free = 1.0 - (np.sum(self.q**2, axis=1) if method == "reml" else 0.0)
        return float(np.sum((self.standardised**2 - free) / self.total))

    def information(self, method: Likelihood) -> float:
        """Twice the expected information on the model variance: tr(PP), or tr(V⁻²) of the full likelihood."""
        inverse = 1.0 / self.total
        if method == "ml":
            return float(np.sum(inverse**2))
        crossed = self.q.T @ (self.q * inverse[:, None])
        lost = 2.0 * np.sum(np.sum(self.q**2, axis=1) * inverse**2) - np.sum(crossed**2)
        return float(np.sum(inverse**2) - lost)

    def log_likelihood(self, method: Likelihood) -> float:
        """The log likelihood, without its constant."""
        determinant = 2.0 * float(np.sum(np.log(np.abs(np.diag(self.r))))) if method == "reml" else 0.0
        return -0.5 * (float(np.sum(np.log(self.total)) + np.sum(self.standardised**2)) + determinant)

    def covariance(self) -> Floats:
        """Covariance of the coefficients."""
        inverse = np.linalg.solve(self.r, np.eye(len(self.r)))
        product: Floats = inverse @ inverse.T
        return product


@dataclass(frozen=True, slots=True)
class _Problem:
    """The model in units in which the sampling variances are about 1 and the columns are standardised, so that
    nothing depends on the currency; `back` takes coefficients to the columns as given.
    """

    y: Floats
    d: Floats
    x: Floats
    unit: float
    back: Floats

    def at(self, variance: float) -> _Weighted:
        total = variance + self.d
        root = 1.0 / np.sqrt(total)
        q, r = np.linalg.qr(self.x * root[:, None])
        scaled = self.y * root
        coefficients = np.linalg.solve(r, q.T @ scaled)
        return _Weighted(total, q, r, coefficients, scaled - (self.x * root[:, None]) @ coefficients)

    def largest(self) -> float:
        """A variance beyond which the likelihood only falls.

        y'P²y ≤ RSS ÷ A² and tr P ≥ (m − p) ÷ (A + max D), so that the slope is negative from s² + max D on.
        """
        residual = self.y - self.x @ np.linalg.lstsq(self.x, self.y, rcond=None)[0]
        rows, columns = self.x.shape
        return float(np.sum(residual**2) / (rows - columns) + self.d.max())


def fit_area_model(
    y: Floats, d: Floats, x: Floats, *, method: Likelihood = "reml", tolerance: float | None = None
) -> AreaFit:
    """Fit the model by restricted (or full) maximum likelihood, to full precision and with 0 as a possible answer.

    The likelihood may have several maxima: all changes of sign of its slope on a grid are refined (Brent), and the
    highest of them and of the boundary 0 is taken. With a `tolerance` Fisher scoring takes its place, from the
    median of D until a step changes A by no more than that share of it, which is how R's sae stops (at 0.0001).
    Needs more areas than coefficients, independent columns and D > 0, which the caller has checked.
    """
    problem = _problem(y, d, x)
    variance, count = _maximum(problem, method) if tolerance is None else _scored(problem, method, tolerance)
    best = problem.at(variance)
    unit = problem.unit
    inverse = 1.0 / best.total
    spread = 2.0 / float(np.sum(inverse**2))
    # Datt & Lahiri (2000): full likelihood ignores what estimating the coefficients costs, restricted does not.
    bias = 0.0 if method == "reml" else -0.5 * spread * float(np.sum(np.sum(best.q**2, axis=1) * inverse))
    rows, columns = x.shape
    full = best.log_likelihood("ml") - 0.5 * rows * float(np.log(2 * np.pi * unit))
    restricted = best.log_likelihood("reml") - 0.5 * (rows - columns) * float(np.log(2 * np.pi * unit))
    # As the density of the data's part orthogonal to the columns, which does not change with the columns' units.
    restricted += _log_volume(problem.x)
    return AreaFit(
        variance=variance * unit,
        coefficients=problem.back @ best.coefficients * np.sqrt(unit),
        covariance=problem.back @ best.covariance() @ problem.back.T * unit,
        variance_of_variance=spread * unit**2,
        variance_bias=bias * unit,
        log_likelihood=full,
        restricted_log_likelihood=restricted,
        standardised=best.standardised,
        iterations=count,
    )


def redraw(y: Floats, d: Floats, x: Floats, generators: list[np.random.Generator]) -> list[tuple[float, Floats]]:
    """For each generator a model variance and coefficients from what the data leave possible.

    The variance comes from its distribution given the data under a flat prior on it and on the coefficients, whose
    density is the restricted likelihood (Morris 1983; proper for more than two areas beyond the coefficients), by
    inversion on a grid; then the coefficients from their normal distribution given that variance.
    """
    problem = _problem(y, d, x)
    scale = problem.largest()
    share = (np.arange(_POSTERIOR_POINTS) + 0.5) / _POSTERIOR_POINTS
    grid = scale * share / (1.0 - share)
    coarse = np.concatenate((np.linspace(0, _POSTERIOR_POINTS - 1, 400).astype(int), [0, 1, 2, 4, 8, 16, 32]))
    coarse = np.unique(coarse)
    logs = np.array([problem.at(float(grid[k])).log_likelihood("reml") for k in coarse])
    log_density = np.interp(share, share[coarse], logs) - 2.0 * np.log1p(-share)
    cumulative = np.cumsum(np.exp(log_density - log_density.max()))
    cumulative = np.concatenate(([0.0], cumulative / cumulative[-1]))
    edges = np.arange(_POSTERIOR_POINTS + 1) / _POSTERIOR_POINTS
    drawn = []
    for rng in generators:
        at = float(np.interp(rng.uniform(), cumulative, edges))
        variance = scale * at / (1.0 - at)
        weighted = problem.at(variance)
        deviation = np.linalg.solve(weighted.r, rng.standard_normal(x.shape[1]))
        coefficients = problem.back @ (weighted.coefficients + deviation) * np.sqrt(problem.unit)
        drawn.append((variance * problem.unit, coefficients))
    return drawn


def _problem(y: Floats, d: Floats, x: Floats) -> _Problem:
    unit = float(np.exp(np.mean(np.log(d))))
    mean = x[:, 1:].mean(axis=0)
    spread = x[:, 1:].std(axis=0)
    back = np.diag(np.concatenate(([1.0], 1.0 / spread)))
    back[0, 1:] = -mean / spread
    standardised = np.column_stack([np.ones(len(x)), (x[:, 1:] - mean) / spread])
    return _Problem(y / np.sqrt(unit), d / unit, standardised, unit, back)


def _maximum(problem: _Problem, method: Likelihood) -> tuple[float, int]:
    """The model variance (in the problem's unit) of the highest likelihood, and how often the slope was taken."""
    grid = problem.largest() * _GRID
    slopes = np.array([problem.at(float(variance)).slope(method) for variance in grid])
    candidates = [0.0] if slopes[0] <= 0 else []
    count = len(grid)
    for k in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        root, result = brentq(
            lambda variance: problem.at(variance).slope(method),
            grid[k],
            grid[k + 1],
            xtol=1e-300,
            rtol=4 * np.finfo(float).eps,
            full_output=True,
        )
        candidates.append(float(root))
        count += result.function_calls
    return max(candidates, key=lambda variance: problem.at(variance).log_likelihood(method)), count


def _scored(problem: _Problem, method: Likelihood, tolerance: float) -> tuple[float, int]:
    """The model variance where Fisher scoring stops, and the steps it took."""
    variance = float(np.median(problem.d))
    for step in range(1, _MOST_STEPS + 1):
        here = problem.at(variance)
        moved = variance + here.slope(method) / here.information(method)
        if moved <= 0:
            return 0.0, step
        change, variance = abs(moved - variance) / variance, moved
        if change <= tolerance:
            break
    return variance, step


def _log_volume(x: Floats) -> float:
    """Half the log determinant of X'X."""
    return float(np.sum(np.log(np.abs(np.diag(np.linalg.qr(x)[1])))))
