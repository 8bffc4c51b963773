"""Payments to nobody, the layouts they are tried in, and return files made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from merata.programmes.payments.layout import Layout
from merata.programmes.payments.loading import layout, load
from merata.programmes.payments.payment import Batch, Payment
from merata.programmes.payments.return_file import ReturnFile, read_return

DAY = date(2025, 7, 1)
BANK = layout("bank_umum")
POST = layout("pos_umum")
PAYMENTS = (
    Payment("B-1", 600_000, "SITI AMINAH", "0012345678"),
    Payment("B-2", 600_000, "SUTRISNO", "0012345679"),
    Payment("B-3", 900_000, "WATI, Hj.", "0012345680"),
    Payment("B-4", 1_250_000, "JOKO", "0012345681"),
)
BATCH = Batch("SP2D-7", DAY, PAYMENTS)

Said = tuple[str, str, int, str, str]
"""A returned line: payment, account, amount, code, day."""


def said(number: int, code: str, day: str = "20250702") -> Said:
    """What the bank says of the payment of that number in `PAYMENTS` (from 1)."""
    payment = PAYMENTS[number - 1]
    return payment.payment_id, payment.account_number, payment.amount_idr, code, day


def returned_bytes(lines: Sequence[Said], day: str = "20250702", batch_id: str = "SP2D-7") -> bytes:
    """A whole return file in the layout of the bank."""
    rows = [";".join(("D", key, account, str(amount), code, on, "REF")) for key, account, amount, code, on in lines]
    total = sum(amount for _, _, amount, _, _ in lines)
    return "".join(f"{row}\r\n" for row in (f"H;{batch_id};{day}", *rows, f"T;{len(rows)};{total}")).encode()


def returned(lines: Sequence[Said], name: str = "a.txt", day: str = "20250702", batch_id: str = "SP2D-7") -> ReturnFile:
    return read_return(returned_bytes(lines, day, batch_id), BANK, name)


def written_layout(folder: Path, text: str) -> Layout:
    """The layout that `text` says."""
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


_LETTERS = st.characters(min_codepoint=33, max_codepoint=126)


def texts(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Text in ASCII, with quotes and delimiters, that neither begins nor ends with a space."""
    return st.text(_LETTERS | st.just(" "), min_size=least, max_size=most).filter(
        lambda text: text == text.strip() and len(text) >= least
    )


payments_of_any_kind = st.builds(
    Payment,
    payment_id=texts(20, 1),
    amount_idr=st.integers(1, 9_999_999_999_999),
    recipient=texts(30, 1),
    account_number=st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    due=st.none() | st.dates(),
    address=texts(40),
    village_code=st.just("") | st.just("35.05.01.2001"),
    remark=texts(40),
)
batches_of_any_kind = st.builds(
    Batch,
    batch_id=texts(20, 1),
    day=st.dates(),
    payments=st.lists(payments_of_any_kind, min_size=1, max_size=8, unique_by=lambda each: each.payment_id).map(tuple),
)
