"""A network made of road segments: arcs sorted by the node they leave, with minutes; and the same with other speeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from merata.access.kernel.graph import Floats, grouped
from merata.access.network import MODES, SEASONS, Network
from merata.access.segments import RoadSegments
from merata.access.speeds import Speeds, arc_minutes, segment_kmh


def network_of(segments: RoadSegments, speeds: Speeds, slope: Floats) -> Network:
    """The network of `segments` under `speeds`; `slope` (s): rise over run from each segment's start to its end.

    Raises `InputError` where `speeds` lacks a class, surface, smoothness or condition of the segments.
    """
    ahead, back = np.flatnonzero(segments.forward), np.flatnonzero(segments.backward)
    segment = np.concatenate([ahead, back]).astype(np.int32)
    tail = np.concatenate([segments.start[ahead], segments.end[back]])
    first, order = grouped(tail, len(segments.node_id))
    segment = segment[order]
    network = Network(
        node_id=segments.node_id,
        longitude=segments.longitude,
        latitude=segments.latitude,
        first=first,
        tail=tail[order],
        head=np.concatenate([segments.end[ahead], segments.start[back]])[order],
        length_m=segments.length_m.astype(np.float32)[segment],
        slope=np.concatenate([slope[ahead], -slope[back]]).astype(np.float32)[order],
        permitted=np.concatenate([segments.forward[ahead], segments.backward[back]])[order],
        segment=segment,
        traits=segments.traits,
        words=segments.words,
        minutes={},
        minutes_wet={},
        speeds=speeds.provenance,
    )
    return with_speeds(network, speeds)


def with_speeds(network: Network, speeds: Speeds) -> Network:
    """`network` with the minutes of another table of speeds; who may go where stays as it was imported.

    Raises `InputError` where `speeds` lacks a class, surface, smoothness or condition of the network.
    """
    minutes = {
        season: {
            mode: arc_minutes(
                speeds,
                mode,
                segment_kmh(speeds, mode, season, network.traits, network.words),
                segment=network.segment,
                length_m=network.length_m,
                slope=network.slope,
                permitted=network.permitted,
            )
            for mode in MODES
        }
        for season in SEASONS
    }
    return replace(network, minutes=minutes["dry"], minutes_wet=minutes["wet"], speeds=speeds.provenance)
