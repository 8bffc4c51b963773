"""Growth along the distribution: who gained between two dates."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from merata.errors import UsageError
from merata.measurement.quantiles import quantile_of_ranked, ranked
from merata.measurement.welfare import checked


def growth_incidence(
    first: ArrayLike,
    second: ArrayLike,
    *,
    first_weight: ArrayLike | None = None,
    second_weight: ArrayLike | None = None,
    points: int = 100,
    years: float = 1.0,
) -> pa.Table:
    """The growth-incidence curve (Ravallion and Chen 2003): growth of each quantile between two dates.

    `first`, `second`: welfare at the two dates in the same prices, any two samples; `points`: quantiles in the middle
    of as many equal parts of the people; `years` between the dates: growth is a year's. Columns: fraction (of the
    people, poorest first), first, second (the quantiles), growth (second ÷ first to the power 1 ÷ years, − 1; null
    where the quantile was zero). The mean of `growth` up to the headcount's fraction is Ravallion and Chen's rate of
    pro-poor growth.

    Raises `InputError` as `checked` does, `UsageError` for fewer than two points or years that are not positive.
    """
    if points < 2 or not 0 < years < np.inf:
        raise UsageError(f"growth_incidence got {points} points and {years:g} years; expected at least 2, and above 0")
    fraction = (np.arange(points) + 0.5) / points
    before, after = (
        np.array([quantile_of_ranked(*people, p) for p in fraction])
        for people in (ranked(*checked(first, first_weight)), ranked(*checked(second, second_weight)))
    )
    some = before > 0
    growth = np.full(points, np.nan)
    growth[some] = (after[some] / before[some]) ** (1.0 / years) - 1.0
    return pa.table(
        {"fraction": fraction, "first": before, "second": after, "growth": pa.array(growth, from_pandas=True)}
    )
