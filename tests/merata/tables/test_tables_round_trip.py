"""Any valid table that is written reads back equal, whatever the format."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.csv as pacsv
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset
from merata.tables.schema import Column, Kind

# What a CSV or a sheet cannot tell from an empty cell, or trims, is not generated; nor is a sheet's forbidden sign.
LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\ufeff")
TEXTS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: not text[0].isdigit() and text[0] != "=")


def values(column: Column) -> st.SearchStrategy[Any]:
    low, high = column.minimum, column.maximum
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: TEXTS,
        Kind.INTEGER: st.integers(int(low or 0), int(high if high is not None else 10**14)),
        # A sheet's writer keeps sixteen digits of a float; a million is enough for fifteen and their decimals.
        Kind.NUMBER: st.floats(-1e6 if low is None else low, 1e6 if high is None else high).map(
            lambda number: round(number, 6)
        ),
        Kind.FLAG: st.booleans(),
        Kind.DATE: st.dates(datetime.date(1900, 3, 1), datetime.date(2100, 1, 1)),
        Kind.HASH: st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    }
    strategy = by_kind[column.kind]
    if column.choices:
        strategy = st.sampled_from(column.choices)
    elif column.pattern:
        strategy = st.from_regex(column.pattern.rstrip("$") + r"\Z", alphabet="0123456789.")
    return strategy if column.required else st.none() | strategy


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pa.Table]:
    table = TABLES[draw(st.sampled_from(["persons", "households", "forums", "roads", "evidence"]))]
    row = st.fixed_dictionaries({column.name: values(column) for column in table.columns})
    rows = draw(st.lists(row, min_size=1, max_size=5, unique_by=lambda r: tuple(r[key] for key in table.key)))
    return table.name, pa.Table.from_pylist(rows, schema=table.arrow)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_a_table_written_as_parquet_csv_and_xlsx_reads_back_equal(named: tuple[str, pa.Table]) -> None:
    name, table = named
    with tempfile.TemporaryDirectory() as folder:
        dataset = Dataset(Path(folder))
        parquet = dataset.write(name, table)
        assert dataset.read(name).to_pylist() == table.to_pylist()
        parquet.unlink()

        pacsv.write_csv(table, Path(folder) / f"{name}.csv")
        assert dataset.read(name).to_pylist() == table.to_pylist()
        (Path(folder) / f"{name}.csv").unlink()

        book = openpyxl.Workbook()
        for row in [table.column_names, *(list(row.values()) for row in table.to_pylist())]:
            book.active.append(row)
        book.save(Path(folder) / f"{name}.xlsx")
        assert dataset.read(name).to_pylist() == table.to_pylist()
