"""A list of projects from a file (CSV, XLSX, Parquet or YAML), with all its faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from merata.access.projects.locating import latitude_column
from merata.errors import Fault, InputError
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.raw import RawTable, unreadable
from merata.tables.schema import Column, Kind, Table

LINKS = ("new_road", "bridge")
UPGRADE = "upgrade"
NEW_FACILITY = "new_facility"
CLOSED_FACILITY = "closed_facility"
KINDS = (*LINKS, UPGRADE, NEW_FACILITY, CLOSED_FACILITY)


def _longitude(name: str, meaning: str) -> Column:
    return Column(name, Kind.NUMBER, f"{meaning}, degrees", required=False, minimum=-180, maximum=180)


_OPTIONAL: Mapping[str, Any] = {"required": False}

TABLE = Table(
    "projects",
    "roads, bridges, upgrades and facilities that might be built, or closed",
    (
        Column("project_id", Kind.TEXT, "project"),
        Column("kind", Kind.TEXT, "what it is", choices=KINDS),
        Column("name", Kind.TEXT, "what people call it", **_OPTIONAL),
        latitude_column("from_latitude", "one end of a new road or bridge, or of an upgrade", required=False),
        _longitude("from_longitude", "one end of a new road or bridge"),
        latitude_column("to_latitude", "the other end", required=False),
        _longitude("to_longitude", "the other end"),
        Column("length_km", Kind.NUMBER, "length of a new road or bridge; empty: straight", above=0, **_OPTIONAL),
        Column("way_id", Kind.TEXT, "OpenStreetMap's ways that are upgraded, parted by ;", **_OPTIONAL),
        Column("segment", Kind.TEXT, "or segments of the network, parted by ;", **_OPTIONAL),
        Column("road_class", Kind.TEXT, "class, as in the table of speeds", **_OPTIONAL),
        Column("surface", Kind.TEXT, "surface afterwards", **_OPTIONAL),
        Column("condition", Kind.TEXT, "condition afterwards", **_OPTIONAL),
        Column("speed_kmh", Kind.NUMBER, "speed in the dry season instead of the table's", above=0, **_OPTIONAL),
        Column("all_season", Kind.FLAG, "an upgrade opens a road that is closed in a season, and fords", **_OPTIONAL),
        latitude_column("latitude", "where a new facility stands", required=False),
        _longitude("longitude", "where a new facility stands"),
        Column("facility_id", Kind.TEXT, "the facility that is closed", **_OPTIONAL),
        Column("facility_kind", Kind.TEXT, "kind of a new facility, or of a closed one", **_OPTIONAL),
        Column("cost_idr", Kind.INTEGER, "cost in rupiah", minimum=0),
    ),
    ("project_id",),
)  # fmt: skip

ENDS = ("from_latitude", "from_longitude", "to_latitude", "to_longitude")
_NEEDED = {
    **dict.fromkeys(LINKS, ENDS),
    UPGRADE: (),
    NEW_FACILITY: ("latitude", "longitude", "facility_kind"),
    CLOSED_FACILITY: ("facility_id",),
}
_TAKEN = {
    **dict.fromkeys(LINKS, (*ENDS, "length_km", "road_class", "surface", "condition", "speed_kmh")),
    UPGRADE: (*ENDS, "way_id", "segment", "surface", "condition", "speed_kmh", "all_season"),
    NEW_FACILITY: _NEEDED[NEW_FACILITY],
    CLOSED_FACILITY: ("facility_id", "facility_kind"),
}
_ALWAYS = ("project_id", "kind", "name", "cost_idr")


@dataclass(frozen=True, slots=True)
class ProjectList:
    """p projects as they were read: `table` has the columns of `TABLE`, nulls where nothing was said."""

    raw: RawTable
    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def project_id(self) -> list[str]:
        """The projects' names in the file's order."""
        return list(self.table["project_id"].to_pylist())

    @property
    def kind(self) -> np.ndarray[Any, Any]:
        """What each is, one of `KINDS`."""
        return np.array(self.table["kind"].to_pylist(), dtype=object)

    def numbers(self, column: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A column of numbers (p), NaN where nothing was said."""
        return np.asarray(self.table[column].to_numpy(zero_copy_only=False), dtype=np.float64)

    def cells(self, column: str) -> list[Any]:
        """A column's cells (p), None where nothing was said."""
        return list(self.table[column].to_pylist())

    def fault(self, project: int, column: str, expected: str, problem: str) -> Fault:
        """A fault of a project's cell."""
        value = self.table[column][project].as_py()
        shown = None if value is None else str(value)
        return Fault(self.raw.file, int(self.raw.rows[project]), column, shown, expected, problem)


def read_projects(path: Path) -> ProjectList:
    """Read a list of projects: a table (see `TABLE`), or in YAML a list of mappings with the same names.

    Raises `InputError` with all faults: what is no number, negative costs, lengths and speeds, a project that stands
    twice, what a kind of project needs and lacks, and what says nothing about its kind.
    """
    return projects_of(_read_yaml(path) if path.suffix in (".yaml", ".yml") else read_raw(path), str(path))


def projects_of(raw: RawTable, where: str) -> ProjectList:
    """The list of projects that `raw` holds. Raises as `read_projects`, faults being told of `where`."""
    table, faults = checked(raw, TABLE)
    if not faults and not table.num_rows:
        faults = [Fault(raw.file, None, None, None, "a row for each project", "there is no project in it")]
    rows = raw.rows.tolist()
    for row, cells in zip(rows, table.to_pylist(), strict=False):
        faults += _of_kind(raw.file, row, cells)
    if faults:
        raise InputError(f"the projects of {where} cannot be used", faults)
    return ProjectList(raw, table)


def _of_kind(file: str, row: int, cells: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of what a row says, seen from its kind."""
    kind = cells["kind"]
    if kind not in KINDS:
        return
    given = [column for column, value in cells.items() if value is not None]
    for column in _NEEDED[kind]:
        if column not in given:
            yield Fault(file, row, column, None, f"a value: {kind} needs it", "the cell is empty")
    ends = [column for column in ENDS if column in given]
    if kind == UPGRADE and (0 < len(ends) < len(ENDS) or not {"way_id", "segment", *ENDS} & set(given)):
        expected = "way_id, segment, or all of " + ", ".join(ENDS)
        yield Fault(file, row, "way_id", None, expected, "nobody can tell which road is upgraded")
    if kind == UPGRADE and not {"surface", "condition", "speed_kmh", "all_season"} & set(given):
        expected = "surface, condition, speed_kmh or all_season"
        yield Fault(file, row, "surface", None, expected, "nothing would be upgraded")
    for column in given:
        if column not in (*_ALWAYS, *_TAKEN[kind]):
            expected = f"an empty cell: {kind} takes {', '.join(_TAKEN[kind])}"
            yield Fault(file, row, column, str(cells[column]), expected, f"says nothing of a project of kind {kind}")


def _read_yaml(path: Path) -> RawTable:
    """A list of mappings as a table of texts; its items count from 1."""
    expected = "a list of projects: - project_id: …"
    try:
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return unreadable(path.name, f"cannot be read as YAML ({' '.join(str(error).split())})", expected)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return unreadable(path.name, "is no list of mappings", expected)
    names = list(dict.fromkeys(str(name) for item in items for name in item))
    texts = {name: pa.array([_text(item.get(name)) for item in items], pa.string()) for name in names}
    return RawTable(path.name, pa.table(texts), np.arange(1, len(items) + 1, dtype=np.int64))


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return ";".join(str(each) for each in value)
        case _:
            return str(value)
