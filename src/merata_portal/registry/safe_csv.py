"""Tables as CSV that is safe to open in a spreadsheet: no cell is computed, no number of sixteen digits rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.csv as pa_csv

from merata.registry.rejected_file import safe_text

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By which spreadsheets know that a file is UTF-8."""


def csv_pieces(header: Sequence[str], tables: Iterable[pa.Table]) -> Iterator[bytes]:
    """A CSV file in pieces: the header, then the rows of each table, whose columns are text in the header's order."""
    yield BYTE_ORDER_MARK + _bytes(pa.table({name: pa.array([], pa.string()) for name in header}), header=True)
    for table in tables:
        if table.num_rows:
            yield _bytes(pa.table([safe_text(column) for column in table.columns], names=list(header)), header=False)


def _bytes(table: pa.Table, *, header: bool) -> bytes:
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(include_header=header))
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]
