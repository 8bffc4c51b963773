"""What is lost when a bridge or a road fails, and when several fail together, as in a flood."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from merata.access.kernel.changes import Closures, Counting
from merata.access.kernel.closure import closures, cut_off
from merata.access.kernel.graph import Floats
from merata.access.kernel.improvement import with_changes
from merata.access.kernel.trees import Trees
from merata.access.measures.area_minutes import area_minutes, nullable, ratio, standards_of
from merata.access.measures.failures import failures
from merata.access.measures.placement import Placement
from merata.access.measures.structures import Structures
from merata.access.measures.trips import passages


def criticality(
    placement: Placement, trees: Trees, structures: Structures, standard_minutes: Mapping[str, float] | None = None
) -> pa.Table:
    """What people lose on the way to the nearest facility of each kind if one structure alone fails, by structure.

    Columns: structure, name, kind, people_using (whose trip leads over it now), extra_person_minutes (of those who have
    a way round), extra_minutes_mean (of those who use it and have a way round, weighted; null: there is nobody),
    people_cut_off (who reach no facility any more, of those who did; they are in no mean), cut_off_share (of those who
    use it; null: nobody does), people_beyond_standard (within the kind's standard now and not then, those cut off
    counted; null: no standard). Every structure has a row for each kind. `trees`: of the placement. A closed segment is
    closed in both directions, also to those who live on it (`failures`).
    """
    people, count = placement.people, len(structures)
    standard = standards_of(placement.kinds, standard_minutes)
    # With no standard, all who have a way would be within; nothing is told of them.
    counting = Counting(placement.at_clusters(people.weight), standard_minutes=standard.tolist())
    lost = closures(trees, Closures.of(failures(placement, structures.segments)), counting)
    using = np.zeros((count, trees.kinds))
    for kind, branches, segment, node in passages(placement, trees):
        group, row = structures.rows_of(segment)
        using[:, kind] = branches.united(group, node[row], count, placement.at_clusters(people.weight))
    minutes, off, beyond = (values.sum(axis=2) for values in (lost.minutes, lost.reach, lost.within))
    beyond = np.where(np.isfinite(standard), beyond, np.nan)
    # Sums of weights that are no whole numbers differ in their last digits: a rest of those is nobody.
    round_about = np.where(using - off > 1e-9 * using, using - off, 0.0)
    return pa.table(
        {
            "structure": pa.array(np.repeat(np.array(structures.identifier, dtype=object), trees.kinds), pa.string()),
            "name": pa.array([name for name in structures.name for _ in placement.kinds], pa.string()),
            "kind": pa.array(placement.kinds * count, pa.string()),
            "people_using": using.ravel(),
            "extra_person_minutes": minutes.ravel(),
            "extra_minutes_mean": nullable(ratio(minutes, round_about).ravel()),
            "people_cut_off": off.ravel(),
            "cut_off_share": nullable(np.minimum(ratio(off, using), 1.0).ravel()),
            "people_beyond_standard": nullable(beyond.ravel()),
        }
    )


def scenario_minutes(placement: Placement, trees: Trees, closed: Structures) -> Floats:
    """Minutes from each cluster to the nearest facility of each kind (kinds × c) when all of `closed` fail together."""
    closure = failures(placement, closed.together("all").segments)[0]
    return with_changes(trees.minutes, cut_off(trees, closure))[:, placement.network.nodes :]


def scenario(
    placement: Placement, trees: Trees, closed: Structures, standard_minutes: Mapping[str, float] | None = None
) -> pa.Table:
    """What each area loses when all of `closed` fail together: all bridges, all fords, those below a water level.

    Columns: area, kind, people; mean_minutes, unreachable_share, within_standard_share before and after (each with its
    suffix; means are over those who have a way at that time, so that those who lose theirs drop out of the mean after
    and into its unreachable share); extra_person_minutes and extra_minutes_mean (of those who have a way both before
    and after; null: nobody), people_cut_off (who had a way).
    """
    people, kinds = placement.people, placement.kinds
    before = trees.minutes[:, placement.network.nodes :]
    after = scenario_minutes(placement, trees, closed)
    first, then = (area_minutes(people, kinds, minutes, standard_minutes) for minutes in (before, after))
    both = np.isfinite(before) & np.isfinite(after)
    extra = np.subtract(after, before, out=np.zeros_like(before), where=both)
    spent, weight = people.by_area(extra * people.weight), people.by_area(people.weight * both)
    cut = people.by_area(people.weight * (np.isfinite(before) & ~np.isfinite(after)))
    return pa.table(
        {
            **{name: first[name] for name in ("area", "kind", "people")},
            **{f"{name}_{when}": table[name] for name in _BOTH for when, table in (("before", first), ("after", then))},
            "extra_person_minutes": spent.ravel(),
            "extra_minutes_mean": nullable(ratio(spent, weight).ravel()),
            "people_cut_off": cut.ravel(),
        }
    )


_BOTH = ("mean_minutes", "unreachable_share", "within_standard_share")
