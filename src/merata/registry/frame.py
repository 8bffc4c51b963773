"""The registry as one table to compute on: every household with what is known of its village."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault, InputError
from merata.tables.folder import Dataset

VILLAGE_COLUMNS = (
    "regency_code",
    "kecamatan_code",
    "type",
    "urban",
    "minutes_to_market",
    "minutes_to_puskesmas",
    "minutes_to_senior_school",
)
"""The columns of `villages` that a household of the frame carries."""


def household_frame(dataset: Dataset) -> pa.Table:
    """The table `households`, its rows in their order, with the `VILLAGE_COLUMNS` of each one's village.

    Raises `InputError` where a table is missing or has faults, or a household lies in an unknown village.
    """
    households = dataset.read("households")
    villages = dataset.read("villages", ["village_code", *VILLAGE_COLUMNS])
    return join_villages(households, villages)


def join_villages(households: pa.Table, villages: pa.Table) -> pa.Table:
    """`households` with the `VILLAGE_COLUMNS` of `villages`; `InputError` naming codes that are not there."""
    codes = pc.unique(villages["village_code"])
    if len(codes) != villages.num_rows:
        raise InputError("villages: a village_code appears more than once; run `merata check` to see which")
    row = pc.index_in(households["village_code"], value_set=codes)
    if row.null_count:
        raise InputError("some households lie in villages that `villages` lacks", _unknown(households, row))
    at_home = villages.select(list(VILLAGE_COLUMNS)).take(row)
    frame = households
    for name in VILLAGE_COLUMNS:
        frame = frame.append_column(name, at_home[name])
    return frame


def _unknown(households: pa.Table, row: pa.ChunkedArray) -> list[Fault]:
    codes = households["village_code"].filter(pc.is_null(row))
    counts = pc.value_counts(codes).to_pylist()
    return [
        Fault(
            file="households",
            row=None,
            column="village_code",
            value=count["values"],
            expected="a code of the table villages",
            problem=f"unknown village of {count['counts']} households",
        )
        for count in counts
    ]
