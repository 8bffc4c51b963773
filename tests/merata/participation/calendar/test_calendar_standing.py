from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from merata.participation.calendar.standing import Progress, Standing, standing
from merata.participation.calendar.steps import steps_of

MUSDES = next(one for one in steps_of(2026) if one.code == "musdes")  # 2 January to 30 June


@pytest.mark.parametrize(
    ("day", "progress", "expected"),
    [
        (date(2025, 12, 31), Progress(0, 3), Standing.LATER),
        (date(2026, 1, 2), Progress(0, 3), Standing.UNDER_WAY),
        (date(2026, 6, 15), Progress(2, 3), Standing.UNDER_WAY),
        (date(2026, 6, 16), Progress(2, 3), Standing.SOON),
        (date(2026, 6, 30), Progress(2, 3), Standing.SOON),
        (date(2026, 7, 1), Progress(2, 3), Standing.OVERDUE),
        (date(2026, 7, 1), Progress(3, 3), Standing.DONE),
        (date(2026, 7, 1), None, Standing.UNKNOWN),
        (date(2026, 7, 1), Progress(0, 0), Standing.UNKNOWN),
        (date(2026, 6, 30), None, Standing.SOON),
    ],
)
def test_how_a_step_stands(day: date, progress: Progress | None, expected: Standing) -> None:
    assert standing(MUSDES, progress, day) is expected


def test_what_the_office_wrote_down_holds_before_the_records() -> None:
    done = replace(MUSDES, done_on=date(2026, 5, 4))
    assert standing(done, Progress(0, 3), date(2026, 7, 1)) is Standing.DONE
    assert standing(done, None, date(2026, 5, 3)) is Standing.UNDER_WAY
