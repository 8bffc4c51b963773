"""Which segments an upgrade improves, and what they are like then."""

from __future__ import annotations

from pathlib import Path

import pytest
from appraisal_cases import PEOPLE, PUSKESMAS, plan_from
from rebuilt import Cells
from small_roads import roads_of

from merata.access.network import Network
from merata.errors import InputError

LADDER = [(-8.00, 112.00), (-8.00, 112.01), (-8.00, 112.02), (-8.01, 112.00), (-8.01, 112.01), (-8.01, 112.02)]
"""Two rows of three, and rungs at both ends; an island east of it."""


def ladder() -> Network:
    ends = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (2, 5), (6, 7)]
    places = [*LADDER, (-8.00, 112.10), (-8.01, 112.10)]
    return roads_of(
        places, [{"from": one, "to": other, "way": 100 + row // 2} for row, (one, other) in enumerate(ends)]
    )


def upgrade(one: tuple[float, float], other: tuple[float, float]) -> Cells:
    return {"project_id": "U", "kind": "upgrade", "from_latitude": one[0], "from_longitude": one[1],
            "to_latitude": other[0], "to_longitude": other[1], "surface": "asphalt", "cost_idr": 1}  # fmt: skip


def segments(folder: Path, row: Cells) -> list[int]:
    found = plan_from(folder, ladder(), PEOPLE, PUSKESMAS, [row]).upgrades
    assert {found.words["surface"][code] for code in found.traits.surface} == {"asphalt"}
    assert {found.words["condition"][code] for code in found.traits.condition} == {"good"}
    return sorted(found.segment.tolist())


def test_the_shortest_way_between_two_ends(tmp_path: Path) -> None:
    # From node to node: no segment that only begins there comes along.
    assert segments(tmp_path, upgrade(LADDER[0], LADDER[2])) == [0, 1]
    # From the middle of one segment to the middle of another, both whole.
    assert segments(tmp_path, upgrade((-8.00, 112.004), (-8.01, 112.004))) == [0, 2, 4]
    assert segments(tmp_path, upgrade((-8.00, 112.016), (-8.01, 112.019))) == [1, 3, 5]
    assert segments(tmp_path, upgrade((-8.00, 112.002), (-8.00, 112.008))) == [0]


def test_ways_and_segments(tmp_path: Path) -> None:
    row: Cells = {"project_id": "U", "kind": "upgrade", "surface": "asphalt", "cost_idr": 1}
    assert segments(tmp_path, {**row, "way_id": 100}) == [0, 1]
    assert segments(tmp_path, {**row, "way_id": "100;102", "segment": "0;3"}) == [0, 1, 3, 4, 5]


def test_faults(tmp_path: Path) -> None:
    for row, words in (
        (upgrade(LADDER[0], (-8.05, 112.0)), "to_latitude: not on the network"),
        (upgrade(LADDER[0], (-8.00, 112.10)), "no road leads from the other end"),
        (upgrade((112.0, -8.0), LADDER[2]), "swapped"),
        ({**upgrade(LADDER[0], LADDER[1]), "to_latitude": ""}, "nobody can tell which road"),
    ):
        with pytest.raises(InputError, match=words) as caught:
            plan_from(tmp_path, ladder(), PEOPLE, PUSKESMAS, [row])
        assert len(caught.value.faults) == 1
