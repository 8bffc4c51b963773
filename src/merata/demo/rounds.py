"""Three yearly rounds: which villages entered the empowerment programme when, what monitoring saw of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo.planted import EMPOWERMENT_ID, NEVER
from merata.stats.rounding import apportion

ENTRY_YEARS = (2023, 2024, 2025)
MONITORED = 30
"""Households of each village whose consumption is asked every year, the same ones."""

_PART = 105
_ENTERING_SHARE = 0.14
"""Share of desa that enter in each of `ENTRY_YEARS`; kelurahan never do (assumption)."""
_GRANT_IDR = 150_000_000
_SOUTHERN_WEIGHT = 1.6
_REPORTING_ERROR = 0.10


def entry_years(villages: pa.Table, *, seed: int) -> NDArray[np.int64]:
    """The year in which each village entered, `NEVER` for most; southern desa entered more often."""
    rng = np.random.default_rng([seed, _PART])
    desa = pc.equal(villages["type"], "desa").to_numpy()
    south = pc.equal(villages["side_of_brantas"], "selatan").to_numpy()
    weight = np.where(south, _SOUTHERN_WEIGHT, 1.0)
    order = np.argsort(np.where(desa, rng.exponential(size=desa.size) / weight, np.inf))
    each = max(1, round(_ENTERING_SHARE * int(desa.sum())))
    entered = np.full(desa.size, NEVER)
    for at, year in enumerate(ENTRY_YEARS):
        entered[order[at * each : (at + 1) * each]] = year
    return entered


def entries(villages: pa.Table, entered: NDArray[np.int64], village: NDArray[np.int64], *, scale: float) -> pa.Table:
    """The grants of villages that entered, in the columns of `delivered` without its identifier."""
    households = np.bincount(village, minlength=entered.size)
    codes = villages["village_code"].to_pylist()
    rows = [
        {
            "year": int(entered[at]),
            "lever": "empowerment",
            "item_id": EMPOWERMENT_ID,
            "village_code": codes[at],
            "households": int(households[at]),
            "amount_idr": round(_GRANT_IDR * scale),
        }
        for at in np.flatnonzero(entered != NEVER)
    ]
    return pa.Table.from_pylist(rows)


def works(projects: pa.Table, project_villages: pa.Table, villages: pa.Table, village: NDArray[np.int64]) -> pa.Table:
    """Built projects by served village, the cost shared by households served, in the columns of `delivered`."""
    count = np.bincount(village, minlength=len(villages))
    households = dict(zip(villages["village_code"].to_pylist(), count, strict=True))
    rows: list[dict[str, object]] = []
    for project in projects.filter(pc.equal(projects["status"], "built")).to_pylist():
        chosen = pc.equal(project_villages["project_id"], project["project_id"])
        reached = project_villages.filter(chosen).to_pylist()
        served = np.array([row["share_of_households"] * households[row["village_code"]] for row in reached])
        rows.extend(
            {
                "year": project["year"],
                "lever": "infrastructure",
                "item_id": project["project_id"],
                "village_code": row["village_code"],
                "households": round(float(number)),
                "amount_idr": int(amount),
            }
            for row, number, amount in zip(reached, served, apportion(project["cost_idr"], served), strict=True)
        )
    return pa.Table.from_pylist(rows)


def monitoring(
    villages: pa.Table,
    village: NDArray[np.int64],
    consumption: Mapping[int, NDArray[np.float64]],
    *,
    seed: int,
) -> pa.Table:
    """The `outcomes` rows of villages: yearly means of the monitored households' reported consumption.

    Two measures: `consumption_pc_idr`, the mean, and `log_consumption_pc_idr`, the mean of natural logarithms,
    which a share of consumption gained adds to. The same households are asked every year; each answer errs
    anew.
    """
    rng = np.random.default_rng([seed, _PART, 1])
    chosen = _monitored(village, rng)
    at, codes = village[chosen], villages["village_code"].to_pylist()
    count = np.bincount(at, minlength=len(codes))
    parts = []
    for year, welfare in consumption.items():
        reported = welfare[chosen] * np.exp(_REPORTING_ERROR * rng.standard_normal(chosen.size))
        for measure, values in (("consumption_pc_idr", reported), ("log_consumption_pc_idr", np.log(reported))):
            mean = np.bincount(at, weights=values, minlength=len(codes)) / count
            parts.append(_rows(codes, year, measure, np.round(mean, 6), count))
    return pa.concat_tables(parts)


def _monitored(village: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Positions of up to `MONITORED` random households of each village."""
    order = np.lexsort((rng.random(village.size), village))
    starts = np.searchsorted(village[order], np.arange(int(village.max()) + 1))
    return order[np.arange(village.size) - starts[village[order]] < MONITORED]


def _rows(codes: list[str], year: int, measure: str, value: NDArray[np.float64], count: NDArray[np.int64]) -> pa.Table:
    size = len(codes)
    return pa.table(
        {
            "unit": pa.repeat("village", size),
            "unit_id": codes,
            "year": pa.repeat(pa.scalar(year, pa.int64()), size),
            "measure": pa.repeat(measure, size),
            "value": value,
            "n": count,
        }
    )
