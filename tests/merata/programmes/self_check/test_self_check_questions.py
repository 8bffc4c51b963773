"""The questions are those that the rules ask, whatever the rules are; none of them is written by hand."""

from __future__ import annotations

from datetime import date

import pytest
from rules_by_hand import book

from merata.programmes.facts import FACTS, PERSON
from merata.programmes.rules.loading import available, rulebook
from merata.programmes.self_check.questions import OLDEST, Kind, Question, question, questions

DAY = date(2026, 7, 1)


def test_the_questions_of_blt_dana_desa() -> None:
    asked = questions([rulebook("blt_dana_desa")])
    assert asked.home == (
        Question("household", "desil", Kind.INTEGER, minimum=1, maximum=10),
        Question("village", "type", Kind.CHOICE, choices=("desa", "kelurahan")),
    )
    assert asked.received == ("blt_dana_desa", "pkh", "sembako")
    assert (asked.each_member, asked.members) == ((), False)


def test_the_questions_of_pkh_are_asked_of_each_member() -> None:
    asked = questions([rulebook("pkh")])
    assert [one.key for one in asked.home] == [("household", "desil")]
    assert [(one.name, one.kind) for one in asked.each_member] == [
        ("age", Kind.INTEGER), ("school_level", Kind.CHOICE), ("severe_disability", Kind.FLAG),
        ("pregnant", Kind.FLAG), ("rights_violation_victim", Kind.FLAG),
    ]  # fmt: skip
    assert (asked.received, asked.members) == ((), True)
    age, level = asked.each_member[:2]
    assert (age.minimum, age.maximum) == (0, OLDEST)
    assert level.choices == ("none", "SD", "SMP", "SMA", "tertiary"), "not at school is an answer, not a missing one"


@pytest.mark.parametrize("rule", ["household.cattle > 2", "village.minutes_to_market >= 30.0", "household.owns_car"])
def test_a_rule_that_no_package_has_gets_its_question(rule: str) -> None:
    written = book(rule)
    assert {one.key for one in questions([written]).home} == set(written.facts)


def test_members_are_asked_for_where_a_rule_only_counts_them() -> None:
    asked = questions([book("size(persons) >= 3")])
    assert (asked.home, asked.each_member, asked.members) == ((), (), True)


@pytest.mark.parametrize("programme", available())
def test_every_fact_that_a_packaged_rule_names_is_asked_once(programme: str) -> None:
    written = rulebook(programme)
    asked = questions([written, written])
    keys = [one.key for one in (*asked.home, *asked.each_member)]
    assert len(keys) == len(set(keys))
    assert set(keys) >= written.facts - {("household", "programmes")}
    assert all(one.of == PERSON for one in asked.each_member)


def test_several_programmes_ask_for_all_of_theirs() -> None:
    books = [rulebook(one) for one in available()]
    together = questions(books)
    apart = [questions([one]) for one in books]
    assert set(together.home) == set().union(*(one.home for one in apart))
    assert set(together.each_member) == set().union(*(one.each_member for one in apart))
    assert set(together.received) == set().union(*(one.received for one in apart))


def test_every_fact_can_be_asked_for() -> None:
    kinds = {key: question(key).kind for key in FACTS if key != ("household", "programmes")}
    assert kinds["household", "floor_area_m2"] is Kind.NUMBER
    assert kinds["village", "regency_code"] is Kind.TEXT
    assert kinds["household", "owns_car"] is Kind.FLAG
    assert kinds["person", "school_grade"] is Kind.INTEGER
