"""The road network as compact arrays: kept as a folder of .npy files and meta.json, mapped into memory from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.access.kernel.graph import Floats, Graph, Integers, Places, graph_of, reversed_graph
from merata.errors import InputError, UsageError
from merata.tables.writing import whole_folder

MODES = ("walk", "motorcycle", "car")
"""How one travels; bit i of `Network.permitted` stands for MODES[i]. Lorries count as cars."""

SEASONS = ("dry", "wet")

FORMAT = "merata-network-1"

Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of each of s segments; codes are places in the words of `Network.words` of the same name.

    `way_id`: the OpenStreetMap way, negative where there is none (-1: a gap that was closed, see `repair`). `name` and
    `ref`: places in `Network.words["name"]` and `["ref"]`, -1 where there is none. `surface_assumed`: no tag and no
    condition list told the surface. `level`: the tag layer. `tunnel` includes culverts and covered ways.
    `closed_dry`, `closed_wet`: not usable in that season.
    """

    way_id: Integers
    road_class: Codes
    surface: Codes
    surface_assumed: Flags
    smoothness: Codes
    condition: Codes
    bridge: Flags
    tunnel: Flags
    level: NDArray[np.int8]
    ford: Flags
    closed_dry: Flags
    closed_wet: Flags
    name: Places
    ref: Places

    def take(self, rows: NDArray[Any]) -> Traits:
        """The traits of the segments in `rows` (numbers or flags), in that order."""
        return Traits(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def followed_by(self, others: Traits) -> Traits:
        """The traits of these segments and of `others` behind."""
        return Traits(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(others, field.name)])
                for field in fields(self)
            }
        )

    def __len__(self) -> int:
        return len(self.way_id)


@dataclass(frozen=True, slots=True)
class Network:
    """A directed network of n nodes, m arcs and s segments.

    `node_id` (n): OpenStreetMap's node, ascending. `longitude`, `latitude` (n): degrees. One row an arc, sorted by
    `tail`: arcs of node i are first[i] to before first[i + 1] (`first`: n + 1); `head`; `length_m`; `slope`: rise over
    run in the arc's direction, 0 without an elevation raster; `permitted`: bit i for MODES[i]; `segment`: the
    undirected segment, which both directions share. `traits`: s rows. `words`: what their codes mean.
    `minutes`, `minutes_wet`: by mode, minutes along each arc (m) in the dry and the wet season, infinite where the mode
    is not permitted or the road is closed. `speeds`: file, valid_from, certainty and off_road_kmh of those used.
    """

    node_id: Integers
    longitude: Floats
    latitude: Floats
    first: Integers
    tail: Places
    head: Places
    length_m: NDArray[np.float32]
    slope: NDArray[np.float32]
    permitted: Codes
    segment: Places
    traits: Traits
    words: Mapping[str, tuple[str, ...]]
    minutes: Mapping[str, Floats]
    minutes_wet: Mapping[str, Floats]
    speeds: Mapping[str, str]

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.node_id)

    @property
    def way_id(self) -> Integers:
        """OpenStreetMap's way of each segment (s)."""
        return self.traits.way_id

    @property
    def road_class(self) -> Codes:
        """The class of each segment (s), a place in `words["road_class"]`."""
        return self.traits.road_class

    @property
    def bridge(self) -> Flags:
        """Which segments are bridges (s)."""
        return self.traits.bridge

    def off_road_minutes(self, metres: Floats) -> Floats:
        """Minutes to walk `metres` where there is no road."""
        minutes: Floats = metres * (0.06 / float(self.speeds["off_road_kmh"]))
        return minutes

    def arc_minutes(self, mode: str, season: str = "dry") -> Floats:
        """Minutes along each arc (m), infinite where `mode` may not go. `UsageError` for an unknown mode or season."""
        if mode not in self.minutes:
            raise UsageError(f"unknown mode {mode!r}; expected one of {', '.join(self.minutes)}")
        if season not in SEASONS:
            raise UsageError(f"unknown season {season!r}; expected one of {', '.join(SEASONS)}")
        return (self.minutes_wet if season == "wet" else self.minutes)[mode]

    def graph(self, mode: str, season: str = "dry") -> Graph:
        """The arcs that `mode` may use, for the kernels; `Graph.arc` numbers the arcs of this network."""
        return graph_of(self.nodes, self.tail, self.head, self.arc_minutes(mode, season))

    def reverse(self, mode: str, season: str = "dry") -> Graph:
        """`graph` with every arc turned round: on it one searches the minutes *to* the nearest facility."""
        return reversed_graph(self.graph(mode, season))

    def routable(self, mode: str, season: str = "dry") -> Flags:
        """Which nodes (n) an arc that `mode` may use leaves or reaches."""
        usable = np.isfinite(self.arc_minutes(mode, season))
        found = np.zeros(self.nodes, dtype=np.bool_)
        found[self.tail[usable]] = True
        found[self.head[usable]] = True
        return found

    def save(self, folder: Path) -> None:
        """Write the network into `folder`, which is made where needed; meta.json last, so that half is never taken."""
        with whole_folder(folder, last="meta.json") as partial:
            for name, values in self._arrays().items():
                np.save(partial / f"{name}.npy", values, allow_pickle=False)
            meta = {
                "format": FORMAT,
                "modes": list(self.minutes),
                "nodes": self.nodes,
                "arcs": len(self.tail),
                "segments": len(self.traits),
                "speeds": dict(self.speeds),
                "words": {key: list(words) for key, words in self.words.items()},
            }
            text = json.dumps(meta, ensure_ascii=False, indent=1)
            (partial / "meta.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Network:
        """The network kept in `folder`, its arrays mapped into memory and read when they are used.

        Raises `InputError` where the folder holds no network of this format, or only a part of one.
        """
        meta = _meta(folder)
        modes = meta["modes"]
        names = [*_ARRAYS, *(f"traits_{field.name}" for field in fields(Traits))]
        names += [f"{kind}_{mode}" for kind in ("minutes", "minutes_wet") for mode in modes]
        arrays = {name: _mapped(folder, name) for name in names}
        _check_shapes(folder, arrays, meta)
        return cls(
            **{name: arrays[name] for name in _ARRAYS},
            traits=Traits(**{field.name: arrays[f"traits_{field.name}"] for field in fields(Traits)}),
            words={key: tuple(words) for key, words in meta["words"].items()},
            minutes={mode: arrays[f"minutes_{mode}"] for mode in modes},
            minutes_wet={mode: arrays[f"minutes_wet_{mode}"] for mode in modes},
            speeds=meta["speeds"],
        )

    def _arrays(self) -> dict[str, NDArray[Any]]:
        return (
            {name: getattr(self, name) for name in _ARRAYS}
            | {f"traits_{field.name}": getattr(self.traits, field.name) for field in fields(Traits)}
            | {f"minutes_{mode}": values for mode, values in self.minutes.items()}
            | {f"minutes_wet_{mode}": values for mode, values in self.minutes_wet.items()}
        )


_NODES = ("node_id", "longitude", "latitude")
_ARCS = ("tail", "head", "length_m", "slope", "permitted", "segment")
_ARRAYS = (*_NODES, "first", *_ARCS)


def _meta(folder: Path) -> dict[str, Any]:
    path = folder / "meta.json"
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{folder} holds no network: {path} cannot be read; make it with merata access import"
        ) from error
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise InputError(f"{path} is not of the format {FORMAT}; make the network anew with merata access import")
    return meta


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    path = folder / f"{name}.npy"
    try:
        values: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}); make the network anew with merata access import") from error
    return values


def _check_shapes(folder: Path, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
    wrong = []
    for name, values in arrays.items():
        if name.startswith("traits_"):
            expected = meta["segments"]
        elif name == "first":
            expected = meta["nodes"] + 1
        else:
            expected = meta["nodes" if name in _NODES else "arcs"]
        if values.shape != (expected,):
            wrong.append(f"{name}.npy has the shape {values.shape}, expected ({expected},)")
    if wrong:
        raise InputError(f"{folder} holds parts of different networks: {'; '.join(wrong)}; import it anew")
