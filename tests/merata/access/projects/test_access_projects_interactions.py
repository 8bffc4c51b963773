"""Pairs of projects: two halves of a bridge, a facility behind one, two bridges side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from appraisal_cases import BRIDGE, EAST_NORTH, PEOPLE, PUSKESMAS, SQUARE, minutes, plan_from, square
from rebuilt import Cells

from merata.access.projects.appraisal import appraise
from merata.access.projects.interactions import NEED, OVERLAP, interaction_table, interactions
from merata.access.projects.terms import Terms
from merata.errors import InputError

ISLAND = (-8.00, 112.005)
"""In the middle of the river, 551 metres from every road."""


def half(name: str, kind: str, corner: tuple[float, float], **more: object) -> Cells:
    return {
        "project_id": name, "kind": kind, "from_latitude": corner[0], "from_longitude": corner[1],
        "to_latitude": ISLAND[0], "to_longitude": ISLAND[1], "cost_idr": 10, **more,
    }  # fmt: skip


def test_two_halves_of_a_bridge_need_each_other(tmp_path: Path) -> None:
    west, east = half("west", "bridge", SQUARE[0]), half("east", "bridge", SQUARE[3])
    plan = plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, [west, east])
    found = appraise(plan, Terms(seasons=("dry",)))
    assert found.over_the_year().person_minutes.tolist() == [0.0, 0.0]
    pairs = interactions(found, 0)
    whole = appraise(plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, [BRIDGE]), Terms(seasons=("dry",)))
    assert pairs.pair.tolist() == [[0, 1]]
    assert pairs.relation == (NEED,)
    assert pairs.joint.person_minutes == pytest.approx(whole.over_the_year().person_minutes, rel=1e-6)
    assert pairs.parts.person_minutes.tolist() == [0.0]


def test_one_half_alone_is_on_no_network(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not on the network"):
        plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, [half("west", "bridge", SQUARE[0])])


def test_a_facility_on_an_island_needs_a_bridge(tmp_path: Path) -> None:
    """The puskesmas stands 20 m from the end of two halves; by the road it is 551 m of walking away, or by a half."""
    clinic: Cells = {"project_id": "N", "kind": "new_facility", "latitude": ISLAND[0] - 0.0001,
                     "longitude": ISLAND[1], "facility_kind": "puskesmas", "cost_idr": 5}  # fmt: skip
    rows = [half("west", "bridge", SQUARE[0]), half("east", "bridge", SQUARE[3]), clinic]
    plan = plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, rows)
    found = appraise(plan, Terms(seasons=("dry",)))
    pairs = interactions(found, 0)
    by_pair = dict(zip([tuple(pair) for pair in pairs.pair.tolist()], pairs.relation, strict=True))
    assert by_pair[1, 2] == NEED
    row = pairs.pair.tolist().index([1, 2])
    # From Utara over half of the river and then on foot.
    half_way, foot = minutes(EAST_NORTH / 2, 35), 0.0001 * 111_195.0797 * 0.06 / 5
    before = found.seasons[0].before.mean_minutes[0, 1]
    south = minutes(1111.95, 18)
    gain = 100 * (before - half_way - foot) + 50 * max(
        found.seasons[0].before.mean_minutes[0, 0] - south - half_way - foot, 0
    )
    assert pairs.joint.person_minutes[row] == pytest.approx(gain, rel=1e-4)


def test_two_bridges_side_by_side_serve_the_same_people(tmp_path: Path) -> None:
    second = {**BRIDGE, "project_id": "J2", "cost_idr": 1}
    found = appraise(plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, [BRIDGE, second]), Terms())
    pairs = interactions(found)
    alone = found.over_the_year().person_minutes
    assert pairs.relation == (OVERLAP,)
    assert alone[0] == alone[1]
    assert pairs.joint.person_minutes == pytest.approx([alone[0]])
    table = interaction_table(found, pairs).to_pylist()
    assert table[0]["weighted_minutes_saved_apart"] == pytest.approx(2 * table[0]["weighted_minutes_saved_together"])


def test_pairs_of_the_best_only(tmp_path: Path) -> None:
    rows = [{**BRIDGE, "project_id": f"J{cost}", "cost_idr": cost} for cost in (5, 1, 3)]
    found = appraise(plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, rows), Terms())
    assert found.ranking().tolist() == [1, 2, 0]
    assert interactions(found, 2).pair.tolist() == [[1, 2]]
    assert interactions(found, 3).pair.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert len(interactions(found, 1).pair) == 0
