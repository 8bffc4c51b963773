"""Chances: by hand, equal to going through every order, and simulated within their stated error."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_course import entries

from merata.errors import UsageError
from merata.programmes.training.chances import chances
from merata.programmes.training.frozen_list import Entry
from merata.programmes.training.result import draw_order
from merata.programmes.training.selection import Rule

HASH = "5" * 64


def by_going_through_everything(people: list[Entry], rule: Rule) -> dict[str, Fraction]:
    """Slow and obvious: every order in which applicants can be seated, with its probability, in fractions."""
    found = {one.application_id: Fraction(0) for one in people}

    def go(seated: tuple[Entry, ...], left: tuple[Entry, ...], probability: Fraction) -> None:
        seats = rule.seats - len(seated)
        if not seats or not left:
            for one in seated:
                found[one.application_id] += probability
            return
        lack = {
            group: max(min(least - sum(group in p.groups for p in seated), sum(group in p.groups for p in left)), 0)
            for group, least in rule.at_least.items()
        }
        needed = sum(lack.values())
        able = [p for p in left if needed - sum(lack.get(group, 0) > 0 for group in p.groups) <= seats - 1]
        if rule.village_at_most is not None:
            limit = rule.village_at_most
            able = [p for p in able if sum(s.village == p.village for s in seated) < limit] or able
        total = sum(p.tickets for p in able)
        for one in able:
            go((*seated, one), tuple(p for p in left if p is not one), probability * Fraction(one.tickets, total))

    go((), tuple(people), Fraction(1))
    return found


def test_equal_tickets_give_seats_over_applicants() -> None:
    found = chances(entries(*[(2, (), None)] * 7), Rule(3, {}, None), list_hash=HASH)
    assert (found.method, found.replications) == ("exact", 0)
    assert {one.chance for one in found.by_application.values()} == {"0.428571428571"}
    assert {one.standard_error for one in found.by_application.values()} == {None}


def test_unequal_tickets_by_hand() -> None:
    # A has 1, B 2, C 3 of 6 tickets, two seats: A is left out when B and C are drawn, 2/6·3/4 + 3/6·2/3 = 7/12.
    found = chances(entries((1, (), None), (2, (), None), (3, (), None)), Rule(2, {}, None), list_hash=HASH)
    assert found.number("A") == pytest.approx(5 / 12, abs=1e-12)
    assert found.number("B") == pytest.approx(1 - (1 / 6 * 3 / 5 + 3 / 6 * 1 / 3), abs=1e-12)
    assert sum(found.number(name) for name in "ABC") == pytest.approx(2, abs=1e-11)


def test_a_quota_by_hand() -> None:
    # One seat of two for women: C has it, or had it already; A and B share what is left evenly.
    found = chances(
        entries((1, (), None), (1, (), None), (1, ("women",), None)), Rule(2, {"women": 1}, None), list_hash=HASH
    )
    assert [found.by_application[name].chance for name in "ABC"] == ["0.500000000000"] * 2 + ["1.000000000000"]


def test_strata_that_fill_every_seat_have_their_own_shares() -> None:
    people = entries(*[(1, ("women",), None)] * 4, *[(1, ("disability",), None)] * 5, (1, (), None))
    found = chances(people, Rule(3, {"women": 1, "disability": 2}, None), list_hash=HASH)
    assert [found.number(name) for name in "AEJ"] == pytest.approx([1 / 4, 2 / 5, 0], abs=1e-12)


def test_everybody_has_a_seat_where_there_are_enough() -> None:
    found = chances(entries((1, (), "X"), (3, ("women",), "X")), Rule(2, {"women": 1}, 1), list_hash=HASH)
    assert {one.chance for one in found.by_application.values()} == {"1.000000000000"}


def test_nobody_applies() -> None:
    assert chances([], Rule(2, {}, None), list_hash=HASH).by_application == {}


PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from([(), ("women",), ("disability",), ("disability", "women")]),
        st.sampled_from(["X", "Y"]),
    ),
    min_size=1,
    max_size=6,
)


@given(PEOPLE, st.integers(1, 4), st.integers(0, 2), st.integers(0, 2), st.none() | st.integers(1, 2))
@settings(max_examples=150)
def test_exact_chances_equal_every_order_gone_through(
    people: list[tuple[int, tuple[str, ...], str]], places: int, women: int, disability: int, limit: int | None
) -> None:
    listed = entries(*people)
    rule = Rule(max(places, women + disability), {"women": women, "disability": disability}, limit)
    found = chances(listed, rule, list_hash=HASH)
    assert found.method == "exact"
    for name, expected in by_going_through_everything(listed, rule).items():
        assert abs(Fraction(found.by_application[name].chance) - expected) <= Fraction(6, 10**13)


MIXED = entries(
    (1, ("women",), "X"), (3, (), "X"), (2, ("disability", "women"), "X"),
    (1, (), "Y"), (1, (), "Y"), (2, ("women",), "Y"),
    (3, ("disability",), "Z"), (1, ("women",), "Z"), (1, (), "Z"),
)  # fmt: skip
MIXED_RULE = Rule(4, {"women": 2, "disability": 1}, 2)


def test_simulated_chances_agree_with_exact_ones_within_their_error() -> None:
    exact = chances(MIXED, MIXED_RULE, list_hash=HASH)
    found = chances(MIXED, MIXED_RULE, list_hash=HASH, most_steps=0, replications=20_000)
    assert (exact.method, found.method, found.replications) == ("exact", "simulated", 20_000)
    for name, one in found.by_application.items():
        error = float(one.standard_error or "nan")
        assert 0.0005 < error < 0.005
        assert abs(float(one.chance) - exact.number(name)) < 4 * error
    assert sum(found.number(one.application_id) for one in MIXED) == pytest.approx(4, abs=1e-9)


def test_the_standard_error_of_a_single_applicant_is_the_binomials() -> None:
    found = chances(MIXED, MIXED_RULE, list_hash=HASH, most_steps=0, replications=1000).by_application["A"]
    chance = float(found.chance)
    assert float(found.standard_error or "nan") == pytest.approx(np.sqrt(chance * (1 - chance) / 999), rel=1e-6)


def test_simulation_depends_on_the_list_alone() -> None:
    first, again, other = (
        chances(MIXED, MIXED_RULE, list_hash=hash_, most_steps=0, replications=200) for hash_ in (HASH, HASH, "6" * 64)
    )
    assert first == again
    assert first != other


def test_chances_are_how_often_the_draw_itself_gives_a_seat() -> None:
    exact = chances(MIXED, MIXED_RULE, list_hash=HASH)
    draws = 4000
    seated = dict.fromkeys("ABCDEFGHI", 0)
    for at in range(draws):
        for place in draw_order(MIXED, MIXED_RULE, f"{at:064x}"):
            seated[place.application_id] += place.seated
    for name, count in seated.items():
        chance = exact.number(name)
        assert abs(count / draws - chance) < 4 * np.sqrt(chance * (1 - chance) / draws)


def test_a_simulated_chance_is_certain_only_where_it_must_be() -> None:
    # The tickets of A hardly ever miss, those of B hardly ever win; C is the only woman; D and E cannot be told from A.
    people = entries((1000, (), None), (1, (), None), (1, ("women",), None))
    found = chances(people, Rule(2, {"women": 1}, None), list_hash=HASH, most_steps=0, replications=50)
    by_name = found.by_application
    assert by_name["C"].chance == "1.000000000000"
    assert (by_name["A"].chance, by_name["B"].chance) == ("0.990000000000", "0.010000000000")
    full = chances(people, Rule(1, {"women": 1}, None), list_hash=HASH, most_steps=0, replications=50)
    assert [full.number(name) for name in "ABC"] == [0, 0, 1]


def test_many_kinds_are_simulated_in_time() -> None:
    people = [
        Entry(f"A{at:03d}", 1 + at % 3, ("women",) if at % 2 else (), f"35.05.{at % 22:02d}.2001") for at in range(150)
    ]
    found = chances(people, Rule(20, {"women": 8}, 2), list_hash=HASH, replications=200)
    assert found.method == "simulated"
    assert sum(found.number(one.application_id) for one in people) == pytest.approx(20, abs=1e-9)


def test_one_replication_has_no_error() -> None:
    with pytest.raises(UsageError, match="standard error"):
        chances(MIXED, MIXED_RULE, list_hash=HASH, replications=1)
