"""Parquet files: their own types must fit the schema exactly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_folder import NIK, faults, parquet_file, places

from merata.tables.folder import Dataset

LINES: dict[str, object] = {"regency_code": ["35.05", "35.72"], "year": [2024, 2024], "line_idr": [417158.0, 575124.5]}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("year", pa.array([2024, 2024], pa.int16())),
        ("year", pa.array([2024, 2024], pa.uint64())),
        ("year", pa.array([2024.0, 2024.0])),
        ("year", pa.array(np.array([2024, 2024], np.float16))),
        ("year", pa.array([Decimal(2024), Decimal(2024)])),
        ("regency_code", pa.array(["35.05", "35.72"], pa.large_string())),
        ("regency_code", pa.array(["35.05", "35.72"]).dictionary_encode()),
        ("line_idr", pa.array([417158.0, 575124.5], pa.float32())),
        ("line_idr", pa.array([Decimal("417158.0"), Decimal("575124.5")])),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else value,
)
def test_other_types_of_the_same_values_are_taken(tmp_path: Path, column: str, values: pa.Array) -> None:
    parquet_file(tmp_path, "poverty_lines", LINES | {column: values})
    assert faults(tmp_path) == []
    assert Dataset(tmp_path).read("poverty_lines", list(LINES)).to_pydict() == LINES


@pytest.mark.parametrize(
    ("column", "values", "rows"),
    [
        ("year", pa.array([2024, 2024.5]), [2]),
        ("year", pa.array([2024, float("inf")]), [2]),
        ("year", pa.array([2024, 2**64 - 1], pa.uint64()), [2]),
        ("year", pa.array([Decimal("2024.0"), Decimal("2024.5")]), [2]),
        ("year", pa.array([True, False]), [1, 2]),
        ("year", pa.array([b"2024", b"2025"]), [1, 2]),
        ("year", pa.array([[2024], [2024]]), [1, 2]),
        ("regency_code", pa.array([3505, 3572]), [1, 2]),
        ("line_idr", pa.array([datetime(2024, 1, 1), None]), [1, 2]),  # noqa: DTZ001
        ("line_idr", pa.array([1.0, float("nan")]), [2]),
        ("line_idr", pa.array([None, None]), [1, 2]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else None,
)
def test_types_and_values_that_do_not_fit_are_faults(
    tmp_path: Path, column: str, values: pa.Array, rows: list[int]
) -> None:
    parquet_file(tmp_path, "poverty_lines", LINES | {column: values})
    assert [(row, name) for row, name, _ in places(tmp_path)] == [(row, column) for row in rows]


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64(), pa.timestamp("ms"), pa.timestamp("ns")])
def test_dates_are_taken_from_dates_and_midnights(tmp_path: Path, kind: pa.DataType) -> None:
    columns = {"household_id": ["1"], "person_id": ["1"], "sex": ["male"], "relation": ["head"]}
    parquet_file(tmp_path, "persons", columns | {"birth_date": pa.array([date(1980, 5, 1)], pa.date32()).cast(kind)})
    assert Dataset(tmp_path).read("persons", ["birth_date"]).to_pydict() == {"birth_date": [date(1980, 5, 1)]}


@pytest.mark.parametrize(
    "born",
    [pa.array([datetime(1980, 5, 1, 8)]), pa.array([3600], pa.time32("s")), pa.array([1], pa.duration("s"))],  # noqa: DTZ001
)
def test_a_time_is_no_date(tmp_path: Path, born: pa.Array) -> None:
    columns = {"household_id": ["1"], "person_id": ["1"], "sex": ["male"], "relation": ["head"]}
    parquet_file(tmp_path, "persons", columns | {"birth_date": born})
    assert [(row, column) for row, column, _ in places(tmp_path)] == [(1, "birth_date")]


@pytest.mark.parametrize("number", [NIK, "91" + NIK[2:]], ids=["East Java", "Papua, beyond 2⁵³"])
@pytest.mark.parametrize("kind", [pa.float64(), pa.int64(), pa.uint64()])
def test_personal_numbers_stored_as_numbers_are_faults_and_masked(
    tmp_path: Path, number: str, kind: pa.DataType
) -> None:
    stored = pa.array([int(number)], pa.int64()).cast(kind, safe=False)
    parquet_file(
        tmp_path,
        "households",
        {"household_id": stored, "village_code": ["35.05.01.2001"], "size": [1], "kk_hash": stored},
    )
    found = faults(tmp_path)
    assert [(fault.row, fault.column) for fault in found] == [(1, "household_id"), (1, "kk_hash")]
    assert not any(number in str(fault) for fault in found)
    assert all(("damaged" in fault.problem) == pa.types.is_floating(kind) for fault in found)


def test_a_number_too_large_for_a_float_is_still_read_as_a_number(tmp_path: Path) -> None:
    parquet_file(tmp_path, "poverty_lines", LINES | {"line_idr": [2**60 + 1, 1]})
    assert faults(tmp_path) == []


def test_a_truncated_file_is_one_fault_at_any_length(tmp_path: Path) -> None:
    path = parquet_file(tmp_path, "poverty_lines", LINES)
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        [fault] = faults(tmp_path)
        assert (fault.file, fault.row) == ("poverty_lines.parquet", None)
        assert "damaged or cut off" in fault.problem


def test_a_column_that_stands_twice_is_told(tmp_path: Path) -> None:
    table = pa.table([["35.05"], [2024], [1.0], [2025]], names=["regency_code", "year", "line_idr", "year"])
    pq.write_table(table, tmp_path / "poverty_lines.parquet")
    [fault] = faults(tmp_path)
    assert (fault.column, fault.problem) == ("year", "the column stands twice")


def test_rows_count_from_one(tmp_path: Path) -> None:
    parquet_file(tmp_path, "poverty_lines", LINES | {"year": [2024, 1066]})
    assert places(tmp_path) == [(2, "year", "1066")]


def test_asking_for_columns_the_file_lacks_never_gives_fewer_rows(tmp_path: Path) -> None:
    parquet_file(tmp_path, "poverty_lines", LINES)
    assert Dataset(tmp_path).read("poverty_lines", ["source"]).to_pydict() == {"source": [None, None]}
