"""Minutes and shares as people say them, and which places somebody looks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.public.views.villages.minutes import in_words
from merata_portal.public.views.villages.places import around
from merata_portal.public.views.villages.welfare import per_hundred


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, "tidak ada jalan yang diketahui"), (0.0, "kurang dari 1 menit"), (0.4, "kurang dari 1 menit"),
        (0.6, "1 menit"), (59.4, "59 menit"), (59.6, "1 jam"), (60.0, "1 jam"), (61.0, "1 jam 1 menit"),
        (189.5, "3 jam 10 menit"),
    ],
)  # fmt: skip
def test_minutes_in_words(minutes: float | None, said: str) -> None:
    assert in_words(minutes) == said


@given(st.floats(1.0, 5000.0))
def test_hours_and_minutes_add_up(minutes: float) -> None:
    parts = in_words(minutes).split()
    units = dict(zip(parts[1::2], parts[::2], strict=True))
    assert 60 * int(units.get("jam", 0)) + int(units.get("menit", 0)) == round(minutes)
    assert int(units.get("menit", 0)) < 60


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0"), (0.004, "kurang dari 1"), (0.006, "1"), (0.087, "9"), (0.25, "25"), (1.0, "100")]
)
def test_shares_as_people_of_a_hundred(share: float, said: str) -> None:
    assert per_hundred(share) == said


def test_the_areas_around_a_code() -> None:
    assert around("35.05.01.2001") == ["35.05.01", "35.05"]
    assert around("35.05.01") == ["35.05"]
    assert around("35.05") == []
    assert around("x") == []
