"""Who gains, by sex of head and disability: groups by hand, and sums that add up to the plan's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.planning.gainers import DISABILITY, Grouping, by_disability, by_sex_of_head, rows_of_deciles
from merata.planning.plan import plan
from merata.planning.population import Population

BUDGET = 1_000_000_000


@pytest.fixture(scope="module")
def told(choices: DatasetInMemory) -> DatasetInMemory:
    """Every third household is headed by a woman, the fourth unknown; some members have disabilities."""
    households = choices.tables["households"]
    ids = households["household_id"].to_pylist()
    sex = [None if at == 3 else "female" if at % 3 == 0 else "male" for at in range(len(ids))]
    if "head_sex" in households.column_names:
        households = households.drop_columns(["head_sex"])
    members = [(f"P{at}-{number}", one, number) for at, one in enumerate(ids) for number in range(2)]
    persons = pa.table(
        {
            "person_id": [name for name, _, _ in members],
            "household_id": [one for _, one, _ in members],
            "sex": ["male"] * len(members),
            "birth_date": pa.array(["1980-01-01"] * len(members)).cast(pa.date32()),
            "relation": ["head", "spouse"] * len(ids),
            "severe_disability": [number == 1 and one in ids[:2] for _, one, number in members],
            "disability": pa.array([one in ids[1:5] or None if one in ids[:6] else False for _, one, _ in members]),
        }
    )
    survey = choices.tables["survey_households"]
    if "head_sex" in survey.column_names:
        survey = survey.drop_columns(["head_sex"])
    return choices.with_tables(
        households=households.append_column("head_sex", pa.array(sex)), persons=persons, survey_households=survey
    )


def test_a_household_is_in_one_group(told: DatasetInMemory, choices_people: Population) -> None:
    ids = told.tables["households"]["household_id"].to_pylist()
    found = by_disability(told, choices_people)
    assert found is not None
    of = dict(zip(choices_people.household_id.to_pylist(), found.of.tolist(), strict=True))
    codes = [tuple(DISABILITY)[of[one]] for one in ids[:7]]
    assert codes == ["severe", "severe", "other", "other", "other", "none", "none"]


def test_groups_add_up_to_the_plan(told: DatasetInMemory) -> None:
    found = plan(told, budget_idr=BUDGET, draws=4)
    assistance = sum(line.cost_idr for line in found.items if line.kind == "programme")
    persons = sum(row["persons"] for row in found.by_village)
    mean = sum(row["persons"] * row["gain_pc_idr"] for row in found.by_village) / persons
    for rows in (found.by_sex_of_head, found.by_disability):
        assert sum(row["spending_idr"] for row in rows) == assistance
        assert sum(row["households"] for row in rows) == found.recipients.num_rows
        assert sum(row["persons"] for row in rows) == persons
        assert sum(row["persons"] * row["gain_pc_idr"] for row in rows) / persons == pytest.approx(mean)
        assert all(row["low"] <= row["gain_pc_idr"] <= row["high"] for row in rows)
    assert [row["group"] for row in found.by_sex_of_head] == ["female", "male", "unknown"]
    assert found.by_sex_of_head[2]["of_households"] == 1
    assert all(row["low"] <= row["gain_pc_idr"] <= row["high"] for row in (*found.by_village, *found.by_kecamatan))
    assert sum(row["spending_idr"] for row in found.by_decile) == pytest.approx(assistance, abs=10)


def test_what_is_not_known_has_no_rows(choices: DatasetInMemory, choices_people: Population) -> None:
    assert by_disability(choices, choices_people) is None
    nothing = pa.nulls(choices_people.frame.num_rows, pa.string())
    frame = choices_people.frame
    if "head_sex" in frame.column_names:
        frame = frame.drop_columns(["head_sex"])
    assert by_sex_of_head(replace(choices_people, frame=frame)) is None
    assert by_sex_of_head(replace(choices_people, frame=frame.append_column("head_sex", nothing))) is None


def test_means_and_sums_by_hand() -> None:
    grouping = Grouping(("a", "b", "c"), np.array([0, 0, 1]))
    size = np.array([1.0, 3.0, 2.0])
    assert grouping.per_person(np.array([4.0, 0.0, 5.0]), size).tolist() == [1.0, 5.0, 0.0]
    assert grouping.summed(np.array([4, 1, 5])) == [5, 5, 0]


def test_tenths_are_means_over_the_draws() -> None:
    ten = np.ones(10)
    draws = [
        {"gain": gain * ten, "persons": 7.0 * ten, "households": paid * ten, "spending_idr": paid * ten}
        for gain, paid in ((1.0, 2), (3.0, 4))
    ]
    rows = rows_of_deciles(draws)
    assert [row["decile"] for row in rows] == list(range(1, 11))
    assert (rows[0]["gain_pc_idr"], rows[0]["households"], rows[0]["spending_idr"]) == (2.0, 3, 3)
