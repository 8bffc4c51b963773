"""Projects appraised: a bridge by hand, and everything against networks built anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from appraisal_cases import (
    BRIDGE,
    DOWN,
    EAST_NORTH,
    EAST_SOUTH,
    PEOPLE,
    PUSKESMAS,
    SPEEDS,
    SQUARE,
    at,
    minutes,
    plan_from,
    square,
    sums,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rebuilt import Cells, rebuilt_minutes
from small_roads import DEGREE_M, roads_of, write_rows

from merata.access.facilities import Facilities
from merata.access.kernel.improvement import improved
from merata.access.network import Network
from merata.access.projects.appraisal import Appraisal, appraise, cost_per_idr
from merata.access.projects.interactions import interactions
from merata.access.projects.people import People
from merata.access.projects.placing import Roads
from merata.access.projects.plan import Plan, plan_of
from merata.access.projects.project_list import read_projects
from merata.access.projects.terms import Terms
from merata.access.snapping import snap
from merata.errors import InputError


def test_a_bridge_by_hand(tmp_path: Path) -> None:
    plan = plan_from(tmp_path, square(), PEOPLE, PUSKESMAS, [BRIDGE], welfare="weight")
    assert plan.length_m == pytest.approx([EAST_NORTH], rel=1e-7)
    assert plan.length_assumed.tolist() == [True]
    found = appraise(plan, Terms(standard_minutes={"puskesmas": 5}))
    dry, wet = found.seasons
    # By motorcycle on earth 18 km/h, wet 9; on the new concrete of an unclassified road 35, wet 0.95 × 35.
    before = [minutes(DOWN + EAST_SOUTH, 18), minutes(2 * DOWN + EAST_SOUTH, 18)]
    over = minutes(EAST_NORTH, 35)
    saved = [before[0] - (minutes(DOWN, 18) + over), before[1] - over]
    assert found.plan.people.villages == ("Selatan", "Utara")
    assert dry.before.mean_minutes[0] == pytest.approx(before, rel=1e-6)
    assert dry.before.with_way.tolist() == [[50.0, 100.0]]
    assert dry.before.within.tolist() == [[0.0, 0.0]]
    assert dry.effects.village.tolist() == [0, 1]
    assert dry.effects.persons[:, 0] == pytest.approx([50 * saved[0], 100 * saved[1]], rel=1e-6)
    assert dry.effects.weighted[:, 0] == pytest.approx([50 * saved[0], 200 * saved[1]], rel=1e-6)
    # 5.6 and 1.9 minutes are left: only the people of Utara come within five.
    assert dry.effects.persons[:, 1:].tolist() == [[0.0, 0.0], [0.0, 100.0]]
    wet_over = over / 0.95
    wet_saved = [2 * before[0] - (2 * minutes(DOWN, 18) + wet_over), 2 * before[1] - wet_over]
    assert wet.persons[0, 0, 0] == pytest.approx(50 * wet_saved[0] + 100 * wet_saved[1], rel=1e-6)
    year = found.over_the_year()
    assert year.person_minutes[0] == pytest.approx((dry.persons[0, 0, 0] + wet.persons[0, 0, 0]) / 2)
    assert year.within_standard.tolist() == [100.0]


def test_what_a_minute_costs() -> None:
    assert cost_per_idr(1_000, 3.0) == 333
    assert cost_per_idr(9_007_199_254_740_993, 1.0) == 9_007_199_254_740_993
    assert cost_per_idr(1_000, 0.0) is None
    assert cost_per_idr(1_000, -1.0) is None


def test_who_has_no_way_is_given_one_and_is_in_no_mean(tmp_path: Path) -> None:
    stretches = [{"from": 0, "to": 1}, {"from": 1, "to": 2, "closed_wet": True}, {"from": 2, "to": 3}]
    road: Cells = {
        "project_id": "U1", "kind": "upgrade", "way_id": 101, "surface": "asphalt", "all_season": "true", "cost_idr": 1,
    }  # fmt: skip
    plan = plan_from(tmp_path, roads_of(SQUARE, stretches), PEOPLE, PUSKESMAS, [road])
    dry, wet = appraise(plan, Terms(standard_minutes={"puskesmas": 15})).seasons
    assert np.isnan(wet.before.mean_minutes).all()
    assert wet.before.with_way.tolist() == [[0.0, 0.0]]
    # All 150 people get a way in the wet season; on the worst of it 2 × 7.4 + 2 minutes, so not all in a quarter.
    assert wet.persons[0, 0].tolist() == [0.0, 150.0, 50.0]
    saved = minutes(EAST_SOUTH, 18) - minutes(EAST_SOUTH, 35)
    assert dry.persons[0, 0] == pytest.approx([150 * saved, 0, 0], rel=1e-6)


def test_a_road_to_a_hamlet_that_no_road_is_near(tmp_path: Path) -> None:
    """Three kilometres east of the square live 40 people, who are counted without a way until a road ends there."""
    hamlet = (-8.00, 112.04)
    people = [*PEOPLE, {"cluster_id": "c", "village": "Timur", **at(hamlet), "population": 40, "weight": 1}]
    road: Cells = {"project_id": "R", "kind": "new_road", "from_latitude": SQUARE[3][0], "cost_idr": 1,
                   "from_longitude": SQUARE[3][1], "to_latitude": -8.00, "to_longitude": 112.039}  # fmt: skip
    plan = plan_from(tmp_path, square(), people, PUSKESMAS, [road])
    found = appraise(plan, Terms(seasons=("dry",), standard_minutes={"puskesmas": 30}))
    assert found.seasons[0].before.with_way.tolist() == [[50, 0, 100]]
    assert found.seasons[0].persons[0, 0].tolist() == [0.0, 40.0, 40.0]
    over = minutes(2.9 * EAST_NORTH, 35) + 0.1 * EAST_NORTH * 0.06 / 5
    dry = found.seasons[0]
    after = improved(dry.counter.graph, dry.counter.before, dry.edits.candidates[0])
    assert after.minutes[after.node == plan.setting.home[2]] == pytest.approx(
        [minutes(2 * DOWN + EAST_SOUTH, 18) + over], rel=1e-6
    )
    away = {**road, "to_longitude": 112.035}
    with pytest.raises(InputError, match="not on the network"):
        plan_from(tmp_path, square(), people, PUSKESMAS, [away])


def test_a_closed_facility_takes_away(tmp_path: Path) -> None:
    near: Cells = {"facility_id": "P2", "kind": "puskesmas", **at(SQUARE[3])}
    close: Cells = {"project_id": "T", "kind": "closed_facility", "facility_id": "P2", "cost_idr": 0}
    plan = plan_from(tmp_path, square(), PEOPLE, [*PUSKESMAS, near], [close])
    found = appraise(plan, Terms(seasons=("dry",), standard_minutes={"puskesmas": 4}))
    lost = 100 * minutes(2 * DOWN + EAST_SOUTH, 18) + 50 * (minutes(EAST_SOUTH, 18))
    assert found.seasons[0].persons[0, 0] == pytest.approx([-lost, 0, -150], rel=1e-6)


def test_a_village_and_a_facility_on_one_segment(tmp_path: Path) -> None:
    """The way between them does not go round by the ends of the segment."""
    middle = [{"cluster_id": "m", "village": "Tengah", "latitude": -8.004, "longitude": 112.0, "population": 1}]
    there = [{"facility_id": "P", "kind": "puskesmas", "latitude": -8.006, "longitude": 112.001}]
    plan = plan_from(tmp_path, square(), middle, there, [BRIDGE])
    dry = appraise(plan, Terms()).seasons[0]
    walk = 0.001 * DEGREE_M * np.cos(np.radians(8.006)) * 0.06 / 5
    assert dry.before.mean_minutes[0, 0] == pytest.approx(minutes(0.002 * DEGREE_M, 18) + walk, rel=1e-6)
    assert not len(dry.effects.project)


def invented(side: int, seed: int) -> tuple[Network, People, Facilities, list[Cells]]:
    """A network of side × side corners, six clusters, three facilities and projects of all kinds."""
    rng = np.random.default_rng([seed, 511])
    places = [
        (-8 + 0.01 * row + rng.uniform(-0.003, 0.003), 112 + 0.01 * column + rng.uniform(-0.003, 0.003))
        for row in range(side)
        for column in range(side)
    ]
    pairs = [(at, at + 1) for at in range(side * side) if at % side < side - 1]
    pairs += [(at, at + side) for at in range(side * (side - 1))]
    kept = [pair for pair in pairs if rng.uniform() < 0.75] or pairs[:1]
    stretches = [
        {
            "from": one, "to": other, "surface": rng.choice(["earth", "gravel", "asphalt"]), "way": 100 + row // 2,
            "oneway": rng.uniform() < 0.2, "closed_wet": rng.uniform() < 0.2,
        }
        for row, (one, other) in enumerate(kept)
    ]  # fmt: skip
    network = roads_of(places, stretches)

    def somewhere(count: int) -> tuple[np.ndarray, np.ndarray]:
        """Latitudes and longitudes, most beside the roads and some at a node."""
        low, high = np.array(places).min(axis=0), np.array(places).max(axis=0)
        spots = rng.uniform(low, high, (count, 2))
        nodes = np.array(places)[rng.integers(0, len(places), count)]
        chosen = np.where(rng.uniform(size=(count, 1)) < 0.3, nodes, spots)
        return chosen[:, 0], chosen[:, 1]

    latitude, longitude = somewhere(6)
    weight = rng.uniform(0.5, 3, 6)
    people = People("people", tuple("abcdef"), ("U", "V"), np.array([0, 0, 1, 1, 0, 1]), latitude, longitude,
                    rng.integers(1, 90, 6).astype(float), weight)  # fmt: skip
    latitude, longitude = somewhere(3)
    facilities = Facilities("facilities", ("p", "q", "r"), ("pasar", "puskesmas"), np.array([1, 1, 0]), latitude,
                            longitude, np.arange(3))  # fmt: skip
    return network, people, facilities, _projects(rng, somewhere, network)


def _projects(rng: np.random.Generator, somewhere, network: Network) -> list[Cells]:  # type: ignore[no-untyped-def]
    latitude, longitude = somewhere(8)
    rows: list[Cells] = []
    for number in range(3):
        ends = dict(zip(("from_latitude", "to_latitude"), latitude[2 * number : 2 * number + 2], strict=True))
        ends |= dict(zip(("from_longitude", "to_longitude"), longitude[2 * number : 2 * number + 2], strict=True))
        if _apart(network, ends):
            rows.append({"project_id": f"L{number}", "kind": "new_road", **ends, "length_km": rng.uniform(6, 9),
                         "surface": "gravel", "speed_kmh": rng.uniform(40, 300), "cost_idr": 5})  # fmt: skip
    rows += [
        {"project_id": f"U{way}", "kind": "upgrade", "way_id": way, "surface": "asphalt",
         "speed_kmh": rng.uniform(10, 90), "all_season": rng.choice(["true", ""]), "cost_idr": 7}
        for way in sorted(set(network.way_id.tolist()))[:3]
    ]  # fmt: skip
    rows.append({"project_id": "N", "kind": "new_facility", "latitude": latitude[7], "longitude": longitude[7],
                 "facility_kind": "pasar", "cost_idr": 9})  # fmt: skip
    rows.append({"project_id": "C", "kind": "closed_facility", "facility_id": "q", "cost_idr": 0})
    return rows


def _apart(network: Network, ends: dict[str, float]) -> bool:
    """Whether the ends are at two places of the roads."""
    at = {axis: np.array([ends[f"from_{axis}"], ends[f"to_{axis}"]]) for axis in ("longitude", "latitude")}
    found = snap(network, "motorcycle", at["longitude"], at["latitude"])
    return found.longitude[0] != found.longitude[1]


@example(invented(3, 347), "walk")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.builds(invented, st.integers(2, 4), st.integers(0, 10_000)), st.sampled_from(["walk", "motorcycle"]))
def test_every_project_equals_the_network_built_anew(
    region: tuple[Network, People, Facilities, list[Cells]], mode: str
) -> None:
    network, people, facilities, rows = region
    plan = _plan(region, mode)
    standard = {"pasar": 6.0, "puskesmas": 9.0}
    found: Appraisal = appraise(plan, Terms(standard_minutes=standard))
    for effects in found.seasons:

        def anew(projects: list[Cells], season: str = effects.season) -> np.ndarray:
            return rebuilt_minutes(network, SPEEDS, people, facilities, projects, mode=mode, season=season)

        before = anew([])
        for number, one in enumerate(rows):
            expected = sums(people, before, anew([one]), list(standard.values()))
            np.testing.assert_allclose(effects.weighted[number], expected, rtol=1e-9, atol=1e-9)
        pairs = interactions(appraise(plan, Terms((effects.season,), standard_minutes=standard)), len(rows))
        for place in range(0, len(pairs.pair), 3):
            both = [rows[number] for number in pairs.pair[place]]
            expected = sums(people, before, anew(both), list(standard.values()))
            assert pairs.joint.weighted_minutes[place] == pytest.approx(expected[:, 0].sum(), rel=1e-9, abs=1e-9)


def _plan(region: tuple[Network, People, Facilities, list[Cells]], mode: str) -> Plan:
    network, people, facilities, rows = region
    with tempfile.TemporaryDirectory() as folder:
        projects = read_projects(write_rows(Path(folder) / "projects.csv", [_exact(row) for row in rows]))
    return plan_of(
        Roads(network, SPEEDS, mode, end_limit_m=5_000, off_road_limit_m=2_000), people, facilities, projects
    )


def _exact(row: Cells) -> Cells:
    return {key: repr(float(value)) if isinstance(value, float) else value for key, value in row.items()}
