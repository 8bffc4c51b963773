"""Typed columns of a Parquet file in the types of the schema."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.tables.schema import Kind

Flags = NDArray[np.bool_]


def converted(cells: pa.Array, kind: Kind) -> tuple[pa.Array, Flags]:
    """A typed column of a Parquet file in the schema's type; values that do not fit exactly are null and wrong."""
    target = kind.arrow
    if pa.types.is_decimal(cells.type) or pa.types.is_float16(cells.type):
        cells = pc.cast(cells, pa.float64())
    if _is_number(cells.type) and kind in (Kind.INTEGER, Kind.NUMBER):
        return _from_floats(cells, kind) if pa.types.is_floating(cells.type) else _from_integers(cells, kind)
    if kind is Kind.DATE and pa.types.is_timestamp(cells.type):
        dates = pc.cast(cells, target, safe=False)
        late = pc.not_equal(pc.cast(dates, pa.timestamp("us")), pc.cast(cells, pa.timestamp("us"), safe=False))
        return dates, pc.fill_null(late, fill_value=False).to_numpy(zero_copy_only=False)
    if cells.type == target or (kind is Kind.DATE and pa.types.is_date(cells.type)):
        return pc.cast(cells, target, safe=False), np.zeros(len(cells), dtype=np.bool_)
    return pa.nulls(len(cells), target), cells.is_valid().to_numpy(zero_copy_only=False)


def _from_floats(cells: pa.Array, kind: Kind) -> tuple[pa.Array, Flags]:
    fits = pc.is_finite(cells)
    if kind is Kind.INTEGER:
        fits = pc.and_(fits, pc.and_(pc.equal(cells, pc.floor(cells)), pc.less(pc.abs(cells), 2.0**53)))
    empty = pc.or_kleene(pc.is_null(cells), pc.is_nan(cells))
    values = pc.cast(pc.if_else(pc.fill_null(fits, fill_value=False), cells, pa.scalar(None, cells.type)), kind.arrow)
    wrong = pc.and_(pc.is_null(values), pc.invert(pc.fill_null(empty, fill_value=True)))
    return values, wrong.to_numpy(zero_copy_only=False)


def _from_integers(cells: pa.Array, kind: Kind) -> tuple[pa.Array, Flags]:
    if pa.types.is_uint64(cells.type):
        large = pc.fill_null(pc.greater(cells, pa.scalar(2**63 - 1, pa.uint64())), fill_value=False)
        cells = pc.if_else(large, pa.scalar(None, pa.uint64()), cells)
        return pc.cast(cells, kind.arrow, safe=False), large.to_numpy(zero_copy_only=False)
    return pc.cast(cells, kind.arrow, safe=False), np.zeros(len(cells), dtype=np.bool_)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind))
