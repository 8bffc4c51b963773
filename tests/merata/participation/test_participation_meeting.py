from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pyarrow as pa
import pytest

from merata.participation.meeting import Meeting
from merata.participation.procedure import procedure
from merata.participation.quorum import quorate, reached
from merata.working_days import calendar_of

MUSDES = procedure("musyawarah_desa", on=date(2026, 6, 1))
START = datetime(2026, 6, 4, 9)  # noqa: DTZ001 - local time of one village


@pytest.mark.parametrize(
    ("invited", "signed", "missing"),
    [(12, 8, 0), (12, 7, 1), (10, 6, 1), (10, 7, 0), (1, 0, 1), (45, 30, 0), (46, 30, 1)],
)
def test_how_many_are_missing(invited: int, signed: int, missing: int) -> None:
    meeting = Meeting(MUSDES, invited=invited, signed=signed)
    assert meeting.missing_signatures == missing
    assert meeting.quorate is (missing == 0)


@pytest.mark.parametrize("invited", [1, 2, 3, 11, 12, 13, 60])
def test_a_table_of_meetings_and_one_meeting_agree_on_the_quorum(invited: int) -> None:
    table = pa.table({"attended": list(range(invited + 1)), "invited": [invited] * (invited + 1)})
    one_by_one = [Meeting(MUSDES, invited=invited, signed=signed).quorate for signed in range(invited + 1)]
    assert quorate(table).to_pylist() == one_by_one
    assert one_by_one == [reached(signed, invited, Fraction(2, 3)) for signed in range(invited + 1)]


def test_the_clock_of_the_quorum() -> None:
    meeting = Meeting(MUSDES, invited=12, first_start=START, starts_at=START)
    assert meeting.open_until == START + timedelta(hours=3)
    assert meeting.reconvene_by == date(2026, 6, 7)


def test_before_anything_nothing_is_due() -> None:
    meeting = Meeting(MUSDES)
    assert meeting.open_until is None
    assert meeting.reconvene_by is None
    assert meeting.report_due(calendar_of([])) is None
    assert not meeting.report_overdue(calendar_of([]), on=date(2030, 1, 1))
