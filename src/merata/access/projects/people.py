"""Where people live: clusters of households with their village, how many they are, and how much they count."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Network
from merata.access.projects.locating import latitude_column, misplaced
from merata.errors import Fault, InputError, UsageError
from merata.tables.checking import checked
from merata.tables.frames import codes
from merata.tables.loading import read_raw
from merata.tables.schema import Column, Kind, Table

_COLUMNS = (
    Column("cluster_id", Kind.TEXT, "cluster of households, a hamlet or a village"),
    Column("village", Kind.TEXT, "the village it belongs to"),
    latitude_column("latitude", "latitude"),
    Column("longitude", Kind.NUMBER, "longitude, degrees", minimum=-180, maximum=180),
    Column("population", Kind.NUMBER, "people", minimum=0),
)


@dataclass(frozen=True, slots=True)
class People:
    """c clusters of households: `cluster_id`; `village` (places in `villages`, sorted); `latitude`, `longitude`;
    `population`, people; `welfare_weight`, how much a minute of one of them counts.
    """

    file: str
    cluster_id: tuple[str, ...]
    villages: tuple[str, ...]
    village: Integers
    latitude: Floats
    longitude: Floats
    population: Floats
    welfare_weight: Floats

    def __len__(self) -> int:
        return len(self.cluster_id)

    def by_village(self, values: Floats) -> Floats:
        """Sums of `values` of clusters (c) by village."""
        sums: Floats = np.bincount(self.village, weights=values, minlength=len(self.villages)).astype(np.float64)
        return sums

    def village_weight(self) -> Floats | None:
        """The welfare weight of each village's people; None where it differs within a village."""
        weight = np.zeros(len(self.villages))
        weight[self.village] = self.welfare_weight
        return weight if np.array_equal(weight[self.village], self.welfare_weight) else None


def read_people(path: Path, network: Network, welfare_column: str | None = None) -> People:
    """Read clusters (CSV, XLSX or Parquet: cluster_id, village, latitude, longitude, population; others passed over).

    `welfare_column`: a column with the welfare weight of a person of the cluster, zero or more, as the caller derives
    it (for instance (mean consumption ÷ the cluster's)^ε, Atkinson's weight); without one everybody counts 1, and
    weighted minutes are minutes. Raises `InputError` with all faults, places with latitude and longitude swapped, as
    seen by the roads of `network`, among them, and `UsageError` where the file has no such column.
    """
    raw = read_raw(path)
    table_columns: tuple[Column, ...] = _COLUMNS
    if welfare_column is not None:
        if raw.columns.column_names and welfare_column not in raw.columns.column_names:
            found = ", ".join(raw.columns.column_names)
            raise UsageError(f"{path} has no column {welfare_column} of welfare weights; it has {found}")
        table_columns = (*_COLUMNS, Column(welfare_column, Kind.NUMBER, "welfare weight of a person", minimum=0))
    schema = Table("people", "where people live", table_columns, ("cluster_id",))
    table, faults = checked(raw, schema, [column.name for column in table_columns])
    if not faults and not table.num_rows:
        faults = [Fault(path.name, None, None, None, "a row for each cluster", "there is no cluster in it")]
    values = {
        column.name: np.asarray(table[column.name].to_numpy(zero_copy_only=False), dtype=np.float64)
        for column in table_columns
        if column.kind is Kind.NUMBER
    }
    if table.num_rows:
        faults += misplaced(raw, network, values["latitude"], values["longitude"], "latitude")
    if not faults and not values["population"].sum() > 0:
        faults = [Fault(path.name, None, "population", None, "people somewhere", "nobody lives in any cluster")]
    if faults:
        raise InputError(f"the people of {path} cannot be used", faults)
    village, villages = codes(table, "village", path.name)
    weight = np.ones(table.num_rows) if welfare_column is None else values[welfare_column]
    return People(
        path.name,
        tuple(table["cluster_id"].to_pylist()),
        tuple(villages),
        village.astype(np.int64),
        values["latitude"],
        values["longitude"],
        values["population"],
        weight,
    )
