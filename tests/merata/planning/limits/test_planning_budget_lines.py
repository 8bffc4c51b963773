"""Money never crosses its owner, pillar or fund, and every rupiah of a plan has its line in the budget."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory
from small_plans import candidates, item

from merata.errors import InputError
from merata.planning.choices.candidates import Candidates
from merata.planning.limits.budget_lines import BudgetLine, budget_lines, ceilings, charged, village_rows
from merata.planning.plan import plan

LINES = (
    BudgetLine("35.05", "1.06", "DBHCHT", "assistance", 8),
    BudgetLine("35.05", "1.06", "PAD", "assistance", 14),
    BudgetLine("35.05", "1.07", "DAU", "assistance", 5),
    BudgetLine("35.05", "2.07", "PAD", "training", 6),
)


def choice() -> Candidates:
    """Two items bound to DBHCHT, one of any fund, a class, and a village's own."""
    found = candidates([3, 4, 18, 6, 9], [0, 1, 2, 3, 4], np.zeros((5, 1)))
    own = {"owner": "35.05"}
    items = (
        item("a", fund_source="DBHCHT", **own),
        item("b", fund_source="DBHCHT", **own),
        item("c", **own),
        item("d", pillar="training", **own),
        replace(item("e", owner="35.05.01.2001"), source_id="blt_dana_desa"),
    )
    return replace(found, items=items)


def test_rows_by_pillar_and_fund() -> None:
    rows = {row.name: (row.coefficient.tolist(), row.most) for row in ceilings(choice(), LINES, "35.05")}
    assert rows == {
        "35.05 assistance": ([3, 4, 18, 0, 0], 27),
        "35.05 assistance DBHCHT": ([3, 4, 0, 0, 0], 8),
        "35.05 training": ([0, 0, 0, 6, 0], 6),
    }
    of_villages = list(village_rows(choice(), "blt_dana_desa", {"35.05.01.2001": 12, "35.05.01.2002": 5}))
    assert [(row.coefficient.tolist(), row.most) for row in of_villages] == [([0, 0, 0, 0, 9], 12)]


def test_every_rupiah_has_its_line() -> None:
    found = charged(choice(), np.array([True, True, True, True, True]), LINES)
    assert [(charge.item_id, charge.account_code, charge.fund_source, charge.amount_idr) for charge in found] == [
        ("line-a", "1.06", "DBHCHT", 3),
        ("line-b", "1.06", "DBHCHT", 4),
        ("line-c", "1.06", "DBHCHT", 1),
        ("line-c", "1.06", "PAD", 14),
        ("line-c", "1.07", "DAU", 3),
        ("line-d", "2.07", "PAD", 6),
    ]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="Rp 3 of line-b fit no line"):
        charged(choice(), np.array([True, True, False, False, False]), (replace(LINES[0], ceiling_idr=4),))


def with_budget(choices: DatasetInMemory, rows: list[tuple[str, int, str, str | None, int]]) -> DatasetInMemory:
    names = ("owner", "year", "account_code", "fund_source", "pillar", "ceiling_idr")
    extra = [dict(zip(names, (owner, year, "1.06", *rest), strict=True)) for owner, year, *rest in rows]
    desa = [row | {"pillar": None} for row in choices.tables["budget"].to_pylist()]
    return DatasetInMemory(choices.tables | {"budget": pa.Table.from_pylist(desa + extra)})


def test_lines_are_those_of_the_latest_year_in_a_pillar(choices: DatasetInMemory) -> None:
    dataset = with_budget(
        choices,
        [
            ("35.05", 2024, "PAD", "assistance", 9),
            ("35.05", 2025, "PAD", "assistance", 7),
            ("35.05", 2025, "PAD", None, 5),
            ("35.05", 2027, "PAD", "assistance", 3),
        ],
    )
    assert budget_lines(dataset, "35.05", 2026) == (BudgetLine("35.05", "1.06", "PAD", "assistance", 7),)
    with pytest.raises(InputError, match=r"no line of 35\.72"):
        budget_lines(dataset, "35.72", 2026)


def test_a_plan_within_the_ceilings_keeps_each_owner_s_money(choices: DatasetInMemory) -> None:
    dataset = with_budget(
        choices,
        [
            ("35.05", 2025, "DAU", "assistance", 300_000_000),
            ("35.05", 2025, "PAD", "assistance", 500_000_000),
            ("35.05", 2025, "DAU", "infrastructure", 350_000_000),
        ],
    )
    found = plan(dataset, budget_idr=1_000_000_000, draws=4, use_ceilings=True)
    by_pillar = {
        pillar: sum(
            line.cost_idr for line in found.items if line.pillar == pillar and line.source_id != "blt_dana_desa"
        )
        for pillar in ("assistance", "infrastructure", "training")
    }
    assert 0 < by_pillar["assistance"] <= 300_000_000
    assert by_pillar["infrastructure"] == 300_000_000
    assert by_pillar["training"] == 0
    assert sum(one.amount_idr for one in found.charges if one.owner == "35.05") == sum(by_pillar.values())
    blt: dict[str, int] = {}
    for line in found.items:
        if line.source_id == "blt_dana_desa":
            blt[str(line.village_code)] = blt.get(str(line.village_code), 0) + line.cost_idr
    # Dana Desa of 100 million a desa, of which the rulebook lets BLT have a share, less what it already pays there.
    assert blt
    assert max(blt.values()) <= 15_000_000
    kinds = dict(zip(*(dataset.tables["villages"][name].to_pylist() for name in ("village_code", "type")), strict=True))
    assert {kinds[code] for code in blt} == {"desa"}
