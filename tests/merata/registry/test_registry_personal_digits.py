"""NIK and KK numbers: what is whole, damaged, malformed, and what stands within a NIK."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.registry.personal_digits import personal_digits, within_nik

WHOLE = "3505990101800001"


@pytest.mark.parametrize(
    "cell",
    [WHOLE, f"'{WHOLE}", f" {WHOLE} ", "3505 9901 0180 0001", "350599.010180.0001", "35.05.99.010180.0001"],
)
def test_marks_between_the_digits_do_not_count(cell: str) -> None:
    found = personal_digits(pa.array([cell]))
    assert found.digits.to_pylist() == [WHOLE]
    assert not found.damaged.any()
    assert not found.malformed.any()


@pytest.mark.parametrize(
    "cell", ["3.50501E+15", "3,50501E+15", "3505990101800001.0", "3505990101800000", "3.505E15", "3505990101800001,00"]
)
def test_a_number_that_was_a_float_is_damaged(cell: str) -> None:
    found = personal_digits(pa.array([cell]))
    assert (found.damaged.tolist(), found.malformed.tolist(), found.digits.to_pylist()) == ([True], [False], [None])


@pytest.mark.parametrize("cell", ["350599010180001", "35059901018000011", "350599010180000A", "tidak ada"])
def test_what_is_not_sixteen_digits_is_malformed(cell: str) -> None:
    found = personal_digits(pa.array([cell]))
    assert (found.damaged.tolist(), found.malformed.tolist(), found.digits.to_pylist()) == ([False], [True], [None])


@pytest.mark.parametrize("cell", [None, "", "-", "0", "NULL", "0000000000000000"])
def test_nothing_is_neither_damaged_nor_malformed(cell: str | None) -> None:
    found = personal_digits(pa.array([cell], pa.string()))
    assert (found.damaged.tolist(), found.malformed.tolist(), found.digits.to_pylist()) == ([False], [False], [None])


def test_a_column_of_which_nearly_all_end_in_zero_was_rounded() -> None:
    rounded = [f"35059901018{number:04d}0" for number in range(1, 301)]
    assert personal_digits(pa.array([*rounded, WHOLE])).damaged.tolist() == [True] * 300 + [False]
    # A tenth of the serial numbers ends in 0 by itself.
    usual = [f"350599010180{number:04d}" for number in range(1, 301)]
    assert not personal_digits(pa.array(usual)).damaged.any()


def test_a_nik_tells_date_sex_and_place_of_issue() -> None:
    found = within_nik(pa.array([WHOLE, "3572994202850002", None, "9905990101800001"]))
    assert found.regency.to_pylist() == ["35.05", "35.72", None, "99.05"]
    assert (found.day[:2].tolist(), found.month[:2].tolist(), found.year[:2].tolist()) == ([1, 2], [1, 2], [80, 85])
    assert found.woman.tolist() == [False, True, False, False]
    assert found.possible.tolist() == [True, True, False, True]
    assert found.region.tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("middle", "possible"),
    [("290200", True), ("290201", False), ("690204", True), ("310480", False), ("001280", False), ("011380", False),
     ("720180", False), ("400180", False), ("710180", True)],
)  # fmt: skip
def test_dates_that_exist_in_no_century_are_impossible(middle: str, possible: bool) -> None:
    assert within_nik(pa.array([f"350599{middle}0001"])).possible.tolist() == [possible]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.booleans())
def test_every_date_of_two_centuries_is_possible_but_29_february_1900_was_none(day: date, woman: bool) -> None:
    nik = f"350599{day.day + 40 * woman:02d}{day:%m%y}0001"
    found = within_nik(pa.array([nik]))
    read = (found.day[0], found.month[0], found.year[0], found.woman[0], found.possible[0])
    assert read == (day.day, day.month, day.year % 100, woman, True)
