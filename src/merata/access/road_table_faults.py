"""What a table of roads says that cannot be so: a junction in two places, a road shorter than a straight line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

import numpy as np
import pyarrow as pa

from merata.access.segments import distance_m
from merata.errors import Fault
from merata.tables.checking import at_rows
from merata.tables.raw import RawTable

JUNCTION_M = 50.0
"""Two rows may place one junction so far apart: coordinates are rounded, and a junction is as wide as its roads."""

_OFF_ELLIPSOID = 0.006
_ROUNDED_M = 10.0
"""A length may be so much below the distance on the sphere: `distance_m` is that share off, and so is a rounded km."""


def road_faults(raw: RawTable, table: pa.Table, known: Mapping[str, Set[str]]) -> Iterator[Fault]:
    """The faults of a `table` of roads in which every cell by itself is as the catalogue has it.

    `known`: for each column of words those that the table of speeds has.
    """
    for column, words in known.items():
        lacking = np.array([word not in words for word in table[column].to_pylist()], dtype=np.bool_)
        expected = f"one of {', '.join(sorted(words))}, which the table of speeds has"
        yield from at_rows(raw, column, lacking, expected, "the table of speeds lacks it")
    yield from _two_places(raw, table)
    longitude, latitude, to_longitude, to_latitude = (
        table[name].to_numpy(zero_copy_only=False)
        for name in ("from_longitude", "from_latitude", "to_longitude", "to_latitude")
    )
    straight = distance_m(longitude, latitude, to_longitude, to_latitude)
    length = 1000 * table["length_km"].to_numpy(zero_copy_only=False)
    short = ~(length >= straight * (1 - _OFF_ELLIPSOID) - _ROUNDED_M) | ~np.isfinite(length)
    for row in np.flatnonzero(short):
        expected = f"at least the straight line between its ends, {straight[row] / 1000:.3f} km"
        only = np.arange(len(short)) == row
        yield from at_rows(raw, "length_km", only, expected, "a road cannot be shorter than that")


def _two_places(raw: RawTable, table: pa.Table) -> Iterator[Fault]:
    """Rows that put a junction elsewhere than the first row that names it."""
    first: dict[str, tuple[float, float, int]] = {}
    for row, cells in zip(raw.rows.tolist(), table.to_pylist(), strict=True):
        for end in ("from", "to"):
            name, place = cells[f"{end}_node"], (cells[f"{end}_longitude"], cells[f"{end}_latitude"])
            longitude, latitude, said = first.setdefault(name, (*place, row))
            if place == (longitude, latitude):
                continue
            apart = float(distance_m(*(np.array([each]) for each in (longitude, latitude, *place)))[0])
            if apart > JUNCTION_M:
                expected = f"{latitude}, {longitude}, where row {said} has the junction {name}"
                shown, problem = f"{place[1]}, {place[0]}", f"the junction {name} is in two places, {apart:.0f} m apart"
                yield Fault(raw.file, row, f"{end}_latitude", shown, expected, problem)
