"""Minutes from every node of a network to the nearest facility of each kind, the walk off the road included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from merata.access.facilities import Facilities
from merata.access.kernel.nearest import nearest
from merata.access.network import Network
from merata.access.snapping import OFF_ROAD_LIMIT_M, snap
from merata.errors import InputError


@dataclass(frozen=True, slots=True)
class NearestTimes:
    """`minutes`: a table of node, latitude, longitude, kind, minutes; `excluded`: facilities too far from any road,
    a row each with facility_id, kind, row, latitude, longitude, off_road_m (null: beyond what was searched).
    """

    minutes: pa.Table
    excluded: pa.Table


def nearest_times(
    network: Network,
    facilities: Facilities,
    mode: str,
    *,
    season: str = "dry",
    limit_m: float = OFF_ROAD_LIMIT_M,
) -> NearestTimes:
    """Minutes from each node that `mode` can use to the nearest facility of each kind, along permitted directions.

    A facility is entered from the nearest road of `mode`; the rest is walked. One farther than
    `limit_m` from every such road is left out and told. The table has a row for each kind (sorted) and node
    (ascending); minutes are null where no facility of the kind can be reached. Raises `UsageError` for an unknown mode
    or season, `InputError` where no facility is left.
    """
    placed = snap(network, mode, facilities.longitude, facilities.latitude, season=season, limit_m=limit_m)
    if not placed.reached.any():
        raise InputError(
            f"none of the {len(facilities)} facilities of {facilities.file} is within {limit_m:g} m of a road for "
            f"{mode}: the roads reach from latitude {network.latitude.min():.4f} to {network.latitude.max():.4f} and "
            f"longitude {network.longitude.min():.4f} to {network.longitude.max():.4f}; expected places among them"
        )
    walk = network.off_road_minutes(np.where(placed.reached, placed.off_road_m, 0.0))
    labels, _ = placed.stops(facilities.kind, walk).labels(len(facilities.kinds), network.nodes)
    minutes = nearest(network.reverse(mode, season), labels)
    nodes = np.flatnonzero(network.routable(mode, season))
    kinds = len(facilities.kinds)
    found = minutes[:, nodes].ravel()
    kind = pa.DictionaryArray.from_arrays(
        np.repeat(np.arange(kinds, dtype=np.int32), len(nodes)), list(facilities.kinds)
    )
    table = pa.table(
        {
            "node": np.tile(network.node_id[nodes], kinds),
            "latitude": np.tile(network.latitude[nodes], kinds),
            "longitude": np.tile(network.longitude[nodes], kinds),
            "kind": kind.cast(pa.string()),
            "minutes": pa.array(found, pa.float64(), mask=~np.isfinite(found)),
        }
    )
    return NearestTimes(table, _excluded(facilities, ~placed.reached, placed.off_road_m))


def _excluded(facilities: Facilities, where: np.ndarray, off_road_m: np.ndarray) -> pa.Table:
    rows = np.flatnonzero(where)
    metres = off_road_m[rows]
    return pa.table(
        {
            "facility_id": pa.array([facilities.facility_id[row] for row in rows], pa.string()),
            "kind": pa.array([facilities.kinds[facilities.kind[row]] for row in rows], pa.string()),
            "row": facilities.row[rows],
            "latitude": facilities.latitude[rows],
            "longitude": facilities.longitude[rows],
            "off_road_m": pa.array(metres, pa.float64(), mask=~np.isfinite(metres)),
        }
    )
