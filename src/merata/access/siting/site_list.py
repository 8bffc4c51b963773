"""Places where a facility could stand, from a file, with all faults at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Network
from merata.access.projects.locating import latitude_column, misplaced
from merata.access.siting.problem import Sites
from merata.errors import Fault, InputError
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.schema import Column, Kind, Table

TABLE = Table(
    "sites",
    "places where a facility could stand",
    (
        Column("site_id", Kind.TEXT, "place"),
        Column("name", Kind.TEXT, "what people call it", required=False),
        latitude_column("latitude", "latitude"),
        Column("longitude", Kind.NUMBER, "longitude, degrees", minimum=-180, maximum=180),
        Column("capacity", Kind.NUMBER, "people it can serve; empty: all", required=False, minimum=0),
        Column("cost_idr", Kind.INTEGER, "cost in rupiah; empty: none", required=False, minimum=0),
        Column("built", Kind.FLAG, "it stands already", required=False),
    ),
    ("site_id",),
)


@dataclass(frozen=True, slots=True)
class SiteList:
    """The places of a file: what they are for the problem, `latitude`, `longitude`, `row` in `file`."""

    file: str
    sites: Sites
    name: tuple[str | None, ...]
    latitude: Floats
    longitude: Floats
    row: Integers


def read_sites(path: Path, network: Network) -> SiteList:
    """Read places (CSV, XLSX or Parquet, see `TABLE`; other columns are passed over).

    Raises `InputError` with all faults, latitude and longitude swapped among them, as seen by the roads of `network`.
    """
    raw = read_raw(path)
    table, faults = checked(raw, TABLE, [column.name for column in TABLE.columns])
    if not faults and not table.num_rows:
        faults = [Fault(path.name, None, None, None, "a row for each place", "there is no place in it")]
    values = {
        name: np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in ("latitude", "longitude", "capacity")
    }
    if table.num_rows:
        faults += misplaced(raw, network, values["latitude"], values["longitude"], "latitude")
    if faults:
        raise InputError(f"the places of {path} cannot be used", faults)
    capacity = values["capacity"]
    sites = Sites(
        tuple(table["site_id"].to_pylist()),
        tuple(cost or 0 for cost in table["cost_idr"].to_pylist()),
        np.where(np.isnan(capacity), np.inf, capacity),
        np.array([bool(built) for built in table["built"].to_pylist()], dtype=np.bool_),
    )
    names = tuple(table["name"].to_pylist())
    return SiteList(path.name, sites, names, values["latitude"], values["longitude"], raw.rows)
