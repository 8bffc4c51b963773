"""Who is eligible by the rulebooks and receives nothing, by a small registry."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.programmes.aid import Receipts, receipts, without_aid
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.rulebook import Rulebook

DAY = date(2025, 7, 1)
DESA = "35.05.01.2001"


@pytest.fixture
def dataset() -> DatasetInMemory:
    villages = {"village_code": [DESA], "name": ["Sumber"], "type": ["desa"], "kecamatan_code": [DESA[:8]],
                "kecamatan": ["Satu"], "regency_code": ["35.05"], "regency": ["Kabupaten"], "latitude": [-8.1],
                "longitude": [112.2], "population": [9]}  # fmt: skip
    names = ["sembako", "bantuan_pangan", "beras", "rastrada", "prakerja"]
    return DatasetInMemory(
        {
            "villages": pa.table(villages),
            "households": pa.table(
                {
                    "household_id": ["H1", "H2", "H3", "H4", "H5", "H6"],
                    "village_code": [DESA] * 6,
                    "size": [1] * 6,
                    "desil": pa.array([5, 2, 2, 1, None, 9], pa.int64()),
                }
            ),
            "programmes": pa.table(
                {"programme_id": names, "name": names, "kind": ["food"] * 4 + ["training"],
                 "owner": ["centre", "regency", "centre", "regency", "centre"], "fund_source": ["x"] * 5}
            ),
            "benefits": pa.table(
                {"household_id": ["H4"], "programme_id": ["sembako"], "year": [2025], "annual_idr": [2_800_000]}
            ),
        }
    )  # fmt: skip


def books(*names: str) -> list[Rulebook]:
    return [rulebook(name) for name in names]


def received(dataset: DatasetInMemory) -> Receipts:
    return receipts(dataset.read("benefits"), dataset.read("programmes"), dataset.read("households"), year=2025)


def test_by_decile_then_by_lot_with_what_each_is_eligible_for(dataset: DatasetInMemory) -> None:
    found = without_aid(dataset, received(dataset), books("sembako", "bantuan_pangan", "prakerja"), DAY)
    lots = {name: sha256(f"2025:{name}".encode()).digest() for name in ("H2", "H3")}
    tied = sorted(lots, key=lots.__getitem__)
    rows = [(row["household_id"], row["programmes"], row["need_rank"]) for row in found.missed.to_pylist()]
    both = ["sembako", "bantuan_pangan"]
    assert rows == [(tied[0], both, 2), (tied[1], both, 3), ("H1", ["sembako"], 4)]
    assert found.assessed == ("sembako", "bantuan_pangan")
    assert found.not_aid == ("prakerja",)
    assert found.as_json() == {
        "on": "2025-07-01",
        "households": 3,
        "villages": [{"village_code": DESA, "households": 3}],
        "programmes": [
            {"programme_id": "sembako", "households": 3},
            {"programme_id": "bantuan_pangan", "households": 2},
        ],
        "assessed": ["sembako", "bantuan_pangan"],
        "not_in_force": [],
        "not_aid": ["prakerja"],
    }


def test_some_of_the_households_in_another_order(dataset: DatasetInMemory) -> None:
    some = received(dataset).of(np.array([True, False, False, True, True, True]))
    found = without_aid(dataset, some, books("sembako"), DAY)
    assert found.missed["household_id"].to_pylist() == ["H1"]
    assert found.missed["need_rank"].to_pylist() == [2]


def test_rules_that_are_not_in_force_are_left_out_and_named(dataset: DatasetInMemory) -> None:
    found = without_aid(dataset, received(dataset), books("sembako", "beras"), date(2022, 7, 1))
    assert (found.assessed, found.not_in_force) == (("sembako",), ("beras",))
    with pytest.raises(UsageError, match=r"\(sembako\) is in force on 2010-07-01"):
        without_aid(dataset, received(dataset), books("sembako"), date(2010, 7, 1))


def test_a_registry_without_what_the_rules_ask_is_refused(dataset: DatasetInMemory) -> None:
    households = dataset.tables["households"].drop_columns(["desil"])
    with pytest.raises(InputError, match="desil"):
        without_aid(dataset.with_tables(households=households), received(dataset), books("sembako"), DAY)
