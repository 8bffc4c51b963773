"""Synthetic networks of 300,000 nodes for `access_kernel.py`: one as OpenStreetMap draws roads, one of junctions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NODES = 300_000
ONE_WAY, DROPPED, DEAD_ENDS = 0.06, 0.25, 0.12
"""Shares of streets that are one-way, of the grid's streets that are not built, and of streets more that end blind."""
SITES = (300, 60, 10)
"""Facilities of three kinds."""


class Roads(NamedTuple):
    """Arcs in both directions where that is allowed, the street each is of, and where the nodes lie."""

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    minutes: NDArray[np.float64]
    street: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def as_osm(rng: np.random.Generator, nodes: int = NODES) -> Roads:
    """A street grid with gaps and dead ends, streets drawn with points between their ends: ≥ 70% of degree two.

    Nodes are numbered way by way in the order in which ways were drawn, as OpenStreetMap's are.
    """
    side = int(np.sqrt(nodes * 0.21))
    place = np.arange(side * side).reshape(side, side)
    streets = np.concatenate(
        [np.stack([place[:, :-1].ravel(), place[:, 1:].ravel()]), np.stack([place[:-1].ravel(), place[1:].ravel()])],
        axis=1,
    )
    streets = streets[:, rng.random(streets.shape[1]) >= DROPPED]
    blind = rng.choice(side * side, int(DEAD_ENDS * streets.shape[1]), replace=False)
    ends = np.arange(len(blind)) + side * side
    streets = np.concatenate([streets, np.stack([blind, ends])], axis=1)
    streets = streets[:, rng.permutation(streets.shape[1])]
    junctions = side * side + len(blind)
    x, y = (np.concatenate([grid.ravel(), grid.ravel()[blind] + 0.4]) for grid in np.divmod(place, side))
    between = rng.multinomial(nodes - junctions, np.full(streets.shape[1], 1 / streets.shape[1]))
    return _drawn(rng, streets, between, x + rng.uniform(-0.3, 0.3, junctions), y + rng.uniform(-0.3, 0.3, junctions))


def of_junctions(rng: np.random.Generator, nodes: int = NODES) -> Roads:
    """A lattice of hexagons: every node but those of the rim is a junction of three streets, none is between two."""
    side = int(np.sqrt(nodes))
    place = np.arange(side * side).reshape(side, side)
    across = np.stack([place[:, :-1].ravel(), place[:, 1:].ravel()])
    row, column = np.divmod(place[:-1].ravel(), side)
    down = np.stack([place[:-1].ravel(), place[1:].ravel()])[:, (row + column) % 2 == 0]
    streets = np.concatenate([across, down], axis=1)
    streets = streets[:, rng.permutation(streets.shape[1])]
    x, y = (grid.ravel().astype(np.float64) for grid in np.divmod(place, side))
    return _drawn(rng, streets, np.zeros(streets.shape[1], np.int64), x, y)


def sites(rng: np.random.Generator, roads: Roads) -> list[NDArray[np.int64]]:
    """Nodes at which facilities of each kind stand."""
    return [rng.choice(roads.nodes, count, replace=False) for count in SITES]


def degree_two(roads: Roads) -> float:
    """The share of nodes with exactly two neighbours."""
    low, high = np.minimum(roads.tail, roads.head), np.maximum(roads.tail, roads.head)
    pairs = np.unique(low * roads.nodes + high)
    degree = np.bincount(np.concatenate(np.divmod(pairs, roads.nodes)), minlength=roads.nodes)
    return float((degree == 2).mean())


def _drawn(
    rng: np.random.Generator,
    streets: NDArray[np.int64],
    between: NDArray[np.int64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> Roads:
    """The streets with that many points between their ends, numbered in the order in which they appear on ways."""
    street = np.repeat(np.arange(len(between)), between + 1)
    step = np.arange(len(street)) - np.repeat(np.cumsum(between + 1) - between - 1, between + 1)
    inner = len(x) + np.arange(int(between.sum()))
    start, end = streets[0][street], streets[1][street]
    start[step > 0] = inner
    end[step < between[street]] = inner
    share = step[step > 0] / (between[street[step > 0]] + 1)
    place = np.stack([x, y])
    along = place[:, streets[0][street[step > 0]]] * (1 - share) + place[:, streets[1][street[step > 0]]] * share
    place = np.concatenate([place, along], axis=1)
    seen, at = np.unique(np.stack([start, end], axis=1).ravel(), return_index=True)
    number = np.empty(place.shape[1], np.int64)
    number[seen[np.argsort(at)]] = np.arange(len(seen))
    lost = np.setdiff1d(np.arange(place.shape[1]), seen)
    number[lost] = len(seen) + np.arange(len(lost))
    speed = rng.choice([0.8, 1.0, 1.6, 2.5], len(between))[street]
    long = np.hypot(*(place[:, start] - place[:, end])) * rng.uniform(1, 1.3, len(start))
    both = np.concatenate([np.ones(len(start), bool), rng.random(len(between))[street] >= ONE_WAY])
    xy = np.empty_like(place)
    xy[:, number] = place
    tail, head = number[np.concatenate([start, end])][both], number[np.concatenate([end, start])][both]
    return Roads(place.shape[1], tail, head, np.tile(long / speed, 2)[both], np.tile(street, 2)[both], xy[0], xy[1])
