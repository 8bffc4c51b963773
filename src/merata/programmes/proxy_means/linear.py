"""Ridge regression with design weights, its penalty chosen on clusters that were held out.

Minimises Σ w (y − a − z·b)² ÷ Σ w + λ Σ b², where z are the columns less their weighted mean over their weighted
standard deviation, so that one penalty suits all and the scale of the weights does not matter. A. E. Hoerl and
R. W. Kennard, "Ridge regression", *Technometrics* 12 (1970).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.measurement.welfare import Floats

PENALTIES: Floats = np.logspace(-5, 1, 25)
"""The penalties λ that are tried; the columns have variance 1."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """A fitted score: `intercept` + columns · `coefficients` (k), learned with the penalty `penalty`."""

    intercept: float
    coefficients: Floats
    penalty: float

    def predict(self, columns: Floats) -> Floats:
        """The expected value of each row (n) of `columns` (n × k)."""
        return np.asarray(self.intercept + columns @ self.coefficients)

    @property
    def chosen(self) -> str:
        """What was chosen on held-out clusters."""
        return f"λ = {self.penalty:.2g}"


def fit_ridge(columns: Floats, target: Floats, weight: Floats, fold: NDArray[np.intp]) -> Ridge:
    """Ridge of `target` (n) on `columns` (n × k) with the penalty that predicts held-out folds best.

    `fold` (n) numbers the part in which a row is held out. The chosen penalty has the smallest weighted sum of
    squared errors over all held-out rows; of equal ones the largest.
    """
    squares = np.zeros(len(PENALTIES))
    for held_out in np.unique(fold):
        out = fold == held_out
        path = _path(columns[~out], target[~out], weight[~out], PENALTIES)
        errors = target[out, None] - np.column_stack([model.predict(columns[out]) for model in path])
        squares += weight[out] @ errors**2
    best = float(PENALTIES[::-1][np.argmin(squares[::-1])])
    return _path(columns, target, weight, np.array([best]))[0]


def _path(columns: Floats, target: Floats, weight: Floats, penalties: Floats) -> list[Ridge]:
    """The ridge of each penalty, from one decomposition."""
    share = weight / weight.sum()
    centre, middle = share @ columns, float(share @ target)
    spread = np.sqrt(share @ (columns - centre) ** 2)
    # A column that does not vary here says nothing; what rounding leaves of its spread must not be divided by.
    varies = spread > 1e-9 * np.maximum(np.abs(centre), 1.0)
    standard = (columns[:, varies] - centre[varies]) / spread[varies]
    weighted = standard * share[:, None]
    values, vectors = np.linalg.eigh(weighted.T @ standard)
    projected = vectors.T @ (weighted.T @ (target - middle))
    models = []
    for penalty in penalties:
        slopes = np.zeros(columns.shape[1])
        slopes[varies] = (vectors @ (projected / (np.maximum(values, 0.0) + penalty))) / spread[varies]
        models.append(Ridge(middle - float(centre @ slopes), slopes, float(penalty)))
    return models
