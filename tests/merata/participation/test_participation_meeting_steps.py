"""The regulated way of a meeting, and every way that leaves it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.participation.meeting import Meeting
from merata.participation.meeting_events import (
    Agreed,
    Cancelled,
    Closed,
    Consulted,
    Event,
    Invited,
    Opened,
    Postponed,
    Reconvened,
    Reported,
    Signed,
    Unresolved,
    Unsigned,
    Voted,
)
from merata.participation.meeting_steps import RefusedStepError, advance, replay
from merata.participation.procedure import procedure
from merata.working_days import calendar_of

MUSDES = procedure("musyawarah_desa", on=date(2026, 6, 1))
KELURAHAN = procedure("musrenbang_kelurahan", on=date(2026, 1, 10))


def at(hour: int, minute: int = 0, *, day: int = 4) -> datetime:
    return datetime(2026, 6, day, hour, minute)  # noqa: DTZ001 - local time of one village


INVITED = Invited(at(8, day=1), 12, at(9))
POSTPONED = [INVITED, Signed(at(9), 7), Postponed(at(9, 15), at(12))]
SECOND = [*POSTPONED, Consulted(at(12), 5), Reconvened(at(12, 30), at(9, day=7))]


def test_with_eight_of_twelve_it_opens_on_time() -> None:
    meeting = replay(MUSDES, [INVITED, Signed(at(8, 50), 8), Opened(at(9))])
    assert meeting.state == "open"
    assert meeting.with_quorum


def test_with_seven_it_does_not_and_the_rule_is_cited() -> None:
    with pytest.raises(RefusedStepError, match=r"kurang 1 / .* 1 are missing \[quorum: peraturan bupati") as caught:
        replay(MUSDES, [INVITED, Signed(at(9), 7), Opened(at(9, 5))])
    assert caught.value.rule == "quorum"
    assert caught.value.exit_code == 2


def test_the_eighth_comes_during_the_postponement() -> None:
    meeting = replay(MUSDES, [*POSTPONED, Signed(at(10)), Opened(at(10, 5))])
    assert meeting.state == "open"
    assert meeting.with_quorum
    assert not meeting.second


def test_the_second_meeting_proceeds_with_those_present() -> None:
    meeting = replay(MUSDES, [*SECOND, Signed(at(9, day=7), 2), Opened(at(9, day=7))])
    assert meeting.state == "open"
    assert meeting.second
    assert meeting.with_quorum is False
    assert meeting.signed == 2


def test_decisions_by_consensus_then_by_vote() -> None:
    meeting = replay(MUSDES, [
        INVITED, Signed(at(9), 9), Opened(at(9)), Agreed(at(10), "jalan"), Unresolved(at(10, 30), "balai"),
        Voted(at(11), "balai", 4, 4, 1), Closed(at(12)),
    ])  # fmt: skip
    assert meeting.decisions["jalan"].carried is True
    assert meeting.decisions["jalan"].in_favour is None
    assert meeting.decisions["balai"].carried is False  # a draw carries nothing
    assert meeting.state == "closed"


def test_the_report_is_due_in_seven_working_days() -> None:
    closed = replay(MUSDES, [INVITED, Signed(at(9), 8), Opened(at(9)), Closed(at(12))])
    assert closed.report_due(calendar_of([])) == date(2026, 6, 15)  # Thursday 4 June + 7
    holiday = calendar_of([date(2026, 6, 5)])
    assert closed.report_due(holiday) == date(2026, 6, 16)
    assert not closed.report_overdue(calendar_of([]), on=date(2026, 6, 15))
    assert closed.report_overdue(calendar_of([]), on=date(2026, 6, 16))
    late = advance(closed, Reported(at(9, day=16)))
    assert late.state == "reported"
    assert late.report_overdue(calendar_of([]), on=date(2026, 6, 16))
    assert not late.report_overdue(holiday, on=date(2026, 7, 1))


def test_a_kelurahan_opens_with_those_present_and_knows_no_postponement() -> None:
    invited = Invited(at(8, day=1), 40, at(9))
    assert replay(KELURAHAN, [invited, Signed(at(9), 3), Opened(at(9))]).with_quorum
    with pytest.raises(RefusedStepError, match="tidak mengenal penundaan") as caught:
        replay(KELURAHAN, [invited, Postponed(at(9), at(10))])
    assert caught.value.rule == "postponement_hours"


@pytest.mark.parametrize(
    ("events", "rule", "says"),
    [
        ([Signed(at(9))], None, "cannot be taken while the meeting is planned"),
        ([Invited(at(8), 0, at(9))], None, "nobody is invited"),
        ([Invited(at(10), 5, at(9))], None, "before the invitation"),
        ([INVITED, INVITED], None, "only while planned"),
        ([INVITED, Signed(at(9), 13)], None, "no more than were invited"),
        ([INVITED, Signed(at(9), 0)], None, "at least 1"),
        ([INVITED, Signed(at(9), 2), Unsigned(at(9), 3)], None, "3 signatures taken back of 2"),
        ([INVITED, Signed(at(9), 2), Unsigned(at(9), 0)], None, "at least 1"),
        ([INVITED, Signed(at(8), 8), Unsigned(at(9)), Opened(at(9))], "quorum", "1 are missing"),
        ([INVITED, Signed(at(8), 12), Opened(at(8, 30))], None, "before its time"),
        ([INVITED, Postponed(at(8, 30), at(10))], None, "not yet to start"),
        ([INVITED, Signed(at(9), 8), Postponed(at(9), at(10))], "quorum", "there is a quorum"),
        ([INVITED, Postponed(at(9), at(12, 1))], "postponement_hours", "at most until 2026-06-04 12:00"),
        ([INVITED, Postponed(at(11), at(10))], "postponement_hours", "at most until"),
        ([*POSTPONED, Postponed(at(10), at(12))], None, "while the meeting is postponed"),
        ([*POSTPONED, Opened(at(10))], "quorum", "no quorum"),
        ([*POSTPONED, Signed(at(12)), Opened(at(12, 1))], "postponement_hours", "postponement ended"),
        ([*POSTPONED, Consulted(at(11, 59), 5)], "postponement_hours", "lasts until"),
        ([*POSTPONED, Consulted(at(12), 0)], "consultation", "nobody was consulted"),
        ([*POSTPONED, Signed(at(11)), Consulted(at(12), 5)], "quorum", "there is a quorum"),
        ([*POSTPONED, Reconvened(at(12), at(9, day=5))], "consultation", "nobody was consulted yet"),
        ([*POSTPONED, Consulted(at(12), 5), Opened(at(12))], None, "while the meeting is consulted"),
        (
            [*POSTPONED, Consulted(at(12), 5), Reconvened(at(13), at(9, day=8))],
            "second_meeting_days",
            "until 2026-06-07",
        ),
        ([*POSTPONED, Consulted(at(12), 5), Reconvened(at(13), at(12))], "second_meeting_days", "from now"),
        ([*SECOND, Opened(at(9, day=7))], None, "nobody is present"),
        ([*SECOND, Signed(at(8, day=7)), Opened(at(8, day=7))], None, "before its time"),
        ([INVITED, Signed(at(8), 3), Signed(at(7))], None, "earlier than the one before"),
        ([INVITED, Cancelled(at(8), " ")], None, "reason of the cancellation is empty"),
        ([INVITED, Cancelled(at(8), "banjir"), Signed(at(9))], None, "while the meeting is cancelled"),
    ],
)
def test_what_leaves_the_regulated_way_is_refused(events: list[Event], rule: str | None, says: str) -> None:
    with pytest.raises(RefusedStepError, match=says) as caught:
        replay(MUSDES, events)
    assert caught.value.rule == rule
    assert isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    ("events", "rule", "says"),
    [
        ([Voted(at(10), "x", 5, 3)], "consensus_first", "not sought first"),
        ([Agreed(at(10), "x"), Voted(at(10), "x", 5, 3)], "consensus_first", "not sought first"),
        ([Agreed(at(10), "x"), Agreed(at(10), "x")], None, "decided already"),
        ([Unresolved(at(10), "x"), Voted(at(10), "x", 5, 3, 1)], None, "9 votes of 8 participants"),
        ([Unresolved(at(10), "x"), Voted(at(10), "x", 5, -1)], None, "observers have no vote"),
        ([Unresolved(at(10), "x"), Voted(at(10), "x", 0, 0)], None, "0 votes"),
        ([Cancelled(at(10), "hujan")], None, "while the meeting is open"),
        ([Reported(at(10))], None, "only while closed"),
        ([Closed(at(10)), Signed(at(10))], None, "while the meeting is closed"),
        ([Closed(at(10)), Unsigned(at(10))], None, "while the meeting is closed"),
    ],
)
def test_an_open_meeting_decides_in_order(events: list[Event], rule: str | None, says: str) -> None:
    with pytest.raises(RefusedStepError, match=says) as caught:
        replay(MUSDES, [INVITED, Signed(at(9), 8), Opened(at(9)), *events])
    assert caught.value.rule == rule


TIMES = st.integers(0, 10 * 24 * 4).map(lambda quarter: at(0, day=1) + timedelta(minutes=15 * quarter))
EVENTS = st.one_of(
    st.builds(Invited, TIMES, st.integers(0, 12), TIMES),
    st.builds(Signed, TIMES, st.integers(0, 6)),
    st.builds(Unsigned, TIMES, st.integers(0, 6)),
    st.builds(Opened, TIMES),
    st.builds(Postponed, TIMES, TIMES),
    st.builds(Consulted, TIMES, st.integers(0, 3)),
    st.builds(Reconvened, TIMES, TIMES),
    st.builds(Unresolved, TIMES, st.just("x")),
    st.builds(Voted, TIMES, st.just("x"), st.integers(0, 5), st.integers(0, 5)),
    st.builds(Closed, TIMES),
    st.builds(Reported, TIMES),
)


def survivors(events: list[Event]) -> tuple[Meeting, list[Event]]:
    """The meeting after those of the events that are allowed, and these."""
    meeting, taken = Meeting(MUSDES), []
    for event in events:
        try:
            meeting = advance(meeting, event)
        except RefusedStepError:
            continue
        taken.append(event)
    return meeting, taken


def around_the_way(draw: st.DrawFn) -> list[Event]:
    """A regulated way with some steps left out and others thrown in, mostly in the order of time."""
    ways: list[list[Event]] = [
        [INVITED, Signed(at(9), 8), Opened(at(9)), Closed(at(10))],
        [*POSTPONED, Signed(at(10)), Opened(at(10))],
        [*SECOND, Signed(at(9, day=7), 2), Opened(at(9, day=7))],
    ]
    way = draw(st.sampled_from(ways))
    kept = [one for one in way if one is INVITED or draw(st.integers(0, 5))]
    events = [*kept, *draw(st.lists(EVENTS, max_size=5))]
    return sorted(events, key=lambda one: one.at) if draw(st.integers(0, 4)) else events


@given(st.composite(around_the_way)())
def test_whatever_happens_nothing_opens_against_the_regulation(events: list[Event]) -> None:
    meeting, taken = survivors(events)
    assert replay(MUSDES, taken) == meeting
    assert [one.at for one in taken] == sorted(one.at for one in taken)
    opened = [one for one in taken if isinstance(one, Opened)]
    assert len(opened) <= 1
    if opened:
        before = taken[: taken.index(opened[0])]
        again = [one for one in before if isinstance(one, Reconvened)]
        signed = sum(one.people for one in before[before.index(again[0]) if again else 0 :] if isinstance(one, Signed))
        assert signed >= 1
        if again:
            kinds = [type(one) for one in before if not isinstance(one, Signed)]
            assert kinds == [Invited, Postponed, Consulted, Reconvened]
            assert again[0].starts_at.date() <= INVITED.starts_at.date() + timedelta(days=3)
        else:
            assert 3 * signed >= 2 * meeting.invited
            postponed = any(isinstance(one, Postponed) for one in before)
            assert not postponed or opened[0].at <= INVITED.starts_at + timedelta(hours=3)
    assert meeting.signed <= meeting.invited
