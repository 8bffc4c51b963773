from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_payments import BANK, BATCH, POST

from merata.errors import InputError
from merata.programmes.payments.reading import read_batch, read_records
from merata.programmes.payments.writing import write_batch

CONTENT = write_batch(BATCH, BANK)


def changed(*changes: tuple[str, str]) -> bytes:
    text = CONTENT.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def faults_of(content: bytes) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(InputError) as refused:
        read_batch(content, BANK, "f.txt")
    return [(fault.row, fault.column, fault.problem) for fault in refused.value.faults]


def test_a_header_or_trailer_that_is_missing_or_wrong_is_told() -> None:
    assert faults_of(changed(("H;", "X;"))) == [(1, "constant", "the header: not the sign of this line")]
    assert faults_of(changed(("T;4;3350000;49382718\r\n", "")))[0][2] == "the trailer: a line of 7 fields"
    assert faults_of(b"H;SP2D-7;20250701;4;3350000\r\n")[0][2] == "1 lines: the file is cut off"


def test_numbers_and_sums_must_agree() -> None:
    told = "does not agree with the lines"
    assert faults_of(changed(("D;1;B-1;0012345678;SITI AMINAH;600000;\r\n", ""))) == [
        (None, "count", told),
        (None, "total_idr", told),
        (None, "account_total", told),
    ]
    assert faults_of(changed(("600000", "600001"))) == [(None, "total_idr", told)]
    assert faults_of(changed(("0012345678", "0012345688"))) == [(None, "account_total", told)]
    assert faults_of(changed(("T;4", "T;5"))) == [(6, "count", "disagrees")]


def test_a_line_that_cannot_be_read_is_told_and_shows_no_account() -> None:
    content = changed(("D;1;B-1;0012345678;SITI AMINAH;600000", "D;1;B-1;0012345678;SITI AMINAH;0012345678x"))
    with pytest.raises(InputError) as refused:
        read_batch(content, BANK, "f.txt")
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.value) == (2, "amount_idr", "•••••••678x")
    records = read_records(content, BANK.sent, "f.txt")
    assert [len(row.faults) for row in records.rows] == [1, 0, 0, 0]


@pytest.mark.parametrize("layout", [BANK, POST], ids=["bank", "post"])
@given(cut=st.integers(1, 10_000))
def test_a_file_cut_off_anywhere_is_refused(layout, cut: int) -> None:
    content = write_batch(BATCH, layout)
    whole = content.rstrip(b"\r\n")
    with pytest.raises(InputError):
        read_batch(content[: cut % len(whole)], layout, "f")
