"""What ties the ways that villages may take to the works that open them, as rows of a linear program."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from merata.planning.works.joint_works import JointWorks

Integers = NDArray[np.int64]


def add_way_rows(
    solver: highspy.Highs,
    joint: JointWorks,
    way: Integers,
    closing: Sequence[tuple[Integers, int]],
    works: Integers,
    columns: tuple[int, int],
) -> None:
    """Rows by which a village takes at most one of its ways `way` (c), and none whose works are not done.

    `columns` are where those of the `works` and those of the ways begin; no way needs other works. `closing`: which of
    the c ways are closed when all works of another way are done.
    """
    first_work, first_way = columns
    column = np.zeros(len(joint), dtype=np.int64)
    column[works] = first_work + np.arange(works.size)
    place, needs = joint.place[way], joint.needs[way]
    for number in np.unique(place):
        own = np.flatnonzero(place == number)
        _at_most(solver, first_way + own, 1)
        for work in np.flatnonzero(needs[own].any(axis=0)):
            # A village takes one way, so all its ways that need the work together are at most the work.
            _at_most(solver, first_way + own[needs[own, work]], 0, less=column[[work]])
    for closed, row in closing:
        needed = column[joint.needs[row]]
        _at_most(solver, np.concatenate([first_way + closed, needed]), needed.size)


def _at_most(solver: highspy.Highs, columns: Integers, most: int, less: Integers | None = None) -> None:
    """The sum of some columns, without those of `less`, at most so many."""
    both = (columns if less is None else np.concatenate([columns, less])).astype(np.int32)
    values = np.ones(both.size)
    values[columns.size :] = -1.0
    solver.addRow(-highspy.kHighsInf, float(most), both.size, both, values)
