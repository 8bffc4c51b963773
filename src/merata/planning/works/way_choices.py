"""What the villages of a cluster may take: the ways that its works open, and what each is worth to its village."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.works.joint_works import Flags, Floats, JointWorks

_MOST_COMPARED = 20_000_000

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Choices:
    """c choices: the `way` (a number of `JointWorks`) that a village takes and its `value`.

    `closing`: choices that are closed when all works of a way are done, as that is worth more to the village by the
    evidence (which is how a set is counted), though it is worth less at these prices.
    """

    way: Integers
    value: Floats
    closing: tuple[tuple[Integers, int], ...]


def choices(joint: JointWorks, inside: Flags, serving: Floats) -> Choices:
    """The choices among the ways that are `inside` (r); `serving` (r): what it is worth to serve all of the village."""
    rows = joint.best[inside[joint.best]]
    way, value, closing = [np.zeros(0, dtype=np.int64)], [np.zeros(0)], []
    made = 0
    for through in np.split(rows, np.flatnonzero(np.diff(joint.place[rows])) + 1):
        gain = joint.share[through] * serving[through]
        kept = np.flatnonzero((gain > 0) & ~_equalled(joint.needs[through], gain))
        way.append(through[kept])
        value.append(gain[kept])
        closed = (
            (np.flatnonzero((kept > at) & (gain[kept] > gain[at])), row) for at, row in enumerate(through.tolist())
        )
        closing += [(made + found, closer) for found, closer in closed if found.size]
        made += kept.size
    return Choices(np.concatenate(way), np.concatenate(value), tuple(closing))


def _equalled(needs: Flags, gain: Floats) -> Flags:
    """Which ways (the worthiest by the evidence first) gain no more than one that needs only some of their works.

    That one must be closed by no way before it, or a village could take neither.
    """
    if len(needs) ** 2 > _MOST_COMPARED:
        return np.zeros(gain.shape, dtype=np.bool_)
    shared = needs.astype(np.int64) @ needs.T
    size = needs.sum(axis=1)
    # fewer[i, j]: way i needs some of the works of way j and no others.
    fewer = (shared == size[:, None]) & (size[:, None] < size[None, :])
    never_closed = gain <= np.minimum.accumulate(gain)
    return np.asarray((fewer & never_closed[:, None] & (gain[:, None] >= gain[None, :])).any(axis=0))
