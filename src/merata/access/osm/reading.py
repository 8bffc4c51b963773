"""The roads of an OpenStreetMap file as arrays, tags as they stand there; read with pyosmium."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from merata.access.kernel.graph import Floats, Integers, Places
from merata.errors import InputError

if TYPE_CHECKING:
    from osmium.osm import TagList

TAG_KEYS = (
    "highway",
    "surface",
    "smoothness",
    "tracktype",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "foot",
    "oneway",
    "oneway:vehicle",
    "oneway:motor_vehicle",
    "oneway:motorcar",
    "oneway:motorcycle",
    "oneway:foot",
    "junction",
    "bridge",
    "tunnel",
    "covered",
    "layer",
    "ford",
    "seasonal",
    "route",
)
"""The tags of a way that are read, beside name and ref."""

_TO_A_DEGREE = 10_000_000
"""OpenStreetMap keeps coordinates as whole numbers, so many to a degree."""

Tags = dict[str, str]


@dataclass(frozen=True, slots=True)
class OsmWays:
    """w ways with a highway, or ferries, and the r places of nodes along them.

    `way_id` (w); `first` (w + 1): way i runs along the nodes first[i] to before first[i + 1]; `node_id`, `longitude`,
    `latitude` (r), NaN where the file does not hold the node; `tags` (w): places in `combinations`; `name`, `ref` (w):
    places in `names` and `refs`, -1 where there is none. `ford_nodes`, `barrier_nodes`: ids of nodes with these tags.
    """

    file: str
    way_id: Integers
    first: Integers
    node_id: Integers
    longitude: Floats
    latitude: Floats
    tags: Places
    combinations: tuple[Tags, ...]
    name: Places
    names: tuple[str, ...]
    ref: Places
    refs: tuple[str, ...]
    ford_nodes: Integers
    barrier_nodes: Integers


def read_ways(path: Path) -> OsmWays:
    """Read the ways of an OpenStreetMap file (.osm.pbf, .osm, …) that have a highway, and ferries.

    Raises `InputError` where the file cannot be read to its end (truncated, another format) or holds no such way.
    """
    if not path.is_file():
        raise InputError(f"{path} is missing; expected an OpenStreetMap extract (.osm.pbf)")
    collected = _Collected()
    try:
        collected.read(path)
    except (RuntimeError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read to its end ({str(error).strip()}): it is truncated, damaged or no OpenStreetMap "
            "file; fetch it anew and compare its size or checksum with the provider's"
        ) from error
    if not collected.way_id:
        raise InputError(
            f"{path} holds no roads: no way in it has the tag highway or route=ferry; expected an extract with roads, "
            "of the region that the facilities are in"
        )
    return collected.ways(path.name)


class _Collected:
    """What was read so far; plain arrays, because a way is touched only once and Python must not do more than that."""

    def __init__(self) -> None:
        self.way_id = array("q")
        self.length = array("q")
        self.node_id = array("q")
        self.x = array("i")
        self.y = array("i")
        self.tags = array("i")
        self.combinations: dict[tuple[str | None, ...], int] = {}
        self.name = array("i")
        self.names: dict[str | None, int] = {None: -1}
        self.ref = array("i")
        self.refs: dict[str | None, int] = {None: -1}
        self.ford_nodes = array("q")
        self.barrier_nodes = array("q")

    def read(self, path: Path) -> None:
        import osmium  # noqa: PLC0415 - for those who import a map alone

        keys = osmium.filter.KeyFilter("highway", "route", "ford", "barrier")
        kinds = osmium.osm.NODE | osmium.osm.WAY
        add_node, add_x, add_y = self.node_id.append, self.x.append, self.y.append
        for thing in osmium.FileProcessor(str(path), kinds).with_locations().with_filter(keys):
            tags = thing.tags
            if not isinstance(thing, osmium.osm.Way):
                self._node(thing.id, tags)
                continue
            if "highway" not in tags and tags.get("route") != "ferry":
                continue
            self.way_id.append(thing.id)
            before = len(self.node_id)
            for node in thing.nodes:
                place = node.location
                add_node(node.ref)
                add_x(place.x)
                add_y(place.y)
            self.length.append(len(self.node_id) - before)
            get = tags.get
            self.tags.append(self.combinations.setdefault(tuple(map(get, TAG_KEYS)), len(self.combinations)))
            self.name.append(self.names.setdefault(get("name"), len(self.names) - 1))
            self.ref.append(self.refs.setdefault(get("ref"), len(self.refs) - 1))

    def _node(self, node_id: int, tags: TagList) -> None:
        if tags.get("ford", "no") != "no":
            self.ford_nodes.append(node_id)
        if "barrier" in tags:
            self.barrier_nodes.append(node_id)

    def ways(self, file: str) -> OsmWays:
        x, y = _array(self.x, np.int32), _array(self.y, np.int32)
        # What lies outside the earth, a node that is not in the file among it, has no place.
        inside = (np.abs(x.astype(np.int64)) <= 180 * _TO_A_DEGREE) & (np.abs(y.astype(np.int64)) <= 90 * _TO_A_DEGREE)
        first = np.zeros(len(self.way_id) + 1, dtype=np.int64)
        np.cumsum(_array(self.length, np.int64), out=first[1:])
        return OsmWays(
            file=file,
            way_id=_array(self.way_id, np.int64),
            first=first,
            node_id=_array(self.node_id, np.int64),
            longitude=np.where(inside, x / _TO_A_DEGREE, np.nan),
            latitude=np.where(inside, y / _TO_A_DEGREE, np.nan),
            tags=_array(self.tags, np.int32),
            combinations=tuple(
                {key: value for key, value in zip(TAG_KEYS, values, strict=True) if value is not None}
                for values in self.combinations
            ),
            name=_array(self.name, np.int32),
            names=tuple(name for name in self.names if name is not None),
            ref=_array(self.ref, np.int32),
            refs=tuple(ref for ref in self.refs if ref is not None),
            ford_nodes=_array(self.ford_nodes, np.int64),
            barrier_nodes=_array(self.barrier_nodes, np.int64),
        )


def _array(values: array[int], kind: type[np.signedinteger]) -> NDArray[np.signedinteger]:
    return np.frombuffer(values, dtype=kind) if len(values) else np.zeros(0, dtype=kind)
