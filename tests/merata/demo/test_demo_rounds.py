from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from merata.demo import rounds
from merata.demo.planted import NEVER


def _villages() -> pa.Table:
    return pa.table(
        {
            "village_code": [f"35.05.01.2{at:03d}" for at in range(50)],
            "type": ["desa"] * 40 + ["kelurahan"] * 10,
            "side_of_brantas": ["selatan", "utara"] * 25,
        }
    )


def test_desa_enter_in_three_years_and_kelurahan_never() -> None:
    entered = rounds.entry_years(_villages(), seed=1)
    years, counts = np.unique(entered, return_counts=True)
    assert dict(zip(years.tolist(), counts.tolist(), strict=True)) == {2023: 6, 2024: 6, 2025: 6, NEVER: 32}
    assert (entered[40:] == NEVER).all()


def test_monitoring_gives_the_mean_of_up_to_thirty_households() -> None:
    villages = _villages().slice(0, 2)
    village = np.repeat([0, 1], [400, 10])
    consumption = {2022: np.where(village == 0, 1e6, 5e5), 2023: np.where(village == 0, 2e6, 5e5)}
    rows = rounds.monitoring(villages, village, consumption, seed=1).to_pylist()
    found = {(row["unit_id"][-1], row["year"], row["measure"]): row for row in rows}
    assert found["0", 2022, "consumption_pc_idr"]["n"] == 30
    assert found["1", 2023, "consumption_pc_idr"]["n"] == 10
    assert found["0", 2023, "consumption_pc_idr"]["value"] == pytest.approx(2e6, rel=0.1)
    assert found["1", 2022, "log_consumption_pc_idr"]["value"] == pytest.approx(np.log(5e5), abs=0.15)


def test_every_village_is_seen_before_the_first_entry(small_demo) -> None:
    outcomes = small_demo.table("outcomes").to_pylist()
    seen = {(row["unit_id"], row["year"]) for row in outcomes if row["unit"] == "village"}
    codes = small_demo.table("villages")["village_code"].to_pylist()
    assert seen == {(code, year) for code in codes for year in (2022, 2023, 2024, 2025)}


def test_works_share_their_cost_among_the_villages_served() -> None:
    projects = pa.table(
        {"project_id": ["a", "b"], "status": ["built", "candidate"], "year": [2024, 2026], "cost_idr": [100, 7]}
    )
    reached = pa.table({"project_id": ["a", "a"], "village_code": ["x", "y"], "share_of_households": [0.5, 0.25]})
    villages = pa.table({"village_code": ["x", "y"]})
    rows = rounds.works(projects, reached, villages, np.repeat([0, 1], [20, 80])).to_pylist()
    assert [(row["village_code"], row["households"], row["amount_idr"]) for row in rows] == [
        ("x", 10, 33),
        ("y", 20, 67),
    ]
