"""A network from a table of roads between junctions, such as a dataset folder holds, in place of a map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from merata.access.assembly import network_of
from merata.access.connectivity import report_components
from merata.access.import_report import ImportReport
from merata.access.kernel.graph import Floats, Places
from merata.access.network import MODES, Codes, Flags, Network, Traits
from merata.access.road_table_faults import road_faults
from merata.access.segments import RoadSegments
from merata.access.speeds import Speeds
from merata.errors import Fault, InputError
from merata.tables.catalogue import TABLES
from merata.tables.checking import checked
from merata.tables.frames import arrow
from merata.tables.loading import read_raw
from merata.tables.raw import RawTable

TABLE = TABLES["roads"]

CLASS_OF_STATUS = {
    "national": "trunk",
    "provincial": "primary",
    "kabupaten": "tertiary",
    "desa": "unclassified",
}
"""The class of the table of speeds for each `road_class` of the catalogue, which tells who keeps a road.

An assumption: the status says little about how fast a road is. OpenStreetMap's page Indonesia:Tags/Highway (read
November 2026) has trunk for national roads, primary for those of the province, secondary or tertiary for those of a
kabupaten, unclassified for lesser ones. Of the two tertiary is taken, since most of a kabupaten's roads join kecamatan
and villages; with merata's speeds a motorcycle then makes the demo's 40, 34, 25 and 15 km/h on asphalt.
"""

CLASSES_ASSUMED = "assumption: " + ", ".join(f"{status} as {name}" for status, name in CLASS_OF_STATUS.items())

JUNCTION = "junction"
"""The words of a network that name its nodes: `words["junction"][i]` is what the table calls node i."""

FIRST_WAY_ID = -2
"""The first road's `way_id`; the next have one less each. OpenStreetMap has none below 0, and -1 is a closed gap."""


def network_of_roads(roads: Any, speeds: Speeds, *, file: str = "roads") -> tuple[Network, ImportReport]:
    """The network of a table of roads with the catalogue's columns (see `TABLE`) under `speeds`, and what was met.

    A road is a straight segment between its junctions, `length_km` long, open in both directions to every mode that its
    class is open to. Junctions get the ids -n to -1 in the order in which the table names them; their names, such as
    villages' codes, stand in `words["junction"]`. A road's `ref` is its `road_id`. Classes are mapped by
    `CLASS_OF_STATUS`. A road from a junction to itself is left out, and told in the report. `file`: what faults call
    the table; its rows count from 1. Raises `InputError` with all faults: cells that the catalogue does not allow,
    surfaces, conditions and classes that `speeds` lacks, a junction in two places, a road shorter than a straight line.
    """
    table = arrow(roads, file)
    return _network(RawTable(file, table, np.arange(1, table.num_rows + 1, dtype=np.int64)), speeds)


def import_road_table(path: Path, speeds: Speeds) -> tuple[Network, ImportReport]:
    """As `network_of_roads`, of a file (Parquet, CSV or XLSX); columns that the catalogue lacks are passed over.

    Raises `InputError` where the file is missing, too.
    """
    if not path.is_file():
        raise InputError(f"{path} is missing; expected a table of roads (Parquet, CSV or XLSX)")
    return _network(read_raw(path), speeds)


def _network(raw: RawTable, speeds: Speeds) -> tuple[Network, ImportReport]:
    table, faults = checked(raw, TABLE, [column.name for column in TABLE.columns])
    if not faults:
        faults = list(road_faults(raw, table, _known(speeds)))
    loop = np.array(table["from_node"].to_pylist(), object) == np.array(table["to_node"].to_pylist(), object)
    if not faults and loop.all():
        expected = "a row for each road between two junctions"
        faults = [Fault(raw.file, None, None, None, expected, "there is no such road in it")]
    if faults:
        raise InputError(f"the roads of {raw.file} cannot be used", faults)
    report = ImportReport(raw.file, speeds.provenance | {"road_classes": CLASSES_ASSUMED})
    kept = table.filter(pa.array(~loop))
    segments = _segments(kept, speeds)
    _report(table.filter(pa.array(loop)), kept, segments, report)
    return network_of(segments, speeds, np.zeros(len(segments))), report


def _known(speeds: Speeds) -> dict[str, set[str]]:
    """What each column of words may say under `speeds`."""
    classes = {status for status, name in CLASS_OF_STATUS.items() if name in speeds.road_classes}
    return {"road_class": classes, "surface": set(speeds.surfaces), "condition": set(speeds.conditions)}


def _segments(table: pa.Table, speeds: Speeds) -> RoadSegments:
    """Every road as one segment."""
    ends = [name for pair in zip(*(table[column].to_pylist() for column in _ENDS), strict=True) for name in pair]
    junctions = {name: place for place, name in enumerate(dict.fromkeys(ends))}
    place = np.array([junctions[name] for name in ends], dtype=np.int32)
    _, first = np.unique(place, return_index=True)
    longitude, latitude = (
        np.stack([_numbers(table, f"{end}_{axis}") for end in ("from", "to")], axis=1).ravel()[first]
        for axis in ("longitude", "latitude")
    )
    names = [name or "" for name in table["name"].to_pylist()]
    named = {name: place for place, name in enumerate(dict.fromkeys(filter(None, names)))}
    words = {
        "road_class": speeds.road_classes,
        "surface": speeds.surfaces,
        "smoothness": speeds.smoothness,
        "condition": speeds.conditions,
        "name": tuple(named),
        "ref": tuple(table["road_id"].to_pylist()),
        JUNCTION: tuple(junctions),
    }
    classes = [CLASS_OF_STATUS[status] for status in table["road_class"].to_pylist()]
    open_to = np.array([_open_to(speeds, name) for name in classes], dtype=np.uint8)
    return RoadSegments(
        node_id=np.arange(-len(junctions), 0, dtype=np.int64),
        longitude=longitude,
        latitude=latitude,
        start=place[0::2],
        end=place[1::2],
        length_m=1000 * _numbers(table, "length_km"),
        forward=open_to,
        backward=open_to,
        traits=_traits(
            table,
            words,
            road_class=_codes(classes, words["road_class"]),
            name=np.array([named.get(name, -1) for name in names], dtype=np.int32),
        ),
        words=words,
    )


_ENDS = ("from_node", "to_node")


def _traits(table: pa.Table, words: dict[str, tuple[str, ...]], *, road_class: Codes, name: Places) -> Traits:
    count = table.num_rows
    none: Flags = np.zeros(count, dtype=np.bool_)
    return Traits(
        way_id=FIRST_WAY_ID - np.arange(count, dtype=np.int64),
        road_class=road_class,
        surface=_codes(table["surface"].to_pylist(), words["surface"]),
        surface_assumed=none,
        smoothness=_codes(["unknown"] * count, words["smoothness"]),
        condition=_codes(table["condition"].to_pylist(), words["condition"]),
        bridge=np.array(table["bridge"].to_pylist(), dtype=np.bool_),
        tunnel=none,
        level=np.zeros(count, dtype=np.int8),
        ford=none,
        closed_dry=none,
        closed_wet=none,
        name=name,
        ref=np.arange(count, dtype=np.int32),
    )


def _open_to(speeds: Speeds, road_class: str) -> int:
    """Bit i where MODES[i] may use a road of the class without a tag that says so."""
    return sum(
        1 << bit
        for bit, mode in enumerate(MODES)
        if road_class in speeds.modes[mode].class_kmh and road_class not in speeds.modes[mode].only_if_tagged
    )


def _report(loops: pa.Table, kept: pa.Table, segments: RoadSegments, report: ImportReport) -> None:
    report.add("loops", len(loops), float(_numbers(loops, "length_km").sum()), _roads(loops))
    zero = kept.filter(pa.array(segments.length_m == 0))
    report.add("zero_length", len(zero), examples=_roads(zero))
    report_components(segments, report)
    statuses = np.array(kept["road_class"].to_pylist(), dtype=object)
    classes = [
        {
            "road_class": status,
            "highway": name,
            "km": round(float(segments.length_m[statuses == status].sum()) / 1000, 3),
        }
        for status, name in CLASS_OF_STATUS.items()
        if (statuses == status).any()
    ]
    report.add("kept", len(segments), float(segments.length_m.sum()) / 1000, classes)
    report.add("nodes", len(segments.node_id))


def _roads(table: pa.Table) -> list[dict[str, str]]:
    return [{"road": road} for road in table["road_id"].to_pylist()]


def _codes(values: list[str], words: tuple[str, ...]) -> Codes:
    place = {word: code for code, word in enumerate(words)}
    return np.array([place[value] for value in values], dtype=np.uint8)


def _numbers(table: pa.Table, column: str) -> Floats:
    return np.asarray(table[column].to_numpy(zero_copy_only=False), dtype=np.float64)
