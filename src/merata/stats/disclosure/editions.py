"""The same tables published again: what changed by few people must not be found by taking one edition from the other.

A cell whose count is within the threshold of the count that its figure was made from (its basis) keeps its figure, or
stays hidden; a change is told once it comes to the threshold. Hidden cells that were hidden for another's sake stay so
as well: told a year later they would give a good guess of what they hid. Both editions are then guarded as one
publication, with the changes between them as cells of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from merata.stats.disclosure.equations import Cells, Equations, Floats, Places, equations
from merata.stats.disclosure.protect import joined, published, settle, system_of, told_intervals
from merata.stats.disclosure.rules import RULES, Rules
from merata.stats.disclosure.system import System
from merata.stats.disclosure.tables import CellId, Published, Table

KEPT_COST = 100.0
"""Hiding what was told before helps little, as it is remembered: only where nothing else does."""


@dataclass(frozen=True)
class Edition:
    """One publication, with what the office keeps of it to make the next: never to be published itself.

    `counts` and `basis` by cell: what was counted, and the count that the figure was made from. `kept`: whose figure is
    an earlier edition's.
    """

    published: tuple[Published, ...]
    found: Equations
    system: System
    counts: Floats
    basis: Floats
    hidden: Cells
    kept: Cells


def edition(tables: Sequence[Table], earlier: Edition | None = None, rules: Rules = RULES) -> Edition:
    """The tables as they may be published together, after and beside the edition `earlier`.

    Raises `InputError` where tables contradict each other.
    """
    found = equations(tables)
    counts = joined(tables, found)
    if earlier is None:
        basis, kept = counts, np.zeros(len(counts), dtype=bool)
        system = system_of(found, counts, rules)
        small = system.hidden.copy()
        settle(system)
        alone = system
    else:
        then = _then(found, earlier)
        basis, kept = _basis(counts, then, earlier, rules)
        alone = _by_itself(found, counts, basis, kept, then, earlier, rules)
        small = (basis > 0) & (basis < rules.threshold)
        both = _both(alone, kept, then, earlier, rules)
        settle(both)
        start = earlier.system.matrix.shape[1]
        alone.hidden[:] = both.hidden[start : start + len(alone.hidden)]
    hidden = alone.hidden[: len(counts)].copy()
    told = published(tables, found, basis, hidden, small, rules)
    return Edition(tuple(told), found, alone, counts, basis, hidden, kept)


def _then(found: Equations, earlier: Edition) -> Places:
    """Where each cell stood among the earlier ones; -1 where it did not."""
    at: dict[CellId, int] = {cell: place for place, cell in enumerate(earlier.found.cells)}
    return np.array([at.get(cell, -1) for cell in found.cells], dtype=np.int64)


def _basis(counts: Floats, then: Places, earlier: Edition, rules: Rules) -> tuple[Floats, Cells]:
    before = np.where(then >= 0, earlier.basis[then], np.inf)
    # Nobody is told exactly, so somebody where nobody was is new.
    kept = (np.abs(counts - before) < rules.threshold) & ~((before == 0) & (counts > 0))
    return np.where(kept, before, counts), kept


def _by_itself(
    found: Equations, counts: Floats, basis: Floats, kept: Cells, then: Places, earlier: Edition, rules: Rules
) -> System:
    system = system_of(found, counts, rules)
    cells = slice(0, len(counts))
    low, high = told_intervals(basis, rules)
    stayed = np.where(kept & (basis > 0), rules.threshold - 1, 0)
    system.low[cells], system.high[cells] = np.maximum(low - stayed, 0), high + stayed
    small = (basis > 0) & (basis < rules.threshold)
    system.hidden[cells] = small | (kept & earlier.hidden[then])
    system.need[cells] = np.where(small | ((counts > 0) & (counts < rules.threshold)), float(rules.protection), 0.0)
    system.cost[cells] += np.where(kept & ~earlier.hidden[then], KEPT_COST, 0.0)
    return system


def _both(alone: System, kept: Cells, then: Places, earlier: Edition, rules: Rules) -> System:
    """Earlier columns as they are, these, and the changes that are small or known to be."""
    old = earlier.system
    old_low, old_high = old.bounds()
    start = old.matrix.shape[1]
    change = np.where(then >= 0, alone.values[: len(kept)] - earlier.counts[then], np.inf)
    stayed = kept & ~earlier.hidden[then]
    small = (change != 0) & (np.abs(change) < rules.threshold)
    of = np.flatnonzero((then >= 0) & (small | stayed))
    # A figure kept twice is within the threshold of one first count both times.
    most = (rules.threshold - 1) * np.where(earlier.kept[then[of]], 2.0, 1.0)
    most = np.where(stayed[of], np.where(alone.values[of] == 0, 0.0, most), np.inf)
    rows = np.arange(len(of))
    size = len(alone.values)
    changes = sparse.csr_matrix(
        (
            np.concatenate([-np.ones(len(of)), np.ones(len(of)), -np.ones(len(of))]),
            (np.tile(rows, 3), np.concatenate([then[of], start + of, start + size + rows])),
        ),
        shape=(len(of), start + size + len(of)),
    )
    above = sparse.block_diag([old.matrix, alone.matrix, sparse.csr_matrix((0, len(of)))])
    return System(
        matrix=sparse.csr_matrix(sparse.vstack([above, changes])),
        values=np.concatenate([old.values, alone.values, change[of]]),
        low=np.concatenate([old_low, alone.low, -most]),
        high=np.concatenate([old_high, alone.high, most]),
        free_low=np.concatenate([old.free_low, alone.free_low, np.full(len(of), -np.inf)]),
        owner=np.concatenate([np.full(start, -1), np.where(alone.owner < 0, -1, alone.owner + start), of + start]),
        hidden=np.concatenate([np.zeros(start, dtype=bool), alone.hidden, np.zeros(len(of), dtype=bool)]),
        need=np.concatenate([old.need, alone.need, np.where(small[of], float(rules.protection), 0.0)]),
        cost=np.concatenate([np.full(start, np.inf), alone.cost, np.full(len(of), np.inf)]),
        groups=np.concatenate([np.full(start, -1), alone.groups, np.full(len(of), -1)]),
    )
