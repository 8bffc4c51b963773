"""People where they live: clusters of households, each a point with a weight and an area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags
from merata.errors import Fault, InputError
from merata.tables.frames import arrow, codes, numbers, require


@dataclass(frozen=True, slots=True)
class People:
    """c clusters of households; where only the village's point is known, a village is one cluster.

    `cluster_id` (c); `area` (c): the place in `areas` of a cluster's village or other area; `weight` (c): people who
    live there, 0 or more; `latitude`, `longitude` (c): degrees; `rural` (c): counted as rural.
    """

    cluster_id: tuple[Any, ...]
    area: Integers
    areas: tuple[Any, ...]
    weight: Floats
    latitude: Floats
    longitude: Floats
    rural: Flags

    def __len__(self) -> int:
        return len(self.cluster_id)

    def in_one_area(self, name: str) -> People:
        """The same people as of one area, for figures of the whole regency."""
        return replace(self, area=np.zeros(len(self), np.int64), areas=(name,))

    def by_area(self, values: Floats) -> Floats:
        """Sums of `values` (c, or rows × c) by area (areas, or rows × areas)."""
        flat = np.atleast_2d(values)
        count, rows = len(self.areas), len(flat)
        place = (np.arange(rows)[:, None] * count + self.area).ravel()
        sums: Floats = np.bincount(place, weights=flat.ravel(), minlength=rows * count).astype(np.float64)
        sums = sums.reshape(rows, count)
        return sums if np.ndim(values) == 2 else sums[0]


def people_of(
    table: Any, *, cluster: str = "cluster_id", area: str = "area", weight: str = "weight", rural: str | None = None
) -> People:
    """The people of a table with the columns `cluster`, `area`, `weight`, latitude and longitude.

    `rural`: the column of flags (or 0 and 1) that tells who counts as rural; without it all do. Raises `UsageError` for
    columns that are not there, and `InputError` with all faults: weights that are negative or missing, places that are
    nowhere on earth or missing, clusters that stand twice, areas that are missing.
    """
    data = arrow(table, "people")
    columns = [cluster, area, weight, "latitude", "longitude", *([] if rural is None else [rural])]
    require(data, columns, "people")
    place, areas = codes(data, area, "people")
    persons, latitude, longitude = (numbers(data, name, "people") for name in (weight, "latitude", "longitude"))
    flags = np.ones(len(persons)) if rural is None else numbers(data, rural, "people")
    identifiers = data[cluster].to_pylist()
    first = {one: row for row, one in reversed(list(enumerate(identifiers)))}
    twice = np.array([first[one] != row for row, one in enumerate(identifiers)], dtype=np.bool_)
    checks = [
        (cluster, twice, np.asarray(identifiers, dtype=object), "each cluster once", "it stands twice"),
        (weight, ~((persons >= 0) & np.isfinite(persons)), persons, "0 people or more", "no number of people"),
        ("latitude", ~(np.abs(latitude) <= 90), latitude, "a number from -90 to 90", "no such latitude"),
        ("longitude", ~(np.abs(longitude) <= 180), longitude, "a number from -180 to 180", "no such longitude"),
    ]
    if rural is not None:
        checks.append((rural, ~np.isin(flags, (0.0, 1.0)), flags, "true or false", "not told whether it is rural"))
    faults = [
        Fault("people", int(row) + 1, column, str(values[row]), expected, problem)
        for column, wrong, values, expected, problem in checks
        for row in np.flatnonzero(wrong)
    ]
    if faults:
        raise InputError("the people cannot be placed", faults)
    return People(tuple(identifiers), place.astype(np.int64), tuple(areas), persons, latitude, longitude, flags == 1)
