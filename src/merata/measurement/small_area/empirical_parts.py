"""Areas' effects and households' own parts as the sample shows them, for bootstrap worlds that presume no shape.

Areas' effects are the sample's, standardised and scaled to the fitted variance, as in Chambers & Chandra's (2013)
bootstrap of random effects. A household's own part is a sampled household's residual, drawn within groups of like
expected welfare (a local bootstrap of residuals: Shi 1991; the wild bootstrap keeps the spread alone at each level).
So a world bends, spreads and leans where the sample does, and what a model of straight lines and normal errors misses
there is part of its error. Residuals are smoothed by a normal kernel that leaves their variance as it is (Silverman &
Young 1987), so that expectations over them are smooth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.measurement.small_area.nested_error import by_household
from merata.measurement.small_area.one_way import Integers
from merata.measurement.small_area.unit_model import UnitModel
from merata.measurement.welfare import Floats

GROUPS = 5
"""Groups of like expected welfare within which own parts are drawn: fifths of the sampled households."""
_SMALLEST = 30
"""Sampled households below which no group falls."""
_NARROWEST = 0.01
"""The least spread of the kernel, as a share of all own parts' deviation."""


@dataclass(frozen=True, slots=True)
class EmpiricalParts:
    """What worlds are drawn from, on the transformed scale.

    `effect`: areas' effects, one drawn with equal chances, of mean 0 and the fitted variance. Own parts of the
    households of group g, whose x'β̂ lies between two of `cuts`, are a `centre[g]`, drawn with equal chances, plus
    N(0, `spread[g]`²); over the sample their mean is 0 and their variance the fitted one.
    """

    effect: Floats
    cuts: Floats
    centre: tuple[Floats, ...]
    spread: Floats

    def group(self, index: Floats) -> Integers:
        """The group of households whose x'β̂ is `index`."""
        return np.searchsorted(self.cuts, index)

    def own(self, rng: np.random.Generator, group: Integers) -> Floats:
        """Own parts of households of these groups (rows)."""
        of = np.array([len(centre) for centre in self.centre])
        place = (np.cumsum(of) - of)[group] + (rng.random(len(group)) * of[group]).astype(np.intp)
        return np.asarray(np.concatenate(self.centre)[place] + self.spread[group] * rng.standard_normal(len(group)))


def empirical_parts(model: UnitModel, groups: int = GROUPS) -> EmpiricalParts:
    """The areas' effects and own parts of `model`'s sample, in at most so many groups."""
    index = model.sample.columns @ model.coefficients
    number = max(min(groups, len(index) // _SMALLEST), 1)
    # Where x'β̂ is the same for many, quantiles coincide and a group would be empty.
    cuts = np.unique(np.quantile(index, np.arange(1, number) / number)) if number > 1 else np.empty(0)
    group = np.searchsorted(cuts, index)
    if np.bincount(group, minlength=len(cuts) + 1).min() < min(_SMALLEST, len(index)):
        cuts, group = np.empty(0), np.zeros(len(index), dtype=np.intp)
    own = _own(model, index)
    least = _NARROWEST * float(own.std())
    spread = np.array([max(_bandwidth(own[group == g]), least) for g in range(len(cuts) + 1)])
    centre = tuple(_narrowed(own[group == g], spread[g]) for g in range(len(cuts) + 1))
    return EmpiricalParts(_effects(model), cuts, centre, spread)


def _effects(model: UnitModel) -> Floats:
    """û/√γ, of which û has the variance γσu² in the model, centred and scaled."""
    share = model.shrinkage()
    if model.area_variance <= 0:
        return np.zeros(len(share))
    return _scaled(model.effects() / np.sqrt(share), model.area_variance)


def _own(model: UnitModel, index: Floats) -> Floats:
    """z − x'β̂ − û, which has the variance σe²(1 − γ/n) in the model but for β̂, centred and scaled."""
    layout = model.layout
    residual = model.by.forward(model.sample.welfare) - index - by_household(layout, model.effects())
    left = by_household(layout, 1 - model.shrinkage() / layout.count)
    return _scaled(residual / np.sqrt(left), model.household_variance)


def _scaled(values: Floats, variance: float) -> Floats:
    centred = values - values.mean()
    return np.asarray(centred * np.sqrt(variance / np.mean(centred**2)))


def _bandwidth(values: Floats) -> float:
    """Silverman's rule for a normal kernel."""
    low, high = np.quantile(values, [0.25, 0.75])
    deviation, robust = float(values.std()), float(high - low) / 1.349
    return 0.9 * (min(deviation, robust) if robust > 0 else deviation) / float(len(values) ** 0.2)


def _narrowed(values: Floats, bandwidth: float) -> Floats:
    """The values drawn to their mean by what the kernel adds to their variance."""
    mean, variance = values.mean(), values.var()
    kept = max(1 - bandwidth**2 / variance, 0.0) if variance > 0 else 0.0
    return np.asarray(mean + np.sqrt(kept) * (values - mean))
