"""What of a road network hangs together, and what does not: told in the report of an import, never left out."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from merata.access.import_report import ImportReport
from merata.access.network import Flags, Network
from merata.access.segments import RoadSegments


def loose_ends(segments: RoadSegments) -> Flags:
    """Which nodes (n) only one segment meets, at one of its ends."""
    nodes = len(segments.node_id)
    meeting = np.bincount(segments.start, minlength=nodes) + np.bincount(segments.end, minlength=nodes)
    return np.asarray(meeting == 1)


def report_dangling_bridges(segments: RoadSegments, mendable: Flags, report: ImportReport) -> None:
    """Tell which bridges have an end that meets no other road."""
    loose = loose_ends(segments) & mendable
    bridge = np.flatnonzero(segments.traits.bridge)
    ends = np.concatenate([segments.start[bridge], segments.end[bridge]])
    rows = np.concatenate([bridge, bridge])[loose[ends]]
    examples = [
        {"way": int(way), "node": int(node)}
        for way, node in sorted(zip(segments.traits.way_id[rows], segments.node_id[ends[loose[ends]]], strict=True))
    ]
    report.add("dangling_bridges", len(rows), examples=examples)


def report_components(segments: RoadSegments, report: ImportReport) -> None:
    """Tell which parts of the network no road joins to the largest; they are kept."""
    nodes = len(segments.node_id)
    joined = coo_array((np.ones(len(segments), np.int8), (segments.start, segments.end)), shape=(nodes, nodes))
    parts, part = connected_components(joined.tocsr(), directed=False)
    km = np.bincount(part[segments.start], weights=segments.length_m, minlength=parts) / 1000
    sizes = np.bincount(part, minlength=parts)
    _, first = np.unique(part, return_index=True)
    others = np.delete(np.arange(parts), np.argmax(sizes))
    others = others[np.argsort(-km[others], kind="stable")]
    examples = [
        {
            "nodes": int(sizes[each]),
            "km": round(float(km[each]), 3),
            "node": int(segments.node_id[first[each]]),
            "latitude": round(float(segments.latitude[first[each]]), 6),
            "longitude": round(float(segments.longitude[first[each]]), 6),
        }
        for each in others[:20]
    ]
    report.add("components", len(others), float(km[others].sum()), examples)


def report_traps(network: Network, report: ImportReport) -> None:
    """Tell for each mode how many nodes are joined to its main part by road, but one-way only."""
    examples, trapped_nodes = [], 0
    for mode in network.minutes:
        graph = network.graph(mode)
        matrix = coo_array(
            (np.ones(len(graph.head), np.int8), (graph.tail(), graph.head)), shape=(network.nodes, network.nodes)
        ).tocsr()
        apart = _apart(matrix, connection="weak")
        trapped = np.flatnonzero(_apart(matrix, connection="strong") & ~apart)
        trapped_nodes += len(trapped)
        if len(trapped):
            examples.append({"mode": mode, "nodes": len(trapped), "node": int(network.node_id[trapped[0]])})
    report.add("traps", trapped_nodes, examples=examples)


def _apart(matrix: Any, *, connection: Literal["weak", "strong"]) -> Flags:
    """Which nodes with a road are not in the largest part."""
    _, part = connected_components(matrix, directed=True, connection=connection)
    with_road = (np.diff(matrix.indptr) > 0) | (np.bincount(matrix.indices, minlength=matrix.shape[0]) > 0)
    if not with_road.any():
        return np.asarray(with_road)
    largest = np.argmax(np.bincount(part[with_road]))
    return np.asarray(with_road & (part != largest))
