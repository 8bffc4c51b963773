"""Estimates that are linear in the yearly outcomes of units, alike for all units of a group, with exact errors.

Every comparison of group means over time is Σ over groups of the mean of Zᵢ = Σ over years of coefficient × outcome.
So its variance is a sum of variances of independent means: s² / n in each group, whatever the units' outcomes have in
common over the years, with Satterthwaite's degrees of freedom. This is the cluster-robust variance by unit with the
small-sample correction that groups of different size need (HC2 and Bell and McCaffrey 2002 for a saturated model).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, ndtr, stdtrit

from merata.evaluation.lottery import CONFIDENCE, satterthwaite_degrees

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BAND_DRAWS = 999
_FEW_DEGREES = 20


@dataclass(frozen=True, slots=True)
class LinearEstimates:
    """k estimates: `value` (k), `covariance` (k × k), `degrees` (k), and each unit's centred share of them, n × k."""

    value: Floats
    covariance: Floats
    degrees: Floats
    scores: Floats

    @property
    def error(self) -> Floats:
        """Standard errors (k)."""
        return np.sqrt(np.diag(self.covariance))

    def quantile(self) -> Floats:
        """Student's quantile of each estimate's 95% interval (k)."""
        return np.asarray(stdtrit(self.degrees, 0.5 + CONFIDENCE / 2))

    def bands(self, rng: np.random.Generator, draws: int = BAND_DRAWS) -> Floats:
        """How many standard errors (k) bound all k estimates together in 95% of samples.

        Multiplier bootstrap of the largest t with Rademacher weights by unit (Callaway and Sant'Anna 2021, algorithm
        1); the level that it leaves each estimate is then taken from Student's t with that estimate's own degrees.
        Where the fewest degrees are below 20 the estimates' correlations are hardly known, and Šidák's level is used,
        which is enough for any.
        """
        varying = self.error > 0
        if not varying.any():
            return self.quantile()
        if float(self.degrees.min()) < _FEW_DEGREES:
            return np.asarray(stdtrit(self.degrees, (1 + CONFIDENCE ** (1 / self.value.size)) / 2))
        signs = rng.choice((-1.0, 1.0), size=(draws, len(self.scores)))
        largest = np.max(np.abs(signs @ self.scores[:, varying]) / self.error[varying], axis=1)
        common = float(np.quantile(largest, CONFIDENCE, method="higher"))
        return np.asarray(stdtrit(self.degrees, ndtr(common)))

    def joint_p(self) -> float:
        """The p-value of all k estimates being zero: Hotelling's F with the fewest degrees of freedom.

        NaN where there are no more degrees than estimates.
        """
        count, degrees = self.value.size, float(self.degrees.min())
        left = degrees - count + 1
        if left <= 0:
            return float("nan")
        statistic = float(self.value @ np.linalg.pinv(self.covariance) @ self.value)
        return float(fdtrc(count, left, statistic * left / (count * degrees)))


def estimates(values: Floats, group: Integers, coefficients: Floats) -> LinearEstimates:
    """The estimates for `values` (units × years) of units in `group` (0 … G − 1, each with two units or more).

    `coefficients` is k × G × years.
    """
    score = np.einsum("kgt,gnt->nk", coefficients, _by_group(values, group, coefficients.shape[1]))
    value = np.zeros(coefficients.shape[0])
    variances, degrees = [], []
    for at in range(coefficients.shape[1]):
        own = group == at
        size = int(own.sum())
        mean = score[own].mean(axis=0)
        value += mean
        score[own] = (score[own] - mean) / size * np.sqrt(size / (size - 1))
        variances.append(np.sum(score[own] ** 2, axis=0))
        degrees.append(size - 1)
    each = np.array(variances)
    freedom = np.array([satterthwaite_degrees(column, np.array(degrees, dtype=np.float64)) for column in each.T])
    return LinearEstimates(value, score.T @ score, freedom, score)


def _by_group(values: Floats, group: Integers, groups: int) -> Floats:
    """The values spread out by group: groups × units × years, zero outside the unit's own group."""
    spread = np.zeros((groups, *values.shape))
    spread[group, np.arange(len(values))] = values
    return spread


def expected_variance(coefficients: Floats, sizes: Integers, covariance: Floats) -> tuple[Floats, Floats]:
    """Variances (k) and degrees of freedom (k) that estimates would have, before there are data.

    `coefficients` is k × G × years, `sizes` (G) the units of each group, `covariance` (years × years) that of one
    unit's outcomes, the same in all groups.
    """
    each = np.einsum("kgs,st,kgt->kg", coefficients, covariance, coefficients) / sizes
    freedom = np.array([satterthwaite_degrees(row, (sizes - 1).astype(np.float64)) for row in each])
    return each.sum(axis=1), freedom
