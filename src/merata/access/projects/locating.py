"""Whether coordinates that somebody typed can be where they are meant to be: on earth, and not the other way round."""

from __future__ import annotations

import numpy as np

from merata.access.kernel.graph import Floats
from merata.access.network import Flags, Network
from merata.errors import Fault
from merata.tables.checking import at_rows
from merata.tables.raw import RawTable
from merata.tables.schema import Column, Kind

_NEARBY_DEGREES = 1.0
"""Within this of the roads' bounding box a place is where it is meant to be."""


def latitude_column(name: str, meaning: str, *, required: bool = True) -> Column:
    """A column of latitudes: beyond 90 degrees is told by `misplaced`, where it can be seen whether it was swapped."""
    return Column(name, Kind.NUMBER, f"{meaning}, degrees", required=required, minimum=-180, maximum=180)


def misplaced(raw: RawTable, network: Network, latitude: Floats, longitude: Floats, column: str) -> list[Fault]:
    """Faults of places (NaN: none given) that are nowhere on earth, or among the roads only the other way round.

    `column`: that of the latitudes.
    """
    swapped = ~_among(network, longitude, latitude, _NEARBY_DEGREES) & _among(network, latitude, longitude, 0.1)
    beyond = (np.abs(latitude) > 90) & (np.abs(latitude) <= 180) & ~swapped
    problem = "latitude and longitude are swapped: the other way round the place is among the roads"
    faults = at_rows(raw, column, swapped, "latitude, then longitude", problem)
    return faults + at_rows(raw, column, beyond, "a number from -90 to 90", "no such latitude")


def _among(network: Network, longitude: Floats, latitude: Floats, margin: float) -> Flags:
    inside = np.ones(len(longitude), dtype=np.bool_)
    for values, bounds in ((longitude, network.longitude), (latitude, network.latitude)):
        inside &= (values >= bounds.min() - margin) & (values <= bounds.max() + margin)
    return inside
