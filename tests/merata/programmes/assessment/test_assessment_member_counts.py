"""Members by household, and counts of them in packed words."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.assessment.member_counts import Members, member_counts
from merata.programmes.assessment.persons import Persons


def members(persons: list[str | None], households: list[str]) -> Members:
    table = pa.table({"household_id": pa.array(persons, pa.string())})
    return Members(Persons(table), pa.chunked_array([pa.array(households, pa.string())]))


homes = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.none() | homes, max_size=12), st.lists(homes, unique=True, max_size=4))
def test_sums_by_household_in_any_order(persons: list[str | None], households: list[str]) -> None:
    found = members(persons, households)
    numbers = np.array([10**place for place in range(len(persons))], dtype=np.int64)
    placed = found.by_household(numbers)
    sums = [sum(int(n) for n, home in zip(numbers, persons, strict=True) if home == one) for one in households]
    assert found.summed(placed).tolist() == sums
    assert found.size.tolist() == [persons.count(one) for one in households]
    assert [households[row] for row in found.household] == [
        home for one in households for home in persons if home == one
    ]


def test_persons_in_the_order_of_their_households_stay_as_they_are() -> None:
    numbers = np.array([1, 2, 3])
    assert members(["a", "a", "c"], ["a", "b", "c"]).by_household(numbers) is numbers
    assert members(["a", "a", "c"], ["a", "c"]).by_household(numbers) is numbers
    assert members(["c", "a", "x"], ["a", "c"]).by_household(numbers).tolist() == [2, 1]


def test_members_know_whose_they_are() -> None:
    found = members(["a"], ["a"])
    assert found.are(found.persons.table, pa.chunked_array([["a"]]))
    assert not found.are(found.persons.table, pa.chunked_array([["b"]]))
    assert not found.are(found.persons.table.select(["household_id"]), pa.chunked_array([["a"]]))


values = st.sampled_from([0, 1, 2, 2**40, 2_400_000])


@given(
    st.lists(st.tuples(values, values, st.booleans()), min_size=1, max_size=6),
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=9), min_size=1, max_size=5),
)
def test_what_members_come_to(kinds: list[tuple[int, int, bool]], families: list[list[int]]) -> None:
    families = [[kind % len(kinds) for kind in family] for family in families]
    columns = dict(zip("xyz", np.array(kinds, dtype=np.int64).T, strict=True))
    counts = member_counts(columns, max(map(len, families)))
    words = [np.array([word[family].sum() for family in families]) for word in counts.words]
    size = np.array([len(family) for family in families])
    for name, column in columns.items():
        for how, reduce in (("max", np.max), ("min", np.min), ("sum", np.sum)):
            expected = [int(reduce(column[family])) for family in families]
            assert counts.reduced(name, how, words, size).tolist() == expected


def test_questions_with_the_same_answers_share_a_lane() -> None:
    column = np.array([0, 1, 1])
    counts = member_counts({"x": column, "y": column * 5, "z": 1 - column}, 3)
    assert counts.lanes == {"x": (0,), "y": (0,), "z": (1,)}
    assert counts.same_words(member_counts({"other": column, "z": 1 - column}, 3))
    assert not counts.same_words(member_counts({"x": column}, 3))


def test_a_sum_beyond_what_is_exact_is_told_and_does_not_wrap() -> None:
    counts = member_counts({"x": np.array([0, 2**53 - 1])}, 4096)
    size = np.array([1, 4096])
    (word,) = counts.words
    assert counts.reduced("x", "sum", [word[1] * size], size).tolist() == [2**53 - 1, 2**53]


def test_without_anybody() -> None:
    counts = member_counts({"x": np.zeros(0, dtype=np.int64)}, 0)
    assert counts.reduced("x", "max", [], np.array([0])).tolist() == [0]
