from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest


def test_incomes_follow_the_households_consumption(small_demo) -> None:
    outcomes, applications = small_demo.table("outcomes"), small_demo.table("applications")
    households, truth = small_demo.table("households"), small_demo.table("truth")
    seen = outcomes.filter(
        (pc.field("measure") == "income_idr") & (pc.field("year") == 2025) & pc.field("value").is_valid()
    )
    at = pc.index_in(seen["unit_id"], applications["application_id"].combine_chunks())
    household = applications["household_id"].take(at.combine_chunks())
    row = pc.index_in(household, households["household_id"].combine_chunks()).to_numpy()
    welfare = truth.filter(pc.equal(truth["year"], 2025))["consumption_pc_idr"].to_numpy()[row]
    ratio = np.log(seen["value"].to_numpy() / (welfare * households["size"].to_numpy()[row]))
    assert ratio.mean() == pytest.approx(np.log(0.5), abs=0.05)
    assert ratio.std() == pytest.approx(np.hypot(0.15, 0.12), abs=0.03)


def test_only_applicants_of_held_courses_are_asked(small_demo) -> None:
    outcomes, applications = small_demo.table("outcomes"), small_demo.table("applications")
    drawn = set(applications.filter(applications["selected"].is_valid())["application_id"].to_pylist())
    asked = set(outcomes.filter(pc.equal(outcomes["unit"], "application"))["unit_id"].to_pylist())
    assert asked == drawn
