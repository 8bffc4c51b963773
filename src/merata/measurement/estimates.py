"""An estimate of one measure for one area, with what is known of its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from merata.errors import UsageError
from merata.measurement.measures import Measure, is_fraction
from merata.measurement.welfare import Floats
from merata.stats.intervals import interval
from merata.stats.prediction import prediction_interval

FLAG_CAUTION_RSE = 0.25
"""Above this relative standard error an estimate is to be read with caution (BPS's convention)."""
FLAG_WITHHELD_RSE = 0.50
"""Above this relative standard error an estimate is not to be published (BPS's convention)."""
CONFIDENCE = 0.95
"""The chance with which an interval is built to hold the true value."""

FEWEST_DEGREES = 8
"""Degrees of freedom (clusters less strata) below which a standard error is itself too little known to vouch for an
estimate, however small it came out: with 8 the relative standard error of a variance, √(2 ÷ degrees), is one half.

J. Parker and others, *National Center for Health Statistics Data Presentation Standards for Proportions*, Vital and
Health Statistics 2(175), 2017: fewer than 8 call for review."""
FEWEST_SAMPLED = 30
"""Sampled households below which an interval's shape is not to be relied on (Parker and others 2017, who suppress such
proportions; here they are marked, as what may be published is BPS's convention and disclosure control)."""

FEWEST_FOR_CAUTION = 10
"""Registered households that an area needs for a value of unknown error to be told at all."""

Flag = Literal["caution", "withheld"]
Method = Literal["direct", "predicted", "truth", "population"]


@dataclass(frozen=True, slots=True)
class Publication:
    """From which relative standard error on an estimate is marked, and from which it is withheld from the public."""

    caution_rse: float = FLAG_CAUTION_RSE
    withheld_rse: float = FLAG_WITHHELD_RSE

    def __post_init__(self) -> None:
        if not 0 < self.caution_rse <= self.withheld_rse:
            raise UsageError(
                f"caution from {self.caution_rse:g} and withheld from {self.withheld_rse:g}: expected relative "
                "standard errors above 0, the second no less than the first"
            )

    def flag(self, value: float, se: float) -> Flag | None:
        """The flag that the relative standard error of `value` calls for."""
        if se > self.withheld_rse * abs(value):
            return "withheld"
        return "caution" if se > self.caution_rse * abs(value) else None

    def sampled_flag(self, value: float, se: float | None, *, degrees: int, n: int) -> Flag | None:
        """The flag of a survey's `value`: that of its relative standard error, and at least "caution" where its error
        is unknown (`se` None), rests on fewer than `FEWEST_DEGREES`, or `n` is below `FEWEST_SAMPLED` households.
        """
        found = "caution" if se is None else self.flag(value, se)
        return "caution" if found is None and (degrees < FEWEST_DEGREES or n < FEWEST_SAMPLED) else found


BPS = Publication()
"""The convention of BPS: 25% and 50%."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure of one area.

    `area` is its code; `value` a fraction, a ratio or rupiah per person per month; `se` its standard error,
    None where unknown; `low` and `high` the 95% interval; `n` the sampled households behind a direct estimate
    or the registered ones behind a predicted one; `flag` None, "caution" or "withheld": a withheld value stays
    here for the analyst, and reports hide it (`Publication` says when). `method` says where the value comes from.
    """

    area: str
    measure: str
    value: float
    se: float | None
    low: float | None
    high: float | None
    n: int
    flag: Flag | None
    method: Method = "direct"

    def as_json(self) -> dict[str, str | float | int | None]:
        """The estimate as a JSON object with the keys area, measure, value, se, low, high, n and flag."""
        return {
            "area": self.area,
            "measure": self.measure,
            "value": self.value,
            "se": self.se,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "flag": self.flag,
        }


def direct_estimate(
    area: str, measure: Measure, value: float, *, se: float | None, degrees: int, n: int, rule: Publication = BPS
) -> Estimate:
    """A survey estimate with its t interval of `degrees` degrees of freedom, on the measure's own scale, cut at 0.

    An `se` that is None leaves the interval unknown too. Flagged as `Publication.sampled_flag` says: the small `se` of
    a few clusters that agree by chance is no assurance (`benchmarks/few_clusters.py`).
    """
    flag = rule.sampled_flag(value, se, degrees=degrees, n=n)
    if se is None:
        return Estimate(area, measure.name, value, None, None, None, n, flag, "direct")
    low, high = interval([value], [se], [degrees], scale=measure.scale, confidence=CONFIDENCE)
    ends = (max(float(low[0]), 0.0), float(high[0]))
    return Estimate(area, measure.name, value, se, *ends, n, flag, "direct")


def predicted_estimate(area: str, measure: str, draws: Floats, *, n: int, rule: Publication = BPS) -> Estimate:
    """An estimate from the measure's value in each of at least two `draws`: their mean, standard deviation and
    the interval that one more draw would fall in, 95 times in 100 (`merata.stats.prediction`).

    Where all draws agree they say nothing of the error, which is then None as the interval is: one household is
    not a perfectly equal village. Such a value is withheld where `n`, the area's registered households, is below
    `FEWEST_FOR_CAUTION`.
    """
    value = float(draws.mean())
    # Shares agree to the last digit or they do not; what rounding leaves of nothing is not a spread.
    if np.ptp(draws) <= 1e-12 * max(abs(value), 1.0):
        flag: Flag = "withheld" if n < FEWEST_FOR_CAUTION else "caution"
        return Estimate(area, measure, value, None, None, None, n, flag, "predicted")
    se = float(draws.std(ddof=1))
    low, high = prediction_interval(draws, within=(0.0, 1.0 if is_fraction(measure) else np.inf))
    return Estimate(area, measure, value, se, low, high, n, rule.flag(value, se), "predicted")


def true_value(area: str, measure: str, value: float, *, n: int, method: Method = "truth") -> Estimate:
    """The exact value of a population that is known in full: no error."""
    return Estimate(area, measure, value, 0.0, value, value, n, None, method)
