"""What each benefit adds to mean × (1 − Gini) when households are paid one after the other, compiled.

All compiled code that works together stays in one module: Numba's cache follows a file's own changes only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.compiled import compiled, inlined

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@inlined
def _add(tree: Floats, at: int, value: float) -> None:
    """Add to one place of a Fenwick tree."""
    at += 1
    while at < tree.size:
        tree[at] += value
        at += at & -at


@inlined
def _below(tree: Floats, at: int) -> float:
    """The sum over the places before `at` (Fenwick 1994)."""
    total = 0.0
    while at > 0:
        total += tree[at]
        at -= at & -at
    return total


@compiled
def in_turn(
    values: Floats,
    place: Integers,
    share: Floats,
    household: Integers,
    top: Integers,
    after: Integers,
    group: Integers,
    count: int,
) -> Floats:
    """By group (of `count`), what its rises add to Σ Σ share share min(y, y), counted one after the other.

    `values` are all levels of welfare there are, ascending. Household i begins at level `place[i]` and is `share[i]` of
    all persons. Rise r is of `household[r]`, counts for `group[r]`, and lifts from where the household began to the
    level `top[r]`; the others stand where the rises before have brought them, each to the level `after` of its last.
    """
    levels = values.size
    persons, welfare = np.zeros(levels + 1), np.zeros(levels + 1)
    for i in range(share.size):
        persons[place[i] + 1] += share[i]
        welfare[place[i] + 1] += share[i] * values[place[i]]
    for at in range(1, levels + 1):  # filled in one pass, as a tree is
        parent = at + (at & -at)
        if parent <= levels:
            persons[parent] += persons[at]
            welfare[parent] += welfare[at]
    total = _below(persons, levels)
    now = place.copy()
    added = np.zeros(count)
    for rise in range(household.size):
        i = household[rise]
        start, end = place[i], top[rise]
        low, high = values[start], values[end]
        # Σ of share × (min(y, high) − min(y, low)): those between count up to themselves.
        below_low, below_high = _below(persons, start + 1), _below(persons, end + 1)
        between = _below(welfare, end + 1) - _below(welfare, start + 1)
        everyone = between - low * (below_high - below_low) + (high - low) * (total - below_high)
        others = everyone - share[i] * (min(values[now[i]], high) - low)
        added[group[rise]] += 2.0 * share[i] * others + share[i] * share[i] * (high - low)
        _add(persons, now[i], -share[i])
        _add(welfare, now[i], -share[i] * values[now[i]])
        now[i] = after[rise]
        _add(persons, now[i], share[i])
        _add(welfare, now[i], share[i] * values[now[i]])
    return added
