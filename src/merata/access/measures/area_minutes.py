"""Minutes to the nearest facility, by village and by cluster: means over those who can reach one, and who cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from merata.access.kernel.graph import Floats
from merata.access.measures.people import People
from merata.access.measures.placement import Placement
from merata.errors import UsageError


def nullable(values: Floats) -> pa.Array:
    """An Arrow column in which whatever is not finite is null."""
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))


def ratio(part: Floats, whole: Floats) -> Floats:
    """`part` of `whole`, not a number where there is no whole."""
    found: Floats = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)
    return found


def standards_of(kinds: Sequence[str], standard_minutes: Mapping[str, float] | None) -> Floats:
    """The standard of each kind, infinite where there is none. `UsageError` for a kind of which there is no facility
    and for minutes that are negative or not a number.
    """
    given = dict(standard_minutes or {})
    unknown = [kind for kind in given if kind not in kinds]
    if unknown:
        raise UsageError(f"a standard for {', '.join(unknown)}; expected one of {', '.join(kinds)}")
    wrong = [f"{kind} {minutes}" for kind, minutes in given.items() if not minutes >= 0]
    if wrong:
        raise UsageError(f"standards must be 0 minutes or more: {', '.join(wrong)}")
    return np.array([given.get(kind, np.inf) for kind in kinds], dtype=np.float64)


def cluster_minutes(placement: Placement) -> pa.Table:
    """Minutes from each cluster to the nearest facility of each kind, the walks off the road included.

    Columns: cluster_id, area, kind, people, minutes (null: none can be reached).
    """
    people, kinds = placement.people, placement.kinds
    return pa.table(
        {
            "cluster_id": pa.array(people.cluster_id * len(kinds)),
            "area": pa.array([people.areas[place] for place in people.area] * len(kinds)),
            "kind": pa.array(np.repeat(np.array(kinds, dtype=object), len(people)), pa.string()),
            "people": np.tile(people.weight, len(kinds)),
            "minutes": nullable(placement.minutes().ravel()),
        }
    )


def area_minutes(
    people: People, kinds: Sequence[str], minutes: Floats, standard_minutes: Mapping[str, float] | None = None
) -> pa.Table:
    """Population-weighted minutes by area and kind, from those of the clusters (kinds × c; infinite: no way).

    Columns: area, kind, people, mean_minutes (of those who can reach one; null where nobody can), unreachable_people,
    unreachable_share (of all people; null where nobody lives), within_standard_share (of all people: who cannot reach a
    facility is not within; null where the kind has no standard). For the whole regency give `people.in_one_area`.
    Raises `UsageError` where `minutes` are not of these people and kinds, and for standards as `standards_of`.
    """
    if minutes.shape != (len(kinds), len(people)):
        raise UsageError(f"minutes have the shape {minutes.shape}; expected ({len(kinds)}, {len(people)})")
    standard = standards_of(kinds, standard_minutes)
    reached = np.isfinite(minutes)
    with_way = people.by_area(people.weight * reached)
    spent = people.by_area(np.where(reached, minutes, 0.0) * people.weight)
    near = people.by_area(people.weight * (minutes <= standard[:, None]) * reached)
    living = np.broadcast_to(people.by_area(people.weight), with_way.shape)
    without = people.by_area(people.weight * ~reached)
    within = np.where(np.isfinite(standard)[:, None], ratio(near, living), np.nan)
    return pa.table(
        {
            "area": pa.array(people.areas * len(kinds)),
            "kind": pa.array(np.repeat(np.array(kinds, dtype=object), len(people.areas)), pa.string()),
            "people": living.ravel(),
            "mean_minutes": nullable(ratio(spent, with_way).ravel()),
            "unreachable_people": without.ravel(),
            "unreachable_share": nullable(ratio(without, living).ravel()),
            "within_standard_share": nullable(within.ravel()),
        }
    )


def village_minutes(placement: Placement, standard_minutes: Mapping[str, float] | None = None) -> pa.Table:
    """`area_minutes` of the people of a placement."""
    return area_minutes(placement.people, placement.kinds, placement.minutes(), standard_minutes)
