"""Small cells, and those that would give them away."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.participation.inclusion import inclusion
from merata.participation.suppression import suppressed


def table(counts: dict[str, dict[str, int]], total: int) -> pa.Table:
    rows: list[dict[str, Any]] = [{"dimension": "all", "group": None, "attended": total, "spoke": total}]
    rows += [
        {"dimension": name, "group": group, "attended": count, "spoke": count}
        for name, groups in counts.items()
        for group, count in groups.items()
    ]
    return pa.Table.from_pylist(rows)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([20, 7], [20, 7]),
        ([20, 3], [None, None]),
        ([20, 9, 3], [20, None, None]),
        ([20, 9, 0], [20, 9, 0]),
        ([20, 2, 1], [None, None, None]),  # 2 + 1 is itself a small number
        ([20, 4, 1], [20, None, None]),
        ([20, 0, 3], [None, 0, None]),
    ],
)
def test_a_small_cell_takes_others_with_it(counts: list[int], told: list[int | None]) -> None:
    given_table = table({"element": {str(place): count for place, count in enumerate(counts)}}, sum(counts))
    assert suppressed(given_table)["attended"].to_pylist() == [sum(counts), *told]


def test_a_small_meeting_tells_nothing_and_shares_go_with_their_counts() -> None:
    small = table({"sex": {"female": 2, "male": 2}}, 4)
    assert suppressed(small)["attended"].to_pylist() == [None, None, None]
    people = pa.table(
        {
            "forum_id": ["f"] * 12, "sex": ["female"] * 6 + ["male"] * 6, "invited": [True] * 12,
            "attended": [True] * 12, "spoke": [True] + [False] * 5 + [True] * 6,
            "asked": [False] * 12, "received": [True] * 12,
        }
    )  # fmt: skip
    told = suppressed(inclusion(people, by=["sex"])).to_pylist()
    assert [one["spoke"] for one in told] == [7, None, None]
    assert [one["attended"] for one in told] == [12, 6, 6]
    assert [one["received"] for one in told] == [12, 6, 6]
    assert told[1]["spoke_of_present_share"] is None
    assert told[1]["came_share"] == 1.0


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(2, 10))
def test_no_hidden_count_follows_from_the_total(counts: list[int], least: int) -> None:
    given_table = table({"part": {str(place): count for place, count in enumerate(counts)}}, sum(counts))
    total, *told = suppressed(given_table, least=least)["attended"].to_pylist()
    assert not [count for count in told if count is not None and 0 < count < least]
    hidden = [count for count, one in zip(counts, told, strict=True) if one is None]
    if hidden and total is not None:
        assert len(hidden) >= 2 or all(one in {None, 0} for one in told)
        assert sum(hidden) >= least or all(one in {None, 0} for one in told)


def test_a_total_of_the_public_record_is_told_and_hides_nothing() -> None:
    """Four came, the berita acara says so: the four are told, and of their groups nothing."""
    small = suppressed(table({"sex": {"female": 2, "male": 2}}, 4), known_totals=["attended"])
    assert small["attended"].to_pylist() == [4, None, None]
    assert small["spoke"].to_pylist() == [None, None, None]


def test_a_known_total_is_no_companion_of_what_is_small() -> None:
    """Hiding the one total costs less than a group of each dimension; but who knows it takes the small ones from it."""
    three = {name: {"few": 3, "many": 21} for name in ("sex", "element", "disability", "poor")}
    by_itself = suppressed(table(three, 24))["attended"].to_pylist()
    assert by_itself[0] is None  # here the total was the companion, and 24 − 21 would have given the 3
    told = suppressed(table(three, 24), known_totals=["attended"])["attended"].to_pylist()
    assert told == [24] + [None] * 8


@given(st.lists(st.integers(0, 30), min_size=2, max_size=5), st.lists(st.integers(0, 12), min_size=2, max_size=3))
def test_beside_a_known_total_no_small_group_is_found(first: list[int], second: list[int]) -> None:
    """Two dimensions of the same people: what is hidden of each leaves room for five."""
    total = sum(first)
    second = [*second, max(total - sum(second), 0)]
    if sum(second) != total:
        return
    groups = {"a": {str(at): n for at, n in enumerate(first)}, "b": {str(at): n for at, n in enumerate(second)}}
    told = suppressed(table(groups, total), known_totals=["attended"])["attended"].to_pylist()
    assert told[0] == total
    start = 1
    for counts in (first, second):
        mine = told[start : start + len(counts)]
        start += len(counts)
        assert [one for one in mine if one is not None and 0 < one < 5] == []
        left = total - sum(one for one in mine if one is not None)
        hidden = [count for count, one in zip(counts, mine, strict=True) if one is None]
        # Each hidden group is anything from nobody to all that is left: never alone, and never of few unless all are.
        assert len(hidden) != 1 or total < 5
        assert not hidden or left >= min(total, 5)
