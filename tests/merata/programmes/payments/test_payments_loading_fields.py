from __future__ import annotations

import pytest

from merata.programmes.payments.layout import OF_BATCH, OF_PAYMENT, Field, Kind
from merata.programmes.payments.loading_fields import read_field
from merata.tables.located_yaml import parse


def field_of(text: str, *, fixed: bool = False) -> tuple[Field, list[tuple[str | None, str]]]:
    document = parse(text, "f.yaml")
    found = read_field(document, (), document.value, OF_PAYMENT | OF_BATCH, fixed=fixed)
    return found, [(fault.column, fault.problem) for fault in document.faults]


def test_a_fixed_field_is_padded_as_its_kind_is_used_to() -> None:
    name, _ = field_of("{value: recipient, width: 5}", fixed=True)
    assert (name.pad, name.align, name.width) == (" ", "left", 5)
    amount, _ = field_of("{value: amount_idr, width: 5}", fixed=True)
    assert (amount.pad, amount.align, amount.width) == ("0", "right", 5)


def test_a_day_and_a_constant_have_their_own_width() -> None:
    assert field_of("{value: day, date_format: DD/MM/YY}", fixed=True)[0].width == 8
    assert field_of("{value: constant, constant: AB}", fixed=True)[0].width == 2
    assert field_of("{value: day}")[0].width is None


def test_a_delimited_field_is_not_padded_unless_the_layout_says_so() -> None:
    assert field_of("{value: amount_idr, width: 5}")[0].pad == ""
    assert field_of("{value: amount_idr, width: 5, pad: '0'}")[0].pad == "0"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{value: recipient, pad: ' '}", ("pad", "without width")),
        ("{value: recipient, width: 5, pad: 0}", ("pad", "not one sign")),
        ("{value: recipient, too_long: cut}", ("too_long", "may not be cut")),
        ("{value: payment_id, width: 5, too_long: cut}", ("too_long", "may not be cut")),
        ("{value: account_number, width: 5, too_long: cut}", ("too_long", "no key of a field of kind digits")),
        ("{value: recipient, too_long: crop}", ("too_long", "unknown or missing")),
        ("{value: recipient, may_be_empty: ja}", ("may_be_empty", "not true or false")),
        ("{value: recipient, decimals: 2}", ("decimals", "no key of a field of kind text")),
        ("{value: amount_idr, decimals: 1}", ("decimals", "not a number of decimals")),
        ("{value: amount_idr, decimals: true}", ("decimals", "not a number of decimals")),
        ("{value: amount_idr, decimal_sign: ','}", ("decimal_sign", "without decimals")),
        ("{value: amount_idr, decimals: 2, decimal_sign: ',', thousands: ','}", ("thousands", "the same as decimal_sign")),  # noqa: E501
        ("{value: amount_idr, thousands: ' '}", ("thousands", "not a mark of numbers")),
        ("{value: day, date_format: DDMM}", ("date_format", "not the form of a date")),
        ("{value: day, date_format: DDMMYYYYhh}", ("date_format", "not the form of a date")),
        ("{value: constant}", ("constant", "missing or not text")),
        ("{value: constant, constant: 0}", ("constant", "missing or not text")),
        ("{value: recipient, width: -1}", ("width", "missing or not a width")),
        ("{value: recipient, width: true}", ("width", "missing or not a width")),
        ("{value: account_total}", ("width", "missing or not a width")),
        ("{value: recipient, align: middle}", ("align", "unknown or missing")),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(text: str, fault: tuple[str, str]) -> None:
    assert fault in field_of(text)[1]


def test_a_sound_field_has_no_fault() -> None:
    found, faults = field_of("{value: amount_idr, decimals: 2, decimal_sign: ',', thousands: '.'}")
    assert faults == []
    assert (found.kind, found.decimals, found.decimal_sign, found.thousands) == (Kind.AMOUNT, 2, ",", ".")
