"""A ceiling is of the whole year: what today's recipients cost comes off it, and nobody's money pays another's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.planning.limits.budget_lines import BudgetLine
from merata.planning.limits.committed import (
    Commitment,
    charged_with,
    commitments,
    left_by_village,
    open_lines,
    village_lines,
)
from merata.planning.plan import plan
from merata.planning.population import Population

DAY = date(2026, 1, 1)
LINES = (
    BudgetLine("35.05", "1.06", "DBHCHT", "assistance", 8),
    BudgetLine("35.05", "1.06", "PAD", "assistance", 14),
    BudgetLine("35.05", "1.07", "DAU", "assistance", 5),
    BudgetLine("35.05", "2.07", "PAD", "training", 6),
)
BLT, HOME = "blt_dana_desa", ("household_id", "village_code")
NAMES = ("owner", "year", "account_code", "fund_source", "pillar", "ceiling_idr")


def test_what_is_bound_to_a_fund_comes_off_its_lines_first() -> None:
    """DBHCHT 3 of 8; of any fund 10: the 5 that DBHCHT has left, then 5 of 14 PAD. Training pays no programme."""
    found, beyond = charged_with(LINES, [Commitment("any", None, 10), Commitment("bound", " dbhcht ", 3)])
    assert [line.committed_idr for line in found] == [8, 5, 0, 0]
    assert [line.left_idr for line in found] == [0, 9, 5, 6]
    assert beyond == {}


def test_what_no_line_holds_is_told_and_takes_nothing_from_other_funds() -> None:
    found, beyond = charged_with(LINES, [Commitment("bound", "DBHCHT", 9), Commitment("other", "APBN", 4)])
    assert [line.left_idr for line in found] == [0, 14, 5, 6]
    assert beyond == {"bound": 1, "other": 4}


def with_tables(choices: DatasetInMemory, rows: list[tuple[object, ...]], **more: pa.Table) -> DatasetInMemory:
    desa = [row | {"pillar": None} for row in choices.tables["budget"].to_pylist()]
    budget = [dict(zip(NAMES, row, strict=True)) for row in rows]
    return choices.with_tables(budget=pa.Table.from_pylist([*desa, *budget]), **more)


def with_recipients(choices: DatasetInMemory) -> DatasetInMemory:
    """Three of the regency's food aid, one of them in the Kota, two of premiums, four of the centre's; a list of 2024
    that a newer one replaced.
    """
    households = choices.tables["households"].to_pylist()
    here = [row["household_id"] for row in households if row["village_code"].startswith("35.05")]
    there = next(row["household_id"] for row in households if row["village_code"].startswith("35.72"))
    paid = [
        *(("bantuan_pangan", 2025, name, 1_500_000) for name in (*here[:2], there)),
        *(("bantuan_pangan", 2024, name, 1_000_000) for name in here[:9]),
        *(("iuran", 2025, name, 400_000) for name in here[2:4]),
        *(("pkh", 2025, name, 3_000_000) for name in here[4:8]),
    ]
    names = ("programme_id", "year", "household_id", "annual_idr")
    programme = {"name": "Iuran", "kind": "premium", "owner": "35.05", "fund_source": "DAU", "programme_id": "iuran"}
    programmes = [*choices.tables["programmes"].to_pylist(), programme]
    benefits = [dict(zip(names, row, strict=True)) for row in paid]
    return choices.with_tables(benefits=pa.Table.from_pylist(benefits), programmes=pa.Table.from_pylist(programmes))


def test_who_costs_what_in_the_regency(choices: DatasetInMemory, choices_people: Population) -> None:
    """The newest list, the regency's own recipients, and neither the centre's programmes nor the Kota's."""
    found = commitments(with_recipients(choices), choices_people, "35.05", DAY)
    assert found == [Commitment("bantuan_pangan", "DAU", 3_000_000), Commitment("iuran", "DAU", 800_000)]
    without = DatasetInMemory({name: one for name, one in choices.tables.items() if name != "programmes"})
    assert commitments(without, choices_people, "35.05", DAY) == []


def test_open_lines_and_what_is_said_of_them(choices: DatasetInMemory, choices_people: Population) -> None:
    dataset = with_tables(
        with_recipients(choices),
        [("35.05", 2026, "1.06", "DAU", "assistance", 2_000_000), ("35.05", 2026, "1.06", "PAD", "assistance", 7)],
    )
    lines, notes = open_lines(dataset, choices_people, "35.05", DAY)
    assert [(line.fund_source, line.left_idr) for line in lines] == [("DAU", 0), ("PAD", 7)]
    assert "bantuan_pangan Rp 3,000,000; melebihi pagu: bantuan_pangan Rp 1,000,000" in notes[0]
    assert "beyond their lines" in notes[0]
    assert notes[1].startswith("iuran: iuran dan perbaikan rumah")
    nobody = dataset.with_tables(benefits=dataset.tables["benefits"].slice(0, 0))
    lines, notes = open_lines(nobody, choices_people, "35.05", DAY)
    assert (lines[0].left_idr, notes) == (2_000_000, ())


def test_a_village_s_lines_by_hand() -> None:
    """a: its assistance line of the newest year, 5 of 20 spent. b: lines in no pillar, 9 spent of 6 and 4. c: none."""
    rows = [
        ("a", 2025, "5.3", "Dana Desa", "assistance", 20),
        ("a", 2025, "1.1", "Dana Desa", None, 99),
        ("a", 2025, "2.3", "Dana Desa", "infrastructure", 50),
        ("a", 2024, "5.3", "Dana Desa", "assistance", 70),
        ("a", 2025, "5.3", "PAD", "assistance", 30),
        ("b", 2025, "5.4", "dana desa", None, 6),
        ("b", 2025, "5.5", "Dana Desa", None, 4),
        ("c", 2025, "2.3", "Dana Desa", "infrastructure", 8),
    ]
    budget = pa.Table.from_pylist([dict(zip(NAMES, row, strict=True)) for row in rows])
    found = village_lines(budget, "Dana Desa", ["a", "b", "c"], np.array([5, 9, 1]), 2026)
    assert [(line.owner, line.account_code, line.pillar, line.left_idr) for line in found] == [
        ("a", "5.3", "assistance", 15),
        ("b", "5.4", "assistance", 0),
        ("b", "5.5", "assistance", 1),
    ]
    assert left_by_village(found, ["a", "b", "c"]).tolist() == [15, 1, 0]


def test_a_plan_spends_what_is_left_and_every_rupiah_has_its_owner_s_line(choices: DatasetInMemory) -> None:
    """23 million DAU, of which the recipients of today cost 3; each desa pays from its own Dana Desa."""
    rows: list[tuple[object, ...]] = [("35.05", 2025, "1.06", "DAU", "assistance", 23_000_000)]
    dataset = with_tables(with_recipients(choices), rows)
    found = plan(dataset, budget_idr=1_000_000_000, draws=4, use_ceilings=True)
    paid = sum(line.cost_idr for line in found.items if line.source_id == "bantuan_pangan")
    benefit = 1_560_000
    assert paid == 20_000_000 // benefit * benefit
    assert any("pagu dikurangi" in note for note in found.notes)
    by_owner: dict[str, int] = {}
    for charge in found.charges:
        by_owner[charge.owner] = by_owner.get(charge.owner, 0) + charge.amount_idr
    assert by_owner.pop("35.05") == paid
    blt = {str(line.village_code): line.cost_idr for line in found.items if line.source_id == BLT}
    assert by_owner == blt
    assert {charge.fund_source for charge in found.charges if charge.owner in blt} == {"Dana Desa"}
    assert sum(charge.amount_idr for charge in found.charges) == found.spent_idr


def test_a_desa_pays_no_more_than_its_own_line(choices: DatasetInMemory) -> None:
    """The rulebook lets BLT have 15 of 100 million; where the village's own line is smaller, that holds."""
    everywhere = [
        (code, 2025, "5.3", "Dana Desa", "assistance", 4_000_000)
        for code in choices.tables["budget"]["owner"].to_pylist()
    ]
    dataset = with_tables(choices, [*everywhere, ("35.05", 2025, "1.06", "DAU", "assistance", 1)])
    found = plan(dataset, budget_idr=1_000_000_000, draws=4, use_ceilings=True)
    blt = {str(line.village_code): line.cost_idr for line in found.items if line.source_id == BLT}
    assert set(blt.values()) == {3_600_000}
    # Where today's recipients cost as much already, there is nobody more.
    household = dict(zip(*(choices.tables["households"][name].to_pylist() for name in HOME), strict=True))
    full = {
        household[row["household_id"]] for row in choices.tables["benefits"].to_pylist() if row["programme_id"] == BLT
    }
    assert full
    assert not full & set(blt)
    assert {charge.account_code for charge in found.charges} == {"5.3"}


@pytest.mark.parametrize("use_ceilings", [False, True])
def test_without_ceilings_nothing_is_subtracted_or_said(choices: DatasetInMemory, *, use_ceilings: bool) -> None:
    dataset = with_tables(with_recipients(choices), [("35.05", 2025, "1.06", "DAU", "assistance", 50_000_000)])
    found = plan(dataset, budget_idr=20_000_000, draws=4, use_ceilings=use_ceilings)
    assert any("pagu dikurangi" in note for note in found.notes) is use_ceilings
    assert bool(found.charges) is use_ceilings
