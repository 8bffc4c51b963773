"""Which works depend on each other: those that can change the way of the same village to the same kind of facility.

Works of different clusters never meet in any village, so what they do adds up exactly; within a cluster it does not,
whether they need each other or serve the same people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from merata.planning.works.joint_works import Flags, JointWorks

EXACT_WORKS = 6
"""A cluster of so many works at most has a bundle for each of its sets."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Works (numbers of `JointWorks`, ascending) that depend on each other, directly or through others."""

    works: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.works)

    @property
    def exact(self) -> bool:
        """Whether every set of its works is a bundle."""
        return len(self.works) <= EXACT_WORKS


def clusters(joint: JointWorks) -> tuple[Cluster, ...]:
    """All works by cluster, in order of their first; a work that depends on no other is a cluster of its own."""
    # Works that a place's ways need are one group there: work – place – work.
    place, work = np.nonzero(_at_places(joint))
    table = csr_array((np.ones(place.size), (place, work)), shape=(len(joint.before), len(joint)))
    _, label = connected_components(table.T @ table, directed=False) if len(joint) else (0, np.zeros(0, dtype=np.int64))
    return tuple(Cluster(tuple(np.flatnonzero(label == number).tolist())) for number in dict.fromkeys(label.tolist()))


def _at_places(joint: JointWorks) -> Flags:
    """Which works can change what is gained at which places (g × w)."""
    found = np.zeros((len(joint.before), len(joint)), dtype=np.bool_)
    np.logical_or.at(found, joint.place[joint.best], joint.needs[joint.best])
    return found
