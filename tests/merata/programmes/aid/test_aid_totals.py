"""Rupiah by household, source, programme and village: by hand, and against plain dictionaries at random."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from small_aid import BOOKS, HOUSEHOLDS, PROGRAMMES, Book, benefits

from merata.programmes.aid import (
    Receipts,
    aid_by_household,
    aid_by_programme,
    aid_by_source,
    aid_by_village,
    combinations,
    forbidden_pairs,
    overview,
    receipts,
)


@pytest.fixture(scope="module")
def small() -> Receipts:
    return receipts(benefits(), PROGRAMMES, HOUSEHOLDS, year=2025)


def test_one_row_a_household_with_every_source(small: Receipts) -> None:
    table = aid_by_household(small)
    assert table["household_id"].to_pylist() == [f"H{i}" for i in range(1, 8)]
    assert table["programmes"].to_pylist()[:3] == [["sembako", "pkh", "blt_dana_desa"], ["pkh"], []]
    assert table["centre_idr"].to_pylist() == [5_400_000, 900_000, 0, 0, 2_400_000, 0, 0]
    assert table["province_idr"].to_pylist() == [0] * 7
    assert table["regency_idr"].to_pylist() == [0, 0, 0, 0, 1_560_000, 1_560_000, 0]
    assert table["desa_idr"].to_pylist() == [3_600_000, 0, 0, 0, 0, 0, 0]
    assert table["partner_idr"].to_pylist() == [0] * 7
    assert table["total_idr"].to_pylist() == [9_000_000, 900_000, 0, 0, 3_960_000, 1_560_000, 0]
    assert table.schema.field("total_idr").type == pa.int64()


def test_villages_sources_and_programmes(small: Receipts) -> None:
    assert aid_by_village(small).select(["households", "receiving", "with_several", "total_idr"]).to_pylist() == [
        {"households": 4, "receiving": 2, "with_several": 1, "total_idr": 9_900_000},
        {"households": 3, "receiving": 2, "with_several": 2, "total_idr": 5_520_000},
    ]
    sources = {row.pop("source"): tuple(row.values()) for row in aid_by_source(small).to_pylist()}
    assert sources == {
        "centre": (2, 3, 8_700_000),
        "province": (0, 0, 0),
        "regency": (1, 2, 3_120_000),
        "desa": (1, 1, 3_600_000),
        "partner": (1, 1, 0),
    }
    programmes = aid_by_programme(small).to_pylist()
    assert [(row["programme_id"], row["year"], row["households"], row["annual_idr"]) for row in programmes] == [
        ("sembako", 2025, 2, 4_800_000),
        ("pkh", 2025, 2, 3_900_000),
        ("rastrada", 2024, 2, 3_120_000),
        ("blt_dana_desa", 2025, 1, 3_600_000),
        ("zakat", 2025, 1, 0),
    ]


def test_the_overview_adds_up(small: Receipts) -> None:
    found = overview(small, BOOKS)
    assert (found.households, found.receiving, found.with_several, found.total_idr) == (7, 4, 3, 15_420_000)
    for table in (found.by_programme, found.by_source):
        assert sum(table["annual_idr"].to_pylist()) == found.total_idr
    for table in (found.by_village, found.by_household):
        assert sum(table["total_idr"].to_pylist()) == found.total_idr
    assert "H1" not in str(found.as_json())  # households leave only by the tables


@pytest.mark.parametrize("seed", range(3))
def test_a_random_table_against_dictionaries(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ids = [f"K{i:03}" for i in rng.permutation(200)]
    villages = [f"35.05.01.{2001 + i}" for i in rng.integers(0, 5, 200)]
    names = PROGRAMMES["programme_id"].to_pylist()
    rows = [
        (household, name, int(year), int(rng.integers(0, 9)) * 100_000)
        for household in ids
        for name in names
        for year in (2023, 2024, 2025)
        if rng.random() < 0.3
    ]
    rng.shuffle(rows)
    rows = [(str(h), str(p), int(y), int(a)) for h, p, y, a in rows]
    table = pa.table({"household_id": ids, "village_code": villages})
    found = receipts(benefits(rows), PROGRAMMES, table, year=2024)
    has = {(h, p): a for h, p, y, a in rows if y == 2024}
    totals = {row["household_id"]: row["total_idr"] for row in aid_by_household(found).to_pylist()}
    assert totals == {h: sum(a for (other, _), a in has.items() if other == h) for h in ids}
    books = [Book("zakat", ("pkh",)), Book("pkh", ("zakat",)), Book("sembako", ("rastrada",))]
    together = combinations(found, forbidden_pairs(books))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            assert together.matrix[i, j] == sum((h, one) in has and (h, other) in has for h in ids)
    banned = [
        (h, p, q) for p, q in (("pkh", "zakat"), ("sembako", "rastrada")) for h in ids if {(h, p), (h, q)} <= set(has)
    ]
    rows_found = together.forbidden.to_pylist()
    assert {
        (row["household_id"], frozenset((row["first_programme"], row["second_programme"]))) for row in rows_found
    } == {(h, frozenset((p, q))) for h, p, q in banned}
    assert len(rows_found) == len(banned)
    assert together.households == len({h for h, _, _ in banned})
    home = dict(zip(ids, villages, strict=True))
    for row in together.by_village.to_pylist():
        first, second = row["first_programme"], row["second_programme"]
        here = [h for h in ids if home[h] == row["village_code"] and {(h, first), (h, second)} <= set(has)]
        assert row["households"] == len(here) > 0
        assert row["annual_idr"] == sum(has[h, first] + has[h, second] for h in here)
    assert sum(together.by_village["households"].to_pylist()) == sum(together.pairs["households"].to_pylist())
