from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from merata.errors import InputError
from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Line
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.ledger.tables import JOURNAL, ceilings_of_file, ceilings_of_folder, journal_table, lines_table

ROWS = {
    "owner": ["35.05", "35.05", "35.05.01.2001"],
    "year": [2025, 2026, 2026],
    "account_code": ["1.06", "1.06", "DD"],
    "fund_source": ["DAU", "DAU", "Dana Desa"],
    "pillar": ["assistance", None, None],
    "ceiling_idr": [8_800_000_000, 9, 0],
    "source": ["APBD", "APBD", "APBDes"],
    "certainty": ["high", "high", "assumption"],
}
BOOKS = {
    ("35.05", 2025): [Ceiling("1.06", "DAU", 8_800_000_000, "assistance")],
    ("35.05", 2026): [Ceiling("1.06", "DAU", 9, "")],
    ("35.05.01.2001", 2026): [Ceiling("DD", "Dana Desa", 0, "")],
}


def test_the_budget_of_a_dataset_folder_by_owner_and_year(tmp_path: Path) -> None:
    pq.write_table(pa.table(ROWS), tmp_path / "budget.parquet")
    assert ceilings_of_folder(tmp_path) == BOOKS


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_apbd_list_of_an_office(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"apbd.{kind}"
    if kind == "csv":
        pyarrow.csv.write_csv(pa.table(ROWS), path)
    else:
        book = Workbook()
        book.active.append(list(ROWS))
        for row in zip(*ROWS.values(), strict=True):
            book.active.append(list(row))
        book.save(path)
    assert ceilings_of_file(path) == BOOKS


def test_every_fault_of_a_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "apbd.csv"
    text = "owner,year,account_code,fund_source,pillar,ceiling_idr\n35.05,2026,1.06,DAU,roads,-5\n,2026,1.07,DAU,,x\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="nothing was entered") as refused:
        ceilings_of_file(path)
    assert {(fault.row, fault.column) for fault in refused.value.faults} >= {
        (2, "pillar"), (2, "ceiling_idr"), (3, "owner"), (3, "ceiling_idr"),
    }  # fmt: skip


def test_lines_and_journal_as_tables(officers: Any, line: Line, acting: Any) -> None:
    share = Share(line.pk, "a", 500, "pkh", "35.05.01.2001", "usulan:1", "rencana:1")
    actions.reserve(by=officers.planner, shares=[share], reason="x", key="r")
    earmark = Earmark.objects.get()
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 400)], reason="x", key="c", document="SK 1")
    lines = lines_table(officers.auditor, year=2026)
    assert lines.to_pylist() == [
        {
            "line": line.pk, "owner": "35.05", "year": 2026, "account_code": "1.06.05", "fund_source": "DAU",
            "pillar": "assistance", "appropriated_idr": 1_000_000, "available_idr": 999_500, "reserved_idr": 100,
            "committed_idr": 400, "paid_idr": 0, "returned_idr": 0,
        }
    ]  # fmt: skip
    journal = journal_table(officers.auditor, "35.05", 2026)
    assert journal.schema == JOURNAL
    assert [(row["kind"], row["purpose"], row["amount_idr"], row["document"]) for row in journal.to_pylist()] == [
        ("appropriate", None, 1_000_000, "Perda 1/2026"), ("reserve", "a", 500, ""), ("commit", "a", 400, "SK 1"),
    ]  # fmt: skip
    stranger = acting(("auditor", "35.72"))
    assert journal_table(stranger, "35.05", 2026).num_rows == lines_table(stranger).num_rows == 0
    assert journal_table(officers.auditor, "35.05", 2025).schema == JOURNAL
