"""What only a test and `measure --truth` may read: the demo's hidden truth, and what it says of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.tables.folder import Dataset

Numbers = NDArray[np.float64]


def planted(world: Dataset, lever: str) -> float:
    """The effect that the demo planted for a lever."""
    effects = world.read("truth_effects")
    found = effects.filter(pc.equal(effects["lever"], lever))["effect"].unique().to_pylist()
    assert len(found) == 1
    return float(found[0])


def true_consumption(world: Dataset, area: str) -> tuple[pa.Table, Numbers, Numbers]:
    """Households of an area with their true consumption of 2025, rupiah per person a month, and their size."""
    households = world.read("households", ["household_id", "village_code", "size"])
    mine = households.filter(pc.starts_with(households["village_code"], area))
    truth = world.read("truth")
    now = truth.filter(pc.equal(truth["year"], 2025))
    row = pc.index_in(mine["household_id"], value_set=now["household_id"].combine_chunks())
    return mine, now["consumption_pc_idr"].take(row).to_numpy(), mine["size"].to_numpy().astype(float)


def transfers(mine: pa.Table, annual_idr: Mapping[str, int], size: Numbers) -> Numbers:
    """Rupiah per person per month that households get who are paid so much in the year."""
    row = pc.index_in(pa.array(list(annual_idr)), value_set=mine["household_id"].combine_chunks()).to_numpy()
    annual = np.bincount(row, weights=np.array(list(annual_idr.values()), float), minlength=mine.num_rows)
    return np.asarray(annual / 12 / size)


def after_plan(
    world: Dataset, mine: pa.Table, consumption: Numbers, size: Numbers, items: list[dict[str, Any]],
    annual_idr: Mapping[str, int],
) -> Numbers:  # fmt: skip
    """True consumption once the transfers are paid and the works among `items` stand, by the planted effects."""
    served = world.read("project_villages")
    factor = np.ones(mine.num_rows)
    for work in (line for line in items if line["kind"] == "project"):
        for row in served.filter(pc.equal(served["project_id"], work["item_id"])).to_pylist():
            here = pc.equal(mine["village_code"], row["village_code"]).to_numpy()
            factor[here] *= 1 + planted(world, "infrastructure") * row["share_of_households"]
    return np.asarray(consumption * factor + planted(world, "assistance") * transfers(mine, annual_idr, size))
