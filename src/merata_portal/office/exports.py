"""Lists as CSV downloads, streamed, and safe to open in a spreadsheet (`registry.safe_csv`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
from django.http import StreamingHttpResponse

from merata_portal.registry.safe_csv import csv_pieces

PART_ROWS = 5_000


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download of the rows as `name`.csv: numbers as numbers, all else as text that no spreadsheet computes."""
    return download(name, csv_pieces(header, _tables(header, rows)))


def download(name: str, pieces: Iterable[bytes]) -> StreamingHttpResponse:
    """A CSV file that comes in pieces, as a download `name`.csv that no cache keeps."""
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _tables(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[pa.Table]:
    left = iter(rows)
    while part := list(islice(left, PART_ROWS)):
        columns = [_column(values) for values in zip(*part, strict=True)]
        yield pa.table(columns, names=list(header))


def _column(values: Sequence[Any]) -> pa.Array:
    if all(value is None or (isinstance(value, int) and not isinstance(value, bool)) for value in values):
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
