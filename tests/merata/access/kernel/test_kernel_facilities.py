"""Facilities become labels of nodes."""

from __future__ import annotations

import numpy as np
import pytest

from merata.access.kernel.facilities import Stops
from merata.errors import InputError, UsageError


def stops(*rows: tuple[int, int, int, float]) -> Stops:
    facility, kind, node, minutes = zip(*rows, strict=True)
    return Stops(np.array(facility), np.array(kind), np.array(node), np.array(minutes))


def test_the_nearest_door_counts_and_of_as_near_ones_the_smaller_number() -> None:
    found = stops((4, 0, 1, 2.0), (3, 0, 1, 2.0), (2, 0, 1, 2.5), (1, 1, 0, 0.0))
    labels, source = found.labels(2, 3)
    assert labels.tolist() == [[np.inf, 2.0, np.inf], [0.0, np.inf, np.inf]]
    assert source.tolist() == [[-1, 3, -1], [1, -1, -1]]


def test_closing_names_every_node_of_the_facility() -> None:
    found = stops((0, 0, 1, 2.0), (0, 0, 2, 1.0), (1, 0, 1, 5.0))
    assert found.closure(0).labels == [(0, 1, 5.0), (0, 2, np.inf)]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no facility 7; expected one of the 1"):
        stops((0, 0, 1, 2.0)).closure(7)
    with pytest.raises(InputError, match="a label must stand at one of the nodes 0 to 2: 3 at 0"):
        stops((0, 0, 3, 2.0)).labels(1, 3)
