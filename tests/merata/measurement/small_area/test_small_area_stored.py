"""Draws on disk: compact, exact, and any of them alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merata.errors import InputError, UsageError
from merata.measurement.small_area.stored import draws_table, read_draws, write_draws

IDENTIFIERS = pa.table({"household_id": ["A", "B", "C"]})
DRAWS = np.array([[1.5, 2.25, 1e6], [3.0, 0.1, 7.0]], dtype=np.float32)


def test_what_was_written_is_read_whole_or_in_part(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    write_draws(path, draws_table(IDENTIFIERS, DRAWS))
    whole = read_draws(path)
    assert whole.column_names == ["household_id", "draw_1", "draw_2"]
    assert whole["draw_1"].type == pa.float32()
    np.testing.assert_array_equal(whole["draw_2"].to_numpy(), DRAWS[1])
    second = read_draws(path, [2])
    assert second.column_names == ["household_id", "draw_2"]
    assert second["household_id"].to_pylist() == ["A", "B", "C"]


def test_the_columns_are_split_into_bytes_and_compressed(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    write_draws(path, draws_table(IDENTIFIERS, DRAWS))
    column = pq.read_metadata(path).row_group(0).column(1)
    assert "BYTE_STREAM_SPLIT" in column.encodings
    assert column.compression == "ZSTD"


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    write_draws(path, draws_table(IDENTIFIERS, DRAWS))
    with pytest.raises(OSError, match="BYTE_STREAM_SPLIT"):
        write_draws(path, pa.table({"household_id": ["A"], "draw_1": ["no number"]}))
    assert read_draws(path).num_rows == 3
    assert [file.name for file in tmp_path.iterdir()] == ["draws.parquet"]


def test_draws_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    write_draws(path, draws_table(IDENTIFIERS, DRAWS))
    with pytest.raises(UsageError, match="has no draw_3, draw_9; it has 2 draws"):
        read_draws(path, [1, 3, 9])


def test_what_is_no_file_of_draws_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    path.write_bytes(b"nothing")
    with pytest.raises(InputError, match="cannot be read"):
        read_draws(path)
    pq.write_table(IDENTIFIERS, path)
    with pytest.raises(InputError, match="no column draw_1"):
        read_draws(path)


def test_draws_of_other_households_are_refused() -> None:
    with pytest.raises(UsageError, match=r"shape \(2, 2\); expected draws × 3 households"):
        draws_table(IDENTIFIERS, DRAWS[:, :2])
