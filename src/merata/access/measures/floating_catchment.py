"""Capacity for each person within reach, shared with all others who reach it: the two-step floating catchment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from merata.access.kernel.graph import Floats, Integers
from merata.access.measures.area_minutes import nullable, ratio
from merata.access.measures.opportunities import capacities
from merata.access.measures.pairs import Pairs, pairs_within
from merata.access.measures.placement import Placement
from merata.errors import UsageError

Decay = Callable[[Floats], Floats]
"""From minutes to a weight between 0 and 1."""


def zones(bounds_minutes: Sequence[float], weights: Sequence[float]) -> Decay:
    """A weight for each zone of minutes: weights[i] above bounds_minutes[i − 1] and up to bounds_minutes[i], 0 beyond.

    Raises `UsageError` unless there are as many of either, bounds rise, and weights fall from at most 1 and stay
    above 0.
    """
    bounds, steps = np.asarray(bounds_minutes, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if not (bounds.ndim == 1 and bounds.shape == steps.shape and len(bounds)):
        raise UsageError(f"{bounds.size} bounds and {steps.size} weights of zones; expected as many, one at least")
    if not ((np.diff(bounds) > 0).all() and bounds[0] >= 0 and (np.diff(steps) <= 0).all() and steps[-1] > 0):
        raise UsageError("bounds of zones must rise from 0 minutes, and weights fall and stay above 0")
    if not steps[0] <= 1:
        raise UsageError(f"the first zone weighs {steps[0]}; expected 1 at most")
    padded = np.append(steps, 0.0)
    return lambda minutes: padded[np.searchsorted(bounds, minutes, side="left")]


def gaussian(half_minutes: float) -> Decay:
    """A weight that falls as exp(−ln 2 · (minutes / half_minutes)²): 1 at the door, one half at `half_minutes`.

    Raises `UsageError` unless that is above 0.
    """
    if not half_minutes > 0:
        raise UsageError(f"a weight of one half at {half_minutes} minutes; expected more than 0")
    return lambda minutes: np.exp(-np.log(2) * (minutes / half_minutes) ** 2)


def shared_supply(
    weight: Floats, supply: Floats, cluster: Integers, facility: Integers, share: Floats
) -> tuple[Floats, Floats]:
    """Supply per person of each cluster (c), and per person who competes for it of each facility (f; 0: nobody does).

    First step R_j = S_j / Σ_k P_k w_kj, second step A_i = Σ_j R_j w_ij, with people P = `weight`, S = `supply`, and
    w = `share` of pairs of `cluster` and `facility`. Σ_i A_i P_i is the supply of all facilities that somebody reaches.
    """
    demand = np.bincount(facility, weights=weight[cluster] * share, minlength=len(supply))
    per_person: Floats = np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)
    access = np.bincount(cluster, weights=per_person[facility] * share, minlength=len(weight))
    return access.astype(np.float64), per_person


def floating_catchment(
    placement: Placement, catchment_minutes: float, capacity: ArrayLike, decay: Decay | None = None
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Capacity per person by the two-step floating catchment area of Luo and Wang (2003), kind by kind.

    `catchment_minutes`: how far people go; `capacity` (f): beds, seats, doctors; `decay`: a weight by minutes within
    the catchment (the enhanced form; `zones` or `gaussian`), 1 without it. The first table, by cluster: cluster_id,
    area, kind, people, capacity_per_person (0: nothing within reach). The second, by area: area, kind, people,
    mean_capacity_per_person (over all people; null where nobody lives), none_share. The third, by facility:
    facility_id, kind, capacity, people_within (unweighted), capacity_per_person (null: nobody competes for it, so its
    capacity is in no one's access). Raises as `capacities` and `pairs_within`.
    """
    supply = capacities(placement.facilities, capacity)
    pairs = pairs_within(placement, catchment_minutes)
    share = np.ones(len(pairs.minutes)) if decay is None else decay(pairs.minutes)
    people, facilities = placement.people, placement.facilities
    access = np.zeros((len(facilities.kinds), len(people)))
    per_person = np.zeros(len(facilities))
    for kind in range(len(facilities.kinds)):
        rows = facilities.kind[pairs.facility] == kind
        access[kind], found = shared_supply(
            people.weight, supply, pairs.cluster[rows], pairs.facility[rows], share[rows]
        )
        per_person[facilities.kind == kind] = found[facilities.kind == kind]
    reached = _reaches(pairs, share, placement)
    return (
        _clusters(placement, access),
        _areas(placement, access, reached),
        _facilities(placement, supply, per_person, pairs, share),
    )


def _reaches(pairs: Pairs, share: Floats, placement: Placement) -> Floats:
    """1 where a cluster has a facility of the kind in its catchment, 0 elsewhere (kinds × c)."""
    found = np.zeros((len(placement.kinds), len(placement.people)))
    rows = share > 0
    found[placement.facilities.kind[pairs.facility[rows]], pairs.cluster[rows]] = 1.0
    return found


def _clusters(placement: Placement, access: Floats) -> pa.Table:
    people, kinds = placement.people, placement.kinds
    return pa.table(
        {
            "cluster_id": pa.array(people.cluster_id * len(kinds)),
            "area": pa.array([people.areas[place] for place in people.area] * len(kinds)),
            "kind": pa.array(np.repeat(np.array(kinds, dtype=object), len(people)), pa.string()),
            "people": np.tile(people.weight, len(kinds)),
            "capacity_per_person": access.ravel(),
        }
    )


def _areas(placement: Placement, access: Floats, reached: Floats) -> pa.Table:
    people, kinds = placement.people, placement.kinds
    living = np.broadcast_to(people.by_area(people.weight), (len(kinds), len(people.areas)))
    return pa.table(
        {
            "area": pa.array(people.areas * len(kinds)),
            "kind": pa.array(np.repeat(np.array(kinds, dtype=object), len(people.areas)), pa.string()),
            "people": living.ravel(),
            "mean_capacity_per_person": nullable(ratio(people.by_area(people.weight * access), living).ravel()),
            "none_share": nullable(ratio(people.by_area(people.weight * (1 - reached)), living).ravel()),
        }
    )


def _facilities(placement: Placement, supply: Floats, per_person: Floats, pairs: Pairs, share: Floats) -> pa.Table:
    facilities, weight = placement.facilities, placement.people.weight
    near = np.bincount(pairs.facility, weights=weight[pairs.cluster] * (share > 0), minlength=len(facilities))
    return pa.table(
        {
            "facility_id": pa.array(facilities.facility_id, pa.string()),
            "kind": pa.array([facilities.kinds[kind] for kind in facilities.kind], pa.string()),
            "capacity": supply,
            "people_within": near,
            "capacity_per_person": pa.array(per_person, pa.float64(), mask=near == 0),
        }
    )
