"""A network kept in a folder and mapped into memory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from small_map import CHAIN, write_map

from merata.access.network import Network
from merata.access.osm.importing import import_osm
from merata.errors import InputError, UsageError


@pytest.fixture
def network(tmp_path: Path) -> Network:
    ways = [
        (10, [1, 2], {"highway": "tertiary", "oneway": "yes", "name": "Jalan Mawar", "bridge": "yes"}),
        (11, [2, 3, 4], {"highway": "path"}),
    ]
    return import_osm(write_map(tmp_path / "map.osm.pbf", CHAIN, ways))[0]


def test_what_is_loaded_is_what_was_saved(network: Network, tmp_path: Path) -> None:
    network.save(tmp_path / "network")
    loaded = Network.load(tmp_path / "network")
    for name in (
        "node_id",
        "longitude",
        "latitude",
        "first",
        "tail",
        "head",
        "length_m",
        "slope",
        "permitted",
        "segment",
    ):
        kept, read = getattr(network, name), getattr(loaded, name)
        assert isinstance(read, np.memmap)
        assert (read.dtype, read.tolist()) == (kept.dtype, kept.tolist())
    for name in network.traits.__slots__:
        assert getattr(loaded.traits, name).tolist() == getattr(network.traits, name).tolist()
    for mode in network.minutes:
        assert loaded.minutes[mode].tolist() == network.minutes[mode].tolist()
        assert loaded.minutes_wet[mode].tolist() == network.minutes_wet[mode].tolist()
    assert (loaded.words, loaded.speeds) == (network.words, network.speeds)
    assert loaded.bridge.tolist() == [True, False, False]


def test_the_reversed_graph_turns_every_arc_round(network: Network) -> None:
    graph, reverse = network.graph("motorcycle"), network.reverse("motorcycle")
    ahead = sorted(zip(graph.tail().tolist(), graph.head.tolist(), graph.minutes.tolist(), strict=True))
    back = sorted(zip(reverse.head.tolist(), reverse.tail().tolist(), reverse.minutes.tolist(), strict=True))
    assert ahead == back
    # The bridge is one way, the path both ways.
    assert [(tail, head) for tail, head, _ in ahead] == [(0, 1), (1, 2), (2, 1), (2, 3), (3, 2)]
    assert network.length_m[graph.arc].tolist() == network.length_m[: len(graph.arc) + 1][graph.arc].tolist()


def test_routable_nodes_are_those_a_mode_can_use(network: Network) -> None:
    assert network.routable("walk").tolist() == [True, True, True, True]
    assert network.routable("car").tolist() == [True, True, False, False]


def test_off_the_road_one_walks(network: Network) -> None:
    assert network.off_road_minutes(np.array([0.0, 1000.0])) == pytest.approx([0.0, 12.0])


def test_a_wrong_mode_or_season_is_a_wrong_call(network: Network) -> None:
    with pytest.raises(UsageError, match="unknown mode 'boat'; expected one of walk, motorcycle, car"):
        network.arc_minutes("boat")
    with pytest.raises(UsageError, match="unknown season 'winter'; expected one of dry, wet"):
        network.arc_minutes("walk", "winter")


def test_folders_without_a_network_or_with_half_of_one_are_refused(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "network"
    with pytest.raises(InputError, match="holds no network"):
        Network.load(folder)
    network.save(folder)
    np.save(folder / "head.npy", np.zeros(2, np.int32))
    with pytest.raises(InputError, match=r"head\.npy has the shape \(2,\), expected \(6,\)"):
        Network.load(folder)
    (folder / "tail.npy").unlink()
    with pytest.raises(InputError, match=r"tail\.npy cannot be read"):
        Network.load(folder)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps(meta | {"format": "other"}), encoding="utf-8")
    with pytest.raises(InputError, match="is not of the format merata-network-1"):
        Network.load(folder)
