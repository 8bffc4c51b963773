from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from merata.errors import InputError
from merata.programmes.payments.payment import Payment
from merata.programmes.payments.payments_table import read_payments


def test_payments_keep_the_zeros_of_their_accounts(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("payment_id,amount_idr,account_number,due\nB-2,600000,0012345678,2025-09-30\nB-1,1,,\n")
    assert read_payments(path) == (
        Payment("B-2", 600_000, account_number="0012345678", due=date(2025, 9, 30)),
        Payment("B-1", 1),
    )


def test_all_faults_at_once_and_no_account_in_full(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("payment_id,amount_idr,account_number\nB-1,0,00-12345678\nB-1,x,12345\n")
    with pytest.raises(InputError) as refused:
        read_payments(path)
    faults = {(fault.row, fault.column, fault.value) for fault in refused.value.faults}
    assert {(2, "account_number", "••••••••678"), (2, "amount_idr", "0"), (3, "amount_idr", "x")} <= faults
    assert "12345678" not in str(refused.value)


def test_an_account_that_a_program_took_for_a_number_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (("payment_id", "amount_idr", "account_number"), ("B-1", 600_000, "0012345678"), ("B-2", 1, 12345678)):
        sheet.append(row)
    book.save(tmp_path / "p.xlsx")
    pq.write_table(pa.table({"payment_id": ["B-1"], "amount_idr": [1], "account_number": [12345678]}),
                   tmp_path / "p.parquet")  # fmt: skip
    for name, row in (("p.xlsx", 3), ("p.parquet", None)):
        with pytest.raises(InputError, match="stored as a number") as refused:
            read_payments(tmp_path / name)
        assert row in {fault.row for fault in refused.value.faults}
        assert "12345678" not in str(refused.value)
