"""A file held against its schema: typed columns where all is well, and every fault where it is not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import Fault
from merata.tables.conversion import converted
from merata.tables.keys import repeated_keys
from merata.tables.parsing import has_decimal_comma, may_group_thousands, parsed
from merata.tables.personal_numbers import DAMAGED, PLAIN, WITHIN, is_personal_column, masked
from merata.tables.raw import RawTable
from merata.tables.schema import Column, Kind, Table

Flags = NDArray[np.bool_]

HASH = r"^[0-9a-f]{32}$"
GROUPED_PROBLEM = "the mark may part decimals or thousands; write the number without thousands separators"


def checked(raw: RawTable, table: Table, columns: Sequence[str] | None = None) -> tuple[pa.Table, list[Fault]]:
    """`raw` in the types of `table`'s schema, rows as they are, and all faults of the file.

    Only `columns` are looked at, if given. Optional columns that the file lacks come as nulls. With faults the table
    still has every row, with nulls where a cell could not be read; nobody should compute from it.
    """
    faults = list(raw.faults)
    if not raw.columns.column_names and not len(raw.rows):
        return table.arrow.empty_table(), faults
    wanted = [column for column in table.columns if columns is None or column.name in columns]
    if columns is None:
        faults += _unknown_columns(raw, table)
    comma = _decimal_comma(raw, wanted)
    typed: dict[str, pa.Array] = {}
    for column in wanted:
        values, found = _column(raw, column, decimal_comma=comma)
        typed[column.name] = values
        faults += found
    result = pa.table(typed)
    if set(table.key) <= set(typed):
        faults += repeated_keys(raw, table, result)
    return result, faults


def at_rows(raw: RawTable, column: str, wrong: Flags, expected: str, problem: str) -> list[Fault]:
    """One fault for each row where `wrong`, with the row's number in the file and the cell as it stands there."""
    where = np.flatnonzero(wrong)
    if not len(where):
        return []
    cells = raw.columns[column].take(pa.array(where)) if column in raw.columns.column_names else None
    values = [None] * len(where) if cells is None else cells.to_pylist()
    return [
        Fault(
            raw.file,
            int(raw.rows[row]),
            column,
            None if value is None else masked(str(value)),
            expected,
            problem,
        )
        for row, value in zip(where, values, strict=True)
    ]


def _unknown_columns(raw: RawTable, table: Table) -> list[Fault]:
    known = {column.name for column in table.columns}
    faults = []
    for name in raw.columns.column_names:
        if is_personal_column(name):
            expected = "keyed hashes only (nik_hash, kk_hash)"
            problem = "personal numbers do not belong in a dataset folder; remove the column"
        elif name not in known:
            expected = "one of " + ", ".join(column.name for column in table.columns)
            problem = f"the table {table.name} has no such column"
        else:
            continue
        faults.append(Fault(raw.file, None, masked(name), None, expected, problem))
    return faults


def _decimal_comma(raw: RawTable, columns: list[Column]) -> bool:
    return any(
        column.kind is Kind.NUMBER
        and column.name in raw.columns.column_names
        and pa.types.is_string(raw.columns[column.name].type)
        and has_decimal_comma(raw.columns[column.name], raw.usual_mark)
        for column in columns
    )


def _column(raw: RawTable, column: Column, *, decimal_comma: bool) -> tuple[pa.Array, list[Fault]]:
    """One column in its type, with its faults; a missing column is null throughout."""
    if column.name not in raw.columns.column_names:
        faults = (
            [Fault(raw.file, None, column.name, None, column.expected, "the column is missing")]
            if column.required
            else []
        )
        return pa.nulls(len(raw.rows), column.kind.arrow), faults
    cells = raw.columns[column.name].combine_chunks()
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    if pa.types.is_large_string(cells.type) or pa.types.is_string_view(cells.type):
        cells = cells.cast(pa.string())
    damaged = _damaged(raw, column, cells)
    if pa.types.is_string(cells.type):
        values, wrong, grouped = _read_text(raw, column, cells, decimal_comma=decimal_comma)
        faults = at_rows(raw, column.name, grouped, column.expected, GROUPED_PROBLEM)
    else:
        faults = []
        values, wrong = converted(cells, column.kind)
        grouped = np.zeros(len(cells), dtype=np.bool_)
    faults += at_rows(
        raw,
        column.name,
        damaged,
        column.expected,
        "a spreadsheet damaged this number and its last digits are lost; export it again as text",
    )
    faults += at_rows(
        raw, column.name, wrong & ~damaged, column.expected, _not_of_kind(column, decimal_comma=decimal_comma)
    )
    if column.required:
        empty = values.is_null().to_numpy(zero_copy_only=False) & ~wrong & ~damaged
        faults += at_rows(raw, column.name, empty, column.expected, "the cell is empty")
    for failing, problem in _outside(column, values):
        faults += at_rows(raw, column.name, failing & ~damaged & ~grouped, column.expected, problem)
    return values, faults


def _read_text(raw: RawTable, column: Column, cells: pa.Array, *, decimal_comma: bool) -> tuple[pa.Array, Flags, Flags]:
    """Text cells in the column's kind, those that are not of it, and the numbers whose size nobody can tell."""
    numeric = raw.numeric_cells.get(column.name, np.zeros(len(cells), dtype=np.bool_))
    grouped = np.zeros(len(cells), dtype=np.bool_)
    if column.kind is Kind.NUMBER and decimal_comma and numeric.any():
        # A cell stored as a number has a decimal point here whatever mark the sheet's texts use.
        cells = pc.if_else(pa.array(numeric), pc.replace_substring(cells, ".", ","), cells)
    if column.kind is Kind.NUMBER:
        texts = pc.if_else(pa.array(numeric), pa.scalar(None, pa.string()), cells)
        # Rupiah have no fractions to speak of: 417.158 is told whichever mark such a file usually has.
        usual = None if column.name.endswith("_idr") else raw.usual_mark
        grouped = may_group_thousands(texts, usual, "," if decimal_comma else ".")
    values, wrong = parsed(cells, column.kind, decimal_comma=decimal_comma)
    return values, wrong, grouped


def _not_of_kind(column: Column, *, decimal_comma: bool) -> str:
    if column.kind in (Kind.NUMBER, Kind.INTEGER):
        ambiguous = "; a point beside decimal commas may be either mark: write it without" if decimal_comma else ""
        return f"not {column.kind.value} as plain digits (no thousands separators){ambiguous}"
    return f"not of the kind {column.kind.value}"


def _damaged(raw: RawTable, column: Column, cells: pa.Array) -> Flags:
    """Identifiers that went through a spreadsheet as numbers."""
    if column.kind not in (Kind.TEXT, Kind.HASH) or column.choices:
        return np.zeros(len(cells), dtype=np.bool_)
    if not pa.types.is_string(cells.type):
        if not pa.types.is_floating(cells.type):
            return np.zeros(len(cells), dtype=np.bool_)
        large = pc.greater_equal(pc.cast(cells, pa.float64()), 1e13)
        return np.asarray(pc.fill_null(large, fill_value=False).to_numpy(zero_copy_only=False))
    floated = pc.fill_null(pc.match_substring_regex(cells, DAMAGED), fill_value=False).to_numpy(zero_copy_only=False)
    numeric = raw.numeric_cells.get(column.name)
    if numeric is None:
        return np.asarray(floated)
    long = pc.fill_null(pc.match_substring_regex(cells, r"^\d{16,}$"), fill_value=False).to_numpy(zero_copy_only=False)
    return np.asarray(floated | (numeric & (long | (column.kind is Kind.HASH))))


def _outside(column: Column, values: pa.Array) -> list[tuple[Flags, str]]:
    """Which values lie outside what the column allows, with the problem's name."""
    tests: list[tuple[pa.Array, str]] = []
    if column.above is not None:
        tests.append((pc.less_equal(values, column.above), "too small"))
    if column.minimum is not None:
        tests.append((pc.less(values, column.minimum), "too small"))
    if column.maximum is not None:
        tests.append((pc.greater(values, column.maximum), "too large"))
    if column.choices:
        tests.append(
            (pc.invert(pc.is_in(values, value_set=pa.array([*column.choices, None]))), "not one of the values")
        )
    if column.pattern:
        tests.append((pc.invert(pc.match_substring_regex(values, column.pattern)), "not of the form"))
    if column.kind is Kind.HASH:
        plain = pc.match_substring_regex(values, PLAIN)
        other = pc.invert(pc.or_(plain, pc.match_substring_regex(values, HASH)))
        tests += [
            (plain, "a personal number as it is; replace it by its keyed hash"),
            (other, "not a keyed hash"),
        ]
    elif column.kind is Kind.TEXT and not column.choices and not column.pattern:
        personal = pc.match_substring_regex(values, WITHIN)
        if column.name.endswith("_id"):
            # Elsewhere sixteen digits set apart may be an account code.
            personal = pc.or_(personal, pc.match_substring_regex(values, PLAIN))
        tests.append((personal, "looks like a personal number; use a keyed hash or another identifier"))
    masks = [
        (pc.fill_null(wrong, fill_value=False).to_numpy(zero_copy_only=False), problem) for wrong, problem in tests
    ]
    return [(mask, problem) for mask, problem in masks if mask.any()]
