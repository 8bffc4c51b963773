"""What a fitted unit-level model predicts of areas: means over their census households of closed-form expectations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from merata.measurement.small_area.closed_forms import expected
from merata.measurement.small_area.transformations import Transformation
from merata.measurement.small_area.unit_input import Census
from merata.measurement.small_area.unit_model import UnitModel
from merata.measurement.welfare import Floats


@dataclass(frozen=True, slots=True)
class Prediction:
    """The distribution of z given the sample, by census area: N(x'`coefficients` + `effect` + u, `household_spread`²)
    with u ~ N(0, `effect_spread`²), one u an area; `by`: the transformation. `effect` and `effect_spread` (A).
    """

    by: Transformation
    coefficients: Floats
    effect: Floats
    effect_spread: Floats
    household_spread: float

    def deviation(self, area: int) -> Floats:
        """The standard deviation of a household's z (a scalar)."""
        return np.asarray(np.hypot(self.effect_spread[area], self.household_spread))

    def index(self, census: Census, area: int) -> Floats:
        """What z is expected to be for the households of an area."""
        return np.asarray(census.columns[census.rows(area)] @ self.coefficients + self.effect[area])


def prediction(model: UnitModel, census: Census) -> Prediction:
    """The distribution given the sample at the fitted parameters; an area without a sample has û = 0 and γ = 0."""
    sampled = census.sampled >= 0
    effect = np.where(sampled, model.effects()[census.sampled], 0.0)
    share = np.where(sampled, model.shrinkage()[census.sampled], 0.0)
    spread = np.sqrt(model.area_variance * (1 - share))
    return Prediction(model.by, model.coefficients, effect, spread, float(np.sqrt(model.household_variance)))


def closed_values(of: Prediction, census: Census, area: int, measures: Sequence[str]) -> dict[str, float]:
    """The area's expected value of each of `measures`, of those in closed form, weighted by size."""
    size = census.size[census.rows(area)]
    found = expected(of.by, measures, of.index(census, area), of.deviation(area), census.line_of(area))
    return {name: float(values @ size / size.sum()) for name, values in found.items()}
