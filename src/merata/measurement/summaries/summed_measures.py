"""Measures from the sums of buckets: the same smooth functions of totals as those of rows, and quantiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from merata.measurement import smooth, summing
from merata.measurement.measures import Measure
from merata.measurement.summaries.bucket_table import BucketTable, Reached
from merata.measurement.summaries.welfare_sums import POVERTY, UNIT_IDR, WEIGHT
from merata.measurement.totals import Term, Totals
from merata.measurement.welfare import Floats

_FIFTHS = (0.2, 0.8)
_MASS: Term = (-1, 0.0)
"""Not a term of a measure: the group's welfare mass, in million rupiah × weight."""


def summable(measure: Measure) -> bool:
    """Whether a measure follows from the sums."""
    if measure.smooth is None:
        return _quantile_of(measure.name) is not None
    gaps = [parameter for code, parameter in measure.terms if code == summing.GAP]
    return all(parameter in (0, 1, 2) for parameter in gaps)


def _quantile_of(name: str) -> tuple[float, ...] | None:
    """The shares of people whose quantiles a measure that is no smooth function of sums is made of."""
    if name == "s80s20":
        return _FIFTHS
    if name == "median":
        return (0.5,)
    kind, _, parameter = name.rstrip(")").partition("(")
    return (float(parameter),) if kind == "quantile" else None


def shares_needed(chosen: Sequence[Measure], terms: Sequence[Term]) -> list[float]:
    """The shares of people at which welfare must be looked up."""
    shares = [parameter for code, parameter in terms if code == summing.BELOW]
    shares += [share for measure in chosen if measure.smooth is None for share in _quantile_of(measure.name) or ()]
    return list(dict.fromkeys(shares))


def value_of(measure: Measure, totals: Totals, reached: Mapping[float, Reached]) -> Floats:
    """A measure of each group; NaN where it does not exist."""
    if measure.smooth is not None:
        return measure.smooth(totals)[0]
    if measure.name == "s80s20":
        poorest, richest = (reached[share] for share in _FIFTHS)
        mass = totals.total[:, totals.place[_MASS]]
        ratio = (mass - richest.mass_up_to) / np.where(poorest.mass_up_to > 0, poorest.mass_up_to, np.nan)
        # Nobody above the fourth quintile leaves nothing but rounding.
        return np.where(mass - richest.mass_up_to > 1e-12 * mass, ratio, np.nan)
    (share,) = _quantile_of(measure.name) or (np.nan,)
    return reached[share].quantile


def totals_of(
    table: BucketTable,
    terms: Sequence[Term],
    powers: Sequence[float],
    rows: Mapping[str, Floats],
    reached: Mapping[float, Reached],
) -> Totals:
    """The groups' sums as the totals of which measures are smooth functions (`merata.measurement.totals`)."""
    sums = {name: table.by_group(table.column(name)) for name in (WEIGHT, "mass", "positive", "log", "mass_log")}
    weight, mass = sums[WEIGHT], sums["mass"]
    mean = mass / weight
    positive = sums["positive"] / weight
    total: dict[Term, Floats] = {
        smooth.ONE: np.ones_like(mean),
        smooth.WELFARE: np.ones_like(mean),
        smooth.POSITIVE: positive,
        smooth.LOG: sums["log"] / weight - positive * np.log(mean),
        smooth.WELFARE_LOG: sums["mass_log"] / mass - np.log(mean),
        # The engine's rank sum has each value's own weight taken out already.
        smooth.RANK: table.rank_sum() / (weight * mass),
        smooth.OWN: np.zeros_like(mean),
        _MASS: mass,
    }
    quantile = dict.fromkeys(total, np.zeros_like(mean))
    for name, term in zip(POVERTY, (smooth.gap(0.0), smooth.gap(1.0), smooth.gap(2.0), smooth.LOG_GAP), strict=True):
        if name in rows:
            total[term] = rows[name] / weight
    for place, power in enumerate(powers):
        moment = table.by_group(table.column(f"power_{place}"))
        total[smooth.power(power)] = moment / weight / mean**power
    for share, found in reached.items():
        relative = found.welfare / UNIT_IDR / mean
        held = (found.mass_below + (share * weight - found.weight_below) * found.welfare / UNIT_IDR) / mass
        total[smooth.below(share)] = held - share * relative
        quantile[smooth.below(share)] = relative
    listed_terms = [*dict.fromkeys((*terms, *total))]
    none = np.zeros(len(mean), dtype=np.int64)
    zero = np.zeros_like(mean)
    return Totals(
        place={term: place for place, term in enumerate(listed_terms)},
        mean=mean * UNIT_IDR,
        total=np.column_stack([total.get(term, np.full_like(mean, np.nan)) for term in listed_terms]),
        quantile=np.column_stack([quantile.get(term, zero) for term in listed_terms]),
        covariance=None,
        rows=none,
        positive_rows=none,
        psus=none,
        strata=none,
    )
