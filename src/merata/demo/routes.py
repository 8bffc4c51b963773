"""Through routes: the shortest way along links from one village to another."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from merata.demo.plane import to_km


def kecamatan_centre(villages: pa.Table, kecamatan_code: str) -> int:
    """Position of the village nearest to the people of a kecamatan (population-weighted middle)."""
    members = np.flatnonzero(np.array(villages["kecamatan_code"].to_pylist()) == kecamatan_code)
    points = to_km(villages["longitude"].to_numpy()[members], villages["latitude"].to_numpy()[members])
    middle = np.average(points, axis=0, weights=villages["population"].to_numpy()[members])
    return int(members[np.argmin(np.hypot(*(points - middle).T))])


def route_links(
    links: NDArray[np.int64], length_km: NDArray[np.float64], places: int, start: int, end: int
) -> NDArray[np.int64]:
    """Positions in `links` (n, 2) of the shortest way from `start` to `end`, in travelling order."""
    graph = csr_array((length_km, (links[:, 0], links[:, 1])), shape=(places, places))
    _, before = dijkstra(graph, directed=False, indices=[start], return_predecessors=True)
    position = {frozenset(link): at for at, link in enumerate(links.tolist())}
    way: list[int] = []
    place = end
    while place != start:
        previous = int(before[0, place])
        way.append(position[frozenset((previous, place))])
        place = previous
    return np.array(way[::-1], dtype=np.int64)
