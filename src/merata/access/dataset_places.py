"""Facilities and people out of a dataset folder: its tables `facilities` and `villages`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from merata.access.facilities import Facilities, read_facilities
from merata.access.network import Network
from merata.access.projects.locating import latitude_column, misplaced
from merata.access.projects.people import People
from merata.errors import Fault, InputError, UsageError
from merata.tables.catalogue import TABLES
from merata.tables.checking import checked
from merata.tables.frames import codes
from merata.tables.loading import read_raw, table_file
from merata.tables.schema import Column, Kind, Table

_VILLAGES = TABLES["villages"]


def facilities_of_dataset(folder: Path, network: Network) -> Facilities:
    """The facilities of a dataset folder. Raises as `table_file` and `read_facilities`."""
    return read_facilities(table_file(folder, "facilities"), network)


def people_of_dataset(folder: Path, network: Network, welfare_column: str | None = None) -> People:
    """The people of a dataset folder, a cluster for each village: its code, its point and its population.

    `welfare_column`: a column of the villages with the welfare weight of a person there, as in `read_people`; without
    one everybody counts 1. Raises `InputError` with all faults, where there is no one table `villages` too, and
    `UsageError` where it has no such column.
    """
    path = table_file(folder, "villages")
    raw = read_raw(path)
    columns: tuple[Column, ...] = (
        _VILLAGES.column("village_code"),
        latitude_column("latitude", "latitude"),
        _VILLAGES.column("longitude"),
        _VILLAGES.column("population"),
    )
    if welfare_column is not None:
        if raw.columns.column_names and welfare_column not in raw.columns.column_names:
            found = ", ".join(raw.columns.column_names)
            raise UsageError(f"{path} has no column {welfare_column} of welfare weights; it has {found}")
        columns = (*columns, Column(welfare_column, Kind.NUMBER, "welfare weight of a person", minimum=0))
    names = [column.name for column in columns]
    table, faults = checked(raw, Table("villages", _VILLAGES.meaning, columns, ("village_code",)), names)
    values = {
        name: np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in names
        if name != "village_code"
    }
    if table.num_rows:
        faults += misplaced(raw, network, values["latitude"], values["longitude"], "latitude")
    if not faults and not values["population"].sum() > 0:
        faults = [Fault(path.name, None, "population", None, "people somewhere", "nobody lives in any village")]
    if faults:
        raise InputError(f"the people of {path} cannot be used", faults)
    village, villages = codes(table, "village_code", path.name)
    return People(
        path.name,
        tuple(table["village_code"].to_pylist()),
        tuple(villages),
        village.astype(np.int64),
        values["latitude"],
        values["longitude"],
        values["population"],
        np.ones(table.num_rows) if welfare_column is None else values[welfare_column],
    )
