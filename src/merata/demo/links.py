"""Which villages are neighbours on a road map: planar graphs over points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree


def distances_km(points_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight distances between all points (n, 2), in kilometres, shape (n, n)."""
    gaps = points_km[:, None, :] - points_km[None, :, :]
    return np.hypot(gaps[..., 0], gaps[..., 1])


def gabriel_links(points_km: NDArray[np.float64]) -> NDArray[np.int64]:
    """The Gabriel graph's links, shape (links, 2), first end before second.

    Two points are linked where the circle over the link holds no third point.
    The graph is planar and connected (Gabriel and Sokal 1969).
    """
    squared = distances_km(points_km) ** 2
    count = len(points_km)
    linked = np.triu(np.ones((count, count), dtype=bool), 1)
    for third in range(count):
        inside = squared[third][:, None] + squared[third][None, :] < squared
        inside[third, :] = inside[:, third] = False
        linked &= ~inside
    return np.argwhere(linked)


def spanning_links(points_km: NDArray[np.float64], members: NDArray[np.int64]) -> NDArray[np.int64]:
    """The shortest links that join all `members` (positions in `points_km`), shape (members − 1, 2)."""
    tree = minimum_spanning_tree(csr_array(distances_km(points_km[members]))).tocoo()
    ends = np.column_stack([members[tree.row], members[tree.col]])
    return np.sort(ends, axis=1).astype(np.int64)
