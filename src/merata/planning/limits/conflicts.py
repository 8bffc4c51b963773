"""Limits that no plan can keep together: a smallest set of them, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

import highspy
import numpy as np

from merata.errors import InputError
from merata.planning.choices.candidates import Candidates, Flags
from merata.planning.limits.rows import NO_MOST, Limits
from merata.planning.wording.limit_names import limit_kind, limit_names
from merata.planning.wording.said import Said, count, rupiah
from merata.solver import QuietHighs, solved

_INFINITY = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Conflicting:
    """One limit of a smallest set that no plan keeps: its name in the plan and in words, what kind it is (see
    `wording.limit_names.limit_kind`), and what it demands at `least` and allows at `most` (None: no end).
    """

    name: str
    kind: str
    least: int | None
    most: int | None
    in_rupiah: bool
    name_id: str
    name_en: str

    @property
    def said(self) -> Said:
        """The limit with its ends."""
        write = rupiah if self.in_rupiah else count
        least = [write(self.least)] if self.least is not None else []
        most = [write(self.most)] if self.most is not None else []
        here = [f"paling sedikit {one.text_id}" for one in least] + [f"paling banyak {one.text_id}" for one in most]
        there = [f"at least {one.text_en}" for one in least] + [f"at most {one.text_en}" for one in most]
        return Said(f"{self.name_id} ({', '.join(here)})", f"{self.name_en} ({', '.join(there)})")


class Infeasible(InputError):  # noqa: N818 - the field's term
    """No plan keeps these `limits` together; each of them can be kept once any other of them is given up."""

    def __init__(self, limits: Sequence[Conflicting]) -> None:
        self.limits = tuple(limits)
        named = [one.said for one in self.limits]
        to_do = _what_to_do(self.limits)
        self.text_id = (
            f"tidak ada rencana yang memenuhi batas-batas ini bersama: {'; '.join(one.text_id for one in named)}. "
            f"Masing-masing dapat dipenuhi bila salah satu yang lain dilepas: {to_do.text_id}"
        )
        self.text_en = (
            f"no plan keeps these limits together: {'; '.join(one.text_en for one in named)}. "
            f"Each of them can be kept once any other of them is given up: {to_do.text_en}"
        )
        super().__init__(f"{self.text_id} / {self.text_en}")

    def as_json(self) -> dict[str, Any]:
        """The set and what to change, as plain values."""
        return {
            "limits": [asdict(one) for one in self.limits],
            "text_id": self.text_id,
            "text_en": self.text_en,
        }


def _what_to_do(limits: Sequence[Conflicting]) -> Said:
    """What can be changed of them: only what the set has."""
    found = []
    if any(one.most is not None for one in limits):
        found.append(Said("naikkan batas tertinggi", "raise a most"))
    if any(one.least is not None for one in limits):
        found.append(Said("turunkan batas terendah", "lower a least"))
    found.append(Said("hapus salah satu", "drop one"))
    return Said(" atau ".join(one.text_id for one in found), " or ".join(one.text_en for one in found))


def refuse(candidates: Candidates, limits: Limits) -> NoReturn:
    """Raise `Infeasible` with a smallest set of limits without a plan."""
    raise Infeasible([_told(limits, row) for row in conflict(candidates, limits)])


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


def _told(limits: Limits, row: int) -> Conflicting:
    here, there = limit_names(limits.names[row], limits.area_names)
    least, most = int(limits.least[row]), int(limits.most[row])
    return Conflicting(
        name=limits.names[row],
        kind=limit_kind(limits.names[row]),
        least=least if least > -NO_MOST else None,
        most=most if most < NO_MOST else None,
        in_rupiah=bool(limits.in_rupiah[row]),
        name_id=here,
        name_en=there,
    )
