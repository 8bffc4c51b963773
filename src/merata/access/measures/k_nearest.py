"""The k nearest facilities of each kind, from people and from every node: what is left when the nearest is closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Integers, Places
from merata.access.measures.pairs import THREADS, several_nearest
from merata.access.measures.placement import Placement
from merata.errors import UsageError


def nearest_facilities(placement: Placement, most: int) -> pa.Table:
    """The `most` nearest facilities of each kind from each cluster.

    Columns: cluster_id, area, kind, rank (from 1), facility_id, minutes. A cluster has as many rows of a kind as
    facilities that it reaches, up to `most`, and one with rank 1 and nulls where it reaches none. Of facilities as near
    the one that stands first in their table comes first. Raises `UsageError` where `most` is below 1.
    """
    people, own = placement.people, placement.network.nodes
    cluster, kind, rank, facility, minutes = _ranked(placement, most, np.arange(own, placement.graph.nodes))
    return pa.table(
        {
            "cluster_id": pa.array([people.cluster_id[row] for row in cluster]),
            "area": pa.array([people.areas[people.area[row]] for row in cluster]),
            **_columns(placement, kind, rank, facility, minutes),
        }
    )


def nearest_facilities_of_nodes(placement: Placement, most: int) -> pa.Table:
    """As `nearest_facilities`, from every node that the mode can use; columns node, latitude, longitude instead of
    cluster_id and area.
    """
    network = placement.network
    nodes = np.flatnonzero(network.routable(placement.mode, placement.season))
    row, kind, rank, facility, minutes = _ranked(placement, most, nodes)
    return pa.table(
        {
            "node": network.node_id[nodes[row]],
            "latitude": network.latitude[nodes[row]],
            "longitude": network.longitude[nodes[row]],
            **_columns(placement, kind, rank, facility, minutes),
        }
    )


def _ranked(placement: Placement, most: int, nodes: Integers) -> tuple[Integers, Integers, Integers, Integers, Floats]:
    """Place among `nodes`, kind, rank, facility (−1: none) and minutes, a row each, by kind, node and rank."""
    if most < 1:
        raise UsageError(f"the {most} nearest facilities; expected 1 or more")
    kinds = [_of_kind(placement.stops, kind) for kind in range(len(placement.kinds))]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda stops: several_nearest(placement.graph, stops, most), kinds))
    minutes = np.stack([each[nodes] for each, _ in found])
    facility: Places = np.stack([which[nodes] for _, which in found])
    kept = np.isfinite(minutes)
    kept[:, :, 0] = True
    kind, row, rank = np.nonzero(kept)
    return row, kind, rank, facility[kept].astype(np.int64), minutes[kept]


def _of_kind(stops: Stops, kind: int) -> Stops:
    rows = stops.kind == kind
    return Stops(stops.facility[rows], stops.kind[rows], stops.node[rows], stops.minutes[rows])


def _columns(
    placement: Placement, kind: Integers, rank: Integers, facility: Integers, minutes: Floats
) -> dict[str, pa.Array]:
    identifiers = pa.array(placement.facilities.facility_id, pa.string())
    kinds = pa.DictionaryArray.from_arrays(kind.astype(np.int32), pa.array(placement.kinds, pa.string()))
    chosen = pa.array(facility, pa.int64(), mask=facility < 0)
    return {
        "kind": kinds.cast(pa.string()),
        "rank": pa.array(rank + 1, pa.int64()),
        "facility_id": identifiers.take(chosen),
        "minutes": pa.array(minutes, pa.float64(), mask=~np.isfinite(minutes)),
    }
