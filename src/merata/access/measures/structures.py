"""What can fail together: the segments of a bridge, a ford, a road."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from merata.access.kernel.graph import Integers
from merata.access.network import Flags, Network
from merata.errors import InputError


@dataclass(frozen=True, slots=True)
class Structures:
    """g structures: `identifier`, `name` (None: it has none) and the segments of each."""

    identifier: tuple[str, ...]
    name: tuple[str | None, ...]
    segments: tuple[Integers, ...]

    def __len__(self) -> int:
        return len(self.identifier)

    def together(self, identifier: str) -> Structures:
        """All of them as one: lost at once, as by a flood."""
        every = np.unique(np.concatenate([np.zeros(0, np.int64), *self.segments]))
        return Structures((identifier,), (None,), (every,))

    def rows_of(self, segment: Integers) -> tuple[Integers, Integers]:
        """Of rows with a segment, those that are a structure's: its number, and the row; one that is in several
        structures comes several times.
        """
        group = np.repeat(np.arange(len(self)), [len(each) for each in self.segments])
        member = np.concatenate([np.zeros(0, np.int64), *self.segments]).astype(np.int64)
        order = np.argsort(member, kind="stable")
        first, last = (np.searchsorted(member[order], segment, side=side) for side in ("left", "right"))
        count = last - first
        start = np.repeat(first - (np.cumsum(count) - count), count)
        return group[order[start + np.arange(count.sum())]], np.repeat(np.arange(len(segment)), count)


def structures_of(network: Network, segments: Mapping[str, Sequence[int]]) -> Structures:
    """Structures that the caller names, with their segments. Raises `InputError` for segments that are not there."""
    count = len(network.traits)
    found = {name: np.unique(np.asarray(rows, dtype=np.int64)) for name, rows in segments.items()}
    wrong = [f"{name}: {rows[(rows < 0) | (rows >= count)][:5].tolist()}" for name, rows in found.items()]
    wrong = [text for text in wrong if not text.endswith(": []")]
    if wrong:
        raise InputError(f"segments must be from 0 to {count - 1}; there are others in {'; '.join(wrong)}")
    return Structures(tuple(found), (None,) * len(found), tuple(found.values()))


def bridges(network: Network) -> Structures:
    """Every bridge: segments tagged as bridges that meet, whatever their ways; a dual carriageway's two are two."""
    return _connected(network, np.asarray(network.bridge, dtype=np.bool_), "bridge")


def fords(network: Network) -> Structures:
    """Every ford: segments tagged as fords that meet."""
    return _connected(network, np.asarray(network.traits.ford, dtype=np.bool_), "ford")


def roads(network: Network, chosen: NDArray[Any] | None = None) -> Structures:
    """Every OpenStreetMap way as a road of its own, of the segments in `chosen` (numbers or flags; all by default)."""
    rows = np.arange(len(network.traits))
    rows = rows if chosen is None else rows[chosen]
    return _grouped(network, rows, np.asarray(network.way_id, dtype=np.int64)[rows], "way")


def _connected(network: Network, chosen: Flags, word: str) -> Structures:
    rows = np.flatnonzero(chosen)
    one = np.zeros(len(network.traits), dtype=np.int64)
    other = one.copy()
    # Both arcs of a two-way segment have the same two ends; either will do.
    one[network.segment], other[network.segment] = network.tail, network.head
    ends = one[rows], other[rows]
    joined = coo_array((np.ones(len(rows), np.int8), ends), shape=(network.nodes, network.nodes))
    _, part = connected_components(joined.tocsr(), directed=False)
    return _grouped(network, rows, part[ends[0]].astype(np.int64), word)


def _grouped(network: Network, rows: Integers, key: Integers, word: str) -> Structures:
    """A structure for each equal `key` of the segments `rows`, in order of its first segment; the way is its name."""
    if not len(rows):
        return Structures((), (), ())
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    by_key = np.split(rows[np.argsort(place, kind="stable")], np.cumsum(np.bincount(place))[:-1])
    segments = tuple(by_key[each] for each in order)
    heads = [int(each[0]) for each in segments]
    ways = [int(network.way_id[head]) for head in heads]
    # Ways may be cut into several bridges, and gaps that were closed have none: the segment tells them apart.
    identifiers = tuple(f"{word}-{way}-{head}" for way, head in zip(ways, heads, strict=True))
    return Structures(identifiers, tuple(_name(network, head) for head in heads), segments)


def _name(network: Network, segment: int) -> str | None:
    """The name of a segment, else its ref."""
    for key in ("name", "ref"):
        code = int(getattr(network.traits, key)[segment])
        if code >= 0:
            return network.words[key][code]
    return None
