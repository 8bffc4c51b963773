"""How a frozen table is put together: the material, and over it what the portal's own apps keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from merata.tables.catalogue import TABLES


@dataclass(frozen=True, slots=True)
class Joined:
    """A table without the rows of households (or persons) that the people's own tables do not hold."""

    table: pa.Table
    left_out: int


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows to be laid over others. Without `adds` only rows whose key is known below count; `withdrawn` keys go."""

    table: pa.Table
    adds: bool = True
    withdrawn: frozenset[str] = frozenset()


def overlaid(name: str, layers: Sequence[Layer]) -> pa.Table:
    """Later layers over earlier ones: a row with the same key takes the earlier one's place, others are added.

    An empty cell leaves what was below. Rows keep the order in which their keys first came. Columns are the
    catalogue's; raises ValueError where a layer repeats a key, for then nobody can tell which row counts.
    """
    schema = TABLES[name].arrow
    whole = schema.empty_table()
    for layer in layers:
        part = _in_schema(layer.table, schema)
        _refuse_repeats(name, part)
        whole = _laid(name, whole, part, adds=layer.adds)
        if layer.withdrawn:
            gone = pc.is_in(_keys_of(whole, TABLES[name].key), value_set=pa.array(sorted(layer.withdrawn), pa.string()))
            whole = whole.filter(pc.invert(gone)).combine_chunks()
    return whole


def _laid(name: str, under: pa.Table, over: pa.Table, *, adds: bool) -> pa.Table:
    below, above = _keys_of(under, TABLES[name].key), _keys_of(over, TABLES[name].key)
    place = pc.index_in(below, value_set=above)
    columns = [pc.coalesce(over[column].take(place), under[column]) for column in under.column_names]
    covered = pa.table(columns, schema=under.schema)
    if not adds:
        return covered.combine_chunks()
    new = over.filter(pc.invert(pc.is_in(above, value_set=below)))
    return pa.concat_tables([covered, new]).combine_chunks()


def of_people(table: pa.Table, column: str, known: pa.Array) -> Joined:
    """The rows whose `column` is among `known`, or empty; how many were left out."""
    there = pc.or_(pc.is_null(table[column]), pc.is_in(table[column], value_set=known))
    kept = table.filter(there)
    return Joined(kept.combine_chunks(), table.num_rows - kept.num_rows)


def _keys_of(table: pa.Table, keys: Sequence[str]) -> pa.Array:
    """One text for each row's key."""
    texts = [_whole(pc.fill_null(table[key].cast(pa.string()), "\x00")) for key in keys]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "\x1f")


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)


def _in_schema(part: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        part[field.name].cast(field.type) if field.name in part.column_names else pa.nulls(part.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema).combine_chunks()


def _refuse_repeats(name: str, part: pa.Table) -> None:
    keys = _keys_of(part, TABLES[name].key)
    if len(pc.unique(keys)) != part.num_rows:
        raise ValueError(f"the rows of {name} repeat a key ({', '.join(TABLES[name].key)})")
