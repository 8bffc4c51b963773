"""A package as people write it, rupiah by line, turned into whole benefits, whole classes and exact sets of works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from merata.errors import UsageError
from merata.planning.answers.habits import Package
from merata.planning.choices.candidates import ALONE, Candidates, Integers
from merata.planning.limits.rows import Limits
from merata.planning.problem import Problem
from merata.planning.wording.said import rupiah

Amounts = Mapping[str, int]
"""Rupiah by line: `programme:village`, or the id of a course or project."""


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A package with what was `counted` of each line's amount, rupiah: a programme in a village serves as far down the
    order of need as its amount reaches, with whole benefits. `households` are those of each line.
    """

    package: Package
    counted: Amounts
    households: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """What a problem's lines are made of: by line its items, its claims in order of need, and the problem itself."""

    asked: Problem
    items_of: Mapping[str, tuple[int, ...]]
    claims_of: Mapping[str, Integers]

    def written(self, amounts: Amounts) -> Written:
        """The package that `amounts` write; `UsageError` with every line that cannot be (see `faults`)."""
        faults = self.faults(amounts)
        if faults:
            raise UsageError("\n".join(faults))
        candidates, claims = self.asked.candidates, self.asked.menu.claims
        paid = np.zeros(claims.household.size, dtype=np.bool_)
        items = np.zeros(len(candidates), dtype=np.bool_)
        counted, households = {}, {}
        works: list[int] = []
        for line, amount in amounts.items():
            own = self.items_of[line]
            if candidates.items[own[0]].kind == "programme":
                claimed = self.claims_of[line]
                served = claimed[np.cumsum(claims.annual_idr[claimed]) <= amount]
                paid[served] = True
                counted[line], households[line] = int(claims.annual_idr[served].sum()), int(served.size)
                continue
            taken = self._whole(own, amount) or ()
            counted[line] = amount
            households[line] = sum(candidates.items[at].households for at in taken)
            works += [at for at in taken if candidates.exclusive[at] != ALONE]
            items[[at for at in taken if candidates.exclusive[at] == ALONE]] = True
        items[self._sets(works)] = True
        return Written(Package(paid, items), counted, households)

    def faults(self, amounts: Amounts) -> list[str]:
        """What cannot be written: an unknown line, less than nothing, a part of a class or work."""
        found = []
        for line, amount in amounts.items():
            own = self.items_of.get(line)
            if own is None:
                found.append(f"{line}: bukan calon rencana ini / {line}: no candidate of this plan")
            elif amount < 0:
                found.append(f"{line}: jumlah di bawah nol / {line}: an amount below zero")
            elif self.asked.candidates.items[own[0]].kind != "programme" and self._whole(own, amount) is None:
                each = rupiah(int(self.asked.candidates.cost_idr[own[0]]))
                many = len(own)
                found.append(
                    f"{line}: kelas dan karya utuh: beri 0 atau {each.text_id}, paling banyak {many} kali / {line}: "
                    f"classes and works are whole: give 0 or {each.text_en}, {many} times at most"
                )
        return found

    def _whole(self, own: tuple[int, ...], amount: int) -> tuple[int, ...] | None:
        """The first items of a line whose whole cost is the amount; None where there are none."""
        cost = np.concatenate(([0], np.cumsum(self.asked.candidates.cost_idr[list(own)])))
        at = np.flatnonzero(cost == amount)
        return own[: int(at[-1])] if at.size else None

    def _sets(self, works: list[int]) -> list[int]:
        """Works that depend on each other, as the bundle of each cluster's whole set."""
        candidates = self.asked.candidates
        found = []
        for number in sorted({int(candidates.exclusive[at]) for at in works}):
            names = frozenset(candidates.items[at].line for at in works if candidates.exclusive[at] == number)
            found.append(_set_of(candidates, names))
        return found


def _set_of(candidates: Candidates, names: frozenset[str]) -> int:
    return next(at for at, item in enumerate(candidates.items) if frozenset(item.parts or (item.line,)) == names)


def lines_of(asked: Problem, packages: list[Amounts]) -> Lines:
    """The lines of a problem, with every set of works that the packages take listed as a bundle."""
    asked = _with_sets(asked, packages)
    candidates = asked.candidates
    items: dict[str, list[int]] = {}
    for at, item in enumerate(candidates.items):
        if not item.parts:
            items.setdefault(item.line, []).append(at)
    line_of_band = {at: line for line, own in items.items() for at in own}
    claims_of: dict[str, list[int]] = {}
    for claim, band in enumerate(asked.menu.band_of_claim.tolist()):
        claims_of.setdefault(line_of_band[band], []).append(claim)
    # A village's claims of one programme stand in order of need already.
    ordered = {line: np.array(own, dtype=np.int64) for line, own in claims_of.items()}
    return Lines(asked, {line: tuple(own) for line, own in items.items()}, ordered)


def _with_sets(asked: Problem, packages: list[Amounts]) -> Problem:
    works = asked.menu.works
    if works is None:
        return asked
    number_of = {name: at for at, name in enumerate(works.network_names)}
    candidates = asked.candidates
    for number, cluster in enumerate(works.clusters):
        own = set(cluster.works)
        taken = [
            tuple(sorted(own & {number_of[line] for line, amount in amounts.items() if amount and line in number_of}))
            for amounts in packages
        ]
        candidates = works.extended(candidates, list(dict.fromkeys(each for each in taken if each)), number)
    return asked.choosing(candidates) if len(candidates) > len(asked.candidates) else asked


def sums(asked: Problem, limits: Limits, package: Package) -> list[int]:
    """By row of the limits, what the package comes to: rupiah to the single benefit, counts from a first benefit on."""
    candidates, band = asked.candidates, asked.menu.band_of_claim
    paid = np.zeros(len(candidates), dtype=np.int64)
    np.add.at(paid, band[package.paid], asked.menu.claims.annual_idr[package.paid])
    begun = package.items.copy()
    begun[band[package.paid]] = True
    by_count = np.asarray(limits.sums @ begun.astype(np.int64))
    # A band counts its whole cost in a row of money, or nothing: what it pays stands in its place.
    alone = np.where(candidates.standalone & package.items, 1, 0)
    whole = np.asarray(limits.sums @ alone)
    counted = limits.sums.copy()
    counted.data = (counted.data != 0).astype(np.int64)
    money = whole + np.asarray(counted @ np.where(candidates.standalone, 0, paid))
    found: list[int] = np.where(limits.in_rupiah, money, by_count).tolist()
    return found
