"""The invented region with something to choose from: programmes, aid of today, a budget, a class and two works."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.planning.population import Population, population


def with_choices(region: DatasetInMemory) -> DatasetInMemory:
    rng = np.random.default_rng(11)
    households, villages = region.tables["households"], region.tables["villages"]
    ids, codes = households["household_id"].to_pylist(), villages["village_code"].to_pylist()
    desil = np.ceil(rng.permutation(len(ids)) / len(ids) * 10).clip(1, 10).astype(np.int64)
    programmes = [
        ("bantuan_pangan", "regency", "food"),
        ("blt_dana_desa", "desa", "cash"),
        ("pkh", "centre", "cash"),
        ("sembako", "centre", "food"),
        ("beras", "centre", "food"),
        ("rastrada", "35.72", "food"),
        ("blt_dbhcht_provinsi", "province", "cash"),
    ]
    tables = {
        "households": households.append_column("desil", pa.array(desil, mask=rng.random(len(ids)) < 0.03)),
        "programmes": pa.table(
            {
                "programme_id": [name for name, _, _ in programmes],
                "name": [name for name, _, _ in programmes],
                "kind": [kind for _, _, kind in programmes],
                "owner": [owner for _, owner, _ in programmes],
                "fund_source": ["DAU", "Dana Desa", "APBN", "APBN", "APBN", "DAU", "DBHCHT"],
            }
        ),
        "benefits": pa.table(
            {
                "household_id": ids[:300],
                "programme_id": ["sembako"] * 150 + ["pkh"] * 100 + ["blt_dana_desa"] * 50,
                "year": [2025] * 300,
                "annual_idr": [2_400_000] * 150 + [3_000_000] * 100 + [3_600_000] * 50,
            }
        ),
        "budget": pa.table(
            {
                "owner": codes,
                "year": [2025] * len(codes),
                "account_code": ["5.4"] * len(codes),
                "fund_source": ["Dana Desa"] * len(codes),
                "ceiling_idr": [100_000_000] * len(codes),
            }
        ),
        "evidence": pa.table(
            {
                "evidence_id": ["training_vocational", "road_access", "cash_pass_through"],
                "lever": ["training", "infrastructure", "assistance"],
                "intervention": ["course", "road", "cash"],
                "outcome": ["income", "consumption", "consumption"],
                "effect": [0.10, 0.08, 1.0],
                "unit": ["share_of_income", "share_of_consumption", "pass_through"],
                "standard_error": [0.05, 0.04, 0.15],
                "assumption": [True, False, True],
                "source": ["assumed", "read", "assumed"],
            }
        ),
        "courses": pa.table(
            {
                "course_id": ["barista", "batik"],
                "name": ["Barista", "Batik"],
                "sector": ["services", "crafts"],
                "year": [2026, 2026],
                "owner": ["35.05", "35.05"],
                "seats": [5, 5],
                "cost_idr": [20_000_000, 20_000_000],
                "status": ["candidate", "candidate"],
                "evidence_id": pa.array(["training_vocational", None]),
            }
        ),
        "applications": pa.table(
            {
                "application_id": [f"A{i}" for i in range(20)],
                "course_id": ["barista"] * 20,
                "person_id": [f"P{i}" for i in range(20)],
                "household_id": ids[400:418] + ids[400:402],
            }
        ),
        "projects": pa.table(
            {
                "project_id": ["road-1", "road-2", "kota-1"],
                "name": ["Jalan 1", "Jalan 2", "Jalan Kota"],
                "kind": ["road"] * 3,
                "owner": ["35.05", "35.05", "35.72"],
                "village_code": [codes[0], codes[1], codes[-1]],
                "year": [2026] * 3,
                "cost_idr": [300_000_000, 900_000_000, 100_000_000],
                "status": ["candidate"] * 3,
                "evidence_id": ["road_access"] * 3,
            }
        ),
        "project_villages": pa.table(
            {
                "project_id": ["road-1", "road-1", "road-2", "kota-1"],
                "village_code": [codes[0], codes[2], codes[1], codes[-1]],
                "share_of_households": [0.5, 0.25, 0.1, 1.0],
            }
        ),
        "proposals": pa.table(
            {
                "proposal_id": ["U1", "U2", "U3", "U4"],
                "village_code": [codes[0], codes[1], codes[-1], codes[0]],
                "year": [2025] * 4,
                "title": ["Jalan 1", "Jalan 2", "Jalan Kota", "Jalan 1 lagi"],
                "pillar": ["infrastructure"] * 4,
                "supporters": [10] * 4,
                "item_id": ["road-1", "road-2", "kota-1", "road-1"],
                "status": ["raised", "costed", "raised", "declined"],
            }
        ),
    }
    return DatasetInMemory(region.tables | tables)


@pytest.fixture(scope="session")
def choices(small_region: DatasetInMemory) -> DatasetInMemory:
    return with_choices(small_region)


@pytest.fixture(scope="session")
def choices_folder(choices: DatasetInMemory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return choices.written(tmp_path_factory.mktemp("choices"))


@pytest.fixture(scope="session")
def choices_people(choices: DatasetInMemory) -> Population:
    return population(choices, regency="35.05", draws=8, seed=1)
