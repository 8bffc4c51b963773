"""What each of many things gains by itself, exactly: only those who gain are counted, not everyone anew.

For mean × (1 − Gini) = Σ Σ s s min(y, y), with s the shares of persons, those who gain are compared with all others
through F(t) = Σ s min(t, y), which is one sorted table for all things of a draw, and with each other by sorting them.
Poverty measures and the sum within Atkinson's are sums over households. The S-Gini of other ν is evaluated as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.measurement.summing import ascending
from merata.planning.choices.candidates import Candidates, Effects, Floats, Integers
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.objective import measure

_POWERS = {"poverty_gap": 1, "squared_poverty_gap": 2}


def gains_alone(evaluator: Evaluator, things: sparse.csr_array) -> Floats:
    """The gain in every draw (t × M) of each of t things, which are sets of whole items (`things`, t × k, of 0 and 1).

    Equal to evaluating each as a plan of its own.
    """
    effects = [
        (sparse.csr_array(things @ part.added), sparse.csr_array(things @ part.share))
        for part in evaluator.candidates.effects
    ]
    count = int(things.shape[0])
    if evaluator.objective.name == "sgini" and evaluator.objective.parameter != 2.0:
        whole = [_whole(evaluator, effects, at) for at in range(count)]
        return np.array(whole).reshape(count, len(evaluator.draws))
    found = np.zeros((count, len(evaluator.draws)))
    for draw in range(len(evaluator.draws)):
        evaluator.beat()
        found[:, draw] = _of_draw(evaluator, effects, draw, count)
    return found


def _whole(evaluator: Evaluator, effects: list[tuple[sparse.csr_array, sparse.csr_array]], at: int) -> Floats:
    one = np.zeros(1, dtype=np.int64)
    known = evaluator.candidates
    parts = tuple(
        Effects(name, sparse.csr_array(added[[at]]), sparse.csr_array(share[[at]]))
        for name, (added, share) in zip(known.evidence, effects, strict=True)
    )
    return evaluator.of(Candidates(known.items[:1], one, one, known.households, parts)).gains(np.ones(1))


def _of_draw(
    evaluator: Evaluator, effects: list[tuple[sparse.csr_array, sparse.csr_array]], draw: int, count: int
) -> Floats:
    welfare, size, line = evaluator.draws.welfare[draw], evaluator.draws.size, evaluator.draws.line_idr
    rise = _rises(effects, evaluator.scale(draw), welfare)
    thing = np.repeat(np.arange(count), np.diff(rise.indptr))
    who, gain = rise.indices.astype(np.int64), rise.data
    share = size / size.sum()
    before, after = welfare[who], welfare[who] + gain
    name = evaluator.objective.name
    if name in _POWERS:
        gap, left = (np.maximum(1.0 - each / line[who], 0.0) ** _POWERS[name] for each in (before, after))
        return np.asarray(np.bincount(thing, share[who] * (gap - left), count), dtype=np.float64)
    if name == "atkinson":
        return _equivalent(evaluator, draw, share, (thing, who, gain), count)
    table = _Table.of(welfare, share)
    outer = np.bincount(thing, 2.0 * share[who] * (table.at(after) - table.at(before)), count)
    for at, own in _parts(rise.indptr):
        outer[at] += _among(before[own], after[own], share[who[own]])
    return np.asarray(outer, dtype=np.float64)


def _rises(
    effects: list[tuple[sparse.csr_array, sparse.csr_array]], scale: Floats, welfare: Floats
) -> sparse.csr_array:
    """By thing and household, the rise of welfare in one draw."""
    total = sparse.csr_array(effects[0][0].shape, dtype=np.float64)
    for (added, share), times in zip(effects, scale.tolist(), strict=True):
        if added.nnz:
            total = total + added * times
        if share.nnz:
            own = sparse.csr_array(
                (share.data * welfare[share.indices] * times, share.indices, share.indptr), share.shape
            )
            total = total + own
    return sparse.csr_array(total)


def _parts(indptr: NDArray[np.integer]) -> Iterator[tuple[int, slice]]:
    """The things that anybody gains from, each with its entries."""
    ends = indptr.tolist()
    for at, (start, end) in enumerate(pairwise(ends)):
        if end > start:
            yield at, slice(start, end)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """F(t) = Σ s min(t, y) over households: `values` ascend; `share` and `held` are running sums, from none on."""

    values: Floats
    share: Floats
    held: Floats

    @classmethod
    def of(cls, welfare: Floats, share: Floats) -> _Table:
        order = ascending(welfare)
        values, mine = welfare[order], share[order]
        return cls(values, np.r_[0.0, np.cumsum(mine)], np.r_[0.0, np.cumsum(mine * values)])

    def at(self, level: Floats) -> Floats:
        """F at each level."""
        below = np.searchsorted(self.values, level, side="right")
        return np.asarray(self.held[below] + level * (self.share[-1] - self.share[below]))


def _among(before: Floats, after: Floats, share: Floats) -> float:
    """What those who gain add among themselves, beyond what counting each against the others' beginning says."""
    first, last = _Table.of(before, share), _Table.of(after, share)
    risen = float((share * last.at(after)).sum() - (share * first.at(before)).sum())
    return risen - 2.0 * float((share * (first.at(after) - first.at(before))).sum())


def _equivalent(
    evaluator: Evaluator, draw: int, share: Floats, entries: tuple[Integers, Integers, Floats], count: int
) -> Floats:
    """Atkinson's equally distributed equivalent: a power mean, of which each thing changes a few terms."""
    thing, who, gain = entries
    welfare, epsilon = evaluator.draws.welfare[draw], evaluator.objective.parameter
    # The measure itself refuses what is not positive, before and after.
    measure(evaluator.objective, welfare, evaluator.draws.size, evaluator.draws.line_idr)
    measure(evaluator.objective, welfare[who] + gain, evaluator.draws.size[who], evaluator.draws.line_idr[who])
    unit = float(welfare.mean())

    def term(level: Floats) -> Floats:
        return np.log(level / unit) if epsilon == 1.0 else (level / unit) ** (1.0 - epsilon)

    more = np.bincount(thing, share[who] * (term(welfare[who] + gain) - term(welfare[who])), count)
    total = float((share * term(welfare)).sum()) + more
    value = np.exp(total) if epsilon == 1.0 else total ** (1.0 / (1.0 - epsilon))
    return np.asarray(unit * value - evaluator.before[draw], dtype=np.float64)
