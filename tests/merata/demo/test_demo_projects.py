"""Projects: enough candidates, honest minutes, and two works that are built."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from merata.demo import projects
from merata.demo.geography import Geography
from merata.demo.links import gabriel_links, spanning_links
from merata.demo.network import missing_links
from merata.demo.routes import route_links
from merata.demo.works import candidates, in_state, market_minutes_saved
from merata.planning.works.joint_works import SERVING, joint_works
from merata.tables.catalogue import TABLES

Works = tuple[pa.Table, pa.Table, pa.Table]


def served(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        found[row["project_id"]].append(row)
    return found


def test_the_tables_follow_the_catalogue(works: Works, places: Geography) -> None:
    for name, table in zip(("projects", "project_villages", "project_edits"), works, strict=True):
        schema = TABLES[name]
        assert table.schema.equals(schema.arrow)
        needed = [column.name for column in schema.columns if column.required or name != "project_edits"]
        assert sum(table[column].null_count for column in needed) == 0
        assert len(table.group_by(list(schema.key)).aggregate([])) == len(table)
    known = set(places.villages["village_code"].to_pylist())
    assert {row["village_code"] for table in works[:2] for row in table.to_pylist()} <= known


def test_enough_candidates_for_each_regency(works: Works) -> None:
    offered = works[0].filter(pc.equal(works[0]["status"], "candidate"))
    owners = offered["owner"].to_pylist()
    assert owners.count("35.05") >= 60
    assert owners.count("35.72") >= 3
    assert set(offered["year"].to_pylist()) == {2026}
    kinds = {row["kind"]: row["evidence_id"] for row in offered.to_pylist()}
    assert kinds == {"road": "road_access", "bridge": "bridge_access", "facility": "facility_access"}


def test_costs_are_whole_millions_in_the_stated_range(works: Works) -> None:
    for row in works[0].to_pylist():
        assert row["cost_idr"] % 1_000_000 == 0
        if row["kind"] == "bridge":
            assert 5e9 <= row["cost_idr"] <= 40e9
        elif row["kind"] == "facility":
            assert 1.5e9 <= row["cost_idr"] <= 8e9


def test_each_project_serves_villages_of_the_regency_that_pays(works: Works) -> None:
    reach = served(works[1])
    for row in works[0].to_pylist():
        assert reach[row["project_id"]]
        for village in reach[row["project_id"]]:
            assert village["village_code"].startswith(row["owner"])
            assert village["minutes_saved"] >= SERVING.least_minutes == 0.5
            share = round(1 - math.exp(-village["minutes_saved"] / 10), 3)
            assert village["share_of_households"] == pytest.approx(share, abs=1e-9)


def test_what_each_candidate_changes_is_told_and_what_is_built_changes_nothing(works: Works) -> None:
    kinds = {row["project_id"]: row["kind"] for row in works[0].to_pylist() if row["status"] == "candidate"}
    edits = {row["project_id"]: row["kind"] for row in works[2].to_pylist()}
    assert edits.keys() == kinds.keys()
    assert {(kinds[name], edit) for name, edit in edits.items()} == {
        ("road", "upgrade"),
        ("bridge", "bridge"),
        ("facility", "new_facility"),
    }


def test_minutes_are_those_that_the_table_of_edits_gives(works: Works, places: Geography) -> None:
    offered = works[0].filter(pc.equal(works[0]["status"], "candidate"))
    joint = joint_works(places.roads, places.facilities, places.villages, offered, works[2])
    codes = places.villages["village_code"].to_pylist()
    owner = dict(zip(offered["project_id"].to_pylist(), offered["owner"].to_pylist(), strict=True))
    listed = {(row["project_id"], row["village_code"]): row for row in works[1].to_pylist()}
    for work, name in enumerate(joint.project_id):
        saved = joint.minutes_saved([work])
        rows = {codes[joint.village[at]]: float(saved[at]) for at in np.flatnonzero(saved)}
        told = {code: row["minutes_saved"] for (project, code), row in listed.items() if project == name}
        for code, minutes in rows.items():
            if round(minutes, 1) >= SERVING.least_minutes and code.startswith(owner[name]):
                assert told[code] == round(minutes, 1)
        assert set(told) <= set(rows)


def test_two_works_are_built_and_serve_different_villages(works: Works) -> None:
    built = works[0].filter(pc.equal(works[0]["status"], "built")).to_pylist()
    assert [(row["kind"], row["year"], row["owner"]) for row in built] == [
        ("bridge", 2024, "35.05"),
        ("road", 2024, "35.05"),
    ]
    reach = served(works[1])
    bridge, road = ({row["village_code"] for row in reach[work["project_id"]]} for work in built)
    assert len(bridge) >= 4
    assert len(road) >= 4
    assert len(bridge & road) < min(len(bridge), len(road)) / 2


def test_an_upgrade_saves_what_recomputing_the_whole_network_says(places: Geography) -> None:
    work = max((work for work in candidates(places) if work.kind == "road"), key=lambda work: work.saved.sum())
    segment = places.roads.filter(pc.equal(places.roads["road_id"], work.edit["road_id"]))
    saved = market_minutes_saved(places, places.roads, in_state(segment, "asphalt", "good"))
    assert saved.max() > 1
    assert saved.tolist() == pytest.approx(work.saved.tolist(), abs=1e-9)
    # Undoing it costs nothing saved: the roads are as they are.
    assert market_minutes_saved(places, places.roads, segment).max() == 0.0


def test_missing_links_are_those_that_no_road_joins(places: Geography) -> None:
    missing = missing_links(places.villages, places.roads).to_pylist()
    present = {frozenset((r["from_node"], r["to_node"])) for r in places.roads.to_pylist()}
    assert not {frozenset((r["from_node"], r["to_node"])) for r in missing} & present
    crossings = [row for row in missing if row["crossing"]]
    assert 5 <= len(crossings) <= 40
    assert max(row["straight_km"] for row in crossings) <= 6.0


def test_gabriel_links_by_hand() -> None:
    # The middle point lies in the circle over the outer two, so that they are not linked.
    row = np.array([[0.0, 0.0], [1.0, 0.1], [2.0, 0.0]])
    assert gabriel_links(row).tolist() == [[0, 1], [1, 2]]
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.1], [0.0, 1.1]])
    assert [0, 1] in gabriel_links(square).tolist()


def test_spanning_links_join_the_members_shortest() -> None:
    points = np.array([[0.0, 0.0], [9.0, 9.0], [1.0, 0.0], [3.0, 0.0]])
    assert sorted(spanning_links(points, np.array([0, 2, 3])).tolist()) == [[0, 2], [2, 3]]


def test_a_route_takes_the_shorter_way() -> None:
    links = np.array([[0, 1], [1, 2], [0, 2]])
    assert route_links(links, np.array([1.0, 1.0, 5.0]), 3, 2, 0).tolist() == [1, 0]
    assert route_links(links, np.array([1.0, 1.0, 1.5]), 3, 2, 0).tolist() == [2]


def test_the_seed_decides(works: Works, places: Geography) -> None:
    again = projects.build(places, 1)
    assert all(first.equals(second) for first, second in zip(again, works, strict=True))
    assert not projects.build(places, 2)[0].equals(works[0])
