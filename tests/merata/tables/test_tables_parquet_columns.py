"""Columns of a Parquet file, read when they are asked for."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merata.errors import InputError, UsageError
from merata.tables.parquet_columns import ParquetColumns


def test_columns_that_are_there_in_the_order_asked(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table({"a": [1, 2, 3], "b": ["x", None, "x"], "c": ["u", "v", "u"]})
    pq.write_table(table, path, row_group_size=2)
    file = ParquetColumns(path)
    assert file.names == {"a", "b", "c"}
    found = file.read(["c", "z", "a", "b", "a"], coded={"a", "b", "z"})
    assert found.column_names == ["c", "a", "b"]
    assert found["c"].type == pa.string()
    assert pa.types.is_dictionary(found["b"].type)
    assert found.to_pylist() == table.select(["c", "a", "b"]).to_pylist()
    assert file.read([]).column_names == []


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        ParquetColumns(tmp_path / "t.parquet")
    path = tmp_path / "t.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"t\.parquet is damaged"):
        ParquetColumns(path)
    pq.write_table(pa.table({"a": list(range(1000))}), path)
    file = ParquetColumns(path)
    content = path.read_bytes()
    path.write_bytes(content[:50] + b"\0" * 500 + content[550:])
    with pytest.raises(InputError, match=r"t\.parquet is damaged"):
        file.read(["a"])
