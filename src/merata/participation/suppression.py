"""Small cells of a table of who was heard, taken out before it is published.

A count from 1 to `least` − 1 tells of persons who can be named. It is hidden; and where the hidden counts of a
dimension could be found by taking the others from the total, further counts of that dimension are hidden, the smallest
first, until at least two are, and together they are at least `least` (Hundepool et al. 2012, Statistical Disclosure
Control, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

LEAST = 5
COUNTS = ("invited", "came", "attended", "spoke", "asked", "received")
_OF: dict[str, tuple[str, ...]] = {
    "came_share": ("came", "invited"),
    "spoke_of_present_share": ("spoke", "attended"),
    "of_voices_share": ("spoke",),
}


def suppressed(table: pa.Table, *, least: int = LEAST) -> pa.Table:
    """The answer of `inclusion.inclusion` with small counts null, and every share that stands on one.

    The row of dimension "all" is the total: where it is small itself, all of that column is hidden. Columns of
    intervals are left out. `least`: the smallest count that is told, at least 2.
    """
    names = [name for name in table.column_names if not name.endswith(("_low", "_high"))]
    columns = {name: table[name].to_pylist() for name in names}
    dimensions = columns["dimension"]
    for name in COUNTS:
        if name in columns:
            columns[name] = _column(columns[name], dimensions, least)
    for share, parts in _OF.items():
        if share in columns:
            columns[share] = [
                None if any(columns[part][row] is None for part in parts) else value
                for row, value in enumerate(columns[share])
            ]
    return pa.table(columns, schema=pa.schema([table.schema.field(name) for name in names]))


def _column(counts: Sequence[int], dimensions: Sequence[str], least: int) -> list[int | None]:
    total = next((count for count, dimension in zip(counts, dimensions, strict=True) if dimension == "all"), 0)
    if 0 < total < least:
        return [None] * len(counts)
    told: list[int | None] = list(counts)
    for dimension in dict.fromkeys(dimensions):
        rows = [row for row, one in enumerate(dimensions) if one == dimension]
        if dimension != "all":
            for row in _hidden({row: counts[row] for row in rows}, least):
                told[row] = None
    return told


def _hidden(counts: dict[int, int], least: int) -> set[int]:
    """The rows of one dimension that are not told."""
    hidden = {row for row, count in counts.items() if 0 < count < least}
    left = sorted((row for row in counts if row not in hidden), key=lambda row: (counts[row] == 0, counts[row], row))
    while hidden and left and (len(hidden) < 2 or sum(counts[row] for row in hidden) < least):
        hidden.add(left.pop(0))
    return hidden
