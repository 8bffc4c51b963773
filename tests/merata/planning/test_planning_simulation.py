"""A simulation's sums by hand, and the rules that it must follow."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from invented_region import DatasetInMemory

from merata.cli.simulate import simulate as simulate_command
from merata.errors import InputError, UsageError
from merata.planning.simulation import Simulation, simulate


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
    assert programme.reasons["national_food_aid"] == "Sudah menerima Sembako dari pusat."


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


def test_command_line(choices_folder: Path) -> None:
    arguments = [str(choices_folder), "--programme", "bantuan_pangan", "--draws", "3", "--on", "2025-03-01"]
    shown = CliRunner().invoke(simulate_command, [*arguments, "--json"], catch_exceptions=False)
    result = json.loads(shown.stdout)
    assert result["on"] == "2025-03-01"
    assert result["gini_after"] < result["gini_before"]
    assert result["intervals"]["gini_before"][0] <= result["gini_before"] <= result["intervals"]["gini_before"][1]
    assert CliRunner().invoke(simulate_command, arguments, catch_exceptions=False).exit_code == 0


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
