"""Draws of every household's welfare from the posterior of a nested-error model (hierarchical Bayes).

Molina, Nandram & Rao (2014): β flat, 1/σ² on the total variance, the intraclass correlation ρ uniform. Then
p(ρ | y) is proportional to the profile REML likelihood; σe² given ρ is inverse gamma, β normal, an area's effect normal
given that area's sample, and a household's own part N(0, σe²). Within one draw all households share the redrawn
parameters, and those of an area its one effect. The parameter of a transformation is redrawn too, over a grid, so that
the tails' uncertainty is in the draws. With weights, coefficients and effects follow the pseudo-EBLUP instead.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement.small_area.nested_error import (
    coefficient_covariance,
    effects,
    fits,
    profile_grid,
    shrinkage,
)
from merata.measurement.small_area.one_way import OneWay, Outcomes, UnitSample, outcomes
from merata.measurement.small_area.transformations import (
    Transformation,
    parameter_bounds,
    parameter_grid,
    score_parameters,
)
from merata.measurement.small_area.unit_model import UnitModel, fit_unit_model
from merata.measurement.welfare import Floats

_PART = 311
"""This module's part of a seed for the parameters."""
_AREA_PART = 312
"""This module's part of a seed for the areas' effects and the households' own parts."""
PARAMETERS = 25
"""Values of the transformation's parameter that its posterior is spread over."""
_COARSE, _FINE = 200, 600
"""Cells of the intraclass correlation: over all of it, then over the part that has posterior weight."""
_NEGLIGIBLE = 25.0
"""Log-likelihood below the best at which a value has no weight."""


@dataclass(frozen=True, slots=True)
class ParameterDraws:
    """M draws of the parameters of `model`, and what an area's sample says of its effect under each.

    `by`: the transformation with a parameter a draw (M × 1); `coefficients` (M × p); `area_variance` and
    `household_variance` (M); `effect` and `effect_variance` (M × D): mean and variance of the sampled areas' effects
    given the draw; `seed`: of the draws.
    """

    model: UnitModel
    by: Transformation
    coefficients: Floats
    area_variance: Floats
    household_variance: Floats
    effect: Floats
    effect_variance: Floats
    seed: int


def sample_parameters(
    sample: UnitSample,
    transformation: str = "log",
    draws: int = 50,
    seed: int = 1,
    parameter: float | None = None,
    *,
    shrink: bool = False,
) -> ParameterDraws:
    """Fit `sample` and draw the model's parameters; as `fit_unit_model` and `draw_parameters`."""
    return draw_parameters(fit_unit_model(sample, transformation, parameter), draws, seed, shrink=shrink)


def draw_parameters(model: UnitModel, draws: int, seed: int, *, shrink: bool = False) -> ParameterDraws:
    """`draws` sets of parameters from the posterior. The first of a seed are the same whatever their number.

    `shrink`: the slopes' prior is Zellner's g instead of flat, g estimated from the sample. Slopes then shrink by the
    share of their sum of squares that is noise, which keeps many covariates from making households look more unequal
    than they are: with p slopes and n sampled households a flat prior adds about 2p ÷ n of the household variance.

    Raises `UsageError` for fewer than one draw or a negative seed.
    """
    if draws < 1 or seed < 0:
        raise UsageError(f"got {draws} draws and seed {seed}; expected at least 1 draw and a seed of 0 or more")
    layout = model.layout
    posterior = _posterior(model)
    rng = np.random.default_rng([seed, _PART])
    spare, columns = layout.spare, len(layout.kept)
    # One after the other, so that later draws do not change earlier ones.
    random = [(rng.random(2), rng.chisquare(spare), rng.standard_normal(columns)) for _ in range(draws)]
    which, ratio = posterior.drawn(np.array([uniform for uniform, _, _ in random]))
    of = posterior.of.take(which)
    at_ratio = fits(layout, of, ratio)
    household = at_ratio.household_variance * spare / np.array([square for _, square, _ in random])
    root = np.asarray(np.linalg.cholesky(coefficient_covariance(layout, ratio)), dtype=np.float64)
    deviation = np.einsum("bpq,bq->bp", root, np.array([normal for _, _, normal in random]))
    noise = np.sqrt(household)[:, None] * deviation
    change = at_ratio.change + noise
    if shrink:
        kept = _signal(of.projected + at_ratio.change, household, root)
        change = kept * (of.projected + at_ratio.change) + np.sqrt(kept) * noise - of.projected
    share = shrinkage(layout, ratio)
    return ParameterDraws(
        model,
        model.by.at(posterior.parameter[which][:, None]),
        layout.coefficients(of.projected + change),
        ratio * household,
        household,
        effects(layout, of, share, change),
        (ratio * household)[:, None] * (1 - share),
        seed,
    )


Own = Callable[[np.random.Generator, int, int], Floats]
"""Own parts of households, of variance one: from a generator, the number of the draw, and how many."""


def draw_area(
    parameters: ParameterDraws, columns: Floats, area: Hashable, own: Own | None = None
) -> NDArray[np.float32]:
    """Welfare of the households of one area (M × N_i), one row a draw, from their `columns` (N_i × p).

    Own parts are normal unless `own` gives them.

    The area's random numbers are its own: they depend on the seed, its label and the number of its households, not on
    other areas nor on the number of draws. An area that was not sampled has an effect from N(0, σu²).
    """
    found = np.empty((len(parameters.coefficients), len(columns)), dtype=np.float32)
    for draw, welfare in enumerate(draws_of_area(parameters, columns, area, own)):
        found[draw] = welfare
    return found


def _signal(coefficients: Floats, household: Floats, root: Floats) -> Floats:
    """The share of the slopes' sum of squares that is not noise (M × p), 1 for the constant.

    The basis is orthonormal and its first column constant, so that the others' squares add up to those of the index.
    """
    noise = household * np.einsum("bpq->b", root[:, 1:] ** 2)
    squares = np.maximum((coefficients[:, 1:] ** 2).sum(axis=1), np.finfo(np.float64).tiny)
    kept = np.repeat(np.maximum(1.0 - noise / squares, 0.0)[:, None], coefficients.shape[1], axis=1)
    kept[:, 0] = 1.0
    return kept


def expected(parameters: ParameterDraws, columns: Floats, area: Hashable | None = None) -> Floats:
    """The model's expectation of transformed welfare (rows) at its best parameters, as `UnitModel.expected`."""
    return parameters.model.expected(columns, area)


def area_key(area: Hashable) -> int:
    """The number that stands for an area's label in a seed."""
    return int.from_bytes(str(area).encode(), "big")


def draws_of_area(
    parameters: ParameterDraws, columns: Floats, area: Hashable, own: Own | None = None
) -> Iterator[Floats]:
    """As `draw_area`, draw after draw and as 64-bit numbers."""
    rng = np.random.default_rng([parameters.seed, _AREA_PART, area_key(area)])
    areas = parameters.model.sample.areas
    if area in areas:
        place = areas.index(area)
        effect, variance = parameters.effect[:, place], parameters.effect_variance[:, place]
    else:
        effect, variance = np.zeros(len(parameters.coefficients)), parameters.area_variance
    household = np.sqrt(parameters.household_variance)
    spread = np.sqrt(variance)
    by_draw = np.broadcast_to(np.asarray(parameters.by.parameter), (len(spread), 1))
    # A draw at a time, each of the same operations whatever the number of draws.
    for draw in range(len(spread)):
        values = columns @ parameters.coefficients[draw]
        values += effect[draw] + spread[draw] * rng.standard_normal()
        one = rng.standard_normal(len(columns)) if own is None else own(rng, draw, len(columns))
        values += household[draw] * one
        yield parameters.by.at(float(by_draw[draw, 0])).inverse(values)


@dataclass(frozen=True, slots=True)
class _Posterior:
    """The transformation's `parameter` (C values) with weights that add up to `reached` (C), the outcomes `of` each.

    The intraclass correlation under each has cells from `low` (C) of `width` (C), with weights that add up to `cells`
    (C × F).
    """

    parameter: Floats
    reached: Floats
    of: Outcomes
    low: Floats
    width: Floats
    cells: Floats

    def drawn(self, uniform: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Numbers of parameters, and ratios σu²/σe², from uniform numbers (M × 2)."""
        last = len(self.parameter) - 1
        which = np.minimum(np.searchsorted(self.reached, uniform[:, 0], side="right"), last)
        cells = np.concatenate([np.zeros((len(self.cells), 1)), self.cells], axis=1)
        steps = np.arange(cells.shape[1])
        place = np.array([np.interp(u, cells[k], steps) for k, u in zip(which, uniform[:, 1], strict=True)])
        correlation = self.low[which] + self.width[which] * place
        return which, correlation / (1 - correlation)


def _posterior(model: UnitModel) -> _Posterior:
    layout, welfare = model.layout, model.sample.welfare
    parameter = _parameters(model) if model.estimated else np.array([float(np.asarray(model.by.parameter))])
    by = model.by.at(parameter[:, None])
    of = outcomes(layout, by.forward(np.broadcast_to(welfare, (len(parameter), len(welfare)))))
    jacobian = np.broadcast_to(layout.spare * by.mean_log_slope(welfare[None, :]), len(parameter))
    low, width, cells, total = (np.empty(len(parameter)) for _ in range(4))
    cells = np.empty((len(parameter), _FINE))
    for k in range(len(parameter)):
        one = of.take(np.array([k]))
        low[k], width[k], log_weight = _correlation(layout, one)
        top = float(log_weight.max())
        weight = np.exp(log_weight - top)
        total[k] = top + np.log(weight.sum() * width[k]) + jacobian[k]
        cells[k] = np.cumsum(weight) / weight.sum()
    reached = np.cumsum(np.exp(total - total.max()))
    return _Posterior(parameter, reached / reached[-1], of, low, width, cells)


def _correlation(layout: OneWay, of: Outcomes) -> tuple[float, float, Floats]:
    """Where the cells of ρ begin, how wide they are, and the log posterior in the middle of each."""
    middle = (np.arange(_COARSE) + 0.5) / _COARSE
    coarse = profile_grid(layout, of, middle / (1 - middle))[0]
    counted = np.flatnonzero(coarse > coarse.max() - _NEGLIGIBLE)
    low, high = max(counted[0] - 1, 0) / _COARSE, min(counted[-1] + 2, _COARSE) / _COARSE
    width = (high - low) / _FINE
    fine = low + width * (np.arange(_FINE) + 0.5)
    return low, width, profile_grid(layout, of, fine / (1 - fine))[0]


def _parameters(model: UnitModel) -> Floats:
    """Values of the transformation's parameter, evenly over all that have posterior weight (flat prior)."""
    welfare = model.sample.welfare
    bounds = parameter_bounds(model.by, welfare)
    best = float(np.asarray(model.by.parameter))
    scale = float(np.median(welfare))
    for _ in range(2):
        grid = np.unique(np.append(parameter_grid(model.by, bounds, PARAMETERS, scale), best))
        rows = np.broadcast_to(welfare, (len(grid), len(welfare)))
        likelihood = score_parameters(model.layout, model.by, rows, grid).log_likelihood
        counted = np.flatnonzero(likelihood > likelihood.max() - 9.0)
        bounds = float(grid[max(counted[0] - 1, 0)]), float(grid[min(counted[-1] + 1, len(grid) - 1)])
    edges = np.linspace(*bounds, PARAMETERS + 1)
    return np.asarray((edges[1:] + edges[:-1]) / 2)
