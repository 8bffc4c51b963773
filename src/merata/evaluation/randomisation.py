"""Inference from the lottery alone: how large the difference would be if the seats had been drawn otherwise.

If an offered seat changed nobody's logarithm of income, incomes would be what they are whoever had won, and drawing
the lottery again and again shows every difference that chance could have made: the share at least as large as the one
seen is the p-value (Fisher 1935; exact whatever the distribution of incomes, but for the number of draws). The interval
holds every effect, the same for all, that is not rejected in this way (Rosenbaum 2002, chapter 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.evaluation.lottery import CONFIDENCE
from merata.evaluation.lottery_frame import FEWEST_IN_AN_ARM, Applicants
from merata.evaluation.redrawing import Mechanism, MechanismName, known_chances

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 2000

_PART = 601
_TIED = 1e-9


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """The exact test of no effect of the offer, and the effects, as shares of income, that it does not reject at 5%.

    `mechanisms` names what was repeated and for how many classes.
    """

    p_value: float
    low: float
    high: float
    draws: int
    mechanisms: Mapping[MechanismName, int]


def randomisation_test(
    frame: Applicants, *, seed: int, draws: int = DRAWS, mechanisms: Mapping[str, Mechanism] | None = None
) -> RandomisationTest:
    """Draw every class of `frame` again, `draws` times; `mechanisms` by course where its documents are known.

    A mechanism has its applicants in the frame's order. Raises `UsageError` for fewer than 100 draws, `InputError`
    where no class can be compared or a draw cannot be repeated.
    """
    if draws < 100:
        raise UsageError(f"{draws} draws say too little about 5%; take at least 100, better {DRAWS:,}")
    rng = np.random.default_rng([seed, _PART])
    known = mechanisms or {}
    compared = frame.compared()
    names: dict[MechanismName, int] = {}
    totals = np.zeros((3, draws + 1))
    for rows in compared:
        selected = frame.selected[rows]
        course = frame.courses[frame.lot[rows[0]]]
        mechanism = known.get(course) or known_chances(frame.chance[rows], int(selected.sum()))
        names[mechanism.name] = names.get(mechanism.name, 0) + 1
        # The draw that was held comes first; all go through the same arithmetic.
        won = np.vstack([selected[None], mechanism.draw(rng, draws)])
        totals += _weighted(won, frame, rows)
    difference, moved, weight = totals
    possible = weight > 0
    statistic, slope = difference[possible] / weight[possible], moved[possible] / weight[possible]
    low, high = accepted(float(statistic[0]), statistic[1:], slope[1:])
    reached = np.count_nonzero(np.abs(statistic[1:]) >= abs(statistic[0]) * (1 - 1e-12))
    return RandomisationTest(
        p_value=float((1 + reached) / statistic.size),
        low=float(np.expm1(low)),
        high=float(np.expm1(high)),
        draws=statistic.size - 1,
        mechanisms=names,
    )


def accepted(observed: float, statistic: Floats, slope: Floats, level: float = 1 - CONFIDENCE) -> tuple[float, float]:
    """The ends of the effects τ that are not rejected at `level`.

    With τ taken from the winners' outcomes, a draw's difference is `statistic` − τ·`slope` and the one held
    `observed` − τ; a draw counts against rejection where it is at least as large in size. As τ leaves `observed`, each
    draw's count ends where the two sizes are equal, so the ends are quantiles of those points.
    """
    allowed = level * (statistic.size + 1)
    ends = []
    for side in (-1.0, 1.0):
        # At τ = observed + side·x: |statistic − τ·slope| ≥ x, for x from 0 to the point where it first fails.
        centred = side * (statistic - observed * slope)
        reach = np.maximum(_first_failure(centred, 1 + slope), _first_failure(-centred, 1 - slope))
        ordered = np.sort(reach)[::-1]
        # The largest distance at which one (the draw held) and the draws that reach it still exceed what is allowed.
        last = int(np.floor(allowed + 1e-9))
        ends.append(observed + side * float(ordered[min(max(last - 1, 0), ordered.size - 1)]))
    return ends[0], ends[1]


def _first_failure(distance: Floats, rate: Floats) -> Floats:
    """The x from which distance − rate·x < 0; never where neither moves, as for a draw that seated the same people."""
    still = rate < _TIED
    return np.where(still, np.where(distance > -_TIED, np.inf, -np.inf), distance / np.where(still, 1.0, rate))


def _weighted(won: Flags, frame: Applicants, rows: Sequence[int] | NDArray[np.int64]) -> Floats:
    """Size times the class's difference, size times what the winners of the draw held differ, and size, by draw.

    Zero, all three, in draws that leave an arm of the class too small to compare.
    """
    found = frame.found[rows]
    outcome, selected = frame.outcome[rows][found], frame.selected[rows][found].astype(np.float64)
    won = won[:, found]
    chance = frame.chance[rows][found]
    winners = won.sum(axis=1)
    enough = np.minimum(winners, won.shape[1] - winners) >= FEWEST_IN_AN_ARM
    won = won[enough]
    result = np.zeros((3, enough.size))
    above, below = won / chance, (~won) / (1 - chance)
    for at, values in enumerate((outcome, selected)):
        difference = above @ values / above.sum(axis=1) - below @ values / below.sum(axis=1)
        result[at, enough] = outcome.size * difference
    result[2, enough] = outcome.size
    return result
