"""The purchases: by hand, published, equal to the slow form, and what they promise to groups."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from elections_by_hand import election, elections, slow_shares
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.participation.shares.completion import equal_shares
from merata.participation.shares.election import Election
from merata.participation.shares.equal_shares import buy, tally
from merata.participation.shares.explaining import balances


def prices(given_: Election, share: Fraction, **options: str) -> list[tuple[str, Fraction]]:
    return [(one.project_id, one.price_per_point) for one in buy(tally(given_, **options), share)]  # type: ignore[arg-type]


def test_by_hand() -> None:
    # Three voters with 10 each. a (cost 12, three supporters) costs 4 each; then b (cost 12, voters 1 and 2) 6 each;
    # then nobody but voter 3 has anything left: 6 of the 9 that c costs.
    found = prices(election(30, {"a": 12, "b": 12, "c": 9}, ["ab", "ab", "ac"]), Fraction(10))
    assert found == [("a", Fraction(4)), ("b", Fraction(6))]


def test_who_cannot_pay_the_price_pays_all_she_has_left() -> None:
    # a takes 6 of the 10 of voters 1 and 2; b costs 18: voter 2 gives her 4, voter 3 and 4 give 7 each.
    found = prices(election(40, {"a": 12, "b": 18}, ["a", "ab", "b", "b"]), Fraction(10))
    assert found == [("a", Fraction(6)), ("b", Fraction(7))] or found == [("b", Fraction(6)), ("a", Fraction(8))]
    # With utility = cost the price per rupiah decides: b 1/3 before a 1/2. Voter 2 then has 4, voter 1 gives 8.
    assert found == [("b", Fraction(6)), ("a", Fraction(8))]


def test_a_published_example() -> None:
    """Lackner & Skowron 2023, Multi-Winner Voting with Approval Preferences: 12 voters, a committee of four.

    Its method of equal shares elects a at 1/8 for each of eight supporters in the first phase, and stops there.
    """
    ballots = ["ab"] * 3 + ["ac"] * 3 + ["ad"] * 2 + ["bcf", "e", "f", "g"]
    committee = election(4, dict.fromkeys("abcdefg", 1), ballots)
    assert prices(committee, Fraction(4, 12), utility="count") == [("a", Fraction(1, 8))]
    left, _ = balances(committee, equal_shares(committee, completion="none", utility="count"))
    assert left == [Fraction(5, 24)] * 8 + [Fraction(1, 3)] * 4


def test_points_are_paid_in_proportion() -> None:
    # Of 12, voter 1 who gives 3 points pays 9, voter 2 who gives 1 pays 3.
    found = election(40, {"a": 12}, [{"a": 3}, {"a": 1}])
    assert prices(found, Fraction(20)) == [("a", Fraction(3))]
    assert prices(found, Fraction(8)) == [("a", Fraction(4))]  # she has only 8, so the other pays 4
    assert prices(found, Fraction(5)) == []


def test_points_may_be_fractions() -> None:
    halves = Election("halves", Fraction(40), election(1, {"a": 12}, ["a"]).projects,
                      ({"a": Fraction(3, 2)}, {"a": Fraction(1, 2)}), "points")  # fmt: skip
    assert prices(halves, Fraction(20)) == [("a", Fraction(6))]


def test_what_costs_more_than_the_budget_or_has_no_vote_is_never_bought() -> None:
    assert prices(election(10, {"a": 11, "b": 1}, ["a", "a"]), Fraction(100)) == []


def test_ties_go_by_cost_then_votes_then_the_lot() -> None:
    # Equal prices per unit of utility (1/2): the cheaper first.
    assert prices(election(20, {"a": 8, "b": 4}, ["ab", "ab"]), Fraction(10))[0][0] == "b"
    twins = election(10, {"a": 10, "b": 10}, ["ab"])
    assert {prices(twins, Fraction(10), lot=str(n))[0][0] for n in range(20)} == {"a", "b"}
    assert prices(twins, Fraction(10)) == [("a", Fraction(10))]


def test_an_unknown_utility_is_refused() -> None:
    with pytest.raises(UsageError, match="cost, count"):
        tally(election(1, {"a": 1}, ["a"]), utility="joy")  # type: ignore[arg-type]


@given(
    elections(most_points=3), st.fractions(0, 12, max_denominator=7), st.sampled_from(["cost", "count"]),
    st.sampled_from([None, "dadu 3 1 4"]),
)  # fmt: skip
def test_it_equals_the_slow_form(found: Election, share: Fraction, utility: str, lot: str | None) -> None:
    votes = tally(found, utility=utility, lot=lot)  # type: ignore[arg-type]
    factors = dict(zip(votes.names, votes.factors, strict=True))
    slow = [(name, price * factors[name]) for name, price in slow_shares(found, share, utility=utility, lot=lot)]
    assert [(one.project_id, one.price_per_point) for one in buy(votes, share)] == slow


@given(elections(most_points=3), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_does_not_matter(found: Election, random: object) -> None:
    projects, ballots = list(found.projects), list(found.ballots)
    random.shuffle(projects)  # type: ignore[attr-defined]
    random.shuffle(ballots)  # type: ignore[attr-defined]
    other = Election(found.title, found.budget, tuple(projects), tuple(ballots), found.kind)
    assert equal_shares(found).winners == equal_shares(other).winners


@given(elections(most_points=3), st.integers(2, 1000))
def test_another_currency_buys_the_same(found: Election, rate: int) -> None:
    dear = Election(
        found.title,
        found.budget * rate,
        tuple(type(one)(one.project_id, one.name, one.cost * rate) for one in found.projects),
        found.ballots,
        found.kind,
    )
    assert equal_shares(found, completion="greedy").winners == equal_shares(dear, completion="greedy").winners


@given(elections(most_points=3), st.sampled_from(["none", "add1"]))
def test_the_purchases_are_priceable(found: Election, completion: str) -> None:
    """Voters pay for what they support, out of their share; payments make the cost; nothing affordable is left."""
    outcome = equal_shares(found, completion=completion)  # type: ignore[arg-type]
    left, won = balances(found, outcome)
    assert min(left) >= 0
    for one in won:
        assert sum(part.amount * part.voters for part in one.payments) == found.costs[one.project_id]
    paid = sum((found.costs[one.project_id] for one in won), Fraction(0))
    assert sum(left) + paid == outcome.share * len(found.ballots)
    for project in found.projects:
        if project.project_id not in outcome.winners and project.cost <= found.budget:
            money = sum(
                (left[v] for v, ballot in enumerate(found.ballots) if project.project_id in ballot), Fraction(0)
            )
            assert money < project.cost


@given(elections(most_voters=5))
def test_extended_justified_representation_up_to_one_project(found: Election) -> None:
    """A group that agrees on projects its part of the budget could pay is served as well, but for one project.

    Peters, Pierczyński & Skowron 2021, theorem 1, by enumeration of all groups and sets of projects.
    """
    costs = found.costs
    won = set(equal_shares(found, completion="none").winners)
    voters = range(len(found.ballots))
    for size in range(1, len(found.ballots) + 1):
        for group in combinations(voters, size):
            common = set.intersection(*(set(found.ballots[voter]) for voter in group))
            for agreed in (set(one) for n in range(1, len(common) + 1) for one in combinations(sorted(common), n)):
                asked = sum(costs[name] for name in agreed)
                if asked * len(found.ballots) > size * found.budget or agreed <= won:
                    continue
                served = [sum(costs[name] for name in won if name in found.ballots[voter]) for voter in group]
                assert max(served) + max(costs[name] for name in agreed - won) >= asked
