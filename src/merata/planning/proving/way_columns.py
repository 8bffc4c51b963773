"""The ways that the works of large clusters open, as columns of a linear program: each village takes one at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from merata.planning.choices.candidates import Flags, Floats, Integers
from merata.planning.works.joint_works import JointWorks
from merata.planning.works.together import Works
from merata.planning.works.way_rows import add_way_rows

_MOST_COMPARED = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class WayColumns:
    """c ways (numbers of `JointWorks`) that a village may take, by place, those worth most by the evidence first.

    `serves` (c × b): what a way serves by `basis` of evidence. `closing`: columns that are closed when all works of a
    way are done, as the village then takes that way (or a worthier one), though these may be worth more in a cut.
    """

    joint: JointWorks
    way: Integers
    basis: tuple[str, ...]
    serves: Floats
    closing: tuple[tuple[Integers, int], ...]

    def __len__(self) -> int:
        return self.way.size

    def value(self, value: Mapping[str, Floats]) -> Floats:
        """What each column (c) is worth where serving all of a village is worth `value` (v), by basis."""
        village = self.joint.village[self.joint.place[self.way]]
        worth = (self.serves[:, at] * value[name][village] for at, name in enumerate(self.basis))
        return sum(worth, start=np.zeros(len(self)))

    def add_rows(self, solver: highspy.Highs, numbers: Integers, first_work: int, first_way: int) -> None:
        """What ties the columns from `first_way` on to the works `numbers`, whose columns begin at `first_work`."""
        add_way_rows(solver, self.joint, self.way, self.closing, numbers, (first_work, first_way))


def way_columns(works: Works, numbers: Integers) -> WayColumns:
    """The columns of all ways that need no works but `numbers`."""
    joint = works.joint
    if joint is None:
        raise ValueError("works without a network open no ways; expected works with `joint`")
    outside = np.ones(len(joint), dtype=np.bool_)
    outside[numbers] = False
    rows = joint.best[~joint.needs[joint.best][:, outside].any(axis=1)]
    basis = tuple(sorted(set(works.record)))
    of_basis = np.array([[name == record for name in basis] for record in works.record], dtype=np.float64)
    serves = joint.share[rows, None] * (joint.split[rows] @ of_basis)
    way, kept_of, closing, made = [rows[:0]], [rows[:0]], [], 0
    for own in np.split(np.arange(rows.size), np.flatnonzero(np.diff(joint.place[rows])) + 1):
        kept = np.flatnonzero(~_repeated(joint.needs[rows[own]], serves[own]))
        for at, row in enumerate(rows[own].tolist()):
            closed = np.flatnonzero((kept > at) & (serves[own[kept]] > serves[own[at]]).any(axis=1))
            closing += [(made + closed, row)] if closed.size else []
        way.append(rows[own[kept]])
        kept_of.append(own[kept])
        made += kept.size
    return WayColumns(joint, np.concatenate(way), basis, serves[np.concatenate(kept_of)], tuple(closing))


def _repeated(needs: Flags, serves: Floats) -> Flags:
    """Which ways of a place serve just as one that needs only some of their works, and that none before it closes."""
    if serves.size * len(needs) > _MOST_COMPARED:
        return np.zeros(len(needs), dtype=np.bool_)
    shared, size = needs.astype(np.int64) @ needs.T, needs.sum(axis=1)
    fewer = (shared == size[:, None]) & (size[:, None] < size[None, :])
    open_ = np.asarray((serves <= np.minimum.accumulate(serves, axis=0)).all(axis=1))
    same = np.asarray((serves[:, None, :] == serves[None, :, :]).all(axis=2))
    return np.asarray((fewer & open_[:, None] & same).any(axis=0))
