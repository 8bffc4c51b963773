"""The clock of an objection: by hand, and against a slow walk through the days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import InputError
from merata_portal.programmes import terms as terms_module
from merata_portal.programmes.models import Objection, ObjectionStep
from merata_portal.programmes.objection_clock import clock, pauses
from merata_portal.programmes.terms import APPEAL, FILE, KINDS, read_terms, terms
from merata_portal.working_calendar import working_calendar

MONDAY = date(2026, 2, 2)


def step(kind: str, day: date) -> ObjectionStep:
    return ObjectionStep(step=kind, on_day=day)


def on(*kinds_and_days: tuple[str, int]) -> list[ObjectionStep]:
    """Steps by the day of February 2026."""
    return [step(kind, date(2026, 2, day)) for kind, day in kinds_and_days]


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        (on(("filed", 2)), "2026-02-18"),  # 3-6, 9-13: nine; 16 and 17 are Imlek; 18
        (on(("filed", 2), ("taken_up", 3)), "2026-02-18"),
        (on(("filed", 2), ("asked", 4)), None),
        (on(("filed", 2), ("asked", 4), ("replied", 4)), "2026-02-19"),  # the day itself stands still
        (on(("filed", 2), ("asked", 4), ("replied", 6)), "2026-02-23"),  # three: 4, 5, 6
        (on(("filed", 2), ("asked", 6), ("replied", 9)), "2026-02-20"),  # two: the weekend between counts for nobody
        (on(("filed", 2), ("asked", 7), ("resumed", 8)), "2026-02-18"),  # a weekend
        (on(("filed", 2), ("asked", 16), ("replied", 17)), "2026-02-18"),  # two holidays
        (on(("filed", 2), ("asked", 4), ("replied", 5), ("asked", 5), ("replied", 6)), "2026-02-23"),  # 5 is one day
        (on(("filed", 2), ("asked", 18), ("replied", 20)), "2026-02-23"),  # asked on the last day: one day is left
        (on(("filed", 2), ("asked", 19)), "2026-02-18"),  # too late: asking does not hide what is overdue
    ],
)
def test_by_hand(steps: list[ObjectionStep], due: str | None) -> None:
    one = Objection(filed_on=MONDAY, term_days=10)
    found = clock(one, steps).deadline
    assert (None if found is None else found.isoformat()) == due


def walked(filed_on: date, days: int, steps: list[ObjectionStep]) -> Iterator[date]:
    """The working days of the term one by one: no weekend, no holiday, no day of a question that waits."""
    calendar, day, left = working_calendar(), filed_on, days
    still: set[date] = set()
    asked: date | None = None
    for one in steps:
        if one.step == "asked" and asked is None:
            asked = one.on_day
        elif one.step == "replied" and asked is not None:
            while asked <= one.on_day:
                still.add(asked)
                asked += timedelta(days=1)
            asked = None
    while left:
        day += timedelta(days=1)
        if calendar.works(day) and day not in still and not (asked is not None and day >= asked):
            left -= 1
            yield day
        if asked is not None and day >= asked:
            return


GAPS = st.lists(st.integers(0, 9), max_size=6)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 30)), st.integers(1, 30), GAPS)
def test_it_is_what_a_walk_through_the_days_gives(filed_on: date, days: int, gaps: list[int]) -> None:
    steps, day = [step("filed", filed_on)], filed_on
    for place, gap in enumerate(gaps):
        day += timedelta(days=gap)
        steps.append(step("replied" if place % 2 else "asked", day))
    found = clock(Objection(filed_on=filed_on, term_days=days), steps)
    counted = list(walked(filed_on, days, steps))
    assert found.deadline == (counted[-1] if len(counted) == days else None)
    for later in range(0, 60, 7):
        today = day + timedelta(days=later)
        used = sum(one <= today for one in counted)
        if found.deadline is None or today <= found.deadline:
            assert found.used(today) == used
        assert found.left(today) == days - found.used(today)
    if found.deadline is not None:
        assert not found.overdue(found.deadline)
    if found.deadline is not None and steps[-1].step != "asked":
        assert found.overdue(working_calendar().after(max(found.deadline, day), 1))


@given(GAPS)
def test_a_question_never_makes_the_term_shorter(gaps: list[int]) -> None:
    steps, day, before = [step("filed", MONDAY)], MONDAY, MONDAY
    for place, gap in enumerate(gaps[: len(gaps) // 2 * 2]):
        day += timedelta(days=gap)
        steps.append(step("replied" if place % 2 else "asked", day))
        if place % 2:
            now = clock(Objection(filed_on=MONDAY, term_days=10), steps).deadline
            assert now is not None
            assert now >= before
            before = now


def test_pauses_begin_with_a_question_and_end_with_the_reply_that_follows() -> None:
    found = pauses(on(("replied", 3), ("asked", 4), ("asked", 5), ("resumed", 6), ("replied", 7), ("asked", 9)))
    assert [(one.first.day, one.last and one.last.day) for one in found] == [(4, 6), (9, None)]


def test_the_packaged_terms_say_by_which_law_and_how_certain_that_is() -> None:
    found = read_terms(terms_module.PACKAGED)
    assert set(found.answer) == set(KINDS) == {*Objection.About.values, APPEAL}
    assert {kind: one.working_days for kind, one in found.answer.items()} == dict.fromkeys(KINDS, 10)
    assert "Pasal 77" in found.answer["not_listed"].basis
    assert "Pasal 78" in found.answer[APPEAL].basis
    assert "76/2013" in found.answer["not_received"].basis
    assert (found.appeal_within.working_days, found.reply_within.working_days) == (21, 10)
    assert all(one.assumed for one in found.answer.values())  # until somebody has read the texts themselves


def test_an_offices_own_file_stands_in_place_of_them(settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path
    assert terms().answer["amount"].working_days == 10
    text = terms_module.PACKAGED.read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace("working_days: 10", "working_days: 7"), encoding="utf-8")
    assert terms().answer["amount"].working_days == 7


def test_a_faulty_file_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    text = terms_module.PACKAGED.read_text(encoding="utf-8")
    broken = text.replace("working_days: 21", "working_days: 0").replace("  appeal:\n", "  banding:\n", 1)
    path = tmp_path / "terms.yaml"
    path.write_text(broken.replace("certainty: secondary", "certainty: yakin"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_terms(path)
    assert [fault.column for fault in refused.value.faults] == [
        "answer.banding", "answer.not_received.certainty", "answer.appeal.working_days", "answer.appeal.basis",
        "answer.appeal.source", "answer.appeal.certainty", "appeal_within.working_days",
    ]  # fmt: skip
    for nonsense in ("", "[]", "answer: 3"):
        path.write_text(nonsense, encoding="utf-8")
        with pytest.raises(InputError):
            read_terms(path)
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(InputError, match="no YAML"):
        read_terms(path)
