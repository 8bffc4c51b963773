"""Small cells of a table of who was heard, taken out before it is published (`merata.stats.disclosure`).

Every dimension divides the same persons, so all of them are protected together beside their common total. Counts are
told exactly, not rounded: who attended a meeting stands in its minutes, which are public.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyarrow as pa

from merata.stats.disclosure.protect import protect
from merata.stats.disclosure.rules import THRESHOLD, Rules
from merata.stats.disclosure.tables import TOTAL, CellId, Dimension, Table

COUNTS = ("invited", "came", "attended", "spoke", "asked", "received")
_OF: dict[str, tuple[str, ...]] = {
    "came_share": ("came", "invited"),
    "spoke_of_present_share": ("spoke", "attended"),
    "of_voices_share": ("spoke",),
}


def suppressed(table: pa.Table, *, least: int = THRESHOLD, known_totals: Collection[str] = ()) -> pa.Table:
    """The answer of `inclusion.inclusion` with small counts null, and every share that stands on one.

    The row of dimension "all" is the total: where it is small itself, all of that column is hidden. Columns of
    intervals are left out. `known_totals`: columns whose total stands in a public record as it is; it is told here too,
    and the groups are hidden beside it: a total that is hidden here and told there would give them back. `least`: the
    smallest count that is told, at least 2. Raises `InputError` where the groups of a dimension do not add up to the
    total.
    """
    names = [name for name in table.column_names if not name.endswith(("_low", "_high"))]
    columns = {name: table[name].to_pylist() for name in names}
    dimensions = columns["dimension"]
    for name in COUNTS:
        if name in columns:
            columns[name] = _column(columns[name], dimensions, Rules(least, 1, least), known=name in known_totals)
    for share, parts in _OF.items():
        if share in columns:
            columns[share] = [
                None if any(columns[part][row] is None for part in parts) else value
                for row, value in enumerate(columns[share])
            ]
    return pa.table(columns, schema=pa.schema([table.schema.field(name) for name in names]))


def _column(counts: Sequence[int], dimensions: Sequence[str], rules: Rules, *, known: bool) -> list[int | None]:
    total = next((count for count, dimension in zip(counts, dimensions, strict=True) if dimension == "all"), 0)
    if rules.small(total):
        return [
            count if known and dimension == "all" else None for count, dimension in zip(counts, dimensions, strict=True)
        ]
    rows = {
        name: {str(row): counts[row] for row, one in enumerate(dimensions) if one == name}
        for name in dict.fromkeys(dimensions)
        if name != "all"
    }
    tables = [
        Table(name, "", (Dimension.flat(name, groups),), {(row,): count for row, count in groups.items()})
        for name, groups in rows.items()
    ]
    told: list[int | None] = list(counts)
    totals: tuple[CellId, ...] = (("", ()),) if known else ()
    for one in protect(tables, rules, known=totals):
        for (row,), cell in one.cells.items():
            at = dimensions.index("all") if row == TOTAL else int(row)
            told[at] = cell.value
    return told
