from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from invented_payments import BANK, POST, returned, returned_bytes, said

from merata.errors import InputError, UsageError
from merata.programmes.payments.return_file import ReturnRow, read_return
from merata.programmes.payments.status import Status

POST_FILE = (
    b"0SP2D-7              02072025\r\n"
    b"1B-1                 000000060000000SB02072025KP 66100  \r\n"
    b"1B-2                 000000060000000KD01092025          \r\n"
    b"900000002\r\n"
)


def test_every_line_is_read_with_what_its_code_means() -> None:
    content = returned_bytes([said(1, "00"), said(2, "14"), said(3, "zz")])
    found = read_return(content, BANK, "a.txt")
    assert found.digest == hashlib.sha256(content).hexdigest()
    assert (found.name, found.batch_id, found.day, found.empty_lines) == ("a.txt", "SP2D-7", date(2025, 7, 2), 0)
    paid, failed, unknown = found.rows
    assert (paid.line, paid.payment_id, paid.amount_idr, paid.account_number) == (2, "B-1", 600_000, "0012345678")
    assert (paid.status, paid.day) == (Status.PAID, date(2025, 7, 2))
    assert failed.status is Status.FAILED
    assert failed.reason is not None
    assert failed.reason.id == "nomor rekening tidak ditemukan"
    assert (unknown.code, unknown.status, unknown.reason) == ("zz", None, None)


def test_a_line_that_cannot_be_read_stays_and_the_others_count() -> None:
    content = returned_bytes([said(1, "00"), said(2, "00")]).replace(b"B-2;0012345679;600000", b"B-2;0012345679;x")
    found = read_return(content, BANK, "a.txt")
    assert found.rows[0].payment_id == "B-1"
    assert found.rows[1] == ReturnRow(3, problem="amount_idr: not an amount, expected whole rupiah in digits")


def test_a_file_cut_off_or_altered_is_refused_whole() -> None:
    content = returned_bytes([said(1, "00"), said(2, "00")])
    lines = content.splitlines(keepends=True)
    for wrong in (b"".join(lines[:-1]), b"".join(lines[:2] + lines[3:]), content.replace(b"600000", b"60000", 1)):
        with pytest.raises(InputError, match="ask the payer for it again"):
            read_return(wrong, BANK, "a.txt")


@pytest.mark.parametrize("content", [returned_bytes([said(1, "00"), said(2, "00")]), POST_FILE], ids=["bank", "post"])
def test_a_return_file_cut_off_at_any_byte_is_refused(content: bytes) -> None:
    layout = POST if content == POST_FILE else BANK
    for end in range(len(content.rstrip())):
        with pytest.raises(InputError):
            read_return(content[:end], layout, "a.txt")


def test_empty_lines_are_counted_and_a_layout_without_returns_says_so() -> None:
    content = returned_bytes([said(1, "00")])
    assert read_return(content + b"\r\n\r\n", BANK, "a.txt").empty_lines == 2
    with pytest.raises(UsageError, match="no `returned`"):
        read_return(content, replace(BANK, returned=None), "a.txt")


def test_what_a_post_office_sends_back() -> None:
    rows = read_return(POST_FILE, POST, "p.txt").rows
    assert [(row.payment_id, row.amount_idr, row.status) for row in rows] == [
        ("B-1", 600_000, Status.PAID),
        ("B-2", 600_000, Status.RETURNED),
    ]
    assert rows[0].account_number is None


def test_returned_of_nothing_is_a_whole_file() -> None:
    assert returned([]).rows == ()
