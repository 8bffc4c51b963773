"""The nested-error regression y_ij = x_ij'β + u_i + e_ij by restricted maximum likelihood, for many outcomes at once.

Battese, Harter & Fuller (1988). With λ = σu²/σe² and V = I + λ·11' by area, the likelihood profiled over β and σe²
is a function of λ alone; its score has a root or the best λ is 0. With survey weights, coefficients and areas' effects
are the pseudo-EBLUP of You & Rao (2002), the variances still those of the unweighted likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.errors import InputError
from merata.measurement.small_area.one_way import OneWay, Outcomes
from merata.measurement.small_area.search import falling_root
from merata.measurement.welfare import Floats

RATIOS = np.concatenate(([0.0], np.logspace(-5, 5, 41)))
"""The ratios σu²/σe² between which the best one is sought; the last is also the largest that is considered."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The likelihood of B outcomes at a ratio each, β and σe² at their best.

    `log_likelihood` (B), up to a constant of the sample's size and covariates; `score` (B): its derivative by the
    ratio; `change` (B × p): generalised less ordinary least squares coefficients of the basis; `squares` (B): the
    residuals' generalised sum of squares, σe² × degrees of freedom.
    """

    log_likelihood: Floats
    score: Floats
    change: Floats
    squares: Floats


@dataclass(frozen=True, slots=True)
class Fits:
    """B fitted models. `ratio`, `area_variance` σu², `household_variance` σe² and `log_likelihood` (B);
    `coefficients` β (B × columns; 0 for a dependent column), and their `change` in the basis from ordinary least
    squares (B × p); by sampled area, `effect` û and `shrinkage` γ (B × D): the share of an area's own mean residual
    that its effect takes.
    """

    ratio: Floats
    area_variance: Floats
    household_variance: Floats
    coefficients: Floats
    change: Floats
    effect: Floats
    shrinkage: Floats
    log_likelihood: Floats


def profile(layout: OneWay, of: Outcomes, ratio: Floats) -> Profile:
    """The profile likelihood of each of B outcomes at its own `ratio` (B)."""
    loading, slope = _loadings(layout, ratio)
    inverse, log_determinant = _inverse(layout, loading)
    change, squares = _least_squares(of, loading, inverse)
    spread = slope @ layout.cross.reshape(len(layout.size), -1)
    number, columns = change.shape
    spread = spread.reshape(number, columns, columns)
    # The areas' mean residuals after the change of coefficients, squared and summed.
    unexplained = np.einsum("bk,bk->b", slope, of.between)
    unexplained -= 2 * np.einsum("bk,bkp,bp->b", slope, of.cross, change, optimize=True)
    unexplained += np.einsum("bp,bpq,bq->b", change, spread, change, optimize=True)
    determinants = ratio[:, None] * layout.size
    score = layout.spare * unexplained / squares + np.einsum("bpq,bpq->b", inverse, spread)
    score -= (layout.size / (1 + determinants)) @ layout.areas_of_size
    log_likelihood = layout.spare * np.log(squares) + np.log1p(determinants) @ layout.areas_of_size + log_determinant
    return Profile(-log_likelihood / 2, score / 2, change, squares)


def profile_grid(layout: OneWay, of: Outcomes, ratios: Floats) -> Floats:
    """Profile log-likelihoods (B × G) of B outcomes at the same G `ratios`, with the constant of `profile`."""
    loading, _ = _loadings(layout, ratios)
    inverse, log_determinant = _inverse(layout, loading)
    right = np.einsum("gk,bkp->gbp", loading, of.cross, optimize=True)
    squares = (of.squares[:, None] - of.between @ loading.T).T - np.einsum("gbp,gbp->gb", right @ inverse, right)
    determinants = np.log1p(ratios[:, None] * layout.size) @ layout.areas_of_size + log_determinant
    return np.asarray(-(layout.spare * np.log(squares).T + determinants) / 2)


def reml(layout: OneWay, of: Outcomes) -> Fits:
    """Fit B outcomes: the ratio to the last digits, the boundary σu² = 0 included."""
    return fits(layout, of, best_ratio(layout, of))


def best_ratio(layout: OneWay, of: Outcomes) -> Floats:
    """The ratio (B) of largest profile likelihood: the best of `RATIOS`, then the root of the score beside it."""
    best = profile_grid(layout, of, RATIOS).argmax(axis=1)
    score = profile(layout, of, RATIOS[best]).score
    low = np.where(score > 0, best, np.maximum(best - 1, 0))
    ratio = np.asarray(RATIOS[best])
    search = np.flatnonzero(((best > 0) | (score > 0)) & ((best < len(RATIOS) - 1) | (score < 0)))
    if len(search):
        some = of.take(search)
        start, end = RATIOS[low[search]], RATIOS[low[search] + 1]
        at_start = np.maximum(profile(layout, some, start).score, np.finfo(np.float64).tiny)
        ratio[search] = falling_root(lambda place: profile(layout, some, place).score, start, end, at_low=at_start)
    return ratio


def fits(layout: OneWay, of: Outcomes, ratio: Floats) -> Fits:
    """The models of B outcomes at given ratios (B): σe² by REML, coefficients and areas' effects given the ratio."""
    found = profile(layout, of, ratio)
    household = found.squares / layout.spare
    share = shrinkage(layout, ratio)
    change = found.change if layout.weighted is None else _weighted_change(layout, of, share)
    return Fits(
        ratio,
        ratio * household,
        household,
        layout.coefficients(of.projected + change),
        change,
        effects(layout, of, share, change),
        share,
        found.log_likelihood,
    )


def shrinkage(layout: OneWay, ratio: Floats) -> Floats:
    """γ by sampled area (B × D): λ / (λ + 1/n), or with weights λ / (λ + Σw²/(Σw)²)."""
    sums = layout.weighted
    own = 1 / layout.count if sums is None else sums.squares / sums.total**2
    return np.asarray(ratio[:, None] / (ratio[:, None] + own))


def effects(layout: OneWay, of: Outcomes, share: Floats, change: Floats) -> Floats:
    """Areas' effects (B × D) expected given the sample, at coefficients `change` (B × p) from ordinary least squares.

    γ times the area's mean residual, weighted where the model is.
    """
    if layout.weighted is None:
        return np.asarray(share * (of.mean - change @ layout.mean.T))
    return np.asarray(share * (of.weighted_mean - change @ layout.weighted.mean.T))


def coefficient_covariance(layout: OneWay, ratio: Floats) -> Floats:
    """Covariance of the basis's coefficients given the ratio, ÷ σe² (B × p × p).

    Without weights that of generalised least squares; with them that of the weighted estimator under the model.
    """
    if layout.weighted is None:
        return _inverse(layout, _loadings(layout, ratio)[0])[0]
    sums, share = layout.weighted, shrinkage(layout, ratio)
    number, columns = len(ratio), len(layout.kept)
    outer = (sums.mean[:, :, None] * sums.mean[:, None, :]).reshape(len(sums.mean), -1)
    crossed = (sums.squared_sum[:, :, None] * sums.mean[:, None, :]).reshape(len(sums.mean), -1)
    own = (share**2 * sums.squares + ratio[:, None] * ((1 - share) * sums.total) ** 2) @ outer
    shared = (share @ crossed).reshape(number, columns, columns)
    middle = sums.squared_cross + own.reshape(number, columns, columns) - shared - shared.transpose(0, 2, 1)
    inverse = np.linalg.inv(_weighted_products(layout, share))
    return np.asarray(inverse @ middle @ inverse)


def refuse_degenerate(of: Outcomes, fitted: Fits) -> None:
    """Raise `InputError` where there is nothing left to model: a perfect fit, or areas without spread within."""
    if np.any(of.squares <= 1e-20 * ((of.projected**2).sum(axis=1) + of.squares)):
        raise InputError(
            "the covariates determine the outcome of every sampled household exactly, which no survey shows; "
            "leave out covariates computed from the outcome, and check that it varies"
        )
    if np.any(fitted.ratio >= RATIOS[-1]):
        raise InputError(
            "the outcome hardly varies within the sampled areas once the covariates are known, which no survey of "
            "households shows; check the outcome, or use an area-level model"
        )


def _loadings(layout: OneWay, ratio: Floats) -> tuple[Floats, Floats]:
    """nγ by sample size (B × K) for each ratio, and its derivative by the ratio."""
    grown = 1 + ratio[:, None] * layout.size
    return ratio[:, None] * layout.size**2 / grown, (layout.size / grown) ** 2


def _inverse(layout: OneWay, loading: Floats) -> tuple[Floats, Floats]:
    """The inverse of the basis's generalised cross-products (B × p × p), and the log of their determinant."""
    columns = len(layout.kept)
    products = np.eye(columns) - (loading @ layout.cross.reshape(len(layout.size), -1)).reshape(-1, columns, columns)
    return np.asarray(np.linalg.inv(products), dtype=np.float64), np.asarray(np.linalg.slogdet(products)[1])


def _least_squares(of: Outcomes, loading: Floats, inverse: Floats) -> tuple[Floats, Floats]:
    """Generalised less ordinary least squares coefficients (B × p), and the sum of squares they leave (B)."""
    right = -np.einsum("bk,bkp->bp", loading, of.cross)
    change = np.einsum("bpq,bq->bp", inverse, right)
    squares = of.squares - np.einsum("bk,bk->b", loading, of.between) - np.einsum("bp,bp->b", right, change)
    return change, squares


def _weighted_products(layout: OneWay, share: Floats) -> Floats:
    """Σ w x (x − γ x̄)' in the basis (B × p × p), x̄ weighted by area."""
    sums = layout.weighted
    assert sums is not None  # noqa: S101 - its callers have asked
    columns = len(layout.kept)
    outer = (sums.mean[:, :, None] * sums.mean[:, None, :]).reshape(len(sums.mean), -1)
    return np.asarray(sums.cross - ((share * sums.total) @ outer).reshape(-1, columns, columns))


def _weighted_change(layout: OneWay, of: Outcomes, share: Floats) -> Floats:
    """Coefficients of the pseudo-EBLUP less ordinary least squares ones (B × p)."""
    sums = layout.weighted
    assert sums is not None  # noqa: S101 - its callers have asked
    right = of.weighted_cross - (share * sums.total * of.weighted_mean) @ sums.mean
    return np.asarray(np.linalg.solve(_weighted_products(layout, share), right[:, :, None])[:, :, 0])


def by_household(layout: OneWay, by_area: Floats) -> Floats:
    """Values by sampled area (… × D) repeated for its households, in the sample's own order (… × n)."""
    rows = np.empty((*by_area.shape[:-1], len(layout.order)))
    rows[..., layout.order] = np.repeat(by_area, layout.count.astype(np.intp), axis=-1)
    return rows
