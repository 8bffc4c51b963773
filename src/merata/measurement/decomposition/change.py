"""Why poverty or inequality changed between two dates: growth, redistribution, the line, the groups of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.decomposition.shapley import shapley
from merata.measurement.decomposition.two_dates import NAMES, Levels, Survey, TwoDates, Weights, two_dates
from merata.measurement.inequality import theil_l
from merata.measurement.measures import named
from merata.measurement.welfare import Floats
from merata.stats.design import LonelyRule
from merata.tables import frames

Poverty = Callable[[Floats, Floats, float], float]
"""A measure of poverty, from welfare (rows), weights (rows) and a line."""


def poverty_change(  # noqa: PLR0913 - one parameter an aspect of the two surveys, all by keyword
    first: Any,
    second: Any,
    *,
    welfare: str,
    weight: str | None,
    line: float | Sequence[float],
    measure: str | Poverty = "p0",
    method: str = "shapley",
    stratum: str | None = None,
    psu: str | None = None,
    panel: bool = False,
    lonely: LonelyRule = "refuse",
    replicates: int = 200,
    seed: int = 1,
    confidence: float = 0.95,
) -> pa.Table:
    """The change of a poverty measure between the tables `first` and `second`, by cause.

    Poverty is P(μ, L, z) of mean welfare, the Lorenz curve and the line. growth is what the mean's change alone would
    have done, redistribution what the Lorenz curve's did, line what a change of the line did: `line` is one in constant
    prices, or one a date. With "shapley" each is the average of what the factor does over all orders in which the
    factors can change: exact, without a rest (S. Kolenikov and A. Shorrocks 2005, Journal of Economic Inequality 3;
    Shorrocks 2013). With "datt_ravallion" growth = P(μ₂, L₁) − P(μ₁, L₁) and redistribution = P(μ₁, L₂) − P(μ₁, L₁),
    which leaves a residual (G. Datt and M. Ravallion 1992, Journal of Development Economics 38); the line must be one.

    `measure` is one of poverty ("p1", "fgt(1.5)", "watts", "sen"; Watts is of the positive values), or a function of
    welfare, weights and line.

    Columns: component (first, second, change, then the causes), value, se, low, high, df, n (rows of both). `se` is by
    the rescaled bootstrap over clusters, `replicates` times (0: none, se is null) with `seed`: without `stratum` there
    is one, without `psu` every row is its own cluster; the two samples are independent, or with `panel` clusters of
    equal label are the same at both dates. Intervals are value ± t·se with df = clusters − strata of both dates.

    Raises `UsageError` for a measure without line, an unknown method, lines that are not positive; `InputError` as
    `merata.measurement.estimate` does, and where nobody holds anything at a date or the measure does not exist.
    """
    poverty, lines = _poverty(measure), _lines(line)
    if method not in ("shapley", "datt_ravallion"):
        raise UsageError(f"method is {method!r}; expected 'shapley' or 'datt_ravallion'")
    if method == "datt_ravallion" and lines[0] != lines[1]:
        raise UsageError("datt_ravallion needs one line for both dates, in constant prices; or take 'shapley'")
    survey = Survey(stratum, psu, panel, lonely, replicates, seed, confidence)
    dates = two_dates(first, second, welfare, weight, [], survey)

    def levels(weights: Weights) -> Levels:
        at = _counterfactual(dates, weights, lines, poverty)
        before, after = at(0, 0, 0), at(1, 1, 1)
        if method == "shapley":
            growth, redistribution, moved = shapley(at, 3)
            causes = {"growth": growth, "redistribution": redistribution}
            causes |= {"line": moved} if lines[0] != lines[1] else {}
        else:
            causes = {"growth": at(1, 0, 0) - before, "redistribution": at(0, 1, 0) - before}
            causes["residual"] = after - before - sum(causes.values())
        return {"first": before, "second": after, "change": after - before, **causes}

    return dates.estimated(levels)


def inequality_change(  # noqa: PLR0913 - one parameter an aspect of the two surveys, all by keyword
    first: Any,
    second: Any,
    *,
    welfare: str,
    weight: str | None,
    by: str,
    stratum: str | None = None,
    psu: str | None = None,
    panel: bool = False,
    lonely: LonelyRule = "refuse",
    replicates: int = 200,
    seed: int = 1,
    confidence: float = 0.95,
) -> pa.Table:
    """The change of Theil's L between the tables `first` and `second`, by cause: what moved within and between groups.

    L = Σ_g p_g·L_g + ln(Σ_g p_g·μ_g) − Σ_g p_g·ln μ_g, with p_g the share of people of a group of `by`, L_g its own
    index and μ_g its mean. within is the effect of all L_g, population that of all p_g, means that of all μ_g, each
    averaged over the orders in which they can change (Shapley), so that they add up. After D. Mookherjee and A.
    Shorrocks (1982), Economic Journal 92, whose own split is approximate in the means. Of the positive values, as
    `estimate` has it.

    Columns and errors as in `poverty_change`; an error is null where a replicate leaves out the whole of a group.

    Raises `InputError` as `poverty_change` does, and naming groups that only one of the dates has.
    """
    survey = Survey(stratum, psu, panel, lonely, replicates, seed, confidence)
    dates = two_dates(first, second, welfare, weight, [by], survey)
    numbers, groups = _same_groups(dates, by)

    def levels(weights: Weights) -> Levels:
        parts = [_by_group(dates.welfare[date], weights[date], numbers[date], groups) for date in (0, 1)]

        def at(within: int, population: int, means: int) -> float:
            index, p, mean = parts[within][0], parts[population][1], parts[means][2]
            return float(np.sum(p * index) + np.log(np.sum(p * mean)) - np.sum(p * np.log(mean)))

        before, after = at(0, 0, 0), at(1, 1, 1)
        causes = dict(zip(("within", "population", "means"), shapley(at, 3), strict=True))
        return {"first": before, "second": after, "change": after - before, **causes}

    return dates.estimated(levels)


def _lines(line: float | Sequence[float]) -> tuple[float, float]:
    lines = [float(one) for one in np.atleast_1d(np.asarray(line, dtype=np.float64))]
    if len(lines) not in (1, 2) or not all(np.isfinite(one) and one > 0 for one in lines):
        raise UsageError(f"line is {line}; expected one positive number, or one for each date")
    return lines[0], lines[-1]


def _poverty(measure: str | Poverty) -> Poverty:
    if not isinstance(measure, str):
        return measure
    chosen = named(measure)
    if not chosen.needs_line:
        raise UsageError(f"{measure} is no measure of poverty at a line; expected p0, p1, p2, fgt(…), watts or sen")
    return chosen.value


def _counterfactual(
    dates: TwoDates, weights: Weights, lines: tuple[float, float], poverty: Poverty
) -> Callable[[int, int, int], float]:
    """Poverty with the mean, the Lorenz curve and the line of the dates 0 or 1."""
    samples = []
    for welfare, weight, name in zip(dates.welfare, weights, NAMES, strict=True):
        counted = weight > 0
        mean = float(np.average(welfare[counted], weights=weight[counted])) if counted.any() else 0.0
        if mean <= 0:
            raise InputError(f"{name}: nobody holds anything, so growth cannot be told from redistribution")
        samples.append((welfare[counted], weight[counted], mean))

    def at(mean: int, curve: int, line: int) -> float:
        welfare, weight, own = samples[curve]
        z = lines[line]
        scaled = welfare
        if mean != curve:
            scaled = welfare * (samples[mean][2] / own)
            # Whoever comes to be on the line is not poor, which rounding must not decide.
            scaled[np.abs(scaled - z) <= 1e-12 * z] = z
        value = float(poverty(scaled, weight, z))
        if not np.isfinite(value):
            raise InputError("the measure of poverty does not exist at these dates; choose one that takes such values")
        return value

    return at


def _by_group(
    welfare: Floats, weight: Floats, number: NDArray[np.integer], groups: int
) -> tuple[Floats, Floats, Floats]:
    """Each group's Theil L, share of people and mean, of the positive values with a weight."""
    counted = (weight > 0) & (welfare > 0)
    y, w, g = welfare[counted], weight[counted], number[counted]
    people = np.bincount(g, weights=w, minlength=groups)
    if not people.all():
        raise InputError(f"{np.count_nonzero(people == 0)} groups hold nothing at one of the dates; merge them")
    mean = np.bincount(g, weights=w * y, minlength=groups) / people
    index = np.array([theil_l(y[g == group], w[g == group]) for group in range(groups)])
    return index, people / people.sum(), mean


def _same_groups(dates: TwoDates, by: str) -> tuple[list[NDArray[np.int32]], int]:
    """Each date's groups as numbers of the labels that both have, and how many."""
    numbers, labels = zip(
        *(frames.codes(table, by, name) for table, name in zip(dates.tables, NAMES, strict=True)), strict=True
    )
    for here, other, name in ((labels[0], labels[1], NAMES[0]), (labels[1], labels[0], NAMES[1])):
        alone = [label for label in here if label not in other]
        if alone:
            raise InputError(f"only the {name} date has {by} {', '.join(map(str, alone[:10]))}; merge or leave out")
    return list(numbers), len(labels[0])
