"""Budgets that add up to the published totals, to the rupiah."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from merata.demo import money
from merata.demo.geography import Geography
from merata.tables.catalogue import TABLES


@pytest.fixture(scope="module")
def budget(places: Geography) -> pa.Table:
    return money.build(places, 1)


def ceilings(budget: pa.Table, **equal: object) -> int:
    for column, value in equal.items():
        budget = budget.filter(pc.equal(budget[column], value))
    return int(pc.sum(budget["ceiling_idr"]).as_py())


def test_the_table_follows_the_catalogue(budget: pa.Table) -> None:
    schema = TABLES["budget"]
    assert budget.schema.equals(schema.arrow)
    assert len(budget.group_by(list(schema.key)).aggregate([])) == len(budget)
    assert pc.min(budget["ceiling_idr"]).as_py() > 0
    assert budget["certainty"].null_count == 0


def test_the_totals_are_the_published_ones(budget: pa.Table) -> None:
    assert ceilings(budget, owner="35.05", year=2025) == 2_714_000_000_000
    assert ceilings(budget, owner="35.05", year=2026) == 2_350_000_000_000
    for year in (2025, 2026):
        assert ceilings(budget, fund_source="Dana Desa", year=year) == 239_400_000_000
    roads = ("1.03.10.2.01.0033", "1.03.10.2.01.0044", "1.03.10.2.01.0040", "3.27.03.2.02.0010")
    spent = sum(ceilings(budget, owner="35.05", year=2025, account_code=code) for code in roads)
    assert spent == 151_430_000_000
    blt = ceilings(budget, owner="35.05", year=2025, fund_source="DBHCHT", pillar="assistance")
    assert blt == 8_800_000_000


def test_only_desa_have_dana_desa_and_no_two_give_the_same_share_to_aid(budget: pa.Table, places: Geography) -> None:
    kinds = dict(zip(places.villages["village_code"].to_pylist(), places.villages["type"].to_pylist(), strict=True))
    village = budget.filter(pc.equal(budget["fund_source"], "Dana Desa"))
    assert {kinds[owner] for owner in village["owner"].to_pylist()} == {"desa"}
    assert len(set(village["owner"].to_pylist())) == 220
    year = village.filter(pc.equal(village["year"], 2025))
    totals = year.group_by("owner").aggregate([("ceiling_idr", "sum")])
    whole = dict(zip(totals["owner"].to_pylist(), totals["ceiling_idr_sum"].to_pylist(), strict=True))
    blt = year.filter(pc.equal(year["account_code"], money.BLT_ACCOUNT)).to_pylist()
    assert len(blt) == 220
    assert {row["pillar"] for row in blt} == {"assistance"}
    shares = [row["ceiling_idr"] / whole[row["owner"]] for row in blt]
    assert 0.1199 < min(shares) < 0.125
    assert 0.145 < max(shares) <= 0.15
    assert len(set(shares)) == 220
    for row in year.filter(pc.equal(year["account_code"], "1.1")).to_pylist():
        assert row["ceiling_idr"] * 100 <= whole[row["owner"]] * 3


def test_no_other_line_of_a_desa_gives_its_ceiling_of_aid_away(budget: pa.Table) -> None:
    """One family's yearly BLT is 3.6 million: whoever takes the mean ratio to a line, or to all but the hidden
    two, misses by two families in half of the desa and by more than five in some; and its bounds lie five apart."""
    year = budget.filter(pc.and_(pc.equal(budget["fund_source"], "Dana Desa"), pc.equal(budget["year"], 2025)))
    lines = {account: [] for account in set(year["account_code"].to_pylist())}  # type: dict[str, list[int]]
    for row in year.sort_by("owner").to_pylist():
        lines[row["account_code"]].append(row["ceiling_idr"])
    idr = {account: np.array(of) for account, of in lines.items()}
    aid = idr.pop(money.BLT_ACCOUNT)
    folded = aid + sum(idr[account] for account in ("4.7", "2.2", "1.1"))  # as a public page tells it
    for known in (*idr.values(), folded, folded + idr["2.3"] + idr["4.3"] + idr["1.4"]):
        families = np.abs(known * (aid / known).mean() - aid) / 3_600_000
        assert (np.median(families) >= 2, families.max() > 5) == (True, True)
    whole = aid + sum(idr.values())
    assert (whole * (money.BLT_SHARE[1] - money.BLT_SHARE[0]) / 3_600_000).min() > 5


def test_kota_is_marked_as_assumed(budget: pa.Table) -> None:
    kota = budget.filter(pc.equal(budget["owner"], "35.72"))
    rest = kota.filter(pc.is_null(kota["pillar"]))
    assert set(rest["certainty"].to_pylist()) == {"assumption"}
    assert ceilings(budget, owner="35.72", year=2025) == 1_020_000_000_000


def test_larger_and_remoter_desa_receive_more(places: Geography) -> None:
    villages = places.villages.slice(0, 3)
    shares = money.dana_desa_shares(places.villages, 1)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[:3].min() > 0
    alike = villages.set_column(
        villages.column_names.index("population"), "population", pa.array([1000, 1000, 50_000], pa.int64())
    )
    assert money.dana_desa_shares(alike, 1)[2] > money.dana_desa_shares(alike, 1)[:2].max()


def test_a_smaller_demo_has_smaller_budgets_that_still_add_up(places: Geography, budget: pa.Table) -> None:
    small = money.build(places, 1, 0.05)
    assert ceilings(small, owner="35.05", year=2025) == 135_700_000_000
    assert ceilings(small, fund_source="Dana Desa", year=2025) == 11_970_000_000
    assert small.num_rows == budget.num_rows


def test_the_seed_decides(places: Geography, budget: pa.Table) -> None:
    assert money.build(places, 1).equals(budget)
    assert not money.build(places, 2).equals(budget)
