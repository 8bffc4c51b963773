"""A small region to plan for from the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from invented_region import region


@pytest.fixture(scope="session")
def plan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small region with food aid, a road, two years of budget and planted effects."""
    small = region(villages=10, households_each=30, psus=10)
    households, villages = small.tables["households"], small.tables["villages"]
    codes = villages["village_code"].to_pylist()
    names = ["bantuan_pangan", "sembako", "beras", "rastrada"]
    desil = np.ceil(np.random.default_rng(2).permutation(households.num_rows) / households.num_rows * 10).astype(int)
    years = (2025, 2026)
    pillars = (("5.1", "PAD", "assistance", 200_000_000), ("5.2", "DAU", "infrastructure", 100_000_000))
    budget = [("35.05", year, *line) for year in years for line in pillars]
    data = small.with_tables(
        households=households.append_column("desil", pa.array(np.maximum(desil, 1))),
        programmes=pa.table({"programme_id": names, "name": names, "kind": ["food"] * 4,
                             "owner": ["regency", "centre", "centre", "centre"], "fund_source": ["PAD"] * 4}),
        benefits=pa.table({"household_id": households["household_id"].to_pylist()[:9], "programme_id": ["sembako"] * 9,
                           "year": [2025] * 9, "annual_idr": [2_400_000] * 9}),
        budget=pa.table(dict(zip(("owner", "year", "account_code", "fund_source", "pillar", "ceiling_idr"),
                                 map(list, zip(*budget, strict=True)), strict=True))),
        evidence=pa.table({"evidence_id": ["road_access", "cash_pass_through"],
                           "lever": ["infrastructure", "assistance"],
                           "intervention": ["road", "cash"], "outcome": ["consumption"] * 2, "effect": [0.08, 1.0],
                           "unit": ["share_of_consumption", "pass_through"], "standard_error": [0.04, 0.15],
                           "assumption": [False, True], "source": ["read", "assumed"]}),
        projects=pa.table({"project_id": ["road-1"], "name": ["Jalan [1]"], "kind": ["road"], "owner": ["35.05"],
                           "village_code": [codes[0]], "year": [2026], "cost_idr": [50_000_000],
                           "status": ["candidate"], "evidence_id": ["road_access"]}),
        project_villages=pa.table({"project_id": ["road-1"] * 2, "village_code": codes[:2],
                                   "share_of_households": [0.5, 0.25]}),
        truth_effects=pa.table({"effect_id": ["a", "b"], "lever": ["assistance", "infrastructure"],
                                "item_id": ["all", "x"], "effect": [1.0, 0.08],
                                "unit": ["pass_through", "share_of_consumption"]}),
    )  # fmt: skip
    return data.written(tmp_path_factory.mktemp("plan"))
