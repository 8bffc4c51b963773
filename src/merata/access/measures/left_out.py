"""Who and what stands too far from every road to be on the network."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from merata.access.measures.area_minutes import nullable
from merata.access.measures.placement import Placement


def left_out(placement: Placement) -> tuple[pa.Table, pa.Table]:
    """Clusters and facilities that no road of the mode and season comes near enough to.

    First table: cluster_id, area, people, off_road_m (to the nearest road; null: beyond what was searched); these
    people are among the unreachable of every measure. Second: facility_id, kind, off_road_m; nobody reaches these.
    """
    people, facilities = placement.people, placement.facilities
    rows = np.flatnonzero(~placement.people_at.reached)
    others = np.flatnonzero(~placement.facilities_at.reached)
    return (
        pa.table(
            {
                "cluster_id": pa.array([people.cluster_id[row] for row in rows], pa.array(people.cluster_id).type),
                "area": pa.array([people.areas[people.area[row]] for row in rows], pa.array(people.areas).type),
                "people": people.weight[rows],
                "off_road_m": nullable(placement.people_at.off_road_m[rows]),
            }
        ),
        pa.table(
            {
                "facility_id": pa.array([facilities.facility_id[row] for row in others], pa.string()),
                "kind": pa.array([facilities.kinds[facilities.kind[row]] for row in others], pa.string()),
                "off_road_m": nullable(placement.facilities_at.off_road_m[others]),
            }
        ),
    )
