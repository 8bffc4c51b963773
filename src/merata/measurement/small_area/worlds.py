"""Bootstrap worlds: areas' effects and samples drawn from a fitted model, and the model fitted anew to each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.errors import UsageError
from merata.measurement.small_area.empirical_parts import EmpiricalParts
from merata.measurement.small_area.nested_error import by_household, reml
from merata.measurement.small_area.one_way import outcomes
from merata.measurement.small_area.posterior import area_key
from merata.measurement.small_area.transformations import Transformation, best_parameters
from merata.measurement.small_area.unit_input import Census
from merata.measurement.small_area.unit_model import UnitModel
from merata.measurement.welfare import Floats

_PART = 313
"""This module's part of a seed."""
_CHUNK_VALUES = 2**23
"""Sampled values of worlds held at a time, to bound the memory."""


@dataclass(frozen=True, slots=True)
class Worlds:
    """B bootstrap worlds for A census areas.

    `truth` (B × A): true effects u*, of a world whose own parameters are `model`'s. What is fitted in the world:
    `parameter` of the transformation (B), `coefficients` (B × p), by area `effect` û* (B × A) and the standard
    deviation `effect_spread` of u about it (B × A), and `household_variance` (B). `parts`: what effects and own parts
    were drawn from, None where both are normal.
    """

    model: UnitModel
    truth: Floats
    parameter: Floats
    coefficients: Floats
    effect: Floats
    effect_spread: Floats
    household_variance: Floats
    parts: EmpiricalParts | None = None

    @property
    def deviation(self) -> Floats:
        """The standard deviation of a household's z about x'β̂* + û* (B × A)."""
        return np.sqrt(self.effect_spread**2 + self.household_variance[:, None])

    def own(self, rng: np.random.Generator, index: Floats) -> Floats:
        """True own parts of households whose x'β is `index` (rows)."""
        if self.parts is None:
            return np.asarray(np.sqrt(self.model.household_variance) * rng.standard_normal(len(index)))
        return self.parts.own(rng, self.parts.group(index))

    def by(self, world: int) -> Transformation:
        """The transformation as fitted in one world."""
        return self.model.by.at(float(self.parameter[world]))


def worlds(model: UnitModel, census: Census, number: int, seed: int, parts: EmpiricalParts | None = None) -> Worlds:
    """Draw `number` worlds and fit the model in each. The first of a seed are the same whatever the number.

    Effects and own parts are normal, or drawn from `parts`. The transformation's parameter is estimated anew where
    `model`'s was. Raises `UsageError` for fewer than two.
    """
    if number < 2 or seed < 0:
        raise UsageError(f"got {number} bootstrap worlds and seed {seed}; expected at least 2, and a seed of 0 or more")
    rng = np.random.default_rng([seed, _PART])
    chunk = max(_CHUNK_VALUES // len(model.sample.welfare), 1)
    samples = [_sampled(model, rng, min(chunk, number - start), parts) for start in range(0, number, chunk)]
    one = _Sampled(*(np.concatenate([getattr(sample, name) for sample in samples]) for name in _Sampled.__slots__))
    truth, effect, share = (np.zeros((number, len(census.areas))) for _ in range(3))
    for area, place in enumerate(census.sampled):
        if place >= 0:
            truth[:, area], effect[:, area], share[:, area] = (
                values[:, place] for values in (one.truth, one.effect, one.shrinkage)
            )
        else:
            own = np.random.default_rng([seed, _PART, area_key(census.areas[area])])
            truth[:, area] = (
                np.sqrt(model.area_variance) * own.standard_normal(number)
                if parts is None
                else own.choice(parts.effect, number)
            )
    spread = np.sqrt(one.area_variance[:, None] * (1 - share))
    return Worlds(model, truth, one.parameter, one.coefficients, effect, spread, one.household_variance, parts)


@dataclass(frozen=True, slots=True)
class _Sampled:
    """The worlds as far as the sample goes: by sampled area `truth`, `effect` and `shrinkage` (B × D), and the fit."""

    truth: Floats
    effect: Floats
    shrinkage: Floats
    coefficients: Floats
    area_variance: Floats
    household_variance: Floats
    parameter: Floats


def _drawn(
    model: UnitModel, rng: np.random.Generator, number: int, parts: EmpiricalParts | None
) -> tuple[Floats, Floats]:
    """Effects of the sampled areas (B × D) and transformed welfare of the sampled households (B × n)."""
    areas, index = len(model.layout.count), model.sample.columns @ model.coefficients
    if parts is None:
        random = rng.standard_normal((number, areas + len(index)))
        effect = np.sqrt(model.area_variance) * random[:, :areas]
        own = np.sqrt(model.household_variance) * random[:, areas:]
    else:
        effect, own = np.empty((number, areas)), np.empty((number, len(index)))
        group = parts.group(index)
        # One after the other, so that later worlds do not change earlier ones.
        for world in range(number):
            effect[world] = rng.choice(parts.effect, areas)
            own[world] = parts.own(rng, group)
    own += index
    own += by_household(model.layout, effect)
    return effect, own


def _sampled(model: UnitModel, rng: np.random.Generator, number: int, parts: EmpiricalParts | None) -> _Sampled:
    layout, by = model.layout, model.by
    truth, values = _drawn(model, rng, number, parts)
    parameter = np.full(number, float(np.asarray(by.parameter)))
    if model.estimated:
        welfare = by.inverse(values)
        parameter = best_parameters(layout, by, welfare)
        values = by.at(parameter[:, None]).forward(welfare)
    found = reml(layout, outcomes(layout, values))
    return _Sampled(
        truth,
        found.effect,
        found.shrinkage,
        found.coefficients,
        found.area_variance,
        found.household_variance,
        parameter,
    )
