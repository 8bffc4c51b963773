from __future__ import annotations

from fractions import Fraction

from elections_by_hand import election, elections
from hypothesis import given

from merata.participation.shares.completion import equal_shares
from merata.participation.shares.election import Election
from merata.participation.shares.explaining import Comparison, Lost, Payment, Won, compare, explain

SMALL = election(40, {"a": 12, "b": 18, "c": 9, "d": 41, "e": 5, "f": 1}, ["ace", "ab", "b", "bd"])


def test_who_pays_how_much_and_why_the_others_lost() -> None:
    # 10 each: b 6 from each of three; a: voter 2 gives the 4 she has, voter 1 gives 8; voter 1 then has 2.
    told = explain(SMALL, equal_shares(SMALL, completion="none"))
    assert told.won == (
        Won("b", 3, (Payment(Fraction(6), 3, all_they_had=False),)),
        Won("a", 2, (Payment(Fraction(8), 1, all_they_had=False), Payment(Fraction(4), 1, all_they_had=True))),
    )
    assert told.lost == (
        Lost("c", 1, Fraction(9), Fraction(2), "no_money_left"),
        Lost("d", 1, Fraction(41), Fraction(4), "over_budget"),
        Lost("e", 1, Fraction(5), Fraction(2), "no_money_left"),
        Lost("f", 0, Fraction(1), Fraction(0), "no_votes"),
    )
    assert told.unspent == 10


def test_what_greedy_added_was_paid_by_nobodys_share() -> None:
    told = explain(SMALL, equal_shares(SMALL, completion="greedy"))
    assert told.won[-1] == Won("e", 1, ())


def test_a_project_that_the_next_step_would_buy_says_so() -> None:
    both = election(10, {"b": 7, "c": 7}, ["b", "c"])
    told = explain(both, equal_shares(both, completion="add1"))
    assert [(one.left, one.reason) for one in told.lost] == [(6, "next_step"), (6, "next_step")]


def test_what_a_set_means_to_the_voters() -> None:
    assert compare(SMALL, ["a", "b"]) == Comparison(Fraction(30), 0, Fraction(5, 4), Fraction(78, 4))
    assert compare(SMALL, ["c"]) == Comparison(Fraction(9), 3, Fraction(1, 4), Fraction(9, 4))


@given(elections(most_points=3))
def test_every_project_has_its_account(found: Election) -> None:
    outcome = equal_shares(found)
    told = explain(found, outcome)
    names = [one.project_id for one in told.won] + [one.project_id for one in told.lost]
    assert sorted(names) == sorted(found.costs)
    assert tuple(one.project_id for one in told.won) == outcome.winners
    for one in told.lost:
        assert one.reason in ("no_votes", "over_budget") or one.left < one.cost
