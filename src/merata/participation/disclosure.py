"""What of small counts can be told beside tables that are published already, so that no hidden one can be reckoned.

Counts stand in a table of rows and columns whose hidden cells are the unknowns; each row and each column whose total is
told is an equation. Such equations are a flow in the graph of rows and columns whose edges are the hidden cells: a
hidden cell is determined exactly where its edge is a bridge, for only edges on a circle can change without changing a
total (Gusfield 1988, A graph theoretic approach to statistical data security, SIAM J. Comput. 17).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.bool_]
LEAST = 5


def determined(hidden: Cells, rows_told: Cells, columns_told: Cells) -> Cells:
    """Which hidden cells follow exactly from all that is told: cells, totals of rows and columns, and the whole total.

    `hidden`: rows × columns; `rows_told` and `columns_told`: whose totals are told. Rows whose total is hidden stand
    together in one equation (their sum follows from the whole); columns likewise.
    """
    row_of = _merged(rows_told, 0)
    column_of = _merged(columns_told, len(rows_told) + 1)
    edges = [(row_of[at], column_of[to], at, to) for at, to in zip(*np.nonzero(hidden), strict=True)]
    found = np.zeros_like(hidden)
    for edge in _bridges([(one, other) for one, other, _, _ in edges]):
        _, _, at, to = edges[edge]
        found[at, to] = True
    return found


def column_totals(
    counts: NDArray[np.int64], hidden: Cells, rows_told: Cells | None = None, *, least: int = LEAST
) -> Cells:
    """Which totals of columns may be told beside a table whose `hidden` cells stay hidden; the whole total is told.

    A total from 1 to `least` − 1 is not; one that is hidden has another beside it, together at least `least`; and no
    hidden cell of the table, nor the sum of all hidden ones in a column below `least`, follows from those told. Where
    the whole may not be told (`whole_told`), none is.
    """
    rows_told = np.ones(counts.shape[0], dtype=bool) if rows_told is None else rows_told
    totals = counts.sum(axis=0)
    if not whole_told(counts.sum(axis=1), rows_told, least=least):
        return np.zeros(counts.shape[1], dtype=bool)
    under = np.where(hidden, counts, 0).sum(axis=0)
    told = ~((totals > 0) & (totals < least)) & ~(hidden.any(axis=0) & (under < least))
    while True:
        told = _with_company(totals, told, least)
        followed = determined(hidden, rows_told, told).any(axis=0) & told
        if not followed.any():
            return told
        told &= ~followed


def whole_told(totals: NDArray[np.int64], told: Cells, *, least: int = LEAST) -> bool:
    """Whether the sum of these totals may be told beside those of them that are `told`: not where it is small itself,
    nor where those that are hidden come together to a small number.
    """
    hidden = int(totals[~told].sum())
    return not 0 < int(totals.sum()) < least and not 0 < hidden < least


def groups_told(counts: Iterable[int], *, least: int = LEAST) -> Cells:
    """Which counts of one list may be told beside their total: the list alone, nothing else published."""
    column = np.array(list(counts), dtype=np.int64)
    return column_totals(column[None, :], np.zeros((1, len(column)), dtype=bool), least=least)


def _with_company(totals: NDArray[np.int64], told: Cells, least: int) -> Cells:
    told = told.copy()
    left = sorted(np.nonzero(told)[0], key=lambda at: (totals[at] == 0, totals[at], at))
    while left and not told.all() and ((~told).sum() < 2 or totals[~told].sum() < least):
        told[left.pop(0)] = False
    return told


def _merged(told: Cells, first: int) -> list[int]:
    """A node for each line whose total is told, and one for all others together."""
    return [first + at if one else first + len(told) for at, one in enumerate(told)]


def _bridges(edges: list[tuple[int, int]]) -> list[int]:
    """The edges whose loss would part the graph, by place; parallel edges are none. Tarjan's, without recursion."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for at, (one, other) in enumerate(edges):
        beside.setdefault(one, []).append((other, at))
        beside.setdefault(other, []).append((one, at))
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    found: list[int] = []
    for root, edges_there in beside.items():
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        stack = [(root, -1, iter(edges_there))]
        while stack:
            node, came, left = stack[-1]
            for other, edge in left:
                if edge == came:
                    continue
                if other in order:
                    lowest[node] = min(lowest[node], order[other])
                    continue
                order[other] = lowest[other] = len(order)
                stack.append((other, edge, iter(beside[other])))
                break
            else:
                stack.pop()
                if stack:
                    parent = stack[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[node])
                    if lowest[node] > order[parent]:
                        found.append(came)
    return found
