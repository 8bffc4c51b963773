from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from elections_by_hand import election, elections
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.participation.shares.completion import default_step, equal_shares, greedy
from merata.participation.shares.election import Election
from merata.participation.shares.pabulib import read_pabulib

DATA = Path(os.environ.get("MERATA_TEACHING_DATA", Path(__file__).parents[5] / "shared" / "data"))
WIELICZKA = DATA / "elections" / "poland_wieliczka_2023.pb"
RED, BLUE = "ABCDEFGHIJ", "abcdefghij"
DIVIDED = election(1000, dict.fromkeys(RED + BLUE, 100), [RED] * 51 + [BLUE] * 49)


def test_half_the_people_get_half_the_projects() -> None:
    """The usual example: 51 want ten red projects, 49 ten blue ones, and the budget pays ten."""
    assert set(greedy(DIVIDED)) == set(RED)
    plain = equal_shares(DIVIDED, completion="none")
    assert (len(set(RED) & set(plain.winners)), len(set(BLUE) & set(plain.winners))) == (5, 4)
    assert (plain.share, plain.increments, plain.stopped) == (10, 0, "shares")
    grown = equal_shares(DIVIDED, completion="add1")
    assert (len(set(RED) & set(grown.winners)), len(set(BLUE) & set(grown.winners))) == (5, 5)
    assert (grown.share, grown.increments, grown.stopped) == (11, 1, "overspent")
    assert grown.next_cost == 1100
    assert grown.next_bought - set(grown.winners) == {"F"}


def test_greedy_adds_what_still_fits_by_votes() -> None:
    # 12 each: a (20) is bought at 10 each; the supporters of b and c have 2 left. The rest of 4 pays c, not b.
    small = election(24, {"a": 20, "b": 5, "c": 4}, ["ab", "ac"])
    assert equal_shares(small, completion="none").winners == ("a",)
    outcome = equal_shares(small, completion="greedy")
    assert (outcome.winners, outcome.added) == (("a", "c"), ("c",))


def test_add1u_adds_greedily_after_the_shares_have_grown() -> None:
    # 5 each. b and c are each wanted by one voter at 7, and only one fits into 10: both at once would cost 14.
    small = election(10, {"b": 7, "c": 7, "d": 3}, ["b", "c"])
    assert equal_shares(small, completion="add1").winners == ()
    outcome = equal_shares(small, completion="add1u")
    assert outcome.winners == ("b",)
    assert outcome.next_cost == 14
    assert greedy(small) == ("b",)  # d has no vote


def test_all_that_is_supported_ends_the_growing() -> None:
    outcome = equal_shares(election(100, {"a": 3, "b": 4}, ["a"]))
    assert (outcome.winners, outcome.stopped, outcome.next_cost) == (("a",), "all", None)


def test_the_greedy_choice_by_votes_skips_what_does_not_fit() -> None:
    assert greedy(election(10, {"a": 6, "b": 5, "c": 4}, ["abc", "abc", "ab", "a"])) == ("a", "c")
    assert greedy(election(10, {"a": 6, "b": 5, "c": 4}, ["abc", "bc"])) == ("c", "b")  # equal votes: cheaper first
    assert greedy(election(10, {"a": 6, "b": 5}, ["b"]), already=["a"]) == ()


@pytest.mark.parametrize(("budget", "step"), [(1_000, 1), (2_000, 1), (2_001, 10), (4_000_000_000, 10_000_000)])
def test_the_step_is_a_power_of_ten_that_a_share_holds_a_thousand_times(budget: int, step: int) -> None:
    assert default_step(election(budget, {"a": 1}, ["a", "a"])) == step


def test_a_finer_step_may_change_the_result() -> None:
    # Shares begin at 11: one step of 1 buys b alone, one of 2 both, which is too much.
    coarse = election(22, {"b": 12, "c": 13}, ["b", "c"])
    assert equal_shares(coarse, completion="add1", step=Fraction(1)).winners == ("b",)
    assert equal_shares(coarse, completion="add1", step=Fraction(2)).winners == ()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"completion": "add2"}, "none, add1, add1u, greedy"),
        ({"step": Fraction(0)}, "above 0"),
        ({"utility": "x"}, "cost"),
    ],
)
def test_unknown_rules_are_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        equal_shares(DIVIDED, **options)  # type: ignore[arg-type]


@given(
    elections(most_points=3), st.sampled_from(["none", "add1", "add1u", "greedy"]), st.sampled_from(["cost", "count"])
)
def test_the_budget_is_never_exceeded_and_nobody_is_chosen_twice(
    found: Election, completion: str, utility: str
) -> None:
    outcome = equal_shares(found, completion=completion, utility=utility)  # type: ignore[arg-type]
    assert len(set(outcome.winners)) == len(outcome.winners)
    spent = sum(found.costs[name] for name in outcome.winners)
    assert spent <= found.budget
    assert all(found.scores()[name] > 0 for name in outcome.winners)
    if completion in ("add1u", "greedy"):
        left = found.budget - spent
        assert all(found.costs[name] > left for name, votes in found.scores().items()
                   if votes and name not in outcome.winners)  # fmt: skip


@pytest.mark.skipif(not WIELICZKA.exists(), reason="the election file is not part of the project")
def test_it_gives_exactly_the_official_outcome_of_wieliczka_2023() -> None:
    found = read_pabulib(WIELICZKA)
    outcome = equal_shares(found, completion="add1")
    assert set(outcome.winners) == found.published
    assert (outcome.share, outcome.increments, outcome.next_cost) == (315, 164, 1_045_079)
    assert set(equal_shares(found).winners) == found.published
