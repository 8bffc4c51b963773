"""Facts of tables in memory: what an engine joins is looked up here, and what repeats is worked out once.

It gives what `gathering` asks of an engine, in the order of the rows and without a copy of their text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.programmes.assessment.kinds import codes_of_all, encoded, kinds_of, plain, plain_type
from merata.programmes.assessment.registry_tables import KEY, VILLAGE_KEY, Frame
from merata.programmes.cel.columns import programme_column

_INT16 = np.iinfo(np.int16)


def in_memory(frame: Frame) -> bool:
    """Whether a frame is an Arrow table."""
    return bool(frame.implementation.is_pyarrow())


def arrow_of(frame: Frame) -> pa.Table:
    """The Arrow table of a frame in memory."""
    return frame.collect("pyarrow").to_arrow()


def lazy(table: pa.Table) -> Frame:
    """An Arrow table as a frame."""
    frame: Frame = nw.from_native(table).lazy()
    return frame


def computed(table: pa.Table, sources: Sequence[str], facts: Iterable[nw.Expr]) -> pa.Table:
    """`facts` for each row of `table`, computed from the columns `sources` alone: once for all rows alike in these."""
    kinds = kinds_of(codes_of_all([table[name] for name in sources]), table.num_rows)
    alike = nw.from_native(table.select(sources).take(pa.array(kinds.row)), eager_only=True)
    return compact(alike.select(*facts).to_native()).take(pa.array(kinds.kind))


def compact(table: pa.Table) -> pa.Table:
    """`table` with each text held once for all rows, and small whole numbers in 16 bits."""
    return pa.table({name: _compact(table[name]) for name in table.column_names})


def beside(table: pa.Table, other: pa.Table) -> pa.Table:
    """The columns of both."""
    for name in other.column_names:
        table = table.append_column(name, other[name])
    return table


def with_village(households: pa.Table, villages: pa.Table) -> pa.Table:
    """`households` with the other columns of their village, each of which is one row of `villages`."""
    code = codes(households[VILLAGE_KEY])
    row = pc.index_in(code.dictionary, value_set=plain(villages[VILLAGE_KEY]).cast(code.dictionary.type))
    others = [name for name in villages.column_names if name not in households.column_names]
    return beside(households, compact(villages.select(others)).take(row.take(code.indices)))


def with_received(households: pa.Table, benefits: pa.Table, asked: Sequence[str], year: int) -> pa.Table:
    """`households` with a flag for each programme of `asked`: whether they are on its latest list up to `year`."""
    programme, of_year = codes(benefits["programme_id"]), benefits["year"].fill_null(year + 1).to_numpy()
    of = programme.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    places = {name: place for place, name in enumerate(programme.dictionary.to_pylist()) if name in asked}
    latest = np.zeros(of.size, dtype=np.bool_)
    for place in places.values():
        lists = (of == place) & (of_year <= year)
        latest |= lists & (of_year == np.max(of_year, where=lists, initial=-1))
    household = codes(benefits[KEY].filter(pa.array(latest)))
    identifiers = plain(households[KEY])
    row = pc.index_in(identifiers, value_set=household.dictionary.cast(identifiers.type)).fill_null(-1).to_numpy()
    for name in asked:
        receives = np.zeros(len(household.dictionary) + 1, dtype=np.bool_)
        at = household.indices.filter(pa.array(of[latest] == places.get(name, -1)))
        receives[at.drop_null().to_numpy()] = True
        households = households.append_column(programme_column(name), pa.array(receives[row]))
    return households


def codes(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column as one array that holds each value once for all rows."""
    coded = encoded(column)
    return coded.combine_chunks() if coded.num_chunks else pc.dictionary_encode(pa.array([], plain_type(column.type)))


def _compact(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_integer(column.type):
        bounds = pc.min_max(column)
        least, most = bounds["min"].as_py(), bounds["max"].as_py()
        small = least is None or (least >= _INT16.min and most <= _INT16.max)
        return column.cast(pa.int16()) if small else column
    return pc.dictionary_encode(column) if _is_text(column.type) else column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
