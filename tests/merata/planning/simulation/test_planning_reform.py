"""A reform beside the rules as they stand: who gains by it, paired draw by draw."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from invented_region import DatasetInMemory

from merata.errors import UsageError
from merata.planning.simulation.simulate import simulate, simulate_reform
from merata.planning.simulation.simulated import ReformSimulation
from merata.programmes.incidence import Interval, interval
from merata.programmes.rules.loading import rulebook

SEMBAKO_IDR = 14 * 200_000


@pytest.fixture(scope="module")
def wider(choices: DatasetInMemory) -> ReformSimulation:
    """Sembako up to decile 6."""
    return simulate_reform(choices, programmes=["sembako"], reform={"sembako": {"desil_max": 6}}, draws=6)


def desils(choices: DatasetInMemory) -> tuple[list[int], list[int]]:
    """The deciles, 0 where unknown, of those who have Sembako today (the first 150) and of the others."""
    found = [desil or 0 for desil in choices.tables["households"]["desil"].to_pylist()]
    return found[:150], found[150:]


def test_cost_and_households_differ_by_those_newly_admitted(wider: ReformSimulation, choices: DatasetInMemory) -> None:
    _, others = desils(choices)
    more = others.count(6)
    assert wider.differences["households"] == Interval(more, more, more)
    assert wider.differences["cost_idr"] == Interval(*[more * SEMBAKO_IDR] * 3)
    assert wider.by_programme["sembako"] == wider.differences
    assert [one.as_json() for one in wider.changes] == [
        {"programme_id": "sembako", "parameter": "desil_max", "standing": 5, "reform": 6}
    ]


def test_differences_are_paired_and_narrower_than_what_they_are_of(wider: ReformSimulation) -> None:
    before, after = wider.standing.incidence.together, wider.reform.incidence.together
    assert wider.standing.incidence.before == wider.reform.incidence.before
    for name in ("gini_after", "p0_after", "p1_after", "leakage_non_poor", "coverage_poor_persons"):
        found = wider.differences[name]
        assert found == interval(after.drawn[name] - before.drawn[name])
        assert found.value == pytest.approx(after.measures[name].value - before.measures[name].value)
        whole = before.measures[name]
        assert found.high - found.low < whole.high - whole.low
    assert wider.differences["p0_after"].value < 0


def test_it_is_the_simulation_of_the_reformed_rulebook(wider: ReformSimulation, choices: DatasetInMemory) -> None:
    book = rulebook("sembako").with_parameters({"desil_max": 6})
    alone = simulate(choices, programmes=[book], draws=6)
    assert alone.as_json() == wider.reform.as_json()
    assert simulate(choices, programmes=["sembako"], draws=6).as_json() == wider.standing.as_json()


def test_a_rise_is_paid_to_those_of_today_whom_both_rules_admit(choices: DatasetInMemory) -> None:
    having, others = desils(choices)
    admitted = [sum(1 <= desil <= 5 for desil in each) for each in (having, others)]
    found = simulate_reform(choices, programmes=["sembako"], reform={"sembako": {"monthly_idr": 300_000}}, draws=2)
    (outcome,) = found.reform.programmes
    assert outcome.raised == admitted[0] > 0
    assert outcome.households == sum(admitted)
    assert outcome.cost_idr == admitted[0] * 1_400_000 + admitted[1] * 4_200_000
    assert found.standing.programmes[0].raised == 0


def test_whom_the_standing_rules_do_not_admit_has_the_old_aid_and_no_more(choices: DatasetInMemory) -> None:
    having, _ = desils(choices)
    reform = {"sembako": {"monthly_idr": 300_000, "desil_max": 10}}
    found = simulate_reform(choices, programmes=["sembako"], reform=reform, draws=2)
    assert found.reform.programmes[0].raised == sum(1 <= desil <= 5 for desil in having)


def test_nothing_is_taken_from_those_of_today(choices: DatasetInMemory) -> None:
    _, others = desils(choices)
    found = simulate_reform(choices, programmes=["sembako"], reform={"sembako": {"monthly_idr": 100_000}}, draws=2)
    assert found.reform.programmes[0].raised == 0
    assert found.reform.cost_idr == sum(1 <= desil <= 5 for desil in others) * 1_400_000


def test_more_kilograms_for_those_of_today_too(choices: DatasetInMemory) -> None:
    """Sembako as 10 kg a month at 20,000, raised to 15: 60 kg a year more for who has it."""
    book = rulebook("rastrada")
    known = rulebook("sembako")
    rice = replace(
        book,
        programme_id="sembako",
        conditions={"desil": known.conditions["desil"]},
        eligible=known.eligible,
        parameters={name: values for name, values in book.parameters.items() if name != "desil_max"}
        | {"desil_max": known.parameters["desil_max"]},
    )
    having, others = desils(choices)
    admitted = [sum(1 <= desil <= 5 for desil in each) for each in (having, others)]
    found = simulate_reform(choices, programmes=[rice], reform={"sembako": {"kg_per_month": 15}}, draws=2)
    assert found.standing.programmes[0].quantity == admitted[1] * 120
    assert found.reform.programmes[0].quantity == admitted[0] * 60 + admitted[1] * 180


def test_the_other_programmes_feel_the_reform(choices: DatasetInMemory) -> None:
    """Regional food aid goes to those without Sembako: the wider Sembako is, the fewer are left."""
    found = simulate_reform(
        choices, programmes=["sembako", "bantuan_pangan"], reform={"sembako": {"desil_max": 2}}, draws=2
    )
    _, others = desils(choices)
    assert found.by_programme["bantuan_pangan"]["households"].value == others.count(3) + others.count(4)


def test_every_fault_of_a_reform_comes_at_once(choices: DatasetInMemory) -> None:
    reform = {"pkh": {"desil_max": 5}, "sembako": {"desil_max": "five", "monthly": 3}}
    with pytest.raises(
        UsageError, match=r"pkh is not simulated.*desil_max must be like 5.*unknown parameter 'monthly'"
    ):
        simulate_reform(choices, programmes=["sembako"], reform=reform)
    with pytest.raises(UsageError, match="changes at least one parameter"):
        simulate_reform(choices, programmes=["sembako"], reform={"sembako": {}})


def test_json_has_the_standing_rules_first_and_the_reform_beside(wider: ReformSimulation) -> None:
    plain = wider.as_json()
    assert plain["cost_idr"] == wider.standing.cost_idr
    assert plain["reform"]["cost_idr"] == wider.reform.cost_idr
    assert plain["differences"]["gini_after"]["low"] <= plain["differences"]["gini_after"]["value"] < 0
    assert set(plain["differences_by_programme"]) == {"sembako"}
    json.dumps(plain, allow_nan=False)


def test_a_difference_without_draws_that_exist_is_not_there(choices: DatasetInMemory) -> None:
    """A budget of nothing: no rupiah, so no share of them in either."""
    found = simulate_reform(
        choices,
        programmes=["sembako"],
        reform={"sembako": {"desil_max": 6}},
        budgets_idr={"sembako": 0},
        draws=2,
    )
    assert "leakage_non_poor" not in found.differences
    assert found.differences["gini_after"] == Interval(0.0, 0.0, 0.0)
    assert np.all(found.reform.incidence.together.drawn["p0_change"] == 0)
