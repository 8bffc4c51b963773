from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.actor import EVERYWHERE, covers, innermost_first, outermost

VILLAGE = "35.05.01.2001"
PART = st.integers(0, 12).map(lambda number: f"{number:02d}")
CODES = st.lists(PART, min_size=1, max_size=4).map(".".join)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("35.05", "35.05", True),
        ("35.05", "35.05.01", True),
        ("35.05", VILLAGE, True),
        ("35.05.01", VILLAGE, True),
        (VILLAGE, VILLAGE, True),
        (VILLAGE, "35.05.01", False),  # the village's officer has no say in the kecamatan
        ("35.05", "35.72", False),
        ("35.0", "35.05", False),  # by whole parts, not by letters
        ("35.05.01", "35.05.010.2001", False),
        ("35.05.01.200", VILLAGE, False),
        ("", VILLAGE, False),
        ("35.05", "", False),
        ("", "", False),
        (EVERYWHERE, VILLAGE, True),
        (EVERYWHERE, "", True),
        ("35.05", EVERYWHERE, False),
        ("35.05", "35.05%", False),
    ],
)
def test_an_area_covers_what_lies_in_it(outer: str, inner: str, expected: bool) -> None:
    assert covers(outer, inner) is expected


def test_the_outermost_of_several() -> None:
    assert outermost(["35.05.01", "35.05", VILLAGE, "35.72.01", "35.05"]) == ("35.05", "35.72.01")
    assert outermost([VILLAGE, EVERYWHERE]) == (EVERYWHERE,)
    assert outermost([]) == ()


def test_innermost_first() -> None:
    assert innermost_first([EVERYWHERE, "35.05", VILLAGE, "35.05.01"]) == [VILLAGE, "35.05.01", "35.05", EVERYWHERE]


@given(st.lists(CODES, max_size=8), CODES)
def test_the_outermost_cover_the_same_and_none_covers_another(codes: list[str], asked: str) -> None:
    fewest = outermost(codes)
    assert any(covers(code, asked) for code in fewest) is any(covers(code, asked) for code in codes)
    assert not any(covers(one, other) for one in fewest for other in fewest if one != other)


@given(CODES, CODES, CODES)
def test_covering_is_an_order(first: str, second: str, third: str) -> None:
    assert covers(first, first)
    if covers(first, second) and covers(second, third):
        assert covers(first, third)
    if covers(first, second) and covers(second, first):
        assert first == second
