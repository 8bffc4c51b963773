"""What is said of answers: by hand for each outcome; and the vectorised evaluation of the same household agrees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_by_hand import book

from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.cel.columns import fact_column, programme_column
from merata.programmes.cel.typing import Type
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.decisions.skeleton import State
from merata.programmes.facts import FACTS
from merata.programmes.rules.loading import available, rulebook
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.self_check.answers import Answers
from merata.programmes.self_check.questions import Kind, Question, questions
from merata.programmes.self_check.verdict import verdict

DAY = date(2026, 7, 1)
IN_FORCE = [
    one
    for one in map(rulebook, available())
    if one.days[0] <= DAY and (one.days[1] is None or one.days[1] >= DAY)
]  # fmt: skip
BLT = rulebook("blt_dana_desa")
NOTHING_ELSE = {"blt_dana_desa": False, "pkh": False, "sembako": False}


def said(found: Any) -> list[tuple[str, State, str]]:
    return [(one.code, one.state, one.sentence.id) for one in found.conditions]


def test_a_household_that_would_be_admitted() -> None:
    found = verdict(BLT, Answers({"desil": 2}, {"type": "desa"}, NOTHING_ELSE), DAY)
    assert (found.outcome, found.annual_idr, found.changes) == (Outcome.ELIGIBLE, 3_600_000, ())
    assert said(found)[:2] == [
        ("desa", State.TRUE, "tinggal di desa"), ("desil", State.TRUE, "desil 2, dalam batas 4"),
    ]  # fmt: skip


def test_a_household_that_would_be_refused_hears_why_and_what_would_change_it() -> None:
    found = verdict(BLT, Answers({"desil": 7}, {"type": "desa"}, NOTHING_ELSE), DAY)
    assert (found.outcome, found.annual_idr) == (Outcome.REFUSED, 0)
    assert ("desil", State.FALSE, "desil 7, batasnya 4") in said(found)
    assert [one.id for one in found.changes] == ["desil paling tinggi 4 setelah data dimutakhirkan di desa"]


def test_what_is_not_answered_never_makes_eligible_and_is_named() -> None:
    found = verdict(BLT, Answers({"desil": 2}, {}, {"pkh": False, "sembako": False}), DAY)
    assert found.outcome is Outcome.UNDECIDED
    assert ("desa", State.MISSING, "belum diketahui: jenis desa/kelurahan") in said(found)
    assert ("sudah_menerima", State.MISSING, "belum diketahui: menerima BLT Dana Desa atau tidak") in said(found)
    assert verdict(BLT, Answers(), DAY).outcome is Outcome.UNDECIDED


def test_one_condition_that_fails_refuses_whatever_the_others_are() -> None:
    assert verdict(BLT, Answers({}, {"type": "kelurahan"}, {}), DAY).outcome is Outcome.REFUSED


def test_members_nobody_told_of_leave_it_open() -> None:
    pkh = rulebook("pkh")
    found = verdict(pkh, Answers({"desil": 1}), DAY)
    assert found.outcome is Outcome.UNDECIDED
    assert said(found)[1][2] == "belum diketahui: anggota keluarga"
    # Two members, one of whom nothing is known of: nobody that is known fits, and the other may.
    persons = ({"age": 30, "pregnant": False, "school_level": "none", "severe_disability": False,
                "rights_violation_victim": False}, {})  # fmt: skip
    found = verdict(pkh, Answers({"desil": 1}, persons=persons), DAY)
    assert found.outcome is Outcome.UNDECIDED
    # One who does is enough, and the members that are paid for are named by their place.
    found = verdict(pkh, Answers({"desil": 1}, persons=({}, {"school_level": "SD"})), DAY)
    assert (found.outcome, found.annual_idr) == (Outcome.ELIGIBLE, 900_000)
    assert [(one.position, one.component.code) for one in found.members] == [(1, "sd")]


def test_who_is_not_at_school_is_in_no_class() -> None:
    pip = rulebook("pip")
    facts = Answers({"desil": 1}, persons=({"school_level": "none"}, {"school_level": "SD"})).facts
    assert facts.persons == ({"school_level": "none", "school_grade": 0}, {"school_level": "SD"})
    assert verdict(pip, Answers({"desil": 1}, persons=({"school_level": "none"},)), DAY).outcome is Outcome.REFUSED
    assert verdict(pip, Answers({"desil": 1}, persons=({"school_level": "SD"},)), DAY).outcome is Outcome.UNDECIDED


def test_an_arithmetic_that_has_no_result_says_from_what() -> None:
    found = verdict(book("10 / household.size > 2"), Answers({"size": 0}), DAY)
    assert found.outcome is Outcome.UNDECIDED
    assert found.conditions[0].state is State.ARITHMETIC
    assert found.conditions[0].sentence.en == "cannot be computed from members"


def test_values_stand_in_sentences_as_the_page_calls_them() -> None:
    rule = book("household.house_damage == 'heavy'")
    found = verdict(rule, Answers({"house_damage": "light"}), DAY, {"household.house_damage": "ringan"})
    assert found.conditions[0].sentence.id == "kerusakan rumah ringan, syaratnya heavy"


# --- the same household in a table --------------------------------------------------------------------------------

_ARROW = {Type.BOOL: pa.bool_(), Type.INT: pa.int64(), Type.DOUBLE: pa.float64(), Type.STRING: pa.string()}


def answers_to(one: Question) -> st.SearchStrategy[Any]:
    """Any answer to a question; None is "not known"."""
    if one.kind is Kind.FLAG:
        return st.sampled_from([None, True, False])
    if one.kind is Kind.CHOICE:
        return st.sampled_from([None, *one.choices])
    if one.kind is Kind.INTEGER:
        return st.none() | st.integers(int(one.minimum or 0), int(one.maximum or 20))
    if one.kind is Kind.NUMBER:
        return st.none() | st.floats(0, 100)
    return st.sampled_from([None, "35.05", "35.72", "-"])


@st.composite
def answered(draw: st.DrawFn, books: list[Rulebook]) -> Answers:
    asked = questions(books)

    def of(place: str, those: tuple[Question, ...]) -> dict[str, Any]:
        given = {one.name: draw(answers_to(one)) for one in those if one.of == place}
        return {name: value for name, value in given.items() if value is not None}

    received = {one: draw(st.sampled_from([None, True, False])) for one in asked.received}
    persons = [of("person", asked.each_member) for _ in range(draw(st.integers(0, 4)))] if asked.members else []
    return Answers(
        of("household", asked.home), of("village", asked.home),
        {one: value for one, value in received.items() if value is not None}, tuple(persons) or None,
    )  # fmt: skip


def as_table(answers: Answers, books: list[Rulebook]) -> FactTable:
    """The household as a registry would hold it, with nulls for what is not known."""
    asked = questions(books)
    facts = answers.facts

    def column(one: Question, records: list[Mapping[str, Any]]) -> pa.Array:
        return pa.array([record.get(one.name) for record in records], _ARROW[FACTS[one.key].type])

    home = {fact_column(*one.key): column(one, [getattr(facts, one.of)]) for one in asked.home}
    home |= {programme_column(one): pa.array([answers.received.get(one)], pa.bool_()) for one in asked.received}
    persons = list(facts.persons or ())
    each = {fact_column(*one.key): column(one, persons) for one in asked.each_member}
    members = pa.table({"household_id": pa.array(["a"] * len(persons), pa.string()), **each}) if asked.members else None
    return FactTable(pa.table({"household_id": pa.array(["a"]), **home}), members)


@pytest.mark.parametrize("rule", IN_FORCE, ids=lambda one: one.programme_id)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_verdict_is_what_the_whole_registry_would_be_told(rule: Rulebook, data: st.DataObject) -> None:
    answers = data.draw(answered([rule]))
    found = verdict(rule, answers, DAY)
    (assessed,) = as_table(answers, [rule]).assess([rule], DAY)
    assert found.outcome == assessed.outcome[0]
    assert found.annual_idr == assessed.entitled_idr[0]
    assert tuple(one.state for one in found.conditions if one.state is not State.TRUE) or found.eligible


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_all_programmes_at_once_are_each_by_itself(data: st.DataObject) -> None:
    answers = data.draw(answered(IN_FORCE))
    assessed = as_table(answers, IN_FORCE).assess(IN_FORCE, DAY)
    for rule, one in zip(IN_FORCE, assessed, strict=True):
        found = verdict(rule, answers, DAY)
        assert (found.outcome, found.annual_idr) == (one.outcome[0], one.entitled_idr[0]), rule.programme_id


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_knowing_less_never_makes_eligible(data: st.DataObject) -> None:
    """Whoever is eligible with some answers left out is so with them too; whoever is not is not by silence."""
    rule = data.draw(st.sampled_from(IN_FORCE))
    whole = data.draw(answered([rule]))
    left = {name: value for name, value in whole.household.items() if data.draw(st.booleans())}
    less = Answers(left, whole.village, {}, whole.persons)
    if verdict(rule, less, DAY).eligible:
        assert verdict(rule, whole, DAY).eligible or set(whole.received.values()) & {True}
