"""The roads that a command is given: a network's folder, or an extract of OpenStreetMap."""

from __future__ import annotations

from pathlib import Path

from merata.access.assembly import with_speeds
from merata.access.network import Network
from merata.access.osm.importing import import_osm
from merata.access.speeds import SPEEDS_FILE, Speeds, load_speeds
from merata.errors import UsageError


def roads_and_speeds(roads: Path, speeds: Path | None) -> tuple[Network, Speeds]:
    """The network of a folder that `merata access import` made, or of an extract (.osm.pbf), and its table of speeds:
    the file's where one is given, else merata's own.

    Raises `UsageError` where a folder's network was made with another table and none is given: what is built and what
    is there would be weighed by different speeds.
    """
    table = load_speeds(speeds or SPEEDS_FILE)
    if not roads.is_dir():
        return import_osm(roads, table)[0], table
    network = Network.load(roads)
    if speeds is not None:
        return with_speeds(network, table), table
    if dict(network.speeds) != table.provenance:
        raise UsageError(
            f"{roads} was made with the speeds of {network.speeds.get('file')}, valid from "
            f"{network.speeds.get('valid_from')}; give that table with --speeds, so that new roads are weighed by it"
        )
    return network, table
