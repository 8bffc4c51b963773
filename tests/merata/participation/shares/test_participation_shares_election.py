from __future__ import annotations

from fractions import Fraction

import pytest
from elections_by_hand import election

from merata.errors import InputError
from merata.participation.shares.election import Election, Project, tie_order


def test_scores_costs_and_what_was_published() -> None:
    found = election(10, {"a": 6, "b": 5}, [{"a": 2}, {"a": 1, "b": 4}, {}])
    assert found.scores() == {"a": 3, "b": 4}
    assert found.costs == {"a": 6, "b": 5}
    assert found.published is None
    known = tuple(Project(name, name, Fraction(1), selected=name == "a") for name in "ab")
    assert Election("x", Fraction(2), known, ({},)).published == {"a"}


def test_the_order_of_ties() -> None:
    found = election(10, {"d": 6, "a": 6, "b": 5, "c": 6}, ["c", "a"])
    assert tie_order(found, None) == ["b", "a", "c", "d"]
    assert {tuple(tie_order(found, str(n))) for n in range(20)} == {("b", "a", "c", "d"), ("b", "c", "a", "d")}
    assert tie_order(found, "x") == tie_order(found, "x")


def test_all_faults_at_once() -> None:
    with pytest.raises(InputError) as caught:
        election(0, {"a": 0}, [{"b": 1}, {"a": -1}])
    assert [fault.column for fault in caught.value.faults] == ["budget", "cost", "vote", "points"]
    with pytest.raises(InputError, match="nobody voted"):
        election(1, {"a": 1}, [])
    twice = (Project("a", "a", Fraction(1)), Project("a", "a", Fraction(1)))
    with pytest.raises(InputError, match="listed twice"):
        Election("x", Fraction(1), twice, ({},))
