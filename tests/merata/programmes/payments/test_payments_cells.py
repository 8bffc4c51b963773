from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.payments.cells import CellError, Value, read, written
from merata.programmes.payments.layout import Field, Kind

NAME = Field("recipient", Kind.TEXT, width=6, pad=" ")
CUT = Field("recipient", Kind.TEXT, width=6, pad=" ", too_long="cut")
ACCOUNT = Field("account_number", Kind.DIGITS, width=6, align="right", pad="0")
AMOUNT = Field("amount_idr", Kind.AMOUNT, width=10, align="right", pad="0", decimals=2)
GROUPED = Field("amount_idr", Kind.AMOUNT, decimals=2, decimal_sign=",", thousands=".")
DAY = Field("day", Kind.DATE, date_format="DD/MM/YYYY")
SHORT = Field("day", Kind.DATE, date_format="DDMMYY")


@pytest.mark.parametrize(
    ("field", "value", "cell"),
    [
        (NAME, "SITI", "SITI  "),
        (NAME, "SITI A", "SITI A"),
        (CUT, "SITI AMINAH", "SITI A"),
        (CUT, "SITI  AMINAH", "SITI  "),
        (ACCOUNT, "12345", "012345"),
        (AMOUNT, 600_000, "0060000000"),
        (GROUPED, 1_250_000, "1.250.000,00"),
        (GROUPED, 250, "250,00"),
        (DAY, date(2025, 7, 1), "01/07/2025"),
        (SHORT, date(2025, 7, 1), "010725"),
        (Field("number", Kind.INTEGER, width=4, align="right", pad="0"), 12, "0012"),
        (Field("constant", Kind.CONSTANT, constant="D", width=3, pad=" "), "", "D  "),
        (Field("remark", Kind.TEXT, width=3, pad=" ", may_be_empty=True), "", "   "),
    ],
)
def test_how_a_value_is_written(field: Field, value: Value, cell: str) -> None:
    assert written(field, value) == cell


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (NAME, "SITI AM", "7 signs are too long"),
        (NAME, "SITI ", "read back as another"),
        (NAME, "", "empty"),
        (NAME, "A\nB", "line break"),
        (CUT, "A\tB", "line break"),
        (CUT, "SITI\nAMINAH", "line break"),
        (ACCOUNT, "012345"[:5], "read back as another"),
        (ACCOUNT, "12A", "read back as another"),
        (ACCOUNT, "١٢٣", "read back as another"),
        (AMOUNT, 123_456_789, "11 signs are too long"),
        (SHORT, date(1999, 7, 1), "read back as another"),
        (Field("amount_idr", Kind.AMOUNT, width=9, pad="0"), 100, "read back as another"),
    ],
)
def test_what_does_not_fit_is_refused(field: Field, value: Value, problem: str) -> None:
    with pytest.raises(CellError, match=problem):
        written(field, value)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (Field("amount_idr", Kind.AMOUNT), "000600000", 600_000),
        (AMOUNT, "0000000000", 0),
        (GROUPED, "1.250.000,00", 1_250_000),
        (Field("amount_idr", Kind.AMOUNT, width=6, align="right", pad="0"), "000000", 0),
        (Field("code", Kind.TEXT), "00", "00"),
        (Field("ignored", Kind.IGNORED), " x ", " x "),
        (Field("due", Kind.DATE, width=8, pad=" ", may_be_empty=True), "        ", ""),
    ],
)
def test_how_a_cell_is_read(field: Field, cell: str, value: Value) -> None:
    assert read(field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell", "problem"),
    [
        (AMOUNT, "0060000050", "not whole rupiah"),
        (GROUPED, "1250000,00", "not an amount"),
        (GROUPED, "1.25.000,00", "not an amount"),
        (GROUPED, "1.250.000", "not whole rupiah"),
        (Field("amount_idr", Kind.AMOUNT), "-5", "not an amount"),
        (Field("amount_idr", Kind.AMOUNT), "1e5", "not an amount"),
        (Field("amount_idr", Kind.AMOUNT), "9" * 5000, "not an amount"),
        (Field("amount_idr", Kind.AMOUNT), "", "empty"),
        (DAY, "30/02/2025", "not a day"),
        (DAY, "2025-07-01", "not a day"),
        (Field("count", Kind.INTEGER), "x", "not digits"),
        (Field("constant", Kind.CONSTANT, constant="D"), "H", "not the sign"),
    ],
)
def test_a_cell_that_is_no_value(field: Field, cell: str, problem: str) -> None:
    with pytest.raises(CellError, match=problem):
        read(field, cell)


fields = st.builds(
    Field,
    value=st.just("x"),
    kind=st.sampled_from([Kind.TEXT, Kind.DIGITS, Kind.AMOUNT, Kind.INTEGER, Kind.DATE]),
    width=st.integers(1, 12),
    align=st.sampled_from(["left", "right"]),
    pad=st.sampled_from(["", " ", "0", "*"]),
    decimals=st.sampled_from([0, 2]),
    decimal_sign=st.sampled_from(["", ".", ","]),
    thousands=st.sampled_from(["", ".", ","]),
    date_format=st.sampled_from(["YYYYMMDD", "DD-MM-YY", "DDMMYYYY"]),
)


@given(fields, st.text(max_size=13), st.integers(0, 10**13), st.dates())
def test_whatever_is_written_is_read_back_as_it_was(field: Field, text: str, number: int, day: date) -> None:
    """In any layout at all, also one that makes no sense."""
    value: Value = number if field.kind in (Kind.AMOUNT, Kind.INTEGER) else day if field.kind is Kind.DATE else text
    try:
        cell = written(field, value)
    except CellError:
        return
    assert read(field, cell) == value
    assert len(cell) == field.width if field.pad else len(cell) <= (field.width or 0)
