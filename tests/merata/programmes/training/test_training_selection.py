"""The rule: quotas are met whenever they can be, limits hold as long as they can, tickets count in proportion."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_course import entries
from scipy.stats import chisquare

from merata.programmes.training.frozen_list import Entry
from merata.programmes.training.result import Place, draw_order
from merata.programmes.training.selection import Rule, Seating, kinds_of


def seed(at: int) -> str:
    return f"{at:064x}"


def seats(people: list[Entry], rule: Rule, at: int) -> list[str]:
    return [place.application_id for place in draw_order(people, rule, seed(at)) if place.seated]


GROUPS = ("disability", "village:35.05.01.2001", "women")
PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.lists(st.sampled_from(GROUPS), unique=True, max_size=3).map(lambda found: tuple(sorted(found))),
        st.sampled_from(["35.05.01.2001", "35.05.01.2002", "35.05.01.2003"]),
    ),
    max_size=14,
)


@st.composite
def draws(draw: st.DrawFn) -> tuple[list[Entry], Rule, int]:
    people = [Entry(f"A{at:02d}", *one) for at, one in enumerate(draw(PEOPLE))]
    places = draw(st.integers(1, 9))
    at_least, left = {}, places
    for group in GROUPS:
        at_least[group] = draw(st.integers(0, left))
        left -= at_least[group]
    limit = draw(st.none() | st.integers(1, 4))
    return people, Rule(places, at_least, limit), draw(st.integers(0, 2**32))


@given(draws())
@settings(max_examples=300)
def test_quotas_are_met_whenever_enough_apply(given_draw: tuple[list[Entry], Rule, int]) -> None:
    people, rule, at = given_draw
    places = draw_order(people, rule, seed(at))
    seated = {place.application_id for place in places if place.seated}
    assert len(seated) == min(rule.seats, len(people))
    assert sorted(place.application_id for place in places) == [one.application_id for one in people]
    for group, at_least in rule.at_least.items():
        members = {one.application_id for one in people if group in one.groups}
        assert len(members & seated) >= min(at_least, len(members))


@given(draws())
@settings(max_examples=300)
def test_a_limit_yields_only_where_nobody_else_may_take_the_seat(given_draw: tuple[list[Entry], Rule, int]) -> None:
    people, rule, at = given_draw
    by_name = {one.application_id: one for one in people}
    held: Counter[str | None] = Counter()
    for place in draw_order(people, rule, seed(at)):
        one = by_name[place.application_id]
        if not place.seated:
            continue
        above = rule.village_at_most is not None and held[one.village] >= rule.village_at_most
        # Above the limit only where noted, and noted only where the quotas or empty seats force it.
        assert place.over_limit == above
        if above:
            others = [
                p
                for p in people
                if p.application_id not in {x.application_id for x in _before(people, rule, at, place)}
            ]
            below = [p for p in others if held[p.village] < (rule.village_at_most or 0)]
            assert place.reserved or not below
        held[one.village] += 1


def _before(people: list[Entry], rule: Rule, at: int, place: Place) -> tuple[Place, ...]:
    return draw_order(people, rule, seed(at))[: place.place - 1]


@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(given_draw: tuple[list[Entry], Rule, int], shuffle: object) -> None:
    people, rule, at = given_draw
    mixed = list(people)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert draw_order(mixed, rule, seed(at)) == draw_order(people, rule, seed(at))


def test_equal_tickets_give_every_pair_the_same_chance() -> None:
    people = entries(*[(1, (), None)] * 5)
    pairs = Counter(tuple(sorted(seats(people, Rule(2, {}, None), at))) for at in range(6000))
    assert len(pairs) == 10
    assert chisquare(list(pairs.values())).pvalue > 0.01


def test_tickets_are_chances_of_the_first_seat() -> None:
    people = entries((1, (), None), (2, (), None), (3, (), None), (6, (), None))
    first = Counter(seats(people, Rule(1, {}, None), at)[0] for at in range(12_000))
    expected = np.array([1, 2, 3, 6]) * 1000
    assert chisquare([first[name] for name in "ABCD"], expected).pvalue > 0.01


def test_a_quota_changes_nothing_where_chance_meets_it() -> None:
    people = entries((1, ("women",), None), (2, (), None), (3, (), None), (1, (), None), (2, ("women",), None))
    same = 0
    for at in range(200):
        free, bound = (seats(people, Rule(3, quota, None), at) for quota in ({}, {"women": 1}))
        if set(free[:2]) & {"A", "E"}:
            assert free == bound
            same += 1
        assert free[:2] == bound[:2]
        assert set(bound) & {"A", "E"}
    assert 50 < same < 200


def test_a_quota_seat_is_drawn_among_its_group_only_when_it_must_be() -> None:
    people = entries((5, (), None), (5, (), None), (1, ("women",), None))
    for at in range(50):
        places = draw_order(people, Rule(2, {"women": 1}, None), seed(at))[:2]
        assert "C" in {place.application_id for place in places}
        assert not places[0].reserved
        if places[0].application_id != "C":
            assert places[1].reserved
            assert places[1].tickets == 1


def test_one_person_may_meet_two_quotas() -> None:
    people = entries((1, ("disability", "women"), None), (9, (), None), (9, (), None))
    for at in range(50):
        assert "A" in seats(people, Rule(2, {"women": 1, "disability": 1}, None), at)
        assert len(seats(people, Rule(2, {"women": 1, "disability": 1}, None), at)) == 2


def test_a_quota_goes_before_a_villages_limit() -> None:
    people = entries((1, ("women",), "X"), (1, ("women",), "X"), (9, (), "Y"))
    for at in range(30):
        found = draw_order(people, Rule(2, {"women": 2}, 1), seed(at))
        assert {place.application_id for place in found if place.seated} == {"A", "B"}
        assert [place.over_limit for place in found if place.seated] == [False, True]


def test_no_seat_stays_empty_for_a_limit() -> None:
    people = entries((1, (), "X"), (1, (), "X"), (1, (), "Y"))
    found = draw_order(people, Rule(3, {}, 1), seed(1))
    assert [place.seated for place in found] == [True] * 3
    assert [place.over_limit for place in found] == [False, False, True]


def test_villages_tell_apart_only_where_their_limit_can_matter() -> None:
    people = entries((1, (), "X"), (1, (), "Y"), (1, (), "Y"), (1, (), "Y"))
    found = kinds_of(people, Rule(2, {}, 2))
    assert [kind.village for kind in found.kinds] == [None, "Y"]
    assert found.counts == (1, 3)
    assert dict(found.of) == {"A": 0, "B": 1, "C": 1, "D": 1}


def test_the_quick_test_of_one_kind_agrees_with_the_list_of_all() -> None:
    people = entries((1, ("women",), "X"), (2, (), "X"), (1, ("disability", "women"), "Y"), (1, (), "Y"), (1, (), "Z"))
    rule = Rule(3, {"women": 1, "disability": 1}, 1)
    found = kinds_of(people, rule)
    for order in range(200):
        seating = Seating(found.kinds, found.counts, rule)
        for step in range(3):
            able = seating.may_be_seated()
            quick = [at for at in range(len(found.kinds)) if seating.may_take(at)]
            assert quick == ([] if all(seating.at_limit(at) for at in able) else able)
            seating.seat(able[(order >> step) % len(able)])
        assert seating.may_be_seated() == []


@pytest.mark.parametrize("places", [1, 3])
def test_nobody_applies(places: int) -> None:
    assert draw_order([], Rule(places, {"women": 1}, 1), seed(1)) == ()
