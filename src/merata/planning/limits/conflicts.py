"""Limits that no plan can keep together: a smallest set of them, by name."""

from __future__ import annotations

from typing import NoReturn

import highspy
import numpy as np

from merata.errors import InputError
from merata.planning.choices.candidates import Candidates, Flags
from merata.planning.limits.rows import NO_MOST, Limits
from merata.solver import QuietHighs, solved

_INFINITY = highspy.kHighsInf


def refuse(candidates: Candidates, limits: Limits) -> NoReturn:
    """Raise `InputError` that names a smallest set of limits without a plan."""
    named = [_told(limits, row) for row in conflict(candidates, limits)]
    raise InputError(
        "no plan keeps these limits together: "
        + "; ".join(named)
        + ". Each of them can be kept once any other of them is given up: raise a most, lower a least, or drop one"
    )


def conflict(candidates: Candidates, limits: Limits) -> list[int]:
    """The rows of a smallest set without a plan: leaving out any one of them leaves a plan.

    Found by leaving out one row after the other (a deletion filter: Chinneck and Dravnieks 1991), first with parts of
    items, then, where parts could keep them all, with whole ones.
    """
    rows = list(range(len(limits.names)))
    whole = _keeping(candidates, limits, rows, whole=False) is not None
    for row in list(rows):
        without = [other for other in rows if other != row]
        if _keeping(candidates, limits, without, whole=whole) is None:
            rows = without
    return rows


def any_plan(candidates: Candidates, limits: Limits) -> Flags | None:
    """Some plan of whole items that keeps the limits; None where there is none."""
    return _keeping(candidates, limits, list(range(len(limits.names))), whole=True)


def _keeping(candidates: Candidates, limits: Limits, rows: list[int], *, whole: bool) -> Flags | None:
    """A plan that keeps these rows, parts of items rounded unless `whole`; None where there is none."""
    solver = QuietHighs()  # type: ignore[no-untyped-call]
    items = len(candidates)
    solver.addVars(items, np.zeros(items), np.where(limits.excluded, 0.0, 1.0))
    if whole and items:
        kinds = np.full(items, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(items, np.arange(items, dtype=np.int32), kinds)
    units = limits.units
    for row in rows:
        inside = slice(int(limits.sums.indptr[row]), int(limits.sums.indptr[row + 1]))
        unit = units[row]
        least = -_INFINITY if limits.least[row] <= -NO_MOST else float(limits.least[row]) / unit
        most = _INFINITY if limits.most[row] >= NO_MOST else float(limits.most[row]) / unit
        at = limits.sums.indices[inside].astype(np.int32)
        solver.addRow(least, most, at.size, at, limits.sums.data[inside] / unit)
    for item in (np.flatnonzero(np.diff(candidates.chain) == 0) + 1).tolist():
        solver.addRow(-_INFINITY, 0.0, 2, np.array([item, item - 1], dtype=np.int32), np.array([1.0, -1.0]))
    solver.run()
    if not solved(solver):
        return None
    return np.asarray(np.array(solver.getSolution().col_value[:items]) > 0.5)


def _told(limits: Limits, row: int) -> str:
    unit = "Rp " if limits.in_rupiah[row] else ""
    parts = []
    if limits.least[row] > -NO_MOST:
        parts.append(f"at least {unit}{limits.least[row]:,}")
    if limits.most[row] < NO_MOST:
        parts.append(f"at most {unit}{limits.most[row]:,}")
    return f"{limits.names[row]} ({', '.join(parts)})"
