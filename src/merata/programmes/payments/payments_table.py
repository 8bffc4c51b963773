"""The list of payments that an office has, as CSV, XLSX or Parquet: one row a payment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from merata.errors import Fault, InputError
from merata.programmes.payments.payment import Payment, masked_account
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.raw import RawTable
from merata.tables.schema import Column, Kind, Table

PAYMENTS = Table(
    "payments",
    "payments of one batch, in the order in which they are sent",
    (
        Column("payment_id", Kind.TEXT, "the payment's own identifier, never used again"),
        Column("amount_idr", Kind.INTEGER, "rupiah", minimum=1),
        Column("recipient", Kind.TEXT, "name of who is paid, as the account has it", required=False),
        Column("account_number", Kind.TEXT, "account, digits alone", required=False, pattern=r"^[0-9]{5,25}$"),
        Column("due", Kind.DATE, "the last day on which cash may be collected", required=False),
        Column("address", Kind.TEXT, "where the recipient lives", required=False),
        Column("village_code", Kind.TEXT, "village", required=False, pattern=r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$"),
        Column("remark", Kind.TEXT, "what the recipient reads beside the amount", required=False),
    ),
    ("payment_id",),
)
_TEXT = "text: format the column as text and take the accounts over anew"


def read_payments(path: Path) -> tuple[Payment, ...]:
    """The payments in the file at `path`, in its order; `InputError` with every fault, accounts masked."""
    raw = read_raw(path)
    rows, faults = checked(raw, PAYMENTS)
    faults += _numeric_accounts(raw)
    if faults:
        hidden = [
            replace(fault, value=masked_account(fault.value))
            if fault.column == "account_number" and fault.value is not None
            else fault
            for fault in faults
        ]
        raise InputError(f"{path.name} holds no payments that can be sent as they are", hidden)
    named = [name for name in rows.column_names if name not in ("amount_idr", "due")]
    texts = [[text or "" for text in rows[name].to_pylist()] for name in named]
    amounts = rows["amount_idr"].to_pylist()
    days = rows["due"].to_pylist() if "due" in rows.column_names else [None] * len(amounts)
    return tuple(
        Payment(amount_idr=amount, due=day, **dict(zip(named, row, strict=True)))
        for amount, day, row in zip(amounts, days, zip(*texts, strict=True), strict=True)
    )


def _numeric_accounts(raw: RawTable) -> list[Fault]:
    """Accounts that a program took for numbers: nobody knows whether they had zeros before."""
    if "account_number" not in raw.columns.column_names:
        return []
    problem = "stored as a number, which has no zeros before it"
    kind = raw.columns["account_number"].type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)):
        return [Fault(raw.file, None, "account_number", None, _TEXT, problem)]
    numeric = raw.numeric_cells.get("account_number")
    rows = [] if numeric is None else raw.rows[numeric].tolist()
    return [Fault(raw.file, row, "account_number", None, _TEXT, problem) for row in rows]
