"""Households joined with their villages."""

from __future__ import annotations

import pyarrow as pa
import pytest

from merata.errors import InputError
from merata.registry.frame import VILLAGE_COLUMNS, join_villages

VILLAGES = pa.table(
    {
        "village_code": ["35.05.01.2001", "35.72.01.1001"],
        "regency_code": ["35.05", "35.72"],
        "kecamatan_code": ["35.05.01", "35.72.01"],
        "type": ["desa", "kelurahan"],
        "urban": [False, True],
        "minutes_to_market": [30.0, 5.0],
        "minutes_to_puskesmas": [20.0, None],
        "minutes_to_senior_school": [40.0, 6.0],
    }
)


def test_rows_keep_their_order_and_gain_their_village() -> None:
    households = pa.table(
        {"household_id": ["b", "a", "c"], "village_code": ["35.72.01.1001", "35.05.01.2001", "35.72.01.1001"]}
    )
    frame = join_villages(households, VILLAGES)
    assert frame.column_names == ["household_id", "village_code", *VILLAGE_COLUMNS]
    assert frame["household_id"].to_pylist() == ["b", "a", "c"]
    assert frame["type"].to_pylist() == ["kelurahan", "desa", "kelurahan"]
    assert frame["minutes_to_puskesmas"].to_pylist() == [None, 20.0, None]


def test_unknown_villages_are_named_with_their_households() -> None:
    households = pa.table({"household_id": ["a", "b"], "village_code": ["35.05.01.9999"] * 2})
    with pytest.raises(InputError) as caught:
        join_villages(households, VILLAGES)
    (fault,) = caught.value.faults
    assert (fault.value, fault.problem) == ("35.05.01.9999", "unknown village of 2 households")


def test_a_village_twice_is_refused() -> None:
    households = pa.table({"household_id": ["a"], "village_code": ["35.05.01.2001"]})
    with pytest.raises(InputError, match="more than once"):
        join_villages(households, pa.concat_tables([VILLAGES, VILLAGES]))
