from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from merata.errors import InputError
from merata.holidays import decreed, office_calendar, read_holidays


def test_each_year_has_its_decree_and_no_day_twice() -> None:
    found = decreed()
    assert {one.day.year for one in found} >= {2025, 2026}
    assert all(one.decree and one.name for one in found)
    assert len({one.day for one in found}) == len(found)
    assert date(2026, 8, 17) in {one.day for one in found if not one.joint_leave}


def test_independence_day_and_joint_leave_are_not_worked() -> None:
    calendar, years = office_calendar()
    assert not calendar.works(date(2026, 8, 17))  # a Monday
    assert not calendar.works(date(2026, 12, 24))  # a Thursday, joint leave
    assert calendar.after(date(2026, 8, 14), 1) == date(2026, 8, 18)
    assert 2040 not in years


def test_an_offices_own_file_stands_in_place_of_its_years(tmp_path: Path) -> None:
    own = tmp_path / "holidays.yaml"
    own.write_text("2026:\n  decree: SK 1\n  holidays: {2026-08-18: Hari desa}\n")
    calendar, years = office_calendar(own)
    assert calendar.works(date(2026, 8, 17))
    assert not calendar.works(date(2026, 8, 18))
    assert not calendar.works(date(2025, 5, 1))
    assert years >= {2025, 2026}


def test_a_file_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert office_calendar(tmp_path / "none.yaml") == office_calendar()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026: {holidays: {2026-08-17: a}}", "a year with its decree"),
        ("2026: {decree: SK, holidays: {2027-08-17: a}}", "a day of 2026"),
        ("2026: {decree: SK, holidays: {kemarin: a}}", "a day of 2026"),
        ("2026: {decree: SK, joint_leave: [1]}", "days with their names"),
        ("- 1", "a year with its decree"),
        ("2026: {", "no YAML"),
    ],
)
def test_every_fault_of_a_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_holidays(path)
