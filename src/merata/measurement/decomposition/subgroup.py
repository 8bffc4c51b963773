"""Inequality within and between groups of people: how much of it is of the groups, and how much inside each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.measurement import inequality as scalar
from merata.measurement import influence
from merata.measurement.decomposition.sample import Sample, interval_columns, nullable, sample_of
from merata.measurement.measures import named
from merata.measurement.welfare import Floats, given, not_all_zero
from merata.stats.design import LonelyRule
from merata.stats.intervals import Scale
from merata.tables import frames


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of the result: a component, or one group's part of what lies within groups."""

    component: str
    value: float
    se: float
    n: int
    group: Any = None
    index: float = np.nan
    population_share: float = 1.0
    welfare_share: float = 1.0


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups' shares of people (p) and of welfare (s), and how they move with a row's weight."""

    sample: Sample
    number: NDArray[np.integer]
    labels: list[Any]
    kind: pa.DataType
    people: float
    total: float
    p: Floats
    s: Floats

    def rows(self, group: int) -> NDArray[np.bool_]:
        return np.asarray(self.number == group)

    def of_people(self, rows: NDArray[np.bool_], group: int) -> Floats:
        """Influence (rows) on the group's share of people."""
        return np.asarray((rows - self.p[group]) / self.people)

    def of_welfare(self, rows: NDArray[np.bool_], group: int) -> Floats:
        """Influence (rows) on the group's share of welfare."""
        return np.asarray(self.sample.welfare * (rows - self.s[group]) / self.total)

    def without_inequality(self, group: int) -> _Part:
        """The part of a group that holds nothing."""
        n = int(np.count_nonzero(self.rows(group)))
        return _Part("group", 0.0, np.nan, n, self.labels[group], np.nan, float(self.p[group]), 0.0)


def entropy_by_subgroup(  # noqa: PLR0913 - one parameter an aspect of a survey, all by keyword
    table: Any,
    *,
    welfare: str,
    weight: str | None,
    by: str,
    alpha: float = 1.0,
    stratum: str | None = None,
    psu: str | None = None,
    lonely: LonelyRule = "refuse",
    confidence: float = 0.95,
) -> pa.Table:
    """The generalised entropy index GE(α), split exactly into inequality within and between the groups of `by`.

    α = 1 is Theil's T, 0 Theil's L. GE(α) = Σ_g p_g^(1−α)·s_g^α·GE_g(α) + (Σ_g p_g^(1−α)·s_g^α − 1) ÷ (α(α − 1)), with
    p_g and s_g the group's shares of people and of welfare: the first sum is within, one contribution a group; the
    rest, the index if everybody had the mean of their group, is between. For α = 1 between is Σ s_g·ln(s_g/p_g), for α
    = 0 Σ p_g·ln(p_g/s_g). A. F. Shorrocks (1984), "Inequality decomposition by population subgroups", Econometrica 52.

    `table` is Arrow or what Narwhals reads; the others name its columns: `weight` counts persons (None: all rows
    alike), without `stratum` there is one, without `psu` every row is its own cluster. As in
    `merata.measurement.estimate`, the index is of the positive values for α = 1 and α ≤ 0; zeros count for any other.

    Columns: component ("total", "within", "between", then "group" for each group in order), group, value (of a group:
    its contribution to within), se, low, high, df, fraction (value ÷ total; null where the total is 0), index (the
    group's own), population_share and welfare_share, n (rows counted). `se` is by linearisation, equal to that of R's
    `convey::svygeidec`; null where nothing varies. Intervals as `estimate` has them, df = clusters − strata.
    A group of which no row counts, or that holds nothing, has a null index and contributes 0.

    Raises as `merata.measurement.estimate` does for columns and designs; `InputError` where nobody holds anything;
    `UsageError` for an `alpha` that is not finite.
    """
    power = given(alpha, "entropy_by_subgroup", "alpha")
    groups = _groups(table, welfare, weight, by, stratum, psu, lonely, of_positive=power <= 0 or power == 1)
    sample = groups.sample
    measure, moved_by = _entropy(power)
    of_value = moved_by(sample.welfare, sample.weight)
    parts: list[_Part] = []
    of_within = np.zeros_like(of_value)
    for group in range(len(groups.labels)):
        part, moved = _entropy_of_group(groups, group, power)
        of_within += moved
        parts.append(part)
    rows = len(sample.welfare)
    whole = [
        _Part("total", measure(sample.welfare, sample.weight), sample.error(of_value), rows),
        _Part("within", sum(part.value for part in parts), sample.error(of_within), rows),
        _Part("between", _between(groups, power), sample.error(of_value - of_within), rows),
    ]
    return _table(groups, [*whole, *parts], named(f"ge({alpha:g})").scale, confidence)


def gini_by_subgroup(
    table: Any,
    *,
    welfare: str,
    weight: str | None,
    by: str,
    stratum: str | None = None,
    psu: str | None = None,
    lonely: LonelyRule = "refuse",
    confidence: float = 0.95,
) -> pa.Table:
    """The Gini index split into inequality between the groups of `by`, within them, and their overlap.

    G = G_B + Σ_g p_g·s_g·G_g + R, with p_g and s_g the group's shares of people and of welfare and G_g its own Gini.
    G_B is the Gini if everybody had the mean of their group; the residual R is the overlap: it is 0 where the groups'
    ranges of welfare do not meet, and rises the more people of poorer groups outrank people of richer ones. N.
    Bhattacharya and B. Mahalanobis (1967), JASA 62; P. J. Lambert and J. R. Aronson (1993), Economic Journal 103.

    Arguments and columns as in `entropy_by_subgroup`, the components being "total", "between", "within", "overlap" and
    "group" (contributions to within); between + within + overlap is the total. Zeros count. `se` is by linearisation,
    with the derivative of the index of all pairs, so that of the total differs from `estimate`'s by the order of one
    row. Intervals are on the logit scale.

    Raises as `entropy_by_subgroup` does.
    """
    groups = _groups(table, welfare, weight, by, stratum, psu, lonely, of_positive=False)
    sample = groups.sample
    value = scalar.gini(sample.welfare, sample.weight)
    of_value = influence.s_gini(sample.welfare, sample.weight, 2.0)
    parts: list[_Part] = []
    of_within = np.zeros_like(of_value)
    for group in range(len(groups.labels)):
        part, moved = _gini_of_group(groups, group)
        of_within += moved
        parts.append(part)
    between, of_between = _gini_between(groups)
    rows, within = len(sample.welfare), float(sum(part.value for part in parts))
    # Rounding must not make an overlap of groups that do not meet.
    overlap = max(value - between - within, 0.0)
    whole = [
        _Part("total", value, sample.error(of_value), rows),
        _Part("between", between, sample.error(of_between), rows),
        _Part("within", within, sample.error(of_within), rows),
        _Part("overlap", overlap, sample.error(of_value - of_between - of_within), rows),
    ]
    return _table(groups, [*whole, *parts], "logit", confidence)


def _groups(
    table: Any,
    welfare: str,
    weight: str | None,
    by: str,
    stratum: str | None,
    psu: str | None,
    lonely: LonelyRule,
    *,
    of_positive: bool,
) -> _Groups:
    data = frames.arrow(table)
    frames.require(data, [column for column in (welfare, weight, by, stratum, psu) if column is not None])
    everyone = sample_of(data, frames.numbers(data, welfare), weight, stratum, psu, lonely)
    not_all_zero(everyone.welfare, everyone.weight)
    number, labels = frames.codes(data, by)
    counted = everyone.welfare > 0 if of_positive else np.ones(len(number), dtype=bool)
    sample, number = everyone.of(counted), number[counted]
    weights = np.bincount(number, weights=sample.weight, minlength=len(labels))
    masses = np.bincount(number, weights=sample.weight * sample.welfare, minlength=len(labels))
    people, total = float(weights.sum()), float(masses.sum())
    return _Groups(sample, number, labels, data[by].type, people, total, weights / people, masses / total)


def _entropy(power: float) -> tuple[Callable[[Floats, Floats], float], Callable[[Floats, Floats], Floats]]:
    """The index and its influence."""
    if power == 1:
        return scalar.theil_t, influence.theil_t
    if power == 0:
        return scalar.theil_l, influence.theil_l
    return lambda y, w: scalar.ge(y, w, power), lambda y, w: influence.ge(y, w, power)


def _entropy_of_group(groups: _Groups, group: int, power: float) -> tuple[_Part, Floats]:
    """A group's contribution to within, and the influence of each row on it."""
    rows, sample = groups.rows(group), groups.sample
    p, s = float(groups.p[group]), float(groups.s[group])
    moved = np.zeros(len(rows))
    if s == 0:
        return groups.without_inequality(group), moved
    measure, moved_by = _entropy(power)
    y, w = sample.welfare[rows], sample.weight[rows]
    index = measure(y, w)
    factor = p ** (1.0 - power) * s**power
    moved[rows] = factor * moved_by(y, w)
    of_shares = (1.0 - power) * groups.of_people(rows, group) / p + power * groups.of_welfare(rows, group) / s
    moved += factor * index * of_shares
    error = sample.error(moved)
    return _Part("group", factor * index, error, len(y), groups.labels[group], index, p, s), moved


def _between(groups: _Groups, power: float) -> float:
    counted = groups.p > 0
    p, s = groups.p[counted], groups.s[counted]
    if power == 1:
        return max(float(np.sum(s * np.log(s / p))), 0.0)
    if power == 0:
        return max(float(np.sum(p * np.log(p / s))), 0.0)
    return max(float((np.sum(p ** (1.0 - power) * s**power) - 1.0) / (power * (power - 1.0))), 0.0)


def _gini_of_group(groups: _Groups, group: int) -> tuple[_Part, Floats]:
    """A group's contribution p·s·G to within, and the influence of each row on it."""
    rows, sample = groups.rows(group), groups.sample
    p, s = float(groups.p[group]), float(groups.s[group])
    moved = np.zeros(len(rows))
    if s == 0:
        return groups.without_inequality(group), moved
    y, w = sample.welfare[rows], sample.weight[rows]
    index = scalar.gini(y, w)
    moved[rows] = p * s * influence.s_gini(y, w, 2.0)
    moved += index * (s * groups.of_people(rows, group) + p * groups.of_welfare(rows, group))
    return _Part("group", p * s * index, sample.error(moved), len(y), groups.labels[group], index, p, s), moved


def _gini_between(groups: _Groups) -> tuple[float, Floats]:
    """The Gini of the groups' means, and its influence: Σ s_g·(2·P_g − p_g) − 1, poorest group first."""
    order = np.argsort(groups.s / groups.p, kind="stable")
    p, s = groups.p[order], groups.s[order]
    middle = 2.0 * np.cumsum(p) - p
    value = max(float(np.sum(s * middle)) - 1.0, 0.0)
    # A person counts twice below every richer group, and once within their own.
    richer = 2.0 * (np.cumsum(s[::-1])[::-1] - s) + s
    by_group = np.empty((2, len(p)))
    by_group[:, order] = richer - np.sum(p * richer), middle - np.sum(s * middle)
    of_people, of_welfare = by_group[:, groups.number]
    moved: Floats = of_people / groups.people + groups.sample.welfare * of_welfare / groups.total
    return value, moved


def _table(groups: _Groups, parts: list[_Part], scale: Scale, confidence: float) -> pa.Table:
    total = parts[0].value
    kind = groups.kind.value_type if pa.types.is_dictionary(groups.kind) else groups.kind
    estimates = interval_columns(
        [part.value for part in parts],
        [part.se for part in parts],
        groups.sample.degrees,
        scale=scale,
        confidence=confidence,
    )
    return pa.table(
        {
            "component": [part.component for part in parts],
            "group": pa.array([part.group for part in parts], kind),
            **estimates,
            "fraction": nullable([part.value / total if total > 0 else np.nan for part in parts]),
            "index": nullable([part.index for part in parts]),
            "population_share": nullable([part.population_share for part in parts]),
            "welfare_share": nullable([part.welfare_share for part in parts]),
            "n": pa.array([part.n for part in parts], pa.int64()),
        }
    )
