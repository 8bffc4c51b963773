"""Any valid table that is written reads back equal, whatever the format."""

from __future__ import annotations

import csv
import datetime
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.csv as pacsv
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.errors import Fault, InputError
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


@settings(max_examples=30)
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


def written(value: object, mark: str) -> str:
    """A cell as a spreadsheet with the decimal `mark` writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "ya" if value else "tidak"
        case float():
            return repr(value).replace(".", mark)
        case _:
            return str(value)


def write_rows(path: Path, rows: list[list[str]], delimiter: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


@settings(max_examples=40)
@given(tables())
def test_a_table_with_semicolons_and_decimal_commas_reads_back_equal(named: tuple[str, pa.Table]) -> None:
    name, table = named
    rows = [[written(value, ",") for value in row.values()] for row in table.to_pylist()]
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder) / f"{name}.csv", [table.column_names, *rows], ";")
        assert Dataset(Path(folder)).read(name).to_pylist() == table.to_pylist()


def faults_or_rows(folder: Path, name: str) -> tuple[tuple[Fault, ...], list[dict[str, Any]]]:
    try:
        return (), Dataset(folder).read(name).to_pylist()
    except InputError as error:
        return error.faults, []


@settings(max_examples=150)
@given(tables(), st.data())
def test_a_damaged_cell_is_a_fault_or_is_read_as_it_stands(named: tuple[str, pa.Table], data: st.DataObject) -> None:
    """One sign more in one cell: the fault names that row and column, or the value is the cell's, never a guess."""
    name, table = named
    rows = [[written(value, ".") for value in row.values()] for row in table.to_pylist()]
    row, position = data.draw(st.integers(0, table.num_rows - 1)), data.draw(st.integers(0, table.num_columns - 1))
    column, cell = TABLES[name].columns[position], rows[row][position]
    place = data.draw(st.integers(0, len(cell)))
    cell = cell[:place] + data.draw(st.sampled_from("059,.; 'eE-xté")) + cell[place:]
    rows[row][position] = cell
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder) / f"{name}.csv", [table.column_names, *rows], ",")
        found, read = faults_or_rows(Path(folder), name)
    if found:
        # A decimal comma that the damage made casts doubt on the other numbers, a changed key on other rows.
        doubt = any("beside decimal commas" in fault.problem for fault in found) or column.name in TABLES[name].key
        assert doubt or {(fault.row, fault.column) for fault in found} == {(row + 2, column.name)}
        return
    others = [value for i, value in enumerate(table.to_pylist()) if i != row]
    assert [value for i, value in enumerate(read) if i != row] == others
    assert read[row][column.name] in meanings(cell.strip(), column.kind)


def meanings(text: str, kind: Kind) -> list[object]:
    """What a cell may be read as."""
    if not text:
        return [None]
    if kind in (Kind.NUMBER, Kind.INTEGER):
        return [float(text.replace(",", "."))]
    if kind is Kind.FLAG:
        return [text in ("ya", "1")]
    return [datetime.date.fromisoformat(text)] if kind is Kind.DATE else [text]
