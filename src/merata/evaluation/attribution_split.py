"""The change of measures between two dates, split: growth, what each programme does at each date, and the rest.

At each date the Shapley values of the programmes sum to the measure as it is, less the measure without any programme.
The change without programmes is growth (everybody's consumption times the same, the mean of what it adds at the first
date and what it takes away at the second) and the rest, which is redistribution that no programme explains:
Datt and Ravallion (1992), *Journal of Development Economics* 38:275–295, as a Shapley value of two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError
from merata.evaluation.attribution_game import Shares, Worth
from merata.evaluation.attribution_measures import Measures
from merata.evaluation.attribution_snapshot import Possibilities

Floats = NDArray[np.float64]
Solver = Callable[[Worth, int], Shares]
Pair = tuple[Possibilities, Possibilities]

_ROUNDING = 1e-11


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a change, q measures each.

    `before`, `after` (q); `growth`, `rest` (q); `contribution` (2 × k × q): what each programme does at each date;
    `error` (k × q): the Monte-Carlo standard error of its change, zero where exact; `ratio`: of means without
    programmes, the second over the first, or the one that was named.
    """

    before: Floats
    after: Floats
    growth: Floats
    rest: Floats
    contribution: Floats
    error: Floats
    ratio: float

    @property
    def change(self) -> Floats:
        """What each programme changed (k × q): its contribution at the second date less that at the first."""
        return np.asarray(self.contribution[1] - self.contribution[0])

    @property
    def parts(self) -> Floats:
        """Growth, every programme and the rest ((k + 2) × q); they sum to the change."""
        return np.vstack([self.growth, self.change, self.rest])

    @property
    def vector(self) -> Floats:
        """Everything in one column: before, after, the change, its parts, and the contributions at both dates."""
        whole = self.after - self.before
        rows = [self.before, self.after, whole, *self.parts, *self.contribution[0], *self.contribution[1]]
        return np.concatenate(rows)


def split(
    pair: Pair, measures: Measures, active: tuple[Sequence[int], Sequence[int]], solve: Solver, growth: float | None
) -> Split:
    """Split the change from the first of `pair` to the second.

    `active` (of each date): the programmes that anybody had then; the others do nothing, and need not be asked.
    `growth` is the ratio of incomes that counts as growth, None: of the means of consumption without programmes.
    Raises `InputError` where nobody would consume anything without programmes.
    """
    players = pair[0].aid.shape[1] + pair[0].factor.shape[1]
    contribution = np.zeros((2, players, len(measures.names)))
    error = np.zeros_like(contribution)
    none, whole = [], []
    for date, (people, places) in enumerate(zip(pair, active, strict=True)):
        found = solve(people.worth(measures, date, places), len(places))
        contribution[date, list(places)], error[date, list(places)] = found.value, found.error
        none.append(found.none)
        whole.append(found.all)
    ratio = _ratio(pair) if growth is None else growth
    first, second = pair
    grown = measures(first.base * ratio, first.persons, np.ascontiguousarray(first.line[1]))
    shrunk = measures(second.base / ratio, second.persons, np.ascontiguousarray(second.line[0]))
    grew = ((grown - none[0]) + (none[1] - shrunk)) / 2
    # What rounding leaves where a measure does not mind the scale is not growth.
    grew[np.abs(grew) <= _ROUNDING * np.maximum(np.abs(none[0]), np.abs(none[1]))] = 0.0
    return Split(
        before=whole[0],
        after=whole[1],
        growth=grew,
        rest=(none[1] - none[0]) - grew,
        contribution=contribution,
        error=np.hypot(*error),
        ratio=ratio,
    )


def _ratio(pair: Pair) -> float:
    means = [np.average(people.base, weights=people.persons) for people in pair]
    if means[0] <= 0:
        raise InputError("nobody consumes anything at the first date without programmes, so growth has no meaning")
    return float(means[1] / means[0])
