from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from merata_portal.infrastructure.early_warnings import Standing, warnings

TODAY = date(2026, 10, 5)
CALM = Standing(
    under_way=True, finished_on=None, due_on=date(2026, 12, 31), promised_on=date(2026, 12, 31),
    started_on=date(2026, 9, 1), last_report_on=date(2026, 10, 1), physical_pc=50.0, money_pc=55.0,
)  # fmt: skip


def codes(at: Standing) -> list[str]:
    return [one.code for one in warnings(at, TODAY)]


def test_nothing_is_said_of_a_work_that_goes_well() -> None:
    assert codes(CALM) == []


def test_money_may_run_ten_points_ahead_and_no_more() -> None:
    assert codes(replace(CALM, money_pc=60.0)) == []
    found = warnings(replace(CALM, money_pc=60.5), TODAY)
    assert [one.code for one in found] == ["money_ahead"]
    assert found[0].text_id == "Uang 10,5 poin di depan pekerjaan: dibayar 60,5%, fisik 50,0%"
    assert found[0].text_en == "Money is 10.5 points ahead of the work: 60.5% paid, 50.0% built"


def test_money_without_any_report_is_ahead_of_nothing_built() -> None:
    assert codes(replace(CALM, physical_pc=None, money_pc=30.0)) == ["money_ahead"]


def test_the_deadline_counts_from_the_day_after_it_until_the_work_is_finished() -> None:
    due = replace(CALM, due_on=date(2026, 10, 5))
    assert codes(due) == []
    late = warnings(replace(CALM, due_on=date(2026, 10, 2)), TODAY)
    assert (late[0].code, late[0].text_en) == ("late", "3 days past the contract's end")
    assert codes(replace(CALM, due_on=date(2026, 10, 2), finished_on=date(2026, 10, 4))) == []


def test_silence_counts_from_the_last_report_or_from_the_beginning() -> None:
    assert codes(replace(CALM, last_report_on=date(2026, 9, 5))) == []
    assert codes(replace(CALM, last_report_on=date(2026, 9, 4))) == ["silent"]
    assert codes(replace(CALM, last_report_on=None)) == ["silent"]
    assert codes(replace(CALM, last_report_on=None, under_way=False)) == []


def test_defects_and_milestones_are_counted() -> None:
    found = warnings(replace(CALM, overdue_milestones=2, open_defects=3, late_defects=1), TODAY)
    assert [(one.code, one.text_en) for one in found] == [
        ("mending_late", "1 defects are past the day by which they should be mended"),
        ("milestones", "2 milestones are past their day"),
        ("defects", "3 defects are not mended"),
    ]


@given(physical=st.floats(0, 100), money=st.floats(0, 100), more=st.floats(0, 100))
def test_more_work_never_adds_the_warning_of_money(physical: float, money: float, more: float) -> None:
    before = "money_ahead" in codes(replace(CALM, physical_pc=physical, money_pc=money))
    after = "money_ahead" in codes(replace(CALM, physical_pc=min(100.0, physical + more), money_pc=money))
    assert before or not after
