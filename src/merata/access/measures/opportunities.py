"""Cumulative opportunities: how many facilities, or how much capacity, people reach within some minutes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from merata.access.facilities import Facilities
from merata.access.kernel.graph import Floats
from merata.access.measures.area_minutes import nullable, ratio
from merata.access.measures.pairs import Pairs, pairs_within
from merata.access.measures.people import People
from merata.access.measures.placement import Placement
from merata.errors import InputError, UsageError


def capacities(facilities: Facilities, capacity: ArrayLike | None) -> Floats:
    """The capacity of each facility (f), 1 each where none is given.

    Raises `UsageError` for another number of them, `InputError` for what is negative or no finite number.
    """
    if capacity is None:
        return np.ones(len(facilities))
    found = np.asarray(capacity, dtype=np.float64)
    if found.shape != (len(facilities),):
        raise UsageError(
            f"capacities have the shape {found.shape}; expected one for each of {len(facilities)} facilities"
        )
    wrong = np.flatnonzero(~((found >= 0) & np.isfinite(found)))
    if len(wrong):
        listed = ", ".join(f"{facilities.facility_id[row]} {found[row]}" for row in wrong[:10])
        raise InputError(f"a capacity must be a number, 0 or more; {len(wrong)} are not: {listed}")
    return found


def cumulative(pairs: Pairs, people: People, facilities: Facilities, within_minutes: float, capacity: Floats) -> Floats:
    """The capacity within `within_minutes` of each cluster, by kind (kinds × c): with capacities of 1, the number of
    facilities. Raises `UsageError` where the pairs do not reach as far.
    """
    if not within_minutes <= pairs.limit:
        raise UsageError(f"opportunities within {within_minutes} minutes of pairs up to {pairs.limit}; widen the pairs")
    near = pairs.minutes <= within_minutes
    kinds, count = len(facilities.kinds), len(people)
    place = facilities.kind[pairs.facility[near]] * count + pairs.cluster[near]
    sums = np.bincount(place, weights=capacity[pairs.facility[near]], minlength=kinds * count)
    return sums.astype(np.float64).reshape(kinds, count)


def opportunities(
    placement: Placement, within_minutes: Sequence[float], capacity: ArrayLike | None = None
) -> tuple[pa.Table, pa.Table]:
    """Facilities and their capacity within reach of each cluster, and the population-weighted means by area.

    First table: cluster_id, area, kind, within_minutes, people, facilities, capacity: 0 where nothing is within reach.
    Second: area, kind, within_minutes, people, mean_facilities, mean_capacity (over all people, those who reach nothing
    counted with 0; null where nobody lives), none_share (of the people: nothing within reach). Raises as
    `capacities` and `pairs_within`, and `UsageError` where no threshold is given.
    """
    if not within_minutes:
        raise UsageError("no threshold; give the minutes within which facilities are counted, e.g. [15, 30, 60]")
    supply = capacities(placement.facilities, capacity)
    pairs = pairs_within(placement, max(within_minutes))
    people, facilities = placement.people, placement.facilities
    clusters, areas = [], []
    for minutes in within_minutes:
        number = cumulative(pairs, people, facilities, minutes, np.ones(len(facilities)))
        amount = cumulative(pairs, people, facilities, minutes, supply)
        clusters.append(_of_clusters(people, facilities.kinds, minutes, number, amount))
        areas.append(_of_areas(people, facilities.kinds, minutes, number, amount))
    return pa.concat_tables(clusters), pa.concat_tables(areas)


def _of_clusters(people: People, kinds: Sequence[str], minutes: float, number: Floats, amount: Floats) -> pa.Table:
    rows = len(kinds) * len(people)
    return pa.table(
        {
            "cluster_id": pa.array(people.cluster_id * len(kinds)),
            "area": pa.array([people.areas[place] for place in people.area] * len(kinds)),
            "kind": pa.array(np.repeat(np.array(kinds, dtype=object), len(people)), pa.string()),
            "within_minutes": np.full(rows, float(minutes)),
            "people": np.tile(people.weight, len(kinds)),
            "facilities": number.ravel().astype(np.int64),
            "capacity": amount.ravel(),
        }
    )


def _of_areas(people: People, kinds: Sequence[str], minutes: float, number: Floats, amount: Floats) -> pa.Table:
    living = np.broadcast_to(people.by_area(people.weight), (len(kinds), len(people.areas)))
    means = [
        ratio(people.by_area(people.weight * values), living).ravel()
        for values in (number, amount, (number == 0).astype(np.float64))
    ]
    return pa.table(
        {
            "area": pa.array(people.areas * len(kinds)),
            "kind": pa.array(np.repeat(np.array(kinds, dtype=object), len(people.areas)), pa.string()),
            "within_minutes": np.full(living.size, float(minutes)),
            "people": living.ravel(),
            "mean_facilities": nullable(means[0]),
            "mean_capacity": nullable(means[1]),
            "none_share": nullable(means[2]),
        }
    )
