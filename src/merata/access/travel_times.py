"""Minutes by motorcycle along the roads to the nearest facility, and what a change of the roads saves.

Every figure is recomputed from the whole network; what cannot be reached is null, never infinite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.access.kernel.graph import graph_of
from merata.access.kernel.nearest import nearest
from merata.errors import UsageError


@dataclass(frozen=True, slots=True)
class SpeedTable:
    """Speeds in km/h by (surface, condition), valid from a date, with their source and certainty."""

    valid_from: date
    source: str
    certainty: str
    kmh: Mapping[tuple[str, str], float]


MOTORCYCLE_SPEEDS = SpeedTable(
    valid_from=date(2025, 1, 1),
    source="assumption: door-to-door speeds of a motorcycle on rural roads of Java in the dry season",
    certainty="assumption",
    kmh={
        (surface, condition): speed
        for surface, speeds in {
            "asphalt": (40.0, 34.0, 25.0, 15.0),
            "concrete": (38.0, 33.0, 25.0, 16.0),
            "gravel": (25.0, 21.0, 16.0, 11.0),
            "earth": (18.0, 15.0, 11.0, 8.0),
        }.items()
        for condition, speed in zip(("good", "fair", "light_damage", "heavy_damage"), speeds, strict=True)
    },
)
"""The speeds used unless others are given."""


def edge_minutes(roads: pa.Table, speeds: SpeedTable = MOTORCYCLE_SPEEDS) -> NDArray[np.float64]:
    """Minutes to travel each segment of `roads`, shape (segments,).

    `roads` has the columns surface, condition and length_km. Raises `UsageError` where `speeds` lacks a pair of
    surface and condition that occurs.
    """
    pairs = list(zip(roads["surface"].to_pylist(), roads["condition"].to_pylist(), strict=True))
    missing = sorted({str(pair) for pair in pairs if pair not in speeds.kmh})
    if missing:
        raise UsageError(f"the speed table of {speeds.valid_from} lacks {', '.join(missing)}; add their km/h")
    kmh = np.array([speeds.kmh[pair] for pair in pairs], dtype=np.float64)
    minutes: NDArray[np.float64] = 60.0 * roads["length_km"].to_numpy() / kmh
    return minutes


def nearest_minutes(
    roads: pa.Table,
    facility_nodes: Sequence[str],
    speeds: SpeedTable = MOTORCYCLE_SPEEDS,
    *,
    leg_minutes: Sequence[float] | None = None,
    nodes: Sequence[str] | None = None,
) -> pa.Table:
    """Minutes from each junction to the nearest of some facilities along the roads, in both directions alike.

    `facility_nodes` are the junctions at which the facilities stand; `leg_minutes` what the last leg from
    junction to facility takes (none by default). `nodes` chooses the junctions that are answered and their
    order; by default all of `roads`, in order of first appearance. The result has the columns node and minutes;
    null where no facility can be reached. Raises `UsageError` where the legs do not match the facilities.
    """
    legs = np.zeros(len(facility_nodes)) if leg_minutes is None else np.asarray(leg_minutes, dtype=np.float64)
    if legs.shape != (len(facility_nodes),):
        raise UsageError(f"{len(legs)} legs for {len(facility_nodes)} facilities; expected one leg for each")
    ends = [*roads["from_node"].to_pylist(), *roads["to_node"].to_pylist()]
    asked = list(dict.fromkeys(ends)) if nodes is None else list(nodes)
    places = list(dict.fromkeys([*ends, *facility_nodes, *asked]))
    index = {node: position for position, node in enumerate(places)}
    place = np.array([index[node] for node in ends], dtype=np.int64)
    start, end = place[: len(roads)], place[len(roads) :]
    minutes = edge_minutes(roads, speeds)
    graph = graph_of(
        len(places), np.concatenate([start, end]), np.concatenate([end, start]), np.concatenate([minutes, minutes])
    )
    labels = np.full(len(places), np.inf)
    np.minimum.at(labels, np.array([index[node] for node in facility_nodes], dtype=np.int64), legs)
    answer = nearest(graph, labels)[0, [index[node] for node in asked]]
    return pa.table({"node": pa.array(asked, pa.string()), "minutes": _nullable(answer)})


def minutes_saved(
    roads: pa.Table,
    changed: pa.Table,
    facility_nodes: Sequence[str],
    speeds: SpeedTable = MOTORCYCLE_SPEEDS,
    *,
    leg_minutes: Sequence[float] | None = None,
    nodes: Sequence[str] | None = None,
) -> pa.Table:
    """What a change of the roads saves each junction on its way to the nearest facility.

    `changed` holds road rows: one whose road_id is in `roads` replaces that segment (an upgrade), another is
    added (a new link or bridge). The result has the columns node, minutes_before, minutes_after and
    minutes_saved (before − after, at least 0 where the change is an improvement); minutes_saved is null where
    the facility could not be reached before or cannot be reached after. Otherwise as `nearest_minutes`.
    """
    before = nearest_minutes(roads, facility_nodes, speeds, leg_minutes=leg_minutes, nodes=nodes)
    asked = before["node"].to_pylist()
    after = nearest_minutes(with_changes(roads, changed), facility_nodes, speeds, leg_minutes=leg_minutes, nodes=asked)
    return saving(before, after)


def saving(before: pa.Table, after: pa.Table) -> pa.Table:
    """Two results of `nearest_minutes` on the same nodes as minutes_before, minutes_after and minutes_saved."""
    if before["node"].to_pylist() != after["node"].to_pylist():
        raise UsageError("the two travel times answer for different nodes; ask both for the same nodes")
    earlier, later = (minutes["minutes"].to_numpy(zero_copy_only=False) for minutes in (before, after))
    return pa.table(
        {
            "node": before["node"],
            "minutes_before": before["minutes"],
            "minutes_after": after["minutes"],
            "minutes_saved": _nullable(earlier - later),
        }
    )


def with_changes(roads: pa.Table, changed: pa.Table) -> pa.Table:
    """`roads` with the rows of `changed` in place of those of the same road_id, or added at the end."""
    replaced = set(changed["road_id"].to_pylist())
    kept = roads.filter(pa.array([road not in replaced for road in roads["road_id"].to_pylist()], pa.bool_()))
    return pa.concat_tables([kept, changed.select(roads.column_names).cast(roads.schema)])


def _nullable(minutes: NDArray[np.float64]) -> pa.Array:
    """Minutes as an Arrow array in which whatever is not finite is null."""
    return pa.array(minutes, pa.float64(), mask=~np.isfinite(minutes))
