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
