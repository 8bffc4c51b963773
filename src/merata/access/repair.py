"""Mending what mappers left undone: road ends that nearly meet another road are joined to it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from merata.access.connectivity import loose_ends
from merata.access.import_report import ImportReport
from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Codes, Flags, Traits
from merata.access.proximity import nearest_on_segments, on_plane, segments_near
from merata.access.segments import RoadSegments
from merata.errors import UsageError

CLOSED_GAP = -1
"""The `way_id` of a segment that closes a gap."""


@dataclass(frozen=True, slots=True)
class SnapLimits:
    """How far a road's loose end may be from another road to be joined to it, in metres; a bridge's end further."""

    end_m: float = 1.0
    bridge_m: float = 10.0

    def __post_init__(self) -> None:
        if not (0 <= self.end_m <= 100 and 0 <= self.bridge_m <= 100):
            raise UsageError(f"gaps of {self.end_m} and {self.bridge_m} m cannot be closed; expected 0 to 100 m")


def joined_ends(segments: RoadSegments, limits: SnapLimits, report: ImportReport, mendable: Flags) -> RoadSegments:
    """`segments` with loose ends joined to the nearest road within `limits`; each join goes into `report`.

    A loose end is a node of one segment; only those of `mendable` (n) are looked at (not those where a boundary cut the
    road). It is joined to a node by a segment as long as the gap, in both directions for whoever may use the end's own
    road; or, where the nearest point is amid a segment, by leading that segment through it. An end is not joined to
    its own way, nor to its own neighbour, nor to a road on another level: only a bridge's end comes down to the
    ground, and nothing goes up to a bridge or into a tunnel.
    """
    joins = _joins(segments, limits, mendable)
    if not len(joins.node):
        return segments
    amid = joins.target_node < 0
    examples = [
        {"node": int(segments.node_id[node]), "metres": round(float(gap), 2), "way": int(segments.traits.way_id[row])}
        for node, gap, row in zip(joins.node, joins.gap_m, joins.segment, strict=True)
    ]
    report.add("snapped", len(joins.node), float(joins.gap_m.sum()) / 1000, examples)
    return _led_through(_gaps_closed(segments, joins, ~amid), joins, amid)


@dataclass(frozen=True, slots=True)
class _Joins:
    """k loose ends (`node`), the `segment` each is joined to and the one it belongs to (`own`), the `share` of the way
    along it, the gap in metres, and the node it is joined to, -1 where it is amid the segment.
    """

    node: Integers
    own: Integers
    segment: Integers
    share: Floats
    gap_m: Floats
    target_node: Integers

    def take(self, rows: NDArray[Any]) -> _Joins:
        """The joins in `rows` (numbers or flags), in that order."""
        return _Joins(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def _joins(segments: RoadSegments, limits: SnapLimits, mendable: Flags) -> _Joins:
    loose = np.flatnonzero(loose_ends(segments) & mendable)
    own_of = np.full(len(segments.node_id), -1, dtype=np.int64)
    own_of[segments.start] = np.arange(len(segments))
    at_end = np.flatnonzero(np.isin(segments.end, loose))
    own_of[segments.end[at_end]] = at_end
    limit = np.where(segments.traits.bridge[own_of[loose]], limits.bridge_m, limits.end_m)
    plane = on_plane(segments.longitude, segments.latitude, float(segments.latitude.mean()))
    which, row = _near_pairs(plane, segments, loose, limit)
    joinable = _joinable(segments, loose[which], own_of[loose[which]], row)
    which, row = which[joinable], row[joinable]
    node, limit = loose[which], limit[which]
    share, gap = nearest_on_segments(plane[segments.start[row]], plane[segments.end[row]], plane[node])
    # A node of the other road within reach is taken before a point amid it: no segment is cut without need.
    closer = np.where(share > 0.5, segments.end[row], segments.start[row])
    to_node = np.hypot(*(plane[closer] - plane[node]).T)
    joins = _Joins(
        node,
        own_of[node],
        row,
        share,
        np.where(to_node <= limit, to_node, gap),
        np.where(to_node <= limit, closer, -1),
    )
    order = np.lexsort((row, gap, node))
    order = order[gap[order] <= limit[order]]
    _, first = np.unique(node[order], return_index=True)
    return joins.take(order[first])


def _near_pairs(plane: Floats, segments: RoadSegments, loose: Integers, limit: Floats) -> tuple[Integers, Integers]:
    """Pairs of a loose end and a segment whose bounding boxes are within the limit of each other."""
    points = plane[loose]
    rows = segments_near(plane[segments.start], plane[segments.end], points, limit)
    low, high = points - limit[:, None], points + limit[:, None]
    squares = np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    ends = np.stack([plane[segments.start[rows]], plane[segments.end[rows]]], axis=1)
    line, which = shapely.STRtree(squares).query(shapely.linestrings(ends))
    return np.asarray(which, dtype=np.int64), rows[line]


def _joinable(segments: RoadSegments, node: Integers, own: Integers, row: Integers) -> Flags:
    traits = segments.traits
    neighbour = np.where(segments.start[own] == node, segments.end[own], segments.start[own])
    apart = (traits.way_id[row] != traits.way_id[own]) & (row != own)
    for end in (segments.start[row], segments.end[row]):
        apart &= (end != node) & (end != neighbour)
    ground = ~traits.bridge[row] & ~traits.tunnel[row]
    same = (
        (traits.bridge[row] == traits.bridge[own])
        & (traits.tunnel[row] == traits.tunnel[own])
        & (traits.level[row] == traits.level[own])
    )
    return np.asarray(apart & (same | (traits.bridge[own] & ground)))


def _gaps_closed(segments: RoadSegments, joins: _Joins, at_node: Flags) -> RoadSegments:
    """`segments` and one more for each join to a node; two ends that face each other are joined once."""
    start, end = joins.node[at_node], joins.target_node[at_node]
    pairs = np.column_stack([np.minimum(start, end), np.maximum(start, end)])
    _, first = np.unique(pairs, axis=0, return_index=True)
    own = joins.own[at_node][first]
    ways = segments.forward[own] | segments.backward[own]
    traits = segments.traits.take(own)
    level = np.zeros(len(own), dtype=np.bool_)
    closing = replace(
        traits, way_id=np.full(len(own), CLOSED_GAP, np.int64), bridge=level, tunnel=level.copy(), ford=level.copy()
    )
    return _with(segments, start[first], end[first], joins.gap_m[at_node][first], (ways, ways), closing)


def _led_through(segments: RoadSegments, joins: _Joins, amid: Flags) -> RoadSegments:
    """`segments` with those that an end was joined to amid replaced by pieces from node to end to node."""
    if not amid.any():
        return segments
    row, share, node = joins.segment[amid], joins.share[amid], joins.node[amid]
    order = np.lexsort((node, share, row))
    row, share, node = row[order], share[order], node[order]
    split = np.unique(row)
    # Each cut segment has its start at share 0 and its end at share 1 besides the ends that lie between.
    rows = np.concatenate([split, row, split])
    shares = np.concatenate([np.zeros(len(split)), share, np.ones(len(split))])
    nodes = np.concatenate([segments.start[split], node, segments.end[split]])
    order = np.lexsort((shares, rows))
    rows, shares, nodes = rows[order], shares[order], nodes[order]
    piece = np.flatnonzero(rows[:-1] == rows[1:])
    of = rows[piece]
    length = segments.length_m[of] * (shares[piece + 1] - shares[piece])
    ways = (segments.forward[of], segments.backward[of])
    more = _with(segments, nodes[piece], nodes[piece + 1], length, ways, segments.traits.take(of))
    kept = np.ones(len(more), dtype=np.bool_)
    kept[split] = False
    return more.take(kept)


def _with(
    segments: RoadSegments,
    start: NDArray[Any],
    end: NDArray[Any],
    length_m: Floats,
    permitted: tuple[Codes, Codes],
    traits: Traits,
) -> RoadSegments:
    """`segments` and more of them behind."""
    return replace(
        segments,
        start=np.concatenate([segments.start, start.astype(np.int32)]),
        end=np.concatenate([segments.end, end.astype(np.int32)]),
        length_m=np.concatenate([segments.length_m, length_m]),
        forward=np.concatenate([segments.forward, permitted[0]]),
        backward=np.concatenate([segments.backward, permitted[1]]),
        traits=segments.traits.followed_by(traits),
    )
