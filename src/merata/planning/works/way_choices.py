"""What the villages of a cluster may take: the ways that its works open, and what each is worth to its village."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.works.joint_works import Flags, Floats, JointWorks

MOST_CHOICES = 4_000
"""With more choices than this, what the set's other works save by themselves is not deducted: the limit stays valid."""
_MOST_COMPARED = 20_000_000

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Choices:
    """c choices: the `way` (a number of `JointWorks`) that a village takes and its `value`.

    A way comes once for each way that the village would have without the counted works. `closing`: choices that are
    closed when all works of a way are done: those that suppose a slower way without counted works than there is then,
    and ways that are slower than it, though worth more by their evidence.
    """

    way: Integers
    value: Floats
    closing: tuple[tuple[Integers, int], ...]


def choices(joint: JointWorks, inside: Flags, serving: Floats) -> Choices:
    """The choices among the ways that are `inside` (r); `serving` (r): what it is worth to serve all of the village."""
    exact = _choices(joint, inside, serving, deducted=True)
    return exact if exact.way.size <= MOST_CHOICES else _choices(joint, inside, serving, deducted=False)


def _choices(joint: JointWorks, inside: Flags, serving: Floats, *, deducted: bool) -> Choices:
    rows = np.flatnonzero(inside)
    counted = joint.counts[rows].any(axis=1)
    way, value, closing = [np.zeros(0, dtype=np.int64)], [np.zeros(0)], []
    made = 0
    for place in np.unique(joint.place[rows[counted]]).tolist():
        own = joint.place[rows] == place
        through, plain = rows[own & counted], rows[own & ~counted][::-1] if deducted else rows[:0]
        without = np.concatenate([[joint.before[place]], joint.minutes[plain]])
        saved = np.maximum(np.subtract.outer(without, joint.minutes[through]), 0.0)
        gain = joint.serving.share(saved) * serving[through]
        base, row = np.nonzero((gain > 0) & ~_equalled(joint.needs[through], gain))
        way.append(through[row])
        value.append(gain[base, row])
        closed = [(np.flatnonzero(base < nth), closer) for nth, closer in enumerate(plain.tolist(), start=1)]
        closed += [
            (np.flatnonzero((row > nth) & (gain[base, row] > gain[base, nth])), quicker)
            for nth, quicker in enumerate(through.tolist())
        ]
        closing += [(made + found, closer) for found, closer in closed if found.size]
        made += base.size
    return Choices(np.concatenate(way), np.concatenate(value), tuple(closing))


def _equalled(needs: Flags, gain: Floats) -> Flags:
    """Which ways (bases × ways, the quickest first) are worth as much as one that needs only some of their works.

    That one must be closed by no quicker way, or a village could take neither.
    """
    if gain.size * len(needs) > _MOST_COMPARED:
        return np.zeros(gain.shape, dtype=np.bool_)
    shared = needs.astype(np.int64) @ needs.T
    size = needs.sum(axis=1)
    # fewer[i, j]: way i needs some of the works of way j and no others.
    fewer = (shared == size[:, None]) & (size[:, None] < size[None, :])
    found = np.zeros(gain.shape, dtype=np.bool_)
    never_closed = gain <= np.minimum.accumulate(gain, axis=1)
    for base, worth in enumerate(gain):
        found[base] = (fewer & never_closed[base][:, None] & (worth[:, None] == worth[None, :])).any(axis=0)
    return found
