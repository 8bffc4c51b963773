"""A dataset's own roads, facilities, villages and projects as one plan: each project is what `project_edits` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.access.facilities import Facilities
from merata.access.network import Network
from merata.access.projects.people import People
from merata.access.projects.placing import Roads
from merata.access.projects.plan import Plan, plan_of
from merata.access.projects.project_list import TABLE, ProjectList, projects_of
from merata.access.road_table import network_of_roads
from merata.access.speeds import Speeds
from merata.errors import Fault, InputError
from merata.tables.folder import Dataset
from merata.tables.raw import RawTable

EDITS = "project_edits"
MODE = "motorcycle"
"""How people of a regency go to market, unless the caller says otherwise."""


def plan_of_tables(
    roads: pa.Table,
    facilities: pa.Table,
    villages: pa.Table,
    projects: pa.Table,
    edits: pa.Table,
    speeds: Speeds,
    *,
    mode: str = MODE,
) -> Plan:
    """The projects that have a row in `edits`, on the dataset's roads; a cluster of people for each village, in order.

    All tables as in the catalogue. Raises `InputError` with the faults of roads, or of the projects.
    """
    network, _ = network_of_roads(roads, speeds)
    return plan_of(
        Roads(network, speeds, mode),
        village_people(villages),
        facility_places(facilities),
        project_list(projects, edits, network),
    )


def projects_of_dataset(folder: Path, network: Network) -> ProjectList:
    """The projects of a dataset folder that have a row in its table `project_edits`. Raises as `project_list`."""
    dataset = Dataset(folder)
    return project_list(dataset.read("projects"), dataset.read(EDITS), network)


def project_list(projects: pa.Table, edits: pa.Table, network: Network) -> ProjectList:
    """The rows of `edits` as a list of projects, with names and costs of `projects`.

    `road_id` is looked up in a `network` made of a table of roads. Raises `InputError` with all faults: roads and
    projects that are not there, and what `read_projects` refuses.
    """
    known = {row["project_id"]: row for row in projects.select(["project_id", "name", "cost_idr"]).to_pylist()}
    places: dict[str, list[int]] = {}
    for segment, ref in enumerate(network.traits.ref.tolist()):
        if ref >= 0:
            places.setdefault(network.words["ref"][ref], []).append(segment)
    faults: list[Fault] = []
    listed = []
    for number, row in enumerate(edits.to_pylist(), start=1):
        found = known.get(row["project_id"])
        if found is None:
            faults.append(Fault(EDITS, number, "project_id", row["project_id"], "a project of projects", "unknown"))
            continue
        wanted = list(_parted(row["road_id"]))
        segments = [segment for road in wanted for segment in places.get(road, [])]
        lost = [road for road in wanted if road not in places]
        faults += [Fault(EDITS, number, "road_id", road, "a road_id of roads", "no such road") for road in lost]
        cells = {column.name: row.get(column.name) for column in TABLE.columns}
        listed.append(cells | found | {"segment": ";".join(str(each) for each in segments) or None})
    if faults:
        raise InputError(f"the table {EDITS} cannot be used", faults)
    table = pa.Table.from_pylist(listed, schema=TABLE.arrow)
    return projects_of(RawTable(EDITS, table, np.arange(1, len(listed) + 1, dtype=np.int64)), f"the table {EDITS}")


def _parted(cell: str | None) -> Iterator[str]:
    return (part.strip() for part in (cell or "").split(";") if part.strip())


def village_people(villages: pa.Table) -> People:
    """A cluster for each village at its point, in the table's order, everybody counting 1."""
    codes = tuple(villages["village_code"].to_pylist())
    return People(
        "villages",
        codes,
        codes,
        np.arange(len(codes)),
        _numbers(villages, "latitude"),
        _numbers(villages, "longitude"),
        _numbers(villages, "population"),
        np.ones(len(codes)),
    )


def facility_places(facilities: pa.Table) -> Facilities:
    """The facilities of a table as in the catalogue."""
    kinds = sorted(set(facilities["kind"].to_pylist()))
    kind = pc.index_in(facilities["kind"], value_set=pa.array(kinds, pa.string()))
    return Facilities(
        "facilities",
        tuple(facilities["facility_id"].to_pylist()),
        tuple(kinds),
        np.asarray(kind.to_numpy(zero_copy_only=False), dtype=np.int64),
        _numbers(facilities, "latitude"),
        _numbers(facilities, "longitude"),
        np.arange(1, facilities.num_rows + 1, dtype=np.int64),
    )


def _numbers(table: pa.Table, column: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(table[column].to_numpy(zero_copy_only=False), dtype=np.float64)
