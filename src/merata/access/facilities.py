"""Facilities from a file: where they are and of what kind, with all faults at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags, Network
from merata.errors import Fault, InputError
from merata.tables.checking import at_rows, checked
from merata.tables.loading import read_raw
from merata.tables.raw import RawTable
from merata.tables.schema import Column, Kind, Table

TABLE = Table(
    "facilities",
    "facilities to which travel times are asked",
    (
        Column("facility_id", Kind.TEXT, "facility"),
        Column("kind", Kind.TEXT, "kind"),
        Column("latitude", Kind.NUMBER, "latitude, degrees", minimum=-180, maximum=180),
        Column("longitude", Kind.NUMBER, "longitude, degrees", minimum=-180, maximum=180),
    ),
    ("facility_id", "kind"),
)
"""A latitude beyond 90 is told below, where it can be seen whether it was swapped with the longitude."""

_NEARBY_DEGREES = 1.0
"""Facilities within this of the roads' bounding box are where they are meant to be."""

SWAPPED = "latitude and longitude are swapped: the other way round the place is among the roads"


@dataclass(frozen=True, slots=True)
class Facilities:
    """f facilities: `facility_id`, `kind` (places in `kinds`, sorted), `latitude`, `longitude`; `row` in `file`."""

    file: str
    facility_id: tuple[str, ...]
    kinds: tuple[str, ...]
    kind: Integers
    latitude: Floats
    longitude: Floats
    row: Integers

    def __len__(self) -> int:
        return len(self.facility_id)


def read_facilities(path: Path, network: Network) -> Facilities:
    """Read facilities (CSV, XLSX or Parquet: facility_id, kind, latitude, longitude; other columns are passed over).

    Raises `InputError` with all faults: missing columns and cells, what is no number, latitudes beyond 90 degrees, a
    facility that stands twice with one kind, and latitude and longitude swapped, as seen by the roads of `network`.
    """
    raw = read_raw(path)
    table, faults = checked(raw, TABLE, [column.name for column in TABLE.columns])
    if not faults and not table.num_rows:
        faults = [Fault(path.name, None, None, None, "a row for each facility", "there is no facility in it")]
    faults += _misplaced(raw, table, network)
    if faults:
        raise InputError(f"the facilities {path} cannot be used", faults)
    kinds = sorted(set(table["kind"].to_pylist()))
    place = {kind: number for number, kind in enumerate(kinds)}
    return Facilities(
        path.name,
        tuple(table["facility_id"].to_pylist()),
        tuple(kinds),
        np.array([place[kind] for kind in table["kind"].to_pylist()], dtype=np.int64),
        table["latitude"].to_numpy(),
        table["longitude"].to_numpy(),
        raw.rows,
    )


def _misplaced(raw: RawTable, table: pa.Table, network: Network) -> list[Fault]:
    """Faults of places that are nowhere on earth, or among the roads only the other way round."""
    if not {"latitude", "longitude"} <= set(table.column_names):
        return []
    latitude, longitude = (
        np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64) for name in ("latitude", "longitude")
    )
    as_written = _among(network, longitude, latitude, _NEARBY_DEGREES)
    swapped = ~as_written & _among(network, latitude, longitude, 0.1)
    beyond = (np.abs(latitude) > 90) & (np.abs(latitude) <= 180) & ~swapped
    faults = at_rows(raw, "latitude", swapped, "latitude, then longitude", SWAPPED)
    return faults + at_rows(raw, "latitude", beyond, "a number from -90 to 90", "no such latitude")


def _among(network: Network, longitude: Floats, latitude: Floats, margin: float) -> Flags:
    """Which places lie within `margin` degrees of the bounding box of the roads; unknown ones do not."""
    inside = np.ones(len(longitude), dtype=np.bool_)
    for values, bounds in ((longitude, network.longitude), (latitude, network.latitude)):
        inside &= (values >= bounds.min() - margin) & (values <= bounds.max() + margin)
    return inside
