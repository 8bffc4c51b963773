"""The roads that a command is given: a network's folder, a dataset's or another table of roads, or a map's extract."""

from __future__ import annotations

from pathlib import Path

from merata.access.assembly import with_speeds
from merata.access.import_report import ImportReport
from merata.access.network import Network
from merata.access.osm.importing import ImportChoices, import_osm
from merata.access.road_table import import_road_table
from merata.access.speeds import SPEEDS_FILE, Speeds, load_speeds
from merata.errors import UsageError
from merata.tables.loading import SUFFIXES, table_file, table_files

ROADS_HELP = (
    "OpenStreetMap extract (.osm.pbf), a folder that `merata access import` made, or a dataset folder or its roads."
)


def roads_and_speeds(roads: Path, speeds: Path | None) -> tuple[Network, Speeds]:
    """The network of `roads`, as `road_network`, and its table of speeds: the file's where one is given, else
    merata's own.

    Raises `UsageError` where a folder's network was made with another table and none is given: what is built and what
    is there would be weighed by different speeds.
    """
    table = load_speeds(speeds or SPEEDS_FILE)
    network = road_network(roads, None if speeds is None and _holds_network(roads) else table)
    if dict(network.speeds) != table.provenance:
        raise UsageError(
            f"{roads} was made with the speeds of {network.speeds.get('file')}, valid from "
            f"{network.speeds.get('valid_from')}; give that table with --speeds, so that new roads are weighed by it"
        )
    return network, table


def road_network(roads: Path, speeds: Speeds | None) -> Network:
    """The network that a folder holds, or that is made of an extract (.osm.pbf), a dataset folder or a table of roads.

    Under `speeds`; where none are given, under those that a folder's network was made with, else merata's own.
    """
    if not _holds_network(roads):
        return new_network(roads, speeds or load_speeds(), None)[0]
    network = Network.load(roads)
    return with_speeds(network, speeds) if speeds else network


def new_network(roads: Path, speeds: Speeds, choices: ImportChoices | None) -> tuple[Network, ImportReport]:
    """The network made of an extract, a dataset folder or a table of roads, and the report of its making.

    `choices` are for extracts: raises `UsageError` where a table of roads comes with some, else as `import_osm` and
    `import_road_table`.
    """
    if not roads.is_dir() and roads.suffix not in SUFFIXES:
        return import_osm(roads, speeds, choices)
    if choices is not None and choices != ImportChoices():
        raise UsageError(
            f"{roads} is a table of roads, which says where they meet and in what condition they are; --boundary, "
            "--conditions, --elevation, --snap-m and --bridge-snap-m are for OpenStreetMap extracts"
        )
    return import_road_table(table_file(roads, "roads") if roads.is_dir() else roads, speeds)


def _holds_network(roads: Path) -> bool:
    """Whether `roads` is the folder of a network, and not that of a dataset."""
    return roads.is_dir() and ((roads / "meta.json").is_file() or not table_files(roads, "roads"))
