"""Yearly outcomes of villages, and what reached which village when: the panel that comparisons over time need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LOG_CONSUMPTION = "log_consumption_pc_idr"

NEVER = 9999
"""Stands for the year of what never happened."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Villages observed in every year: `values` is villages × years, in the order of `villages` and `years`.

    `incomplete` counts villages left out because a year is missing. `observations` is the mean number of households
    behind a value; NaN where it is not recorded. `counts` is that mean for each village; None where one is unknown.
    """

    villages: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    incomplete: int
    observations: float
    counts: Floats | None = None

    def __len__(self) -> int:
        return len(self.villages)

    def only(self, kept: Flags) -> Panel:
        """The villages where `kept` is true."""
        names = tuple(name for name, keep in zip(self.villages, kept, strict=True) if keep)
        counts = None if self.counts is None else self.counts[kept]
        return Panel(names, self.years, self.values[kept], self.incomplete, self.observations, counts)

    def among(self, villages: Collection[str]) -> Flags:
        """Which villages of the panel are in `villages`."""
        return np.array([name in villages for name in self.villages], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Served:
    """A village that built projects serve: since when, and the share of its households (the largest of any project)."""

    year: int
    share: float
    projects: tuple[str, ...]


def village_panel(outcomes: pa.Table, measure: str = LOG_CONSUMPTION) -> Panel:
    """The villages that have `measure` in every year in which any has; `InputError` where there are none."""
    chosen = pc.and_(pc.equal(outcomes["unit"], "village"), pc.equal(outcomes["measure"], measure))
    rows = outcomes.filter(pc.and_(chosen, outcomes["value"].is_valid()))
    if not rows.num_rows:
        raise InputError(f"outcomes has no values of {measure} for villages; monitor villages, before and after")
    years, column = np.unique(rows["year"].to_numpy(), return_inverse=True)
    names, row = np.unique(rows["unit_id"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    values = np.full((names.size, years.size), np.nan)
    values[row, column] = rows["value"].to_numpy()
    whole = ~np.isnan(values).any(axis=1)
    if not whole.any():
        raise InputError(f"outcomes: no village has {measure} in every year from {years.min()} to {years.max()}")
    counts = np.zeros(names.size)
    if "n" in rows.column_names:
        behind = np.asarray(pc.fill_null(rows["n"], 0).to_numpy(), dtype=np.float64)
        # A village with an unrecorded number somewhere has none at all.
        known = np.bincount(row, weights=behind > 0) == years.size
        counts = np.where(known, np.bincount(row, weights=behind) / years.size, 0.0)
    counted = counts[whole]
    return Panel(
        villages=tuple(names[whole].tolist()),
        years=tuple(int(year) for year in years),
        values=values[whole],
        incomplete=int(np.count_nonzero(~whole)),
        observations=float(counted.mean()) if counted.all() else float("nan"),
        counts=counted if counted.all() else None,
    )


def entered(delivered: pa.Table, item_id: str) -> dict[str, int]:
    """The first year in which each village got `item_id`, by the table `delivered`."""
    rows = delivered.filter(pc.and_(pc.equal(delivered["item_id"], item_id), delivered["village_code"].is_valid()))
    first = rows.group_by("village_code").aggregate([("year", "min")])
    return dict(zip(first["village_code"].to_pylist(), first["year_min"].to_pylist(), strict=True))


def served(projects: pa.Table, project_villages: pa.Table) -> dict[str, Served]:
    """The villages that built projects serve with some share of their households above zero."""
    built = {row["project_id"]: row["year"] for row in projects.to_pylist() if row["status"] == "built"}
    found: dict[str, Served] = {}
    for row in project_villages.to_pylist():
        name, share = row["project_id"], row["share_of_households"]
        if name in built and share > 0:
            before = found.get(row["village_code"], Served(NEVER, 0.0, ()))
            found[row["village_code"]] = Served(
                min(before.year, built[name]), max(before.share, share), (*before.projects, name)
            )
    return found
