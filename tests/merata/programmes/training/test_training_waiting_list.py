"""Who moves up: the next in line, of the quota where one would be missed, within the villages' limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_course import entries

from merata.errors import UsageError
from merata.programmes.training.selection import Rule
from merata.programmes.training.waiting_list import Promotion, promotions

WOMEN = ("women",)
PEOPLE = entries(
    (1, WOMEN, "X"), (1, (), "X"), (1, (), "Y"), (1, (), "X"), (1, WOMEN, "Y"), (1, ("disability", "women"), "Z"),
)  # fmt: skip
RULE = Rule(3, {"women": 1}, None)
WITHOUT_QUOTA = Rule(3, {}, 2)


def moved(rule: Rule, *withdrawn: str, selected: str = "ABC", waiting: str = "DEF") -> list[Promotion]:
    return promotions(PEOPLE, rule, selected=selected, waiting=waiting, withdrawn=withdrawn)


def test_the_next_in_line_takes_an_open_seat() -> None:
    assert moved(RULE, "B") == [Promotion("B", "D", ())]
    assert moved(RULE, "B", "C") == [Promotion("B", "D", ()), Promotion("C", "E", ())]


def test_a_quota_seat_is_taken_by_the_next_of_that_quota() -> None:
    assert moved(RULE, "A") == [Promotion("A", "E", WOMEN)]


def test_a_quota_that_is_still_met_binds_nobody() -> None:
    assert moved(Rule(3, {"women": 1}, None), "A", selected="AEC", waiting="BDF") == [Promotion("A", "B", ())]


def test_a_village_at_its_limit_is_passed_over_while_others_wait() -> None:
    assert moved(WITHOUT_QUOTA, "C") == [Promotion("C", "E", ())]
    assert moved(WITHOUT_QUOTA, "C", waiting="D") == [Promotion("C", "D", ())]


def test_who_withdrew_from_the_waiting_list_is_passed_over() -> None:
    assert moved(RULE, "D", "B") == [Promotion("B", "E", ())]
    assert moved(RULE, "B", "D") == [Promotion("B", "E", ())]


def test_a_seat_stays_free_where_nobody_waits() -> None:
    assert moved(RULE, "A", "B", waiting="D") == [Promotion("A", "D", ()), Promotion("B", None, ())]
    assert moved(RULE, "D") == []


def test_where_a_quota_lacks_two_who_mends_most_comes_first() -> None:
    rule = Rule(1, {"women": 1, "disability": 1}, None)
    assert moved(rule, "F", selected="F", waiting="BEA") == [Promotion("F", "E", WOMEN)]


@pytest.mark.parametrize("withdrawn", [("Q",), ("A", "A")])
def test_strangers_and_repetitions_are_refused(withdrawn: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="withdrawn"):
        moved(RULE, *withdrawn)


@given(st.lists(st.sampled_from("ABCDEF"), unique=True, max_size=6), st.integers(0, 2))
def test_quotas_stay_met_as_long_as_members_wait(withdrawn: list[str], women: int) -> None:
    found = moved(Rule(3, {"women": women}, None), *withdrawn, selected="ABF", waiting="CDE")
    seated = set("ABF") - set(withdrawn) | {one.promoted for one in found if one.promoted}
    assert len(seated) == min(3, 6 - len(withdrawn))
    able = set("AEF") - set(withdrawn)
    assert len(seated & set("AEF")) >= min(women, len(able))
