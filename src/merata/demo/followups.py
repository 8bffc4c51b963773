"""What became of applicants: incomes of the lotteries' winners and losers in the years after the course."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.demo.population import Population
from merata.demo.training import Training

INCOME = "income_idr"
INCOME_BEFORE = "income_at_application_idr"

_PART = 106
_LOST = 0.07
"""Share of applicants who are not found again."""
_EARNED_SHARE = 0.5
_EARNED_SCATTER, _REPORTING_ERROR = 0.15, 0.12
"""An applicant earns about half of what the household consumes; scatters are of logarithms (assumptions)."""


def build(
    training: Training,
    population: Population,
    consumption: Mapping[int, NDArray[np.float64]],
    *,
    seed: int,
) -> pa.Table:
    """The `outcomes` rows of applications to held courses, rupiah a month.

    `income_at_application_idr` in the course's year, before it could have an effect, and `income_idr` in each
    later year of `consumption`; the value is empty where the applicant was not found again.
    """
    rng = np.random.default_rng([seed, _PART])
    held = training.applications["selected"].is_valid().to_numpy()
    size = population.size[training.household]
    earned = _EARNED_SHARE * np.exp(_EARNED_SCATTER * rng.standard_normal(held.size))
    parts = []
    for year, welfare in consumption.items():
        reported = welfare[training.household] * size * earned
        reported *= np.exp(_REPORTING_ERROR * rng.standard_normal(held.size))
        lost = rng.random(held.size) < _LOST
        before, after = held & (training.year == year), held & (training.year < year)
        parts.append(_rows(training, year, INCOME_BEFORE, reported, before, np.zeros_like(lost)))
        parts.append(_rows(training, year, INCOME, reported, after, lost))
    return pa.concat_tables(parts)


def _rows(
    training: Training,
    year: int,
    measure: str,
    value: NDArray[np.float64],
    asked: NDArray[np.bool_],
    lost: NDArray[np.bool_],
) -> pa.Table:
    at = np.flatnonzero(asked)
    return pa.table(
        {
            "unit": pa.repeat("application", at.size),
            "unit_id": training.applications["application_id"].take(pa.array(at)),
            "year": pa.repeat(pa.scalar(year, pa.int64()), at.size),
            "measure": pa.repeat(measure, at.size),
            "value": pa.array(np.rint(value[at]), mask=lost[at]),
            "n": (~lost[at]).astype(np.int64),
        }
    )
