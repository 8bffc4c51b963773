from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from merata.errors import InputError
from merata_portal.working_calendar import FILE, working_calendar, years_known

OWN = (
    "2031:\n  decree: SKB 1/2030\n  holidays:\n    2031-01-01: Tahun Baru\n  joint_leave:\n    2031-01-02: Tahun Baru\n"
)


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path
    return tmp_path


def test_without_a_file_of_its_own_the_office_has_the_decreed_holidays() -> None:
    calendar = working_calendar()
    assert [calendar.works(date(2025, 5, day)) for day in (9, 10, 11, 12, 13, 14)] == [
        True, False, False, False, False, True,  # Friday, weekend, Waisak, its joint leave, Wednesday
    ]  # fmt: skip
    assert 2025 in years_known()
    assert 2031 not in years_known()


def test_a_file_in_the_data_folder_adds_its_years(data_root: Path) -> None:
    assert working_calendar().after(date(2030, 12, 31), 1) == date(2031, 1, 1)
    (data_root / FILE).write_text(OWN, encoding="utf-8")
    assert working_calendar().after(date(2030, 12, 31), 1) == date(2031, 1, 3)
    assert {2025, 2031} <= years_known()


def test_a_changed_file_holds_from_the_next_question_on(data_root: Path) -> None:
    own = data_root / FILE
    own.write_text(OWN, encoding="utf-8")
    assert not working_calendar().works(date(2031, 1, 2))
    own.write_text(OWN.replace("2031-01-02", "2031-01-03"), encoding="utf-8")
    os.utime(own, ns=(1, 1))  # as if a second had passed
    assert working_calendar().works(date(2031, 1, 2))
    assert not working_calendar().works(date(2031, 1, 3))
    own.unlink()
    assert working_calendar().works(date(2031, 1, 3))


def test_a_faulty_file_is_refused_with_all_its_faults(data_root: Path) -> None:
    text = "2031:\n  holidays: {}\n2032:\n  decree: SKB\n  holidays: {2031-01-01: salah tahun}\n"
    (data_root / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        working_calendar()
    assert [fault.column for fault in refused.value.faults] == ["2031", "2032.holidays"]
