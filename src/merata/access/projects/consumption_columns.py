"""What people consume, from further columns of the file that says where they live."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from merata.access.projects.rupiah import Consumption
from merata.errors import InputError, UsageError
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.schema import Column, Kind, Table


def read_consumption(path: Path, consumption: str, farm_share: str | None, market_kind: str) -> Consumption:
    """The columns `consumption` (rupiah per person per month) and `farm_share` (share of people in farm households;
    without one nobody is) of the people's file, rows as they are.

    Raises `UsageError` for columns that are not there, `InputError` with all faults.
    """
    raw = read_raw(path)
    columns = [
        Column("cluster_id", Kind.TEXT, "cluster"),
        Column(consumption, Kind.NUMBER, "rupiah per person per month", minimum=0),
    ]
    if farm_share is not None:
        columns.append(Column(farm_share, Kind.NUMBER, "share of people in farm households", minimum=0, maximum=1))
    missing = [column.name for column in columns if column.name not in raw.columns.column_names]
    if missing:
        raise UsageError(f"{path} has no column {', '.join(missing)}; it has {', '.join(raw.columns.column_names)}")
    schema = Table("people", "what people consume", tuple(columns), ("cluster_id",))
    table, faults = checked(raw, schema, [column.name for column in columns])
    if faults:
        raise InputError(f"the consumption of {path} cannot be used", faults)
    found = [table[column.name].to_numpy(zero_copy_only=False).astype(np.float64) for column in columns[1:]]
    return Consumption(found[0], found[1] if farm_share is not None else np.zeros(len(found[0])), market_kind)
