"""Two samples of two dates, and the errors of what is computed from both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.decomposition.sample import interval_columns
from merata.measurement.welfare import Floats, checked
from merata.stats import replication
from merata.stats.design import Design, LonelyRule, design_of_codes
from merata.tables import frames

NAMES = ("first", "second")
Weights = tuple[Floats, Floats]
Levels = dict[str, float]


@dataclass(frozen=True, slots=True)
class Survey:
    """How both samples were drawn, by the names of their columns.

    `panel`: equal labels of stratum and psu are the same cluster at both dates; otherwise the samples are independent.
    `replicates` (0: no errors) and `seed` are of the bootstrap.
    """

    stratum: str | None
    psu: str | None
    panel: bool
    lonely: LonelyRule
    replicates: int
    seed: int
    confidence: float


@dataclass(frozen=True, slots=True)
class TwoDates:
    """Checked welfare and weights of two dates, the tables they are from, and the design of both together."""

    tables: tuple[pa.Table, pa.Table]
    welfare: tuple[Floats, Floats]
    weight: Weights
    design: Design
    survey: Survey

    def estimated(self, levels: Callable[[Weights], Levels]) -> pa.Table:
        """The table of `levels` (component and value, from the weights), with errors by the rescaled bootstrap.

        A weight of zero leaves a row out. An error is null where a replicate has no value, or nothing varies.
        """
        found = levels(self.weight)
        values = np.array(list(found.values()))
        errors = np.full(len(values), np.nan)
        if self.survey.replicates:
            drawn = replication.bootstrap(self.design, replicates=self.survey.replicates, seed=self.survey.seed)
            replicated = np.array([self._replicate(levels, drawn.factor(r), found) for r in range(len(drawn.scale))])
            variance = drawn.variance(replicated, values)
            known = np.isfinite(variance) & (variance > 1e-24 * values**2)
            errors = np.sqrt(np.where(known, variance, np.nan))
        columns = interval_columns(
            list(values),
            list(errors),
            self.design.degrees_of_freedom,
            scale="identity",
            confidence=self.survey.confidence,
        )
        n = sum(len(values) for values in self.welfare)
        return pa.table({"component": list(found), **columns, "n": pa.array([n] * len(found), pa.int64())})

    def _replicate(self, levels: Callable[[Weights], Levels], factor: Floats, found: Levels) -> list[float]:
        first = len(self.weight[0])
        row = factor[self.design.psu]
        try:
            again = levels((self.weight[0] * row[:first], self.weight[1] * row[first:]))
        except InputError:  # what it is of has no value without the clusters left out
            return [np.nan] * len(found)
        return list(again.values())


def two_dates(
    first: Any, second: Any, welfare: str, weight: str | None, other: Sequence[str], survey: Survey
) -> TwoDates:
    """The two tables' columns, checked. `other`: columns that must be there too. Raises as `estimate` does."""
    tables = (frames.arrow(first, NAMES[0]), frames.arrow(second, NAMES[1]))
    needed = [column for column in (welfare, weight, survey.stratum, survey.psu, *other) if column is not None]
    values, weights = [], []
    for table, name in zip(tables, NAMES, strict=True):
        frames.require(table, needed, name)
        one, people = checked(
            frames.numbers(table, welfare, name), None if weight is None else frames.numbers(table, weight, name)
        )
        values.append(one)
        weights.append(people)
    design = _design(tables, survey)
    return TwoDates(tables, (values[0], values[1]), (weights[0], weights[1]), design, survey)


def _design(tables: tuple[pa.Table, pa.Table], survey: Survey) -> Design:
    rows = len(tables[0]) + len(tables[1])
    if survey.panel and survey.psu is None:
        raise UsageError("a panel needs psu=, the column that says which clusters of the two dates are the same")
    strata, names = _codes(tables, survey.stratum, apart=not survey.panel)
    # Where no errors are wanted, a cluster alone in its stratum is no obstacle.
    lonely: LonelyRule = survey.lonely if survey.replicates else "certainty"
    if survey.psu is None:
        return design_of_codes(strata, names, np.arange(rows), rows, lonely=lonely)
    psu, labels = _codes(tables, survey.psu, apart=False)
    return design_of_codes(strata, names, psu, len(labels), lonely=lonely)


def _codes(
    tables: tuple[pa.Table, pa.Table], column: str | None, *, apart: bool
) -> tuple[NDArray[np.int32], list[Any]]:
    """The labels of both dates as numbers; `apart`: equal labels of the two dates are two."""
    labels = []
    for table, name in zip(tables, NAMES, strict=True):
        if column is None:
            ones = ["all"] * len(table)
        else:
            numbers, values = frames.codes(table, column, name)
            ones = [str(values[number]) for number in numbers]
        labels.append([f"{one} ({name})" for one in ones] if apart else ones)
    return frames.codes(pa.table({"label": labels[0] + labels[1]}), "label")
