"""What the standing edition of a regency tells, for pages that everybody reads: its tables, held against their hash."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from merata_portal.analysis import store
from merata_portal.analysis.models import Publication
from merata_portal.analysis.queries.publications import State, hash_in, told

_TABLES_KEPT = 64
"""Tables of editions never change, so they are kept by their hash; one of a regency's villages is about a megabyte."""


def standing(area: str) -> Publication | None:
    """The newest edition of a regency that stands; None where nothing was published yet, or all was withdrawn."""
    return told(area).filter(state=State.PUBLISHED).first()


def table(found: Publication, dataset: str, name: str) -> pa.Table | None:
    """A table of a standing edition; None where it has none such. Raises `BrokenStore`."""
    if found.state != State.PUBLISHED:
        return None
    try:
        content_hash = hash_in(found, dataset, name, "parquet")
    except KeyError:
        return None
    return _read(content_hash)


def rows(found: Publication, dataset: str, name: str, **equal: object) -> list[dict[str, Any]]:
    """The rows of a table in which the columns named are equal to what is asked; none where there is no table."""
    read = table(found, dataset, name)
    if read is None or not set(equal) <= set(read.column_names):
        return []
    # Filtered before it becomes Python: a regency's table has thousands of rows, and a page asks for a few.
    for column, wanted in equal.items():
        read = read.filter(pc.is_in(read[column], value_set=pa.array([wanted], read.schema.field(column).type)))
    return list(read.to_pylist())


@lru_cache(maxsize=_TABLES_KEPT)
def _read(content_hash: str) -> pa.Table:
    return pq.read_table(io.BytesIO(store.read(content_hash)))
