"""Tables as CSV that is safe to open in a spreadsheet: no cell is computed, no number of sixteen digits rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.csv as pa_csv

from merata.registry.rejected_file import safe_text

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By which spreadsheets know that a file is UTF-8."""


def csv_pieces(header: Sequence[str], tables: Iterable[pa.Table]) -> Iterator[bytes]:
    """A CSV file in pieces: the header, then the rows of each table, whose columns are in the header's order.

    Text is made safe, the header too; columns of whole numbers stay numbers: −5 is no formula, the text '-5' could be.
    """
    names = safe_text(pa.array(header, pa.string())).to_pylist()  # an office's own columns are text of others too
    yield BYTE_ORDER_MARK + _bytes(pa.table([pa.array([], pa.string())] * len(names), names=names), header=True)
    for table in tables:
        if table.num_rows:
            yield _bytes(pa.table([_safe(column) for column in table.columns], names=names), header=False)


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column if pa.types.is_integer(column.type) else safe_text(column)


def _bytes(table: pa.Table, *, header: bool) -> bytes:
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(include_header=header))
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]
