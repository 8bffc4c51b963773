"""What every decomposition has in common: the rows it is of, the design they were drawn by, and its errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement.welfare import Floats, checked
from merata.stats.design import Design, LonelyRule, design_of_codes, variance_of_total
from merata.stats.intervals import Scale, interval
from merata.tables import frames


@dataclass(frozen=True, slots=True)
class Sample:
    """Checked arrays of the rows that count, the design of the whole sample, and which of its rows they are."""

    welfare: Floats
    weight: Floats
    design: Design
    rows: NDArray[np.intp]

    def error(self, influence: Floats) -> float:
        """The standard error of what has this influence (rows); NaN where it does not vary."""
        weighted = self.weight * influence
        variance = variance_of_total(weighted, self.design, self.rows)
        noise = (1e-12 * float(np.abs(weighted).sum())) ** 2
        return float(np.sqrt(variance)) if variance > noise else np.nan

    @property
    def degrees(self) -> int:
        """Clusters less strata among the rows that count, at least 1."""
        counted = np.zeros(len(self.design.psu), dtype=bool)
        counted[self.rows] = True
        return self.design.degrees_within(counted)

    def of(self, chosen: NDArray[np.bool_]) -> Sample:
        """The sample of which only the `chosen` rows count."""
        return Sample(self.welfare[chosen], self.weight[chosen], self.design, self.rows[chosen])


def sample_of(
    data: pa.Table, welfare: Floats, weight: str | None, stratum: str | None, psu: str | None, lonely: LonelyRule
) -> Sample:
    """The sample of `welfare` (rows). Without `stratum` there is one, without `psu` every row is its own cluster."""
    values, weights = checked(welfare, None if weight is None else frames.numbers(data, weight))
    rows = len(values)
    strata, names = (np.zeros(rows, np.int32), ["all"]) if stratum is None else frames.codes(data, stratum)
    if psu is None:
        design = design_of_codes(strata, names, np.arange(rows), rows, lonely=lonely)
    else:
        clusters, labels = frames.codes(data, psu)
        design = design_of_codes(strata, names, clusters, len(labels), lonely=lonely)
    return Sample(values, weights, design, np.arange(rows))


def nullable(values: Sequence[float] | Floats) -> pa.Array:
    """A column of numbers; what is not one is null."""
    return pa.array(np.asarray(values, dtype=np.float64), from_pandas=True)


def interval_columns(
    values: Sequence[float], errors: Sequence[float], degrees: int, *, scale: Scale, confidence: float
) -> dict[str, pa.Array]:
    """The columns value, se, low, high and df. `UsageError` for a confidence that is not between 0 and 1."""
    if not 0 < confidence < 1:
        raise UsageError(f"confidence is {confidence}; expected a number between 0 and 1")
    low, high = interval(values, errors, np.full(len(values), degrees), scale=scale, confidence=confidence)
    return {
        **{name: nullable(column) for name, column in (("value", values), ("se", errors))},
        **{name: nullable(column) for name, column in (("low", low), ("high", high))},
        "df": pa.array([degrees] * len(values), pa.int64()),
    }
