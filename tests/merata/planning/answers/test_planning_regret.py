"""Habits by hand, what is lost by them, and the hidden truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory
from small_plans import candidates

from merata.errors import InputError, UsageError
from merata.planning.answers.asked import Answers, answers
from merata.planning.answers.habits import LAST_YEAR, habits, last_year, listed
from merata.planning.answers.regret import times_equal_split
from merata.planning.answers.truth_score import planted_effects, true_evaluator
from merata.planning.optimiser.objective import social_welfare
from merata.planning.plan import solve
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.progress import silent

BUDGET = 1_000_000_000
REQUEST = Request("35.05", BUDGET, date(2026, 1, 1), draws=4)


def with_budget(choices: DatasetInMemory) -> DatasetInMemory:
    """Last year: half on assistance, two fifths on works, a tenth on classes; food went to two villages, one to two."""
    households = choices.tables["households"]
    ids, codes = households["household_id"].to_pylist(), np.array(households["village_code"].to_pylist())
    villages = choices.tables["villages"]["village_code"].to_pylist()
    first, second = (np.flatnonzero(codes == village) for village in villages[4:6])
    paid = [ids[at] for at in [*first[:10], *second[:20]]]
    benefits = {
        "household_id": paid, "programme_id": ["bantuan_pangan"] * 30, "year": [2025] * 30,
        "annual_idr": [1_560_000] * 30,
    }  # fmt: skip
    lines = [("assistance", 500), ("infrastructure", 400), ("training", 100), ("participation", 77)]
    budget = {
        "owner": ["35.05"] * 4, "year": [2025] * 4, "account_code": [f"5.{at}" for at in range(4)],
        "fund_source": ["PAD"] * 4, "pillar": [pillar for pillar, _ in lines],
        "ceiling_idr": [10_000_000 * amount for _, amount in lines],
    }  # fmt: skip
    later = {"truth_effects": pa.table({
        "effect_id": ["a", "b", "c", "d"], "lever": ["assistance", "infrastructure", "training", "training"],
        "item_id": ["all", "x", "y", "z"], "effect": [0.9, 0.04, 0.1, 0.3],
        "unit": ["pass_through", "share_of_consumption", "share_of_income", "share_of_income"],
    })}  # fmt: skip
    return choices.with_tables(budget=pa.table(budget), benefits=pa.table(benefits), **later)


@pytest.fixture(scope="module")
def asked(choices: DatasetInMemory) -> Problem:
    return problem(with_budget(choices), REQUEST, None, silent)


@pytest.fixture(scope="module")
def found(choices: DatasetInMemory) -> Answers:
    return answers(with_budget(choices), REQUEST, with_truth=True)


def test_last_year_s_pattern_by_hand(asked: Problem) -> None:
    package = last_year(asked, asked.limits())
    assert package is not None
    claims = asked.menu.claims
    village = np.array(asked.people.villages["village_code"].to_pylist())[
        asked.people.village[claims.household[package.paid]]
    ]
    names, counts = np.unique(village, return_counts=True)
    codes = asked.people.villages["village_code"].to_pylist()
    received = set(codes[4:6])
    assert set(names) <= received
    # Half of the budget, a third and two thirds of it: as many whole benefits as fit, or everyone who may have one.
    eligible = {code: int(np.sum(np.array(codes)[asked.people.village[claims.household]] == code)) for code in received}
    fits = {codes[4]: 500_000_000 // 3 // 1_560_000, codes[5]: 1_000_000_000 // 3 // 1_560_000}
    assert dict(zip(names.tolist(), counts.tolist(), strict=True)) == {
        code: min(fits[code], eligible[code]) for code in received
    }
    # 400 million reach the first road (300), not the second (900); 100 million reach the class (20).
    taken = {asked.candidates.items[at].line for at in np.flatnonzero(package.items)}
    assert taken == {"road-1", "barista"}
    assert package.spent_idr(asked) <= BUDGET
    assert package.notes == ()


def test_without_last_year_s_budget_there_is_no_pattern(choices: DatasetInMemory) -> None:
    without = problem(choices, REQUEST, None, silent)
    assert LAST_YEAR not in habits(without)


def test_this_year_s_ceilings_hold_for_last_year_s_pattern(choices: DatasetInMemory) -> None:
    held = problem(with_budget(choices), replace(REQUEST, budget_idr=10**11, use_ceilings=True), None, silent)
    package = last_year(held, held.limits())
    assert package is not None
    assert held.menu.claims.annual_idr[package.paid].sum() <= 5_000_000_000
    taken = {held.candidates.items[at].line for at in np.flatnonzero(package.items)}
    assert taken == {"road-1", "road-2", "barista"}


def test_works_that_depend_on_each_other_come_as_a_bundle_or_not_at_all() -> None:
    choice = candidates([10, 20, 30, 5], [0, 1, 2, 3], np.eye(4), exclusive=[0, 0, 0, 0])
    works = tuple(replace(one, pillar="infrastructure") for one in choice.items)
    bundle = replace(works[2], line="line-0+line-1", parts=("line-0", "line-1"))
    choice = replace(choice, items=(works[0], works[1], bundle, works[3]))
    taken = np.zeros(4, dtype=np.bool_)
    assert (
        listed(choice, np.zeros(4, dtype=np.bool_), "infrastructure", 100, taken) == 1
    )  # none lists the last with them
    assert taken.tolist() == [False, False, True, False]
    short = np.zeros(4, dtype=np.bool_)
    listed(choice, np.zeros(4, dtype=np.bool_), "infrastructure", 25, short)
    assert short.tolist() == [True, False, False, False]


def test_a_package_counted_as_one_item_is_its_items(asked: Problem) -> None:
    best = solve(asked)
    package = habits(asked)["greedy"]
    chosen = package.as_items(asked)
    one = replace(asked.evaluator, candidates=package.as_one(asked)).gains(np.ones(1))
    assert one == pytest.approx(asked.evaluator.gains(chosen.astype(float)))
    assert package.spent_idr(asked) == asked.candidates.cost_idr[chosen].sum()
    assert asked.evaluator.value(one) <= best.bound


def test_nothing_within_the_limits_beats_the_plan(found: Answers) -> None:
    assert [row.name for row in found.regret] == ["plan", "equal_split", "decile_order", "last_year", "greedy"]
    own, *others = found.regret
    assert (own.regret, own.regret_share, own.gain) == (0.0, 0.0, pytest.approx(found.plan.gain))
    assert own.gini_after == pytest.approx(found.plan.gini_after)
    assert own.gini_fall == pytest.approx(found.plan.gini_before - found.plan.gini_after)
    for row in others:
        assert row.keeps_limits
        assert row.regret >= 0
        assert row.regret == pytest.approx(found.plan.gain - row.gain)
        assert row.spent_idr <= BUDGET
        assert row.gini_fall_per_billion == pytest.approx(row.gini_fall * 1e9 / row.spent_idr)
        if row.name in found.plan.comparisons:
            assert row.gain == pytest.approx(found.plan.comparisons[row.name])
            assert row.spent_idr == found.plan.comparisons_spent_idr[row.name]


def test_per_rupiah_against_the_equal_split(found: Answers) -> None:
    times = times_equal_split(found.regret)
    ours, equal = found.regret[:2]
    assert times["gain"] == pytest.approx(ours.gain / ours.spent_idr * equal.spent_idr / equal.gain)
    assert times["gini_fall"] == pytest.approx(ours.gini_fall / ours.spent_idr * equal.spent_idr / equal.gini_fall)
    assert times_equal_split([replace(ours, spent_idr=0), equal]) == {"gain": None, "gini_fall": None}
    assert times_equal_split([ours, replace(equal, gain=0.0, gini_fall=-0.1)]) == {"gain": None, "gini_fall": None}


def test_on_the_truth_by_hand(found: Answers, asked: Problem) -> None:
    truth = asked.dataset.read("truth").to_pylist()
    consumption = {row["household_id"]: row["consumption_pc_idr"] for row in truth if row["year"] == 2025}
    welfare = np.array([consumption[name] for name in asked.people.household_id.to_pylist()])
    size, claims = asked.people.size, asked.menu.claims
    paid = asked.menu.comparisons["equal_split"]
    household = claims.household[paid]
    added = np.bincount(household, claims.annual_idr[paid] / 12 / size[household], minlength=size.size)
    before, after = social_welfare(welfare, size), social_welfare(welfare + 0.9 * added, size)
    assert found.truth is not None
    assert set(found.truth) == {row.name for row in found.regret}
    assert found.truth["equal_split"].gain == pytest.approx(after - before)
    mean = float(np.dot(welfare, size) / size.sum())
    assert found.truth["plan"].gini_before == pytest.approx(1 - before / mean)
    assert found.as_json()["truth"]["equal_split"]["gain"] == pytest.approx(after - before)


def test_on_the_truth_seats_are_compared_with_seats(asked: Problem) -> None:
    """Planted 0.2 in who completes, of whom there are 1 of 2: 0.1 a seat, beside 0.1 × 1/2 or an offer's 0.1."""
    dataset = asked.dataset
    assert isinstance(dataset, DatasetInMemory)
    assert planted_effects(dataset) == pytest.approx({"assistance": 0.9, "infrastructure": 0.04, "training": 0.2})
    scale = true_evaluator(asked).draws.scale
    assert scale["road_access"].tolist() == pytest.approx([0.5])  # planted 0.04 where the evidence says 0.08
    assert scale["cash_pass_through"].tolist() == pytest.approx([0.9])
    # No class was held: the assumed rate stands on both sides.
    assert scale["training_vocational"].tolist() == pytest.approx([0.2 / 0.1])
    rows = dataset.tables["courses"].to_pylist()
    held = [*rows, rows[0] | {"course_id": "past", "year": 2024, "status": "held"}]
    won = [{"application_id": f"W{done}", "course_id": "past", "person_id": "W", "household_id": "H"} for done in "12"]
    won = [row | {"selected": True, "completed": done} for row, done in zip(won, (True, False), strict=True)]
    past = dataset.with_tables(
        courses=pa.Table.from_pylist(held),
        applications=pa.Table.from_pylist([*won, *dataset.tables["applications"].to_pylist()]),
    )
    evidence = [row | {"per": "offer"} for row in dataset.tables["evidence"].to_pylist()]
    for told, per_seat in ((past, 0.1 * 0.5), (past.with_tables(evidence=pa.Table.from_pylist(evidence)), 0.1)):
        scale = true_evaluator(problem(told, replace(REQUEST, draws=2), None, silent)).draws.scale
        assert scale["training_vocational"].tolist() == pytest.approx([0.1 / per_seat])


def test_without_a_truth_there_is_nothing_to_score_on(choices: DatasetInMemory, asked: Problem) -> None:
    with pytest.raises(UsageError, match="truth_effects"):
        answers(choices, replace(REQUEST, draws=2), with_truth=True)
    dataset = asked.dataset
    assert isinstance(dataset, DatasetInMemory)
    short = dataset.with_tables(truth=dataset.tables["truth"].slice(5))
    with pytest.raises(InputError, match="no consumption of"):
        true_evaluator(replace(asked, dataset=short))
