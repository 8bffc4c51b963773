"""The import of OpenStreetMap extracts beside reading the same file with pyosmium and doing nothing with it.

    .venv/bin/python benchmarks/access_import.py FILE.osm.pbf [FILE.osm.pbf …] [--runs 9]

Two ways to read and do nothing. "objects" is what is called bare pyosmium here: a loop in Python over every object of
the file, with the locations of nodes, that looks at the reference and the location of every node of every way with the
tag highway. "roads" is the strictest: only ways that have the tag come up to Python at all, and the same is looked at.
Ours is the whole import, to a network ready for searches: tags, repair, what hangs together, minutes of three modes in
two seasons, the report; and its first step alone, which reads. Each has a process of its own; they take turns, warm.
Before that, the loops' counts of ways and nodes are held against each other and against what ours read.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from interleaved import Work, in_python, print_table, serve, take_turns

WHAT = {
    "objects": "pyosmium, every object, every road's nodes touched",
    "roads": "pyosmium, roads alone, their nodes touched",
    "reading": "ours, reading alone",
    "import": "ours, the whole import",
}
COUNTED = ("objects", "roads", "reading")
"""These tell how many ways and nodes there are; ferries, which ours reads too, are not counted."""


def touched(things: Iterable[Any]) -> dict[str, list[float]]:
    """Look at every node of every way with a highway."""
    ways = nodes = checksum = 0
    for thing in things:
        if not thing.is_way() or "highway" not in thing.tags:
            continue
        ways += 1
        for node in thing.nodes:
            place = node.location
            nodes += 1
            checksum ^= node.ref ^ place.x ^ place.y
    return {"ways": [ways], "nodes": [nodes], "checksum": [checksum % 2**31]}


def every_object(path: str) -> Work:
    import osmium

    return lambda: touched(osmium.FileProcessor(path).with_locations())


def roads_alone(path: str) -> Work:
    import osmium

    kinds = osmium.osm.NODE | osmium.osm.WAY

    def work() -> dict[str, list[float]]:
        roads = osmium.filter.KeyFilter("highway").enable_for(osmium.osm.WAY)
        nothing = osmium.filter.EntityFilter(osmium.osm.WAY)
        return touched(osmium.FileProcessor(path, kinds).with_locations().with_filter(nothing).with_filter(roads))

    return work


def reading(path: str) -> Work:
    import numpy as np

    from merata.access.osm.reading import read_ways

    def work() -> dict[str, list[float]]:
        ways = read_ways(Path(path))
        road = np.array(["highway" in tags for tags in ways.combinations])[ways.tags]
        return {"ways": [int(road.sum())], "nodes": [int(np.diff(ways.first)[road].sum())]}

    return work


def whole_import(path: str) -> Work:
    from merata.access.osm.importing import import_osm
    from merata.access.speeds import load_speeds

    speeds = load_speeds()

    def work() -> dict[str, list[float]]:
        network, _ = import_osm(Path(path), speeds)
        return {"nodes": [network.nodes], "arcs": [len(network.tail)]}

    return work


PREPARE = {"objects": every_object, "roads": roads_alone, "reading": reading, "import": whole_import}


def compare(path: Path, runs: int) -> None:
    contenders = {name: in_python(sys.executable, __file__, name, str(path)) for name in WHAT}
    counted = [contenders[name].found for name in COUNTED]
    for name in ("ways", "nodes"):
        if len({tuple(found[name]) for found in counted}) != 1:
            sys.exit(f"{path.name}: the numbers of {name} differ: {[found[name] for found in counted]}")
    if counted[0]["checksum"] != counted[1]["checksum"]:
        sys.exit(f"{path.name}: the two loops looked at different nodes")
    take_turns(list(contenders.values()), runs)
    ways, nodes = (int(counted[0][name][0]) for name in ("ways", "nodes"))
    arcs = int(contenders["import"].found["arcs"][0])
    print(f"\n{path.name}: {ways:,} ways, {nodes:,} nodes along them; a network of {arcs:,} arcs\n")
    print_table(contenders, WHAT, "objects")


def main() -> None:
    if sys.argv[1:2] == ["--contender"]:
        serve(PREPARE[sys.argv[2]], *sys.argv[3:])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    for path in options.files:
        compare(path, options.runs)


if __name__ == "__main__":
    main()
