"""Sets of works of one cluster as bundles: all of them where they are few, else those that can pay, found by price.

At given slopes (what serving all households of a village is worth) and a price for each work, the best set of a
cluster is a small mixed-integer problem: of the ways that the chosen works open a village takes the one that is worth
most by its evidence, and gains what it serves. Its dual bound is an upper limit of what *any* set can be worth, listed
as a bundle or not; so a plan's proof covers a cluster that is too large to list. Where the solver stops short,
exchanges go on from its set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import highspy
import numpy as np
from numpy.typing import NDArray

from merata.planning.works.clusters import Cluster
from merata.planning.works.joint_works import Floats, JointWorks, by_village
from merata.planning.works.way_choices import choices
from merata.planning.works.way_rows import add_way_rows
from merata.solver import QuietHighs

NODES = 2_000
"""Nodes that the search for a cluster's best set may take; beyond them its limit is still valid, only less tight."""
SOLVER_TOLERANCE = 1e-6
"""Share by which the solver's own upper limit is raised, as it keeps limits to such a tolerance."""
PROVED = 1e-5
"""A set is proved best when no other can be worth more by a greater share."""
STEPS = 200
"""Exchanges after which a set is good enough."""

_ENDS = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)
"""How the solver may end: with the best, or at its last node."""

Works = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What is worth what: by record of evidence the value of serving all households of each village (v), and the price
    of each work (w), which is its cost at the price of money and of whatever else it uses (infinite: it is barred).
    Where `cost_idr` (w) and `most_idr` are given, no set may cost more.
    """

    joint: JointWorks
    record: tuple[str, ...]
    value: Mapping[str, Floats]
    price: Floats
    cost_idr: NDArray[np.int64] | None = None
    most_idr: int | None = None

    def of(self, works: Sequence[int]) -> float:
        """What a set of works is worth, less its price; minus infinity where it costs more than it may."""
        if self.cost_idr is not None and self.most_idr is not None and self.cost_idr[list(works)].sum() > self.most_idr:
            return -np.inf
        shares = by_village(self.joint.villages, self.joint.served(works), self.record)
        gain = sum(float(share @ self.value[name]) for name, share in shares.items())
        return gain - float(self.price[list(works)].sum())

    def of_serving(self) -> Floats:
        """What it is worth that a way (r) serves all households of its village."""
        joint = self.joint
        worth = np.zeros(len(joint.place))
        for name in sorted(set(self.record)):
            own = np.array([each == name for each in self.record], dtype=np.float64)
            worth += joint.split @ own * self.value[name][joint.village[joint.place]]
        return worth


@dataclass(frozen=True, slots=True)
class BestSet:
    """The best set of a cluster that was found, what it is worth, and the most that any set can be worth."""

    works: Works
    worth: float
    most: float


def every_set(cluster: Cluster) -> list[Works]:
    """All sets of a cluster's works but the empty one, the smaller first."""
    return [each for size in range(1, len(cluster) + 1) for each in combinations(cluster.works, size)]


def best_set(worth: Worth, cluster: Cluster, *, nodes: int = NODES) -> BestSet:
    """The set of a cluster's works that is worth most, proved as far as so many `nodes` reach.

    Where they do not reach, exchanges go on from the best set so far.
    """
    best, most = _solved(worth, cluster, nodes)
    value = worth.of(best)
    if most > value + PROVED * abs(value):
        best = exchanged(worth, cluster, best)
        value = worth.of(best)
    return BestSet(best, value, max(most, value, 0.0)) if value > 0 else BestSet((), 0.0, max(most, 0.0))


def exchanged(worth: Worth, cluster: Cluster, start: Works = ()) -> Works:
    """The best set that exchanges lead to from `start`: greedy, from none.

    Each step is the best of: a work more or less, all works that one way needs, one work for another.
    """
    chosen, value = frozenset(start), worth.of(start)
    for _ in range(STEPS):
        scored = [(worth.of(sorted(each)), sorted(each)) for each in _neighbours(worth.joint, cluster, chosen)]
        best = max(scored, default=(value, []))
        if best[0] <= value + PROVED * abs(value):
            break
        value, chosen = best[0], frozenset(best[1])
    return tuple(sorted(chosen))


def _neighbours(joint: JointWorks, cluster: Cluster, chosen: frozenset[int]) -> list[frozenset[int]]:
    needs = np.unique(joint.needs[_inside(joint, cluster)], axis=0)
    near = {chosen ^ {work} for work in cluster.works}
    near |= {chosen | set(np.flatnonzero(row).tolist()) for row in needs}
    near |= {chosen - {out} | {into} for out in chosen for into in cluster.works if into not in chosen}
    return sorted(near - {chosen}, key=sorted)


def _inside(joint: JointWorks, cluster: Cluster) -> NDArray[np.bool_]:
    """The ways (r) that need no work of another cluster."""
    outside = np.ones(len(joint), dtype=np.bool_)
    outside[list(cluster.works)] = False
    return np.asarray(~joint.needs[:, outside].any(axis=1), dtype=np.bool_)


def _solved(worth: Worth, cluster: Cluster, nodes: int) -> tuple[Works, float]:
    """The best set by HiGHS, and its upper limit of the worth of any."""
    works = np.array(cluster.works)
    found = choices(worth.joint, _inside(worth.joint, cluster), worth.of_serving())
    way, value = found.way, found.value
    unit = max(float(value.max(initial=0.0)), 1e-300)
    solver = QuietHighs()  # type: ignore[no-untyped-call]
    for option, setting in (
        # One process has one scheduler: threads of another number than its first user's are an error.
        ("parallel", "off"),
        ("mip_rel_gap", PROVED / 10),
        ("mip_max_nodes", nodes),
    ):
        solver.setOptionValue(option, setting)
    count, total = works.size, works.size + way.size
    at = np.arange(total, dtype=np.int32)
    barred = np.isinf(worth.price[works])
    price = np.where(barred, 0.0, worth.price[works])
    solver.addVars(total, np.zeros(total), np.concatenate([~barred, np.ones(way.size)]).astype(np.float64))
    solver.changeColsCost(total, at, np.concatenate([price, -value]) / unit)
    solver.changeColsIntegrality(count, at[:count], np.full(count, highspy.HighsVarType.kInteger))
    add_way_rows(solver, worth.joint, way, found.closing, works, (0, count))
    if worth.cost_idr is not None and worth.most_idr is not None:
        spent = worth.cost_idr[works].astype(np.float64) / max(worth.most_idr, 1)
        solver.addRow(-highspy.kHighsInf, float(worth.most_idr > 0), count, at[:count], spent)
    solver.run()
    status = solver.getModelStatus()
    if status not in _ENDS:
        raise RuntimeError(
            f"HiGHS ended the search for the best of {count} works with {status}; this is a fault of merata"
        )
    taken = np.array(solver.getSolution().col_value[:count]) > 0.5
    limit = -float(solver.getInfo().mip_dual_bound)
    return tuple(works[taken].tolist()), (limit + SOLVER_TOLERANCE * abs(limit)) * unit


def best_sets(worths: Iterable[Worth], cluster: Cluster, *, nodes: int = NODES) -> list[Works]:
    """The best sets of several works, once each: first bundles of a large cluster."""
    found = (best_set(worth, cluster, nodes=nodes).works for worth in worths)
    return list(dict.fromkeys(works for works in found if len(works) > 1))
