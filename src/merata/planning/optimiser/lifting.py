"""Cuts that know that items are taken whole: tighter than tangents, for plans of whole items.

A tangent lets every household of a band have a part of its benefit, which gains more than whole benefits to a part of
them, as the gain is concave. But who gains is a set, and Σ Σ share share min(y, y) is supermodular in it: a minimum has
increasing differences, so the more others have gained, the more a household's own gain adds. Its concave closure over
whole gains is Lovász's extension: in any one order, what each adds in its turn is a valid slope (Lovász 1983). Where a
household may gain from several items, each is counted from where it began, which is never less than what it adds after
another. A poverty measure has no pairs: each gain counts by itself, from where the household began.

That needs gains, not losses: a household that an undecided item would harm in a draw keeps the tangent, with all its
pairs. Such a cut holds for all plans that agree with what is decided: items in, and out of, every plan better than the
best one known.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.measurement.summing import ascending
from merata.planning.choices.candidates import Flags, Integers
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.marginals import in_turn
from merata.planning.optimiser.objective import measure

Floats = NDArray[np.float64]

LIFTED = {"sen": 2, "poverty_gap": 1, "squared_poverty_gap": 1}
"""The objectives whose whole items are bounded so (the others keep their tangents), and the power by which the measure
of a part of the people grows with its share of them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """gain(x) ≤ `constant` + `slopes`·x."""

    constant: float
    slopes: Floats


@dataclass(frozen=True, slots=True)
class Entries:
    """What undecided items do, one element for each item and household: through which `evidence`, and by how much.

    `rupiah` is added per person; `share` is of own welfare.
    """

    item: Integers
    household: Integers
    evidence: Integers
    rupiah: Floats
    share: Floats

    def taken(self, rows: Integers | Flags) -> Entries:
        """Some of them, in the order of `rows`."""
        return Entries(self.item[rows], self.household[rows], self.evidence[rows], self.rupiah[rows], self.share[rows])


@dataclass(frozen=True, slots=True)
class Lifting:
    """Lifted cuts of an evaluator, for plans that take the items `inside` and none of `outside`."""

    evaluator: Evaluator
    inside: Flags
    outside: Flags
    entries: Entries

    def cut(self, parts: Floats, worth: Floats) -> Cut:
        """The lifted cut about the plan in `parts` (k): items count in the order of their parts, then by `worth`."""
        by = self.evaluator
        start = self.inside.astype(np.float64)
        about = np.where(self.outside, 0.0, np.maximum(parts, start))
        weight = by.weights(None if by.tail is None else by.gains(about))
        turn = np.empty(parts.size, dtype=np.int64)
        turn[np.lexsort((-worth, -about))] = np.arange(parts.size)
        ordered = self.entries.taken(np.argsort(turn[self.entries.item], kind="stable"))
        constant, slopes = 0.0, np.zeros(parts.size)
        used = np.flatnonzero(weight).tolist()
        with ThreadPoolExecutor(by.threads) as pool:
            found = pool.map(lambda at: self._of_draw(at, start, about, ordered), used)
            for at, cut in zip(used, found, strict=True):
                constant += weight[at] * cut.constant
                slopes += weight[at] * cut.slopes
        return Cut(constant, slopes)

    def _of_draw(self, draw: int, start: Floats, about: Floats, ordered: Entries) -> Cut:
        """The cut of one draw: whole gains in turn among those that nothing harms, and the tangent of all else."""
        by = self.evaluator
        size, line = by.draws.size, by.draws.line_idr
        before, there = by.welfare_after(draw, start), by.welfare_after(draw, about)
        value, gradient = measure(by.objective, there, size, line)
        scale = by.scale(draw)[ordered.evidence]
        rise = scale * (ordered.rupiah + ordered.share * by.draws.welfare[draw][ordered.household])
        unharmed = np.ones(size.size, dtype=np.bool_)
        unharmed[ordered.household[rise < 0]] = False
        mine = size[unharmed]
        if not mine.size:
            slopes = self._tangent(draw, gradient)
            return Cut(value - float(slopes @ about) - by.before[draw], slopes)
        # The measure of a part of the people weighs them by their own number; pairs by its square.
        part = (mine.sum() / size.sum()) ** LIFTED[by.objective.name]
        among, slope_among = measure(by.objective, there[unharmed], mine, line[unharmed])
        alone, _ = measure(by.objective, before[unharmed], mine, line[unharmed])
        gradient[unharmed] -= part * slope_among
        slopes = self._tangent(draw, gradient)
        constant = value - part * among - float(slopes @ about) + part * alone - by.before[draw]
        kept = unharmed[ordered.household]
        row = np.cumsum(unharmed) - 1
        gains = ordered.taken(kept), row[ordered.household[kept]], rise[kept]
        slopes += self._in_turn(before[unharmed], mine / size.sum(), line[unharmed], *gains)
        return Cut(constant, slopes)

    def _tangent(self, draw: int, gradient: Floats) -> Floats:
        """What each undecided item adds along a gradient."""
        by = self.evaluator
        own = gradient * by.draws.welfare[draw]
        slopes = np.zeros(len(by.candidates))
        for effects, times in zip(by.candidates.effects, by.scale(draw), strict=True):
            slopes += times * (effects.added @ gradient + effects.share @ own)
        slopes[self.inside | self.outside] = 0.0
        return slopes

    def _in_turn(self, before: Floats, share: Floats, line: Floats, of: Entries, row: Integers, rise: Floats) -> Floats:
        """By item, what whole gains add when counted in order; `row` are the households within `before`."""
        by = self.evaluator
        count = len(by.candidates)
        if by.objective.name != "sen":
            power = 2 if by.objective.name == "squared_poverty_gap" else 1
            gap, left = (
                np.maximum(1.0 - welfare / line[row], 0.0) ** power for welfare in (before[row], before[row] + rise)
            )
            return np.asarray(np.bincount(of.item, share[row] * (gap - left), count), dtype=np.float64)
        levels = np.concatenate((before, before[row] + rise, before[row] + _so_far(row, rise)))
        order = ascending(levels)
        place = np.empty(levels.size, dtype=np.int64)
        place[order] = np.arange(levels.size)
        own, top, after = np.split(place, [before.size, before.size + row.size])
        return in_turn(levels[order], own, share, row, top, after, of.item, count)


def _so_far(row: Integers, rise: Floats) -> Floats:
    """The sum of the rises of the same row up to each."""
    by_row = np.argsort(row, kind="stable")
    sums = np.cumsum(rise[by_row])
    first = np.flatnonzero(np.r_[True, np.diff(row[by_row]) != 0]) if row.size else np.zeros(0, dtype=np.int64)
    length = np.diff(np.r_[first, row.size])
    found = np.empty_like(sums)
    found[by_row] = sums - np.repeat(sums[first] - rise[by_row][first], length)
    return found


def lifting(evaluator: Evaluator, inside: Flags, outside: Flags) -> Lifting | None:
    """The lifted cuts for plans with the items `inside` and without those `outside`; None where all keep tangents."""
    undecided = ~(inside | outside)
    if evaluator.objective.name not in LIFTED or not undecided.any():
        return None
    parts = list(_entries(evaluator, undecided))
    names = ("item", "household", "evidence", "rupiah", "share")
    return Lifting(
        evaluator,
        inside,
        outside,
        Entries(*(np.concatenate([getattr(part, name) for part in parts]) for name in names)),
    )


def _entries(evaluator: Evaluator, undecided: Flags) -> Iterator[Entries]:
    """What undecided items do, by record of evidence, rupiah and shares apart."""
    for number, effects in enumerate(evaluator.candidates.effects):
        for matrix, is_share in ((effects.added, False), (effects.share, True)):
            found = matrix.tocoo()
            item, household = (np.asarray(index, dtype=np.int64) for index in found.coords)
            kept = undecided[item]
            amount, none = found.data[kept], np.zeros(int(np.count_nonzero(kept)))
            record = np.full(none.size, number)
            pair = (none, amount) if is_share else (amount, none)
            yield Entries(item[kept], household[kept], record, *pair)
