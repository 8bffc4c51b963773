from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.errors import InputError
from merata.stats.disclosure.protect import protect
from merata.stats.disclosure.rules import significant
from merata.stats.disclosure.sums import Sums, dominated, protect_sums
from merata.stats.disclosure.tables import TOTAL, Dimension, Table

PLACE = Dimension.flat("place", ["a", "b", "c"])


def sums_of(**amounts: list[float]) -> Sums:
    counts = {(place,): len(found) for place, found in amounts.items()}
    found = {(place,): np.array(one, dtype=float) for place, one in amounts.items()}
    return Sums(Table("t", "households", (PLACE,), counts), found)


def test_three_digits_and_the_p_percent_rule_by_hand() -> None:
    assert significant(1_234_567) == 1_230_000
    assert significant(0.0012349) == 0.00123
    # The Handbook's example: of 100,000 two gave 50,000 and 49,000; the second knows the first to 2%.
    assert dominated(100_000, 50_000, 49_000)
    assert not dominated(100_000, 30_000, 20_000)


def test_equal_payments_do_not_give_the_exact_count_away() -> None:
    found = sums_of(a=[1_800_000] * 12, b=[1_800_000] * 26, c=[])
    told = protect_sums(found, protect([found.table])[0])
    # 12 households are told as 10: their sum is told of 10 as well, not as 21.6 million.
    assert (told["a",].mean, told["a",].total) == (1_800_000, 18_000_000)
    assert told["b",].total == 25 * 1_800_000
    assert (told["c",].mean, told["c",].total) == (0.0, 0.0)
    assert told[TOTAL,].total == 40 * 1_800_000


def test_a_sum_is_withheld_with_its_count() -> None:
    found = sums_of(a=[1_000_000] * 3, b=[500_000] * 30, c=[400_000] * 25)
    told = protect_sums(found, protect([found.table])[0])
    assert told["a",].mean is None


def test_a_dominated_sum_is_withheld_and_another_with_it() -> None:
    # In a one household has nearly all; the totals of b and c and of all would give a's sum back.
    found = sums_of(a=[900_000_000] + [100_000] * 9, b=[100_000] * 10, c=[90_000] * 500)
    counts = protect([found.table])[0]
    assert counts.value("a") == 10
    told = protect_sums(found, counts)
    assert told["a",].total is None
    assert told[TOTAL,].total is None
    assert told["c",].mean == 90_000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9_000_000), max_size=9), min_size=3, max_size=3))
def test_what_is_told_keeps_the_rules(amounts: list[list[int]]) -> None:
    found = sums_of(**dict(zip("abc", amounts, strict=True)))
    counts = protect([found.table])[0]
    told = protect_sums(found, counts)
    for place, given_amounts in zip("abc", amounts, strict=True):
        one = told[place,]
        if one.mean is None:
            continue
        assert counts.value(place) is not None
        top = sorted([0, 0, *given_amounts])[-2:]
        assert sum(given_amounts) == 0 or not dominated(sum(given_amounts), top[1], top[0])
        assert one.mean == pytest.approx(np.mean(given_amounts) if given_amounts else 0.0, rel=0.006)


def test_amounts_are_one_of_each_counted() -> None:
    with pytest.raises(InputError, match=r"1 amounts in .* of 2 counted"):
        Sums(Table("t", "n", (PLACE,), {("a",): 2}), {("a",): np.array([1.0])})
    with pytest.raises(InputError, match="expected one each, 0 or more"):
        Sums(Table("t", "n", (PLACE,), {("a",): 1}), {("a",): np.array([-1.0])})
