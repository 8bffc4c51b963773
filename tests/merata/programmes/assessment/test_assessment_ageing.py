"""Rules that ask for ages, day after day, are what they are on each day alone."""

from __future__ import annotations

from datetime import date

import pytest
from rules_at_random import AT_HOME, BOOKS, CAPPED, SUMMED, drawn
from rules_by_hand import DAY, book, facts

from merata.programmes.assessment import ageing
from merata.programmes.assessment.ageing import Aged, Older, asks_age, asks_home

DAYS = [date(2025, 1, 1), date(2025, 2, 28), date(2025, 3, 1), date(2025, 12, 31), date(2025, 6, 1)]


def test_which_rules_ask_for_ages_and_homes() -> None:
    assert [asks_age(one) for one in BOOKS] == [True, True, True, False, False]
    assert [asks_home(one) for one in BOOKS] == [False, False, True, False, False]


@pytest.mark.parametrize("seed", range(4))
def test_each_day_is_as_if_it_were_alone(seed: int) -> None:
    older = Older(BOOKS, facts(BOOKS, **drawn(seed)).homes, 2025)
    for day in DAYS:
        found = older.on(day)
        assert sorted(found) == [0, 1]
        alone = facts(BOOKS, **drawn(seed)).homes
        again = Older([CAPPED, SUMMED], alone, 2025).on(day)
        for place in (0, 1):
            assert found[place].entitled_idr.tolist() == again[place].entitled_idr.tolist()
            assert [found[place].reasons[n] for n in found[place].reason] == [
                again[place].reasons[n] for n in again[place].reason
            ]


def test_every_age_up_to_the_oldest_is_known_beforehand() -> None:
    persons = [{"household_id": "a", "birth_date": born} for born in (date(2022, 12, 31), date(2025, 8, 1), None)]
    rule = book("persons.exists(p, p.age < 6)")
    members = facts(rule, households=[{"household_id": "a"}], persons=persons).homes.members
    assert members is not None
    aged = Aged(members, date(2025, 12, 31))
    assert aged.oldest == 3
    assert aged.facts["person/age"].to_pylist() == [0, 1, 2, 3, None]
    assert aged.kind(DAY).tolist() == [2, 4, 4]
    assert aged.kind(date(2025, 12, 31)).tolist() == [3, 0, 4]


def test_too_many_kinds_are_not_looked_at_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ageing, "_MOST_KINDS", 10)
    assert Older(BOOKS, facts(BOOKS, **drawn(1)).homes, 2025).on(DAY) == {}


def test_rules_that_ask_for_no_age_are_not_among_them() -> None:
    homes = facts([AT_HOME], **drawn(1)).homes
    assert Older([AT_HOME], homes, 2025).on(DAY) == {}
    alone = book("household.desil <= 4")
    assert Older([alone], facts(alone, households=drawn(1)["households"]).homes, 2025).on(DAY) == {}
