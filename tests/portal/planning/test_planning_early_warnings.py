"""The rules of early warnings on small tables: each warns on the day after its term, and not on the day before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.working_days import Calendar
from merata_portal.actor import Role
from merata_portal.infrastructure import early_warnings as works
from merata_portal.planning import early_warnings_development as building
from merata_portal.planning.early_warnings import (
    BEGIN_DAYS,
    AidStanding,
    Gravity,
    Money,
    Warned,
    of_aid,
    of_findings,
    of_fund,
)
from merata_portal.planning.early_warnings_development import ClassStanding, WorkStanding, of_class, of_work

WEEKDAYS = Calendar()
"""Monday to Friday; 2 March 2026 is a Monday."""
MONDAY = date(2026, 3, 2)
ON_TIME = Money(1_000_000, 500_000, 500_000)


def told(found: list[Warned]) -> list[tuple[str, Gravity, str]]:
    return [(one.code, one.gravity, one.turn) for one in found]


@pytest.mark.parametrize(
    ("money", "points"),
    [
        (Money(0, 0, 0), 0.0),
        (Money(1_000, 500, 500), 0.0),
        (Money(1_000, 500, 350), 15.0),
        (Money(1_000, 500, 100), 40.0),
        (Money(1_000, 2_000, 900), 10.0),  # no more than all can be due
        (Money(1_000, 0, 300), -30.0),
    ],
)
def test_how_far_money_lags(money: Money, points: float) -> None:
    assert money.behind_points == pytest.approx(points)


@pytest.mark.parametrize(
    ("spent_idr", "expected"),
    [
        (350_000, []),
        (349_000, [("behind", Gravity.SOON, "social_officer")]),
        (149_000, [("behind", Gravity.GRAVE, "social_officer")]),
    ],
)
def test_money_behind_what_is_due(spent_idr: int, expected: list[tuple[str, Gravity, str]]) -> None:
    at = AidStanding("running", MONDAY, Money(1_000_000, 500_000, spent_idr), cycles=2)
    assert told(of_aid(at, MONDAY, WEEKDAYS)) == expected


def test_money_behind_says_how_much_in_both_languages() -> None:
    (said,) = of_aid(AidStanding("running", MONDAY, Money(1_000_000, 500_000, 100_000), cycles=1), MONDAY, WEEKDAYS)
    assert said.text_id == "seharusnya sudah dibayar Rp500.000, baru Rp100.000 (40,0 poin di belakang)"
    assert said.text_en == "Rp500,000 should be paid by now, Rp100,000 are (40.0 points behind)"
    assert said.todo_id == "bayarkan tahap yang jatuh tempo (Rp400.000), atau tulis mengapa ditunda"


@pytest.mark.parametrize(
    ("state", "open_villages", "turn"),
    [
        ("launched", 0, "planner"),
        ("listed", 0, "social_officer"),
        ("approved", 0, "social_officer"),
        ("running", 0, "social_officer"),
    ],
)
def test_a_launch_that_waits_for_its_next_step(state: str, open_villages: int, turn: str) -> None:
    at = AidStanding(state, MONDAY, ON_TIME, open_villages)
    last = WEEKDAYS.after(MONDAY, BEGIN_DAYS)
    assert last == date(2026, 3, 30)
    assert of_aid(at, last, WEEKDAYS) == []
    assert told(of_aid(at, last + timedelta(days=1), WEEKDAYS)) == [("not_begun", Gravity.SOON, turn)]
    grave = WEEKDAYS.after(MONDAY, 2 * BEGIN_DAYS + 1)
    assert told(of_aid(at, grave, WEEKDAYS)) == [("not_begun", Gravity.GRAVE, turn)]


def test_holidays_do_not_count() -> None:
    at = AidStanding("launched", MONDAY, ON_TIME)
    day = date(2026, 3, 31)
    assert len(of_aid(at, day, WEEKDAYS)) == 1
    assert of_aid(at, day, Calendar(frozenset({date(2026, 3, 19), date(2026, 3, 20)}))) == []


def test_villages_that_have_not_spoken_hold_the_decree_up() -> None:
    late = AidStanding("approved", MONDAY, ON_TIME, open_villages=5, late_villages=3)
    (said,) = of_aid(late, date(2026, 6, 1), WEEKDAYS)
    assert (said.code, said.turn) == ("unverified", "village_operator")
    assert said.text_id == "3 desa/kelurahan belum memverifikasi daftar dalam 10 hari kerja"


def test_a_step_that_is_late_and_money_behind_are_told_once() -> None:
    at = AidStanding("launched", MONDAY, Money(1_000, 900, 0))
    assert [one.code for one in of_aid(at, MONDAY, WEEKDAYS)] == ["behind"]
    assert [one.code for one in of_aid(at, date(2026, 9, 1), WEEKDAYS)] == ["not_begun"]


def test_payments_that_failed_and_were_not_repeated() -> None:
    at = AidStanding("running", MONDAY, ON_TIME, failed=4, failed_idr=1_200_000, cycles=1)
    (said,) = of_aid(at, MONDAY, WEEKDAYS)
    assert (said.code, said.gravity, said.turn) == ("failed", Gravity.GRAVE, "social_officer")
    assert "Rp1.200.000" in said.text_id
    assert "Rp1,200,000" in said.text_en


def test_what_was_given_up_is_said_and_nothing_else() -> None:
    nothing = Money(1_000, 1_000, 0)
    assert told(of_aid(AidStanding("withdrawn", MONDAY, nothing, failed=2), MONDAY, WEEKDAYS)) == [
        ("given_up", Gravity.NOTE, "planner")
    ]
    assert told(of_class(a_class("cancelled"), MONDAY, WEEKDAYS)) == [("given_up", Gravity.NOTE, "planner")]
    assert told(of_work(WorkStanding("cancelled", MONDAY, None, nothing), MONDAY, WEEKDAYS)) == [
        ("given_up", Gravity.NOTE, "planner")
    ]


def a_class(state: str, *, applied: int = 30, filled: int = 20, recorded: int = 1) -> ClassStanding:
    """Twenty seats from 1 June to 26 June 2026, made on 2 March; its money is as it should be."""
    return ClassStanding(
        state, MONDAY, date(2026, 6, 1), date(2026, 6, 26), 20, applied, filled, recorded, ON_TIME
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "today", "expected"),
    [
        (a_class("draft"), date(2026, 3, 30), []),
        (a_class("draft"), date(2026, 3, 31), [("not_begun", Gravity.SOON, "sector_officer")]),
        (a_class("draft"), date(2026, 5, 29), [("not_begun", Gravity.GRAVE, "sector_officer")]),
        (a_class("open", applied=20), date(2026, 5, 29), []),
        (a_class("open", applied=19), date(2026, 4, 1), []),
        (a_class("open", applied=19), date(2026, 5, 29), [("seats", Gravity.SOON, "sector_officer")]),
        (a_class("drawn", filled=20), date(2026, 6, 2), []),
        (a_class("drawn", filled=17), date(2026, 6, 2), [("seats", Gravity.SOON, "sector_officer")]),
        (a_class("drawn", recorded=0), date(2026, 6, 8), []),
        (a_class("drawn", recorded=0), date(2026, 6, 9), [("class_late", Gravity.GRAVE, "trainer")]),
        (a_class("listed", recorded=0), date(2026, 6, 9), [("class_late", Gravity.GRAVE, "sector_officer")]),
        (a_class("drawn"), date(2026, 7, 3), []),
        (a_class("drawn"), date(2026, 7, 6), [("class_late", Gravity.SOON, "sector_officer")]),
        (a_class("finished", filled=17), date(2026, 9, 1), []),
    ],
)
def test_a_class(at: ClassStanding, today: date, expected: list[tuple[str, Gravity, str]]) -> None:
    assert told(of_class(at, today, WEEKDAYS)) == expected


def test_a_class_says_how_many_seats_are_empty() -> None:
    (said,) = of_class(a_class("drawn", filled=17), date(2026, 6, 2), WEEKDAYS)
    assert (said.text_id, said.text_en) == ("3 dari 20 kursi kosong", "3 of 20 seats are empty")


@pytest.mark.parametrize(
    ("state", "turn"),
    [
        ("candidate", "planner"), ("planned", "sector_officer"), ("tendered", "sector_officer"),
        ("contracted", "sector_officer"),
    ],
)  # fmt: skip
def test_a_work_that_waits_for_its_next_step(state: str, turn: str) -> None:
    at = WorkStanding(state, MONDAY, None, ON_TIME)
    assert of_work(at, date(2026, 3, 30), WEEKDAYS) == []
    assert told(of_work(at, date(2026, 3, 31), WEEKDAYS)) == [("not_begun", Gravity.SOON, turn)]


def test_a_finished_work_that_the_village_has_not_taken_over() -> None:
    at = WorkStanding("finished", MONDAY, MONDAY, ON_TIME)
    assert of_work(at, date(2026, 3, 16), WEEKDAYS) == []
    assert told(of_work(at, date(2026, 3, 17), WEEKDAYS)) == [("hand_over", Gravity.SOON, "village_operator")]


def test_every_warning_of_a_work_has_its_step_and_its_turn() -> None:
    """Whatever `infrastructure` warns of, the plan's page says what to do; a new code there fails here."""
    worst = works.Standing(
        under_way=True, finished_on=None, due_on=MONDAY, promised_on=MONDAY, started_on=date(2026, 1, 5),
        last_report_on=None, physical_pc=10.0, money_pc=60.0, overdue_milestones=2, open_defects=3, late_defects=1,
    )  # fmt: skip
    said = works.warnings(worst, date(2026, 5, 4))
    codes = {one.code for one in said}
    assert codes == {"money_ahead", "late", "mending_late", "milestones", "silent", "defects"}
    at = WorkStanding("under_way", MONDAY, None, ON_TIME, tuple((one.code, one.text_id, one.text_en) for one in said))
    found = of_work(at, date(2026, 5, 4), WEEKDAYS)
    assert {one.code for one in found} == codes == set(building._WORK_TOLD)
    assert [one.gravity for one in found] == sorted(one.gravity for one in found)
    assert found[0].code == "money_ahead"
    assert found[0].text_id.startswith("uang 50,0 poin di depan pekerjaan")


def test_money_ahead_of_a_work_is_not_also_behind() -> None:
    ahead = (("money_ahead", "Uang di depan", "Money is ahead"),)
    behind = Money(1_000, 900, 100)
    assert [one.code for one in of_work(WorkStanding("under_way", MONDAY, None, behind), MONDAY, WEEKDAYS)] == [
        "behind"
    ]
    at = WorkStanding("under_way", MONDAY, None, behind, ahead)
    assert [one.code for one in of_work(at, MONDAY, WEEKDAYS)] == ["money_ahead"]


def test_findings_that_nobody_answered() -> None:
    said = of_findings(3, date(2026, 3, 2), date(2026, 3, 12), "social_officer")
    assert said.text_id == "3 temuan musyawarah lewat tenggat jawaban, yang tertua 10 hari"
    assert (said.gravity, said.turn) == (Gravity.GRAVE, "social_officer")


@pytest.mark.parametrize(
    ("reserved", "committed", "today", "expected"),
    [
        (0, 0, date(2026, 12, 31), None),
        (1_000, 0, date(2026, 10, 7), None),  # 61 working days until 31 December
        (1_000, 0, date(2026, 10, 8), (Gravity.SOON, "planner")),
        (1_000, 2_000, date(2026, 12, 2), (Gravity.SOON, "social_officer")),
        (1_000, 2_000, date(2026, 12, 3), (Gravity.GRAVE, "social_officer")),
        (500, 0, date(2027, 1, 4), (Gravity.GRAVE, "planner")),
    ],
)
def test_money_that_lapses_with_its_year(
    reserved: int, committed: int, today: date, expected: tuple[Gravity, str] | None
) -> None:
    said = of_fund(reserved, committed, 2026, today, WEEKDAYS)
    assert (said and (said.gravity, said.turn)) == expected


def test_money_of_a_year_that_is_over() -> None:
    said = of_fund(500, 0, 2026, date(2027, 1, 4), WEEKDAYS)
    assert said is not None
    assert said.text_id == "Rp500 belum dibayar dan menjadi SiLPA pada akhir 2026; tahun anggaran sudah berakhir"


states = st.sampled_from(["launched", "listing", "listed", "approved", "enrolling", "running", "closed", "withdrawn"])
amounts = st.integers(0, 10**12)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


moneys = st.builds(Money, amounts, amounts, amounts)
counts = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@given(states, days, days, moneys, counts)
def test_every_warning_says_what_whose_and_how_grave(
    state: str, since: date, today: date, money: Money, many: tuple[int, int, int]
) -> None:
    villages, failed, cycles = many
    at = AidStanding(state, since, money, villages, villages, failed, failed * 100, cycles)
    found = of_aid(at, today, WEEKDAYS)
    assert [one.gravity for one in found] == sorted(one.gravity for one in found)
    assert len({one.code for one in found}) == len(found)
    for one in found:
        assert all((one.text_id, one.text_en, one.todo_id, one.todo_en))
        assert one.turn in Role.values
