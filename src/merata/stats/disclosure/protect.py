"""Tables as they may be published: small cells hidden, others hidden with them, the rest rounded."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from merata.errors import InputError
from merata.stats.disclosure.choosing import choose
from merata.stats.disclosure.equations import Cells, Equations, Floats, equations, slack_values
from merata.stats.disclosure.rules import RULES, Rules
from merata.stats.disclosure.system import System
from merata.stats.disclosure.tables import CellId, Published, PublishedCell, Table, keys


def protect(tables: Sequence[Table], rules: Rules = RULES, *, known: Collection[CellId] = ()) -> list[Published]:
    """The tables as they may be published together, in their order.

    A count under the threshold is hidden; then, at the least loss (`choosing`), further cells, so that whoever solves
    the equations of all tables for a hidden cell is left with an interval of `rules.protection`; the rest is rounded.
    Cells that are `known` from elsewhere are told whatever they count, and hide nothing: everybody has them.
    Whoever publishes them again later does so by `editions.edition`, beside what is known already. The same tables give
    the same answer, whatever their order. Raises `InputError` where tables contradict each other.
    """
    found = equations(tables)
    counts = joined(tables, found)
    system = system_of(found, counts, rules)
    public = [at for at, cell in enumerate(found.cells) if cell in known]
    system.hidden[public], system.need[public], system.cost[public] = False, 0.0, np.inf
    system.low[public] = system.high[public] = counts[public]
    small = system.hidden.copy()
    settle(system)
    return published(tables, found, counts, system.hidden, small, rules)


def settle(system: System) -> None:
    """Hide what must be hidden; `RuntimeError` where that were not enough, which hiding everything always is."""
    left = choose(system)
    if left.size:
        raise RuntimeError(f"{left.size} cells stay known too well whatever is hidden; expected none: a fault here")


def joined(tables: Sequence[Table], found: Equations) -> Floats:
    """The counts of all cells in the order of the equations; `InputError` where two tables disagree."""
    counts = np.full(len(found.cells), -1.0)
    for table, where in zip(tables, found.places, strict=True):
        mine = table.values.ravel().astype(float)
        differs = (counts[where] >= 0) & (counts[where] != mine)
        if differs.any():
            at = int(where[np.flatnonzero(differs)[0]])
            raise InputError(
                f"table {table.name}: cell {found.cells[at]} counts {mine[differs][0]:.0f} and {counts[at]:.0f} in "
                "another table; expected the same people in the same cell of both"
            )
        counts[where] = mine
    broken = slack_values(found.matrix, counts) < 0
    if broken.any():
        names = ", ".join(sorted({one.name for table in tables for one in table.dimensions if one.overlapping}))
        raise InputError(
            f"{int(broken.sum())} totals of overlapping categories ({names}) are below one of them or above their "
            "sum; expected a count of those in at least one"
        )
    return counts


def system_of(found: Equations, counts: Floats, rules: Rules) -> System:
    """The attacker's program of cells that count so, the small ones hidden."""
    low, high = told_intervals(counts, rules)
    small = (counts > 0) & (counts < rules.threshold)
    slacks = found.slacks
    return System(
        matrix=found.matrix,
        values=np.concatenate([counts, slack_values(found.matrix, counts)]),
        low=np.concatenate([low, np.zeros(slacks)]),
        high=np.concatenate([high, np.full(slacks, np.inf)]),
        free_low=np.zeros(len(counts) + slacks),
        owner=np.concatenate([np.arange(len(counts)), np.full(slacks, -1)]),
        hidden=np.concatenate([small, np.zeros(slacks, dtype=bool)]),
        need=np.concatenate([np.where(small, float(rules.protection), 0.0), np.zeros(slacks)]),
        cost=np.concatenate([costs(counts), np.full(slacks, np.inf)]),
        groups=found.groups,
    )


def told_intervals(counts: Floats, rules: Rules) -> tuple[Floats, Floats]:
    """The least and the most that the published figure of each count may stand for."""
    half = rules.rounding // 2
    told = (counts + half) // rules.rounding * rules.rounding
    low = np.where(counts == 0, 0.0, np.maximum(told - half, float(rules.threshold)))
    high = np.where(counts == 0, 0.0, told - half + rules.rounding - 1)
    # A hidden count lies outside its own interval, which counts only once it is told.
    return np.minimum(low, counts), np.maximum(high, counts)


def costs(counts: Floats) -> Floats:
    """What is lost with a cell: more with larger ones, of which totals are the largest. Nobody is always told."""
    return np.where(counts == 0, np.inf, 1.0 + np.log2(1.0 + counts))


def published(
    tables: Sequence[Table], found: Equations, basis: Floats, hidden: Cells, small: Cells, rules: Rules
) -> list[Published]:
    """The tables with what is told of each cell."""
    cells = [
        PublishedCell(None, "small" if small[at] else "complement")
        if hidden[at]
        else PublishedCell(rules.rounded(int(basis[at])))
        for at in range(len(found.cells))
    ]
    return [
        Published(
            table.name, table.measure, table.dimensions,
            {key: cells[at] for key, at in zip(keys(table.dimensions), where.tolist(), strict=True)},
        )
        for table, where in zip(tables, found.places, strict=True)
    ]  # fmt: skip
