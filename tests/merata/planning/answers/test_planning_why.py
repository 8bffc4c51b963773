"""Why something is in a plan: forcing it against enumeration, and what is said of real candidates."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from invented_region import DatasetInMemory
from small_plans import evaluated_by, plans, random_case

from merata.errors import UsageError
from merata.planning.answers.why import force, why
from merata.planning.limits.constraints import read_constraints
from merata.planning.limits.rows import Row, within
from merata.planning.optimiser.optimise import optimise
from merata.planning.problem import Request

EXACT = 1e-6


def request(budget_idr: int = 1_000_000_000, draws: int = 4) -> Request:
    return Request("35.05", budget_idr, date(2026, 1, 1), draws=draws, gap=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_forcing_a_work_or_a_chain_the_other_way_agrees_with_enumeration(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    by, limits = evaluated_by(choice, welfare, size), within(choice, 130)
    best = optimise(by, limits, gap=EXACT)
    for members in (np.arange(11) == 9, np.arange(11) < 3):
        found = force(by, limits, best, members, gap=EXACT)
        wanted = found.way == "in"
        assert wanted != (members & best.chosen).any()
        allowed = [one for one in plans(choice, limits) if (one & members).any() == wanted]
        exact = max(by.value(by.gains(one.astype(float))) for one in allowed)
        assert found.gain == pytest.approx(exact, rel=1e-5)
        assert found.difference == pytest.approx(exact - best.gain, abs=1e-4 * abs(best.gain))
        assert found.bound is not None
        assert found.bound >= exact - 1e-9


def test_what_cannot_be_forced_says_why() -> None:
    choice, welfare, size = random_case(2)
    by, limits = evaluated_by(choice, welfare, size), within(choice, 130, [Row("no work", np.arange(11) // 9, most=0)])
    best = optimise(by, limits, gap=EXACT)
    found = force(by, limits, best, np.arange(11) == 9, gap=EXACT)
    assert found.difference is None
    assert found.impossible is not None
    assert "no work" in found.impossible


def test_a_road_outside_the_plan(choices: DatasetInMemory) -> None:
    found = why(choices, request(), "road-2")
    assert (found.kind, found.in_plan, found.plan_idr, found.piece_idr) == ("project", False, 0, 900_000_000)
    assert found.worth < 0
    assert found.entry_cost_idr is not None
    assert found.entry_cost_idr < 900_000_000
    assert [one.limit for one in found.obstacles] == ["budget"]
    assert found.forced.way == "in"
    assert found.forced.gain is not None
    assert found.forced.bound is not None
    assert found.forced.difference == pytest.approx(found.forced.gain - found.plan_gain)
    assert found.forced.difference < 0
    assert found.forced.bound < found.plan_gain
    assert [(one.evidence_id, one.assumption) for one in found.evidence] == [("road_access", False)]
    assert json.loads(json.dumps(found.as_json()))["worth"] == pytest.approx(found.gain - found.price)


def test_at_its_entering_cost_the_road_enters(choices: DatasetInMemory) -> None:
    entry = why(choices, request(), "road-2").entry_cost_idr
    assert entry is not None
    projects = choices.tables["projects"]
    for factor, enters in ((0.7, True), (1.3, False)):
        cost = [300_000_000, int(entry * factor), 100_000_000]
        at = projects.column_names.index("cost_idr")
        cheaper = choices.with_tables(projects=projects.set_column(at, "cost_idr", [cost]))
        assert why(cheaper, request(), "road-2").in_plan == enters


def test_a_programme_in_the_plan_and_one_of_its_villages(choices: DatasetInMemory) -> None:
    found = why(choices, request(), "bantuan_pangan")
    assert found.in_plan
    assert found.piece_idr == found.plan_idr > 0
    assert found.worth > 0
    assert found.forced.way == "out"
    assert found.forced.difference is not None
    assert found.forced.difference < 0
    villages = choices.tables["villages"].to_pylist()
    here = why(choices, request(), f"bantuan_pangan:{villages[8]['village_code']}")
    assert here.piece_village == "Desa 8"
    assert here.plan_idr <= found.plan_idr
    assert here.in_plan == (here.plan_idr > 0)


def test_a_proposal_means_its_item(choices: DatasetInMemory) -> None:
    found = why(choices, request(), "U2")
    assert (found.asked_as, found.subject) == ("U2", "road-2")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("road-22", "the nearest are road-2"),
        ("batik", "no evidence on its effect"),
        ("kota-1", r"no candidate 'kota-1' of 35\.05: .*paid by 35\.72; money never crosses its owner"),
        ("pkh", "paid by the centre; money never crosses its owner"),
        ("blt_dana_desa", "desa pay it from their own funds: give --ceilings"),
        ("pkh:35.05.01.2001", "paid by the centre"),
        ("bantuan_pangan:35.05.99.9999", r"there is no village 35\.05\.99\.9999"),
        ("zzz", "no candidate 'zzz' of 35\\.05. Give a programme"),
    ],
)
def test_what_is_no_candidate_is_refused_with_the_reason_and_the_nearest(
    choices: DatasetInMemory, name: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        why(choices, request(), name)


def test_a_class_that_was_held_and_a_village_are_no_candidates(choices: DatasetInMemory) -> None:
    courses = choices.tables["courses"]
    at = courses.column_names.index("status")
    held = choices.with_tables(courses=courses.set_column(at, "status", [["held", "candidate"]]))
    with pytest.raises(UsageError, match="its status is held, not candidate"):
        why(held, request(), "barista")
    with pytest.raises(UsageError, match="a village, not a candidate: give programme:village"):
        why(choices, request(), choices.tables["villages"]["village_code"][8].as_py())


def test_a_proposal_that_names_nothing_is_refused(choices: DatasetInMemory) -> None:
    proposals = choices.tables["proposals"]
    at = proposals.column_names.index("item_id")
    none = choices.with_tables(proposals=proposals.set_column(at, "item_id", [[None, "road-2", "kota-1", "road-1"]]))
    with pytest.raises(UsageError, match="U1 names no programme"):
        why(none, request(), "U1")


def test_what_the_constraints_exclude_says_so(choices: DatasetInMemory, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("exclude: [road-1]\n")
    found = why(choices, request(), "road-1", constraints=read_constraints(file))
    assert (found.excluded, found.in_plan) == (True, False)
    assert found.forced.difference is None
