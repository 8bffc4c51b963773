from __future__ import annotations

from elections_by_hand import election

from merata.participation.shares.ties import Twins, twins


def test_only_groups_that_were_split_and_only_of_equal_cost_and_votes() -> None:
    found = election(30, {"a": 10, "b": 10, "c": 10, "d": 20, "e": 10}, ["abcd", "abc"])
    assert twins(found, ["a", "d"]) == [Twins(("a",), ("b", "c"))]
    assert twins(found, ["a", "b", "c"]) == []
    assert twins(found, []) == []
