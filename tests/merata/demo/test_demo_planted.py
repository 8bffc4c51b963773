from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from merata.demo import planted
from merata.demo.planted import NEVER, Exposure


def test_effects_multiply_from_their_years_on() -> None:
    exposure = Exposure(
        completed_year=np.array([2024, NEVER, 2024]),
        entry_year=np.array([NEVER, 2024, 2025]),
        projects=((2024, np.array([0.0, 0.5, 1.0])),),
    )
    assert exposure.factor(2023) == pytest.approx([1, 1, 1])
    assert exposure.factor(2024) == pytest.approx([1, 1.06 * 1.04, 1.08])
    assert exposure.factor(2025) == pytest.approx([1.15, 1.06 * 1.04, 1.15 * 1.06 * 1.08])


def test_only_built_projects_serve() -> None:
    projects = pa.table({"project_id": ["a", "b"], "status": ["built", "candidate"], "year": [2024, 2026]})
    reached = pa.table(
        {
            "project_id": ["a", "a", "b"],
            "village_code": ["x", "z", "y"],
            "share_of_households": [0.4, 1.0, 1.0],
        }
    )
    villages = pa.table({"village_code": ["x", "y", "z"]})
    ((year, share),) = planted.served(projects, reached, villages, np.array([0, 0, 1, 2]))
    assert year == 2024
    assert share.tolist() == [0.4, 0.4, 0.0, 1.0]


def test_the_truth_names_every_planted_effect(small_demo) -> None:
    effects = small_demo.table("truth_effects")
    courses, projects = small_demo.table("courses"), small_demo.table("projects")
    held = courses.filter(pc.equal(courses["status"], "held"))["course_id"].to_pylist()
    built = projects.filter(pc.equal(projects["status"], "built"))["project_id"].to_pylist()
    assert set(effects["item_id"].to_pylist()) == {*held, *built, "desa_wisata", "all"}
    assert len(built) >= 1


def _log_consumption(small_demo, year: int) -> np.ndarray:
    """Log of true consumption without what that year's aid added, by household in the registry's order."""
    truth, households = small_demo.table("truth"), small_demo.table("households")
    value = truth.filter(pc.equal(truth["year"], year))["consumption_pc_idr"].to_numpy()
    return np.log(value - small_demo.aid_on_top_idr(year) / 12 / households["size"].to_numpy())


def test_the_village_programme_can_be_found_again_in_the_truth(small_demo) -> None:
    households, delivered = small_demo.table("households"), small_demo.table("delivered")
    rows = delivered.filter(pc.equal(delivered["item_id"], "desa_wisata")).to_pylist()
    entered = {row["village_code"]: row["year"] for row in rows}
    assert sorted(set(entered.values())) == [2023, 2024, 2025]
    year = np.array([entered.get(code, NEVER) for code in households["village_code"].to_pylist()])
    gain = _log_consumption(small_demo, 2025) - _log_consumption(small_demo, 2023)
    late, never = gain[np.isin(year, (2024, 2025))], gain[year == NEVER]
    error = np.hypot(late.std() / np.sqrt(late.size), never.std() / np.sqrt(never.size))
    assert late.mean() - never.mean() == pytest.approx(np.log(1.06), abs=4 * error)
    assert error < 0.02


def test_the_course_can_be_found_again_in_the_truth(small_demo) -> None:
    households, applications = small_demo.table("households"), small_demo.table("applications")
    done = applications.filter(pc.fill_null(applications["completed"], False))
    held_2024 = pc.utf8_slice_codeunits(done["course_id"], 0, 11).to_pylist()
    at = pc.index_in(done["household_id"], households["household_id"].combine_chunks()).to_numpy()
    chosen = np.zeros(households.num_rows, bool)
    chosen[at[np.array(held_2024) == "course_2024"]] = True
    gain = _log_consumption(small_demo, 2025) - _log_consumption(small_demo, 2024)
    error = gain[chosen].std() / np.sqrt(chosen.sum())
    assert gain[chosen].mean() - gain[~chosen].mean() == pytest.approx(np.log(1.15), abs=4 * error)
