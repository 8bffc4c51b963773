"""Who uses which of the chosen sites, so that the most is gained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.siting.problem import SitingProblem


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row for each cluster and site that share people: their numbers, and the `share` of the cluster's people."""

    cluster: Integers
    site: Integers
    share: Floats

    def gain(self, problem: SitingProblem) -> float:
        """What the assignment is worth."""
        return float((problem.gain[self.cluster, self.site] * self.share).sum())

    def people(self, problem: SitingProblem) -> Floats:
        """People who use each site (s)."""
        used: Floats = np.bincount(
            self.site, weights=problem.persons[self.cluster] * self.share, minlength=len(problem.sites)
        ).astype(np.float64)
        return used


def to_the_best(problem: SitingProblem, chosen: Integers) -> Assignment:
    """Every cluster to the chosen site from which it gains most, of equals the first; capacities are not looked at."""
    if not len(chosen):
        return Assignment(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    gain = problem.gain[:, chosen]
    best = gain.argmax(axis=1)
    cluster = np.flatnonzero(gain[np.arange(len(gain)), best] > 0)
    return Assignment(cluster, chosen[best[cluster]], np.ones(len(cluster)))


def filled(problem: SitingProblem, chosen: Integers) -> Assignment:
    """Who gains most for a place goes first, while there is room: within capacities, but perhaps not the best."""
    gain = problem.gain[:, chosen]
    cluster, place = np.nonzero((gain > 0) & (problem.persons > 0)[:, None])
    each = gain[cluster, place] / problem.persons[cluster]
    order = np.lexsort((chosen[place], cluster, -each))
    room, left = problem.sites.capacity.copy(), np.ones(len(problem.persons))
    rows: list[tuple[int, int, float]] = []
    for at, to in zip(cluster[order].tolist(), chosen[place[order]].tolist(), strict=True):
        persons = float(problem.persons[at])
        share = min(left[at], room[to] / persons)
        if share > 0:
            rows.append((at, to, share))
            left[at] -= share
            room[to] -= share * persons
    return _assignment(rows)


def _assignment(rows: list[tuple[int, int, float]]) -> Assignment:
    return Assignment(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
    )
