"""What of sums can be told beside tables that are published already, so that no hidden count can be reckoned.

Every table is a row of counts by group; each row's own publication hides some of its counts, or its total. The sums of
the columns are the only choice left.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from merata.stats.disclosure.choosing import choose
from merata.stats.disclosure.equations import Cells, equations
from merata.stats.disclosure.protect import costs, protect, system_of
from merata.stats.disclosure.rules import THRESHOLD, Rules
from merata.stats.disclosure.tables import TOTAL, Dimension, Key, Table

Counts = NDArray[np.int64]


def column_totals(counts: Counts, hidden: Cells, rows_told: Cells | None = None, *, least: int = THRESHOLD) -> Cells:
    """Which totals of columns may be told beside a table whose `hidden` cells stay hidden; the whole total is told.

    `counts` and `hidden`: rows × columns; `rows_told`: whose totals are told, all where not given. A total from 1 to
    `least` − 1 is not told, and no hidden count may be known to less than `least` from those that are. Where the whole
    may not be told (`whole_told`), none is.
    """
    rows_told = np.ones(counts.shape[0], dtype=bool) if rows_told is None else rows_told
    if not whole_told(counts.sum(axis=1), rows_told, least=least):
        return np.zeros(counts.shape[1], dtype=bool)
    rules = Rules(least, 1, least)
    shape = [Dimension.flat(name, map(str, range(size))) for name, size in zip("rc", counts.shape, strict=True)]
    table = Table("beside", "", tuple(shape), {(str(at), str(to)): int(n) for (at, to), n in np.ndenumerate(counts)})
    found = equations([table])
    system = system_of(found, _values(table, len(found.cells), found.places[0]), rules)
    at = {key: int(place) for key, place in zip(_keys(table), found.places[0], strict=True)}
    columns = np.array([at[TOTAL, str(to)] for to in range(counts.shape[1])])
    mute = [at[str(row), str(to)] for row, to in np.argwhere(hidden).tolist()]
    mute += [at[str(row), TOTAL] for row in np.flatnonzero(~rows_told).tolist()]
    small = system.hidden[columns]
    # What is told already is told, however small; what was hidden must not be known from the sums.
    system.low[: len(found.cells)] = system.high[: len(found.cells)] = system.values[: len(found.cells)]
    system.hidden[:] = False
    system.hidden[mute] = True
    system.hidden[columns] = small
    system.need[:] = np.where(system.hidden, float(least), 0.0)
    system.cost[:] = np.inf
    system.cost[columns] = costs(counts.sum(axis=0).astype(float) + 1.0)
    if choose(system).size:
        return np.zeros(counts.shape[1], dtype=bool)
    told: Cells = ~system.hidden[columns]
    return told


def whole_told(totals: Counts, told: Cells, *, least: int = THRESHOLD) -> bool:
    """Whether the sum of these totals may be told beside those of them that are `told`: not where it is small itself,
    nor where those that are hidden come together to a small number.
    """
    hidden = int(totals[~told].sum())
    return not 0 < int(totals.sum()) < least and not 0 < hidden < least


def groups_told(counts: Iterable[int], *, least: int = THRESHOLD) -> Cells:
    """Which counts of one list may be told beside their total, exactly: the list alone, nothing else published."""
    values: dict[Key, int] = {(str(at),): int(count) for at, count in enumerate(counts)}
    if not values:
        return np.zeros(0, dtype=bool)
    table = Table("groups", "", (Dimension.flat("group", [key[0] for key in values]),), values)
    told = protect([table], Rules(least, 1, least))[0]
    if told.value(TOTAL) is None:
        return np.zeros(len(values), dtype=bool)
    return np.array([told.value(*key) is not None for key in values])


def _values(table: Table, size: int, places: NDArray[np.int64]) -> NDArray[np.float64]:
    values = np.zeros(size)
    values[places] = table.values.ravel()
    return values


def _keys(table: Table) -> list[tuple[str, ...]]:
    return [(one, other) for one in table.dimensions[0].categories for other in table.dimensions[1].categories]
