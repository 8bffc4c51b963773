"""Ends of projects off the roads: the end of a bridge at which a new road begins, or of a road to a hamlet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags
from merata.access.proximity import on_plane
from merata.access.segments import distance_m

MEET_M = 50.0
"""Ends of projects off the network that are this near to each other are one place."""


@dataclass(frozen=True, slots=True)
class ProjectPlaces:
    """Places of projects (x): the `project`, degrees, and whether a `facility` stands there, else a road ends."""

    project: Integers
    longitude: Floats
    latitude: Floats
    facility: Flags

    def __len__(self) -> int:
        return len(self.project)


@dataclass(frozen=True, slots=True)
class Meetings:
    """Where ends of projects are off the roads (k): degrees, and whether those of at least two are (`shared`);
    `meeting` (x): that of each end, −1: it is at none.
    """

    longitude: Floats
    latitude: Floats
    shared: Flags
    meeting: Integers

    def nearest(self, longitude: Floats, latitude: Floats) -> tuple[Integers, Floats]:
        """The meeting nearest to each of some places, and how many metres away; −1 and infinite where there is none."""
        if not len(self.longitude):
            return np.full(len(longitude), -1, dtype=np.int64), np.full(len(longitude), np.inf)
        reference = float(self.latitude.mean())
        tree = cKDTree(on_plane(self.longitude, self.latitude, reference))
        _, found = tree.query(on_plane(longitude, latitude, reference))
        number = np.asarray(found, dtype=np.int64)
        return number, distance_m(longitude, latitude, self.longitude[number], self.latitude[number])


def meetings(places: ProjectPlaces, off_network: Flags) -> Meetings:
    """Where the ends are that are `off_network` (x); those within `MEET_M` of each other are at one place."""
    ends = np.flatnonzero(off_network & ~places.facility)
    meeting = np.full(len(places), -1, dtype=np.int64)
    if not len(ends):
        return Meetings(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.bool_), meeting)
    plane = on_plane(places.longitude[ends], places.latitude[ends], float(places.latitude[ends].mean()))
    pairs = cKDTree(plane).query_pairs(MEET_M, output_type="ndarray").reshape(-1, 2)
    touching = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(ends), len(ends)))
    _, group = connected_components(touching.tocsr(), directed=False)
    owners = np.unique(np.column_stack([group, places.project[ends]]), axis=0)[:, 0]
    meeting[ends] = group
    size = np.bincount(group)
    longitude, latitude = (
        np.bincount(group, weights=values[ends]) / size for values in (places.longitude, places.latitude)
    )
    return Meetings(longitude, latitude, np.bincount(owners) >= 2, meeting)
