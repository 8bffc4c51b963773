"""What works do together: by hand, and against roads that are rebuilt and searched whole with SciPy."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_network import EVIDENCE, SmallNetwork, all_served, at_random, names_of, river, side_by_side

from merata.errors import InputError
from merata.planning.works.joint_works import SERVING, JointWorks, MinutesSaved, Rule, Serving, by_village, joint_works


def saved_at(joint: JointWorks, network: SmallNetwork, place: str, works: list[int]) -> float:
    """Minutes saved to the market by a village."""
    at = np.flatnonzero(joint.village == list(network.places).index(place))
    return float(joint.minutes_saved(works)[at[0]]) if at.size else 0.0


def test_the_rule_by_hand() -> None:
    shares = SERVING.share(np.array([0.0, 0.4, 0.5, 10.0, 1e6, np.inf]))
    assert shares.tolist() == [0.0, 0.0, 0.049, 0.632, 1.0, 1.0]
    assert Serving(20.0, 0.0).share(np.array([20.0, 0.1])).tolist() == [0.632, 0.005]
    assert "asumsi" in str(SERVING)
    assert "assumption" in str(SERVING)


def test_a_bridge_is_useless_without_its_road_and_the_road_without_the_bridge() -> None:
    network = river()
    joint = network.joint()
    assert joint.project_id == ("jembatan", "ruas")
    # Around: 20 km at 40 km/h. Over the bridge on the bad road: 4.1 km at 6.75 km/h, which is longer.
    around, by_bad_road = 30.0, 60 * (4.1 / 6.75 + 1.7 / 40)
    assert by_bad_road > around
    assert saved_at(joint, network, "jauh", [0]) == 0.0
    assert saved_at(joint, network, "jauh", [1]) == 0.0
    assert saved_at(joint, network, "jauh", [0, 1]) == pytest.approx(around - 60 * 5.8 / 40)
    # The village at the river needs the bridge alone: 1.7 km instead of the bad road and all the way around.
    assert saved_at(joint, network, "sana", [0]) == pytest.approx(60 * 4.1 / 6.75 + around - 60 * 1.7 / 40)


def test_where_no_work_alone_serves_anybody_each_has_an_equal_part() -> None:
    network = river()
    joint = network.joint()
    work, village, share = joint.served([0, 1])
    far = list(network.places).index("jauh")
    # 30 − 8.7 minutes saved: 1 − exp(−2.13) = 0.881.
    assert {int(w): float(s) for w, v, s in zip(work, village, share, strict=True) if v == far} == {
        0: pytest.approx(0.4405),
        1: pytest.approx(0.4405),
    }
    shares = by_village(len(network.places), joint.served([0, 1]), ["bridge_access", "road_access"])
    assert shares["bridge_access"][far] + shares["road_access"][far] == pytest.approx(0.881)


def test_two_bridges_side_by_side_save_no_more_than_one() -> None:
    network = side_by_side()
    joint = network.joint()
    each = 27.0 - 60 * 4.2 / 40
    for works in ([0], [1], [0, 1]):
        assert saved_at(joint, network, "desa", works) == pytest.approx(each)
    served = [by_village(8, joint.served(works), ["bridge_access"] * 2)["bridge_access"] for works in ([0], [0, 1])]
    desa = list(network.places).index("desa")
    assert served[0][desa] == served[1][desa] == pytest.approx(0.874)


def test_a_facility_counts_what_it_saves_beyond_the_roads_of_its_set() -> None:
    """A puskesmas behind a bridge: alone nobody beyond the river reaches it quicker, with the bridge they do."""
    network = river()
    network.facilities.append(("jauh", "puskesmas"))
    network.facility("klinik", "sini", "puskesmas")
    joint = network.joint()
    places = list(network.places)
    village = places.index("sana")
    before = network.rebuilt_minutes([], "puskesmas")[village]
    bridged = network.rebuilt_minutes(["jembatan"], "puskesmas")[village]
    both = network.rebuilt_minutes(["jembatan", "klinik"], "puskesmas")[village]
    assert before == pytest.approx(60 * 4.1 / 6.75)
    assert bridged == pytest.approx(60 * 21.7 / 40)
    of_clinic = {w: s for w, v, s in zip(*joint.served([0, 2]), strict=True) if v == village and w == 2}
    assert of_clinic[2] == pytest.approx(float(SERVING.share(np.array(bridged - both))))
    alone = [s for w, v, s in zip(*joint.served([2]), strict=True) if v == village]
    assert alone == [] or max(alone) < of_clinic[2]
    # The better road shortens the way to the old puskesmas, so the new one saves less than beside the bad road. What it
    # saves with the bridge alone still counts: the village gains no less by a road more.
    improved = network.rebuilt_minutes(["jembatan", "ruas"], "puskesmas")[village]
    with_all = network.rebuilt_minutes(list(network.edits), "puskesmas")[village]
    assert SERVING.share(np.array(max(improved - with_all, 0.0))) < of_clinic[2]
    all_three = {w: s for w, v, s in zip(*joint.served([0, 1, 2]), strict=True) if v == village and w == 2}
    assert all_three == of_clinic
    assert before - with_all > bridged - both


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 400), data=st.data())
def test_any_set_equals_the_rebuilt_roads(seed: int, data: st.DataObject) -> None:
    network = at_random(seed, places=14, works=10)
    joint = network.joint()
    works = data.draw(st.lists(st.integers(0, len(joint) - 1), unique=True, max_size=5), label="works")
    clinics = {at for at, edit in enumerate(network.edits.values()) if edit.get("facility_kind") == "puskesmas"}

    def rebuilt(some: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Minutes saved to the market, and by the clinic beyond what the roads save."""
        others = names_of(network, [work for work in some if work not in clinics])
        all_ = names_of(network, some)
        market = network.rebuilt_minutes([]) - network.rebuilt_minutes(all_)
        clinic = network.rebuilt_minutes(others, "puskesmas") - network.rebuilt_minutes(all_, "puskesmas")
        return _told(market), _told(clinic)

    subsets = [list(some) for size in range(len(works) + 1) for some in combinations(works, size)]
    most = [np.max([SERVING.share(rebuilt(some)[kind]) for some in subsets], axis=0) for kind in (0, 1)]
    record = [EVIDENCE[edit["kind"]] for edit in network.edits.values()]
    shares = by_village(len(network.places), joint.served(works), record)
    total = sum(shares.values(), start=np.zeros(len(network.places)))
    assert total == pytest.approx(most[0] + most[1], abs=0.011)
    found = np.zeros((2, len(network.places)))
    for at, minutes in enumerate(joint.minutes_saved(works)):
        # At each village the places stand by kind: market first.
        of_clinic = bool((joint.counts[joint.place == at].any(axis=0) & _clinics(network)).any())
        found[int(of_clinic), joint.village[at]] = minutes
    for kind, saved in enumerate(rebuilt(works)):
        assert found[kind] == pytest.approx(saved, abs=1e-4)


def worth_of_sets(joint: JointWorks, effect: np.ndarray) -> np.ndarray:
    """What every village gains (2^w × v), by set."""
    valued = joint.valued(effect)
    worth = np.zeros((1 << len(joint), joint.villages))
    for number in range(len(worth)):
        works = [work for work in range(len(joint)) if number >> work & 1]
        work, village, share = valued.served(works)
        worth[number] = np.bincount(village, share * effect[work], joint.villages)
    return worth


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 400),
    effects=st.lists(st.sampled_from([0.0, 0.005, 0.05, 0.11, 0.2, -0.02]), min_size=7, max_size=7),
    rule=st.sampled_from([SERVING, MinutesSaved()]),
)
def test_no_set_is_worth_less_than_a_part_of_it(seed: int, effects: list[float], rule: Rule) -> None:
    """For every village, over all sets of seven works, each with evidence of its own; and equal to trying all."""
    network = at_random(seed, places=12, works=7)
    joint, effect = network.joint(rule), np.array(effects)
    worth = worth_of_sets(joint, effect)
    sets = np.arange(len(worth))
    for work in range(len(joint)):
        fewer = sets[(sets >> work & 1) == 0]
        assert (worth[fewer | 1 << work] >= worth[fewer] - 1e-9).all()
    people = np.arange(1.0, joint.villages + 1)
    assert worth @ people == pytest.approx(all_served(joint, people, effect))


def test_a_new_market_takes_nothing_from_the_road_to_the_old_one() -> None:
    """A village 10 km of bad road from the market, which may be made good, and 2 km from where a new one may be."""
    network = SmallNetwork({"pasar": (0.0, 0.0), "desa": (10.0, 0.0), "tengah": (10.0, 2.0)})
    network.road("pasar", "desa", 10.0, "earth", "heavy_damage")
    network.road("desa", "tengah", 2.0)
    network.facilities = [("pasar", "market")]
    network.upgrade("ruas", "pasar", "desa")
    network.facility("pasar_baru", "tengah")
    joint = network.joint().valued(np.array([0.11, 0.005]))
    saved = 60 * (10 / 6.75 - 10 / 40), 60 * 10 / 6.75 - 60 * 2 / 40
    assert saved[1] > saved[0] > 70
    road, market = (float(SERVING.share(np.array(one))) for one in saved)

    def at_desa(works: list[int]) -> dict[int, float]:
        return {int(w): float(s) for w, v, s in zip(*joint.served(works), strict=True) if v == 1}

    assert at_desa([0]) == {0: road}
    assert at_desa([1]) == {1: market}
    # The new market is nearer, but the road's evidence is larger.
    assert at_desa([0, 1]) == {0: road}
    assert joint.minutes_saved([0, 1])[joint.village == 1] == pytest.approx([saved[1]])
    alike = joint.valued(np.array([0.1, 0.1]))
    assert set(alike.served([0, 1])[0][alike.served([0, 1])[1] == 1].tolist()) == {1}
    # Where a market is a loss by its evidence nobody goes there.
    assert joint.valued(np.array([0.11, -0.01])).served([1])[0].size == 0


def test_a_village_without_a_way_is_served_whole_by_the_work_that_gives_one() -> None:
    network = river()
    network.roads = [road for road in network.roads if "jalan" not in road["ends"]]
    joint = network.joint()
    assert saved_at(joint, network, "jauh", [0]) == np.inf
    work, village, share = joint.served([0])
    assert share[village == list(network.places).index("jauh")].tolist() == [1.0]
    assert set(work.tolist()) == {0}
    assert joint.served([1])[2].size == 0


def test_works_whose_edits_are_wrong_are_refused_all_at_once() -> None:
    tables = river().tables()
    edits = tables["project_edits"].to_pylist()
    edits[1]["road_id"] = "R1;R99"
    edits[0]["to_latitude"] = None
    wrong = tables["project_edits"].from_pylist(edits, schema=tables["project_edits"].schema)
    with pytest.raises(InputError, match="R99"):
        joint_works(*(tables[name] for name in ("roads", "facilities", "villages", "projects")), wrong)


def _told(minutes: np.ndarray) -> np.ndarray:
    return np.where(minutes > 1e-6, minutes, 0.0)


def _clinics(network: SmallNetwork) -> np.ndarray:
    return np.array([edit.get("facility_kind") == "puskesmas" for edit in network.edits.values()])
