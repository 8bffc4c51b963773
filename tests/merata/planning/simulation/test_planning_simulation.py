"""A simulation's sums by hand, and the rules that it must follow."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pyarrow.compute as pc
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.planning.simulation.simulate import simulate
from merata.planning.simulation.simulated import Simulation
from merata.programmes.rules.loading import rulebook

KEYS = {
    "regency", "on", "pass_through", "draws", "seed", "synthetic", "cost_idr", "households", "persons", "intervals",
    "programmes", "by_decile", "by_village", "not_surveyed", "mean_before", "mean_after", "gini_before", "gini_after",
    "gini_change", "p0_before", "p0_after", "p0_change", "p1_before", "p1_after", "leakage_non_poor", "leakage_upper60",
    "under_coverage",
}  # fmt: skip


@pytest.fixture(scope="module")
def food(choices: DatasetInMemory) -> Simulation:
    return simulate(choices, programmes=["bantuan_pangan"], draws=6)


def test_cost_reach_and_the_mean_follow_from_the_rule(food: Simulation, choices: DatasetInMemory) -> None:
    households = choices.tables["households"].select(["household_id", "desil", "size"]).to_pylist()
    with_sembako = set(choices.tables["benefits"]["household_id"].to_pylist()[:150])
    eligible = [
        row for row in households if row["desil"] and row["desil"] <= 4 and row["household_id"] not in with_sembako
    ]
    assert food.households == len(eligible)
    assert food.persons == sum(row["size"] for row in eligible)
    assert food.cost_idr == len(eligible) * 1_560_000
    persons = sum(row["size"] for row in households)
    change = food.measures["mean_after"].value - food.measures["mean_before"].value
    assert change == pytest.approx(food.cost_idr / 12 / persons)


def test_poverty_falls_and_intervals_hold_their_value(food: Simulation) -> None:
    for name in ("p0", "p1", "gini"):
        assert food.measures[f"{name}_after"].value < food.measures[f"{name}_before"].value
    for measure in food.measures.values():
        assert measure.low <= measure.value <= measure.high
    assert 0 < food.measures["leakage_upper60"].value < 1
    assert 0 < food.measures["under_coverage"].value < 1


def test_deciles_and_villages_add_up(food: Simulation) -> None:
    assert sum(row["share_of_cost"] for row in food.by_decile) == pytest.approx(1)
    assert sum(row["cost_idr"] for row in food.by_village) == food.cost_idr
    assert sum(row["households"] for row in food.by_village) == food.households
    assert all(row["p0_after"] <= row["p0_before"] for row in food.by_village)


def test_refusals_are_counted_with_their_sentence(food: Simulation) -> None:
    programme = food.programmes[0]
    assert programme.eligible + sum(programme.refused.values()) == 6000
    assert list(programme.refused.values()) == sorted(programme.refused.values(), reverse=True)
    assert "Program Sembako (BPNT)" in programme.reasons["tidak_rangkap_sembako"].id
    assert "Food card (Sembako / BPNT)" in programme.reasons["tidak_rangkap_sembako"].en


def test_a_village_pays_within_its_ceiling_after_what_it_pays_already(choices: DatasetInMemory) -> None:
    found = simulate(choices, programmes=["blt_dana_desa"], draws=2)
    # 15% of 100 million is 15 million: four households at 3.6 million, fewer where some are paid already.
    assert {row["households"] for row in found.by_village} <= {0, 4}
    kota = [row for row in found.by_village if row["village_code"].startswith("35.72")]
    assert not sum(row["households"] for row in kota)
    assert found.programmes[0].receiving_today == 50
    assert found.programmes[0].without_money > 0
    assert found.cost_idr == found.households * 3_600_000


def test_one_regency_only_and_the_ceiling_of_2023(choices: DatasetInMemory) -> None:
    found = simulate(choices, programmes=["bantuan_pangan"], regency="35.72", draws=2)
    assert {row["village_code"][:5] for row in found.by_village} == {"35.72"}
    with pytest.raises(UsageError, match="no value of"):
        simulate(choices, programmes=["bantuan_pangan"], on=date(2023, 1, 1), draws=2)


def test_programmes_add_up_in_the_order_given(choices: DatasetInMemory) -> None:
    both = simulate(choices, programmes=["bantuan_pangan", "blt_dana_desa"], draws=2)
    assert both.cost_idr == sum(programme.cost_idr for programme in both.programmes)


@pytest.mark.parametrize("names", [[], ["bantuan_pangan", "bantuan_pangan"], ["blt_desa"]])
def test_wrong_programmes_are_refused(choices: DatasetInMemory, names: list[str]) -> None:
    with pytest.raises(UsageError):
        simulate(choices, programmes=names)


def test_aid_whose_newest_list_is_older_is_still_received(choices: DatasetInMemory) -> None:
    """Sembako's list ends a year before the local aid's: whoever stands on it is not taken for without aid."""
    benefits = choices.tables["benefits"]
    older = pc.if_else(pc.equal(benefits["programme_id"], "sembako"), 2024, benefits["year"])
    stale = choices.with_tables(benefits=benefits.set_column(benefits.column_names.index("year"), "year", older))
    now, later = (simulate(data, programmes=["bantuan_pangan"], draws=2) for data in (choices, stale))
    assert later.cost_idr == now.cost_idr > 0


def test_money_paid_to_nobody_known_is_refused(choices: DatasetInMemory) -> None:
    benefits = choices.tables["benefits"]
    ids = pc.if_else(pc.equal(benefits["programme_id"], "blt_dana_desa"), "H-lost", benefits["household_id"])
    lost = choices.with_tables(benefits=benefits.set_column(0, "household_id", ids))
    with pytest.raises(InputError, match="50 recipients of blt_dana_desa are not in households"):
        simulate(lost, programmes=["blt_dana_desa"], draws=2)


def test_the_json_keeps_its_keys_and_adds_the_incidence(food: Simulation) -> None:
    plain = food.as_json()
    assert set(plain) >= KEYS
    assert {"concentration", "kakwani", "coverage_poor_persons", "adequacy_gap", "share_bottom40"} <= set(plain)
    assert set(plain["intervals"]) >= {name for name in KEYS if name.startswith(("gini", "p0", "leakage"))}
    assert set(plain["incidence"]["groups"]) == {"decile", "village", "head_sex"}
    assert plain["incidence"]["programmes"][0]["measures"]["kakwani"]["value"] == pytest.approx(plain["kakwani"])
    json.dumps(plain, allow_nan=False)


def test_who_has_a_programme_of_the_centre_keeps_it_and_is_not_paid_twice(choices: DatasetInMemory) -> None:
    """The rules of Sembako do not ask who has it; the registry says."""
    households = choices.tables["households"].select(["household_id", "desil"]).to_pylist()
    has = set(choices.tables["benefits"]["household_id"].to_pylist()[:150])
    admitted = [row["household_id"] not in has for row in households if row["desil"] and row["desil"] <= 5]
    found = simulate(choices, programmes=["sembako"], draws=2)
    (programme,) = found.programmes
    assert programme.households == programme.eligible == sum(admitted)
    assert found.cost_idr == sum(admitted) * 2_800_000
    assert programme.receiving_today == 150
    assert programme.eligible + programme.receiving_today + sum(programme.refused.values()) == 6000


def test_a_budget_reaches_the_neediest_first(choices: DatasetInMemory) -> None:
    everyone = simulate(choices, programmes=["sembako"], draws=2)
    found = simulate(choices, programmes=["sembako"], budgets_idr={"sembako": 10 * 2_800_000 + 1}, draws=2)
    (programme,) = found.programmes
    assert (programme.households, programme.cost_idr, programme.budget_idr) == (10, 28_000_000, 28_000_001)
    assert programme.without_money == everyone.households - 10
    assert programme.eligible == everyone.programmes[0].eligible
    nothing = simulate(choices, programmes=["sembako"], budgets_idr={"sembako": 0}, draws=2)
    assert nothing.cost_idr == nothing.households == 0
    assert nothing.measures["gini_after"] == nothing.measures["gini_before"]
    assert nothing.as_json()["leakage_non_poor"] is None


def test_a_budget_within_the_villages_ceilings(choices: DatasetInMemory) -> None:
    found = simulate(choices, programmes=["blt_dana_desa"], budgets_idr={"blt_dana_desa": 7_500_000}, draws=2)
    assert (found.households, found.cost_idr) == (2, 7_200_000)


def test_what_is_given_in_kind_is_counted_in_its_unit(choices: DatasetInMemory) -> None:
    found = simulate(choices, programmes=["rastrada"], regency="35.72", draws=2)
    (programme,) = found.programmes
    assert programme.unit == "kg"
    assert programme.quantity == programme.households * 120 > 0
    assert programme.cost_idr == programme.households * 1_560_000


def test_a_premium_is_costed_and_aimed_but_no_rise_of_consumption(choices: DatasetInMemory) -> None:
    cash = rulebook("sembako")
    premium = replace(cash, kind="premium")
    paid, insured = (simulate(choices, programmes=[book], draws=3) for book in (cash, premium))
    assert insured.cost_idr == paid.cost_idr > 0
    for name in ("concentration", "kakwani", "share_bottom40", "under_coverage", "adequacy_consumption"):
        assert insured.measures[name] == paid.measures[name]
    for name in ("mean", "gini", "p0", "p1"):
        assert insured.measures[f"{name}_after"].value == pytest.approx(insured.measures[f"{name}_before"].value)
        assert insured.measures[f"{name}_after"] != paid.measures[f"{name}_after"]
    assert not insured.programmes[0].adds_to_welfare


def test_cash_and_a_premium_together_raise_consumption_by_the_cash(choices: DatasetInMemory) -> None:
    premium = replace(rulebook("sembako"), kind="premium")
    cash = simulate(choices, programmes=["blt_dana_desa"], draws=3)
    both = simulate(choices, programmes=["blt_dana_desa", premium], draws=3)
    assert both.cost_idr > cash.cost_idr
    for name in ("mean_after", "gini_after", "p0_after", "p1_after", "reynolds_smolensky"):
        assert both.measures[name].value == pytest.approx(cash.measures[name].value, rel=1e-9)


def test_a_budget_must_be_of_a_programme_that_is_simulated(choices: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match=r"a budget of sembako, which is not simulated; a budget of pkh below 0"):
        simulate(choices, programmes=["pkh"], budgets_idr={"sembako": 5, "pkh": -1})


def test_a_programme_that_nobody_knows_who_receives_is_refused(choices: DatasetInMemory) -> None:
    known = choices.tables["programmes"]
    without = choices.with_tables(programmes=known.filter(pc.not_equal(known["programme_id"], "beras")))
    with pytest.raises(InputError, match="beras"):
        simulate(without, programmes=["beras"], draws=2)
