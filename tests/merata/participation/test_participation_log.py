"""A log of several devices: one order whatever arrives when, and nothing dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.participation.entries import Entry, faults_of
from merata.participation.log import Log, fold, ordered
from merata.participation.log_steps import step
from merata.participation.meeting import Meeting
from merata.participation.meeting_steps import RefusedStepError
from merata.participation.procedure import procedure
from merata.participation.record import Record

MUSDES = procedure("musyawarah_desa", on=date(2026, 6, 4))
NINE = datetime(2026, 6, 4, 9)  # noqa: DTZ001 - local time of one village


def key(number: int) -> str:
    return str(UUID(int=number))


PEOPLE = [key(100 + place) for place in range(6)]
ITEMS = [key(200), key(201)]


def entry(number: int, minute: float, kind: str, device: str = "a", sequence: int = 0, **data: Any) -> Entry:
    return Entry(key(number), device, sequence or number, kind, data, NINE + timedelta(minutes=minute))


INVITED = entry(
    1, -4000, "invited", starts_at=NINE.isoformat(), invitees=PEOPLE, items=ITEMS, oversight=[ITEMS[1]]
)  # fmt: skip


def opened(*more: Entry) -> Log:
    signs = [entry(2 + place, -5, "signed", invitee=who) for place, who in enumerate(PEOPLE[:4])]
    return fold(MUSDES, [INVITED, *signs, entry(10, 0, "opened"), *more])


def why(log: Log) -> list[str]:
    return [refusal.text_en for _, refusal in log.refused]


def test_the_order_follows_time_then_device_and_a_device_its_own_numbers() -> None:
    first, second = entry(1, 5, "noted", "b", 1), entry(2, 3, "noted", "b", 2)  # the clock was set back
    other = entry(3, 4, "noted", "a", 1)
    assert [one.uuid for one in ordered([second, other, first])] == [key(3), key(1), key(2)]
    assert [one.at.minute for one in ordered([second, other, first])] == [4, 5, 5]


def test_two_devices_sign_and_what_one_signed_twice_waits() -> None:
    log = fold(MUSDES, [
        INVITED,
        entry(2, -5, "signed", "a", 1, invitee=PEOPLE[0]),
        entry(3, -4, "signed", "b", 1, invitee=PEOPLE[0]),
        entry(4, -3, "signed", "b", 2, invitee=PEOPLE[1]),
    ])  # fmt: skip
    assert log.record.meeting.signed == 2
    assert why(log) == ["this person has signed the list already"]


def test_a_sign_in_is_taken_back_and_given_again() -> None:
    back = entry(20, 5, "unsigned", invitee=PEOPLE[3])
    log = opened(back, entry(21, 6, "spoke", attendee=PEOPLE[3]))
    assert why(log) == ["this person has not signed the attendance list"]
    assert log.record.meeting.signed == 3
    assert set(log.record.signed) == set(PEOPLE[:3])
    # The quorum was asked of the opening, which 4 of 6 had.
    assert (log.record.meeting.state, log.record.meeting.with_quorum) == ("open", True)
    again = opened(back, entry(21, 6, "signed", invitee=PEOPLE[3]), entry(22, 7, "spoke", attendee=PEOPLE[3]))
    assert again.refused == ()
    assert again.record.signed[PEOPLE[3]] == NINE + timedelta(minutes=6)
    assert again.record.meeting.signed == 4


def test_votes_are_held_against_who_still_stands_on_the_list() -> None:
    tried = entry(20, 1, "unresolved", item=ITEMS[0])
    vote = entry(22, 3, "voted", item=ITEMS[0], in_favour=4, against=0, abstained=0)
    assert opened(tried, vote).refused == ()
    log = opened(tried, entry(21, 2, "unsigned", invitee=PEOPLE[0]), vote)
    assert why(log) == ["4 votes of 3 participants; observers have no vote"]


def test_a_sign_in_taken_back_before_the_opening_is_no_part_of_the_quorum() -> None:
    log = opened(entry(20, -1, "unsigned", "b", invitee=PEOPLE[0]))
    assert [one.kind for one, _ in log.refused] == ["opened"]
    assert "3 of 6 invited have signed, 1 are missing" in why(log)[0]


def test_words_of_before_stay_as_they_were_said() -> None:
    log = opened(entry(20, 1, "spoke", attendee=PEOPLE[0]), entry(21, 2, "unsigned", invitee=PEOPLE[0]))
    assert log.refused == ()
    assert [one.attendee for one in log.record.spoken] == [PEOPLE[0]]


def test_a_taking_back_says_why() -> None:
    assert [(one.column, one.problem) for one in faults_of("unsigned", {"invitee": PEOPLE[0]}, {})] == [
        ("reason", "missing")
    ]
    assert faults_of("unsigned", {"invitee": PEOPLE[0]}, {"reason": "salah ketuk"}) == []


def test_whoever_is_not_invited_has_no_part_of_the_quorum() -> None:
    log = fold(MUSDES, [
        INVITED, *(entry(10 + n, -5, "observed", visitor=key(50 + n)) for n in range(5)), entry(20, 0, "opened"),
        entry(21, 1, "signed", invitee=key(50)),
    ])  # fmt: skip
    assert log.record.meeting.signed == 0
    assert len(log.record.observers) == 5
    assert "there is no quorum" in why(log)[0]
    assert why(log)[1] == "this person was not invited; record an observer"


def test_a_second_meeting_begins_a_new_list() -> None:
    three = (NINE + timedelta(hours=3)).isoformat()
    again = (NINE + timedelta(days=2)).isoformat()
    log = fold(MUSDES, [
        INVITED, entry(2, 1, "signed", invitee=PEOPLE[0]), entry(3, 5, "postponed", until=three),
        entry(4, 180, "consulted", people=1), entry(5, 185, "reconvened", starts_at=again),
        entry(6, 2880, "signed", invitee=PEOPLE[1]), entry(7, 2881, "opened"),
    ])  # fmt: skip
    assert log.refused == ()
    assert set(log.record.signed) == {PEOPLE[1]}
    assert log.record.signed_first == {PEOPLE[0]}
    assert log.record.meeting.with_quorum is False


def test_items_objections_and_words() -> None:
    log = opened(
        entry(20, 1, "item_added", item=key(202), oversight=False),
        entry(21, 2, "objected", item=ITEMS[0], attendee=PEOPLE[0]),
        entry(22, 3, "objection_settled", objection=key(21), upheld=True),
        entry(23, 4, "item_taken", item=key(202)),
        entry(24, 5, "spoke", attendee=PEOPLE[1], item=key(202)),
        entry(25, 6, "aspiration", item=key(202)),
        entry(26, 7, "agreed", item=ITEMS[0]),
        entry(27, 8, "dissented", item=ITEMS[0], attendee=PEOPLE[2]),
        entry(28, 9, "found", item=ITEMS[1], office_role="social_officer", office_area="35.05"),
        entry(29, 10, "finding_confirmed", finding=key(900)),
    )
    assert log.refused == ()
    record = log.record
    assert record.items == (*ITEMS, key(202))
    assert record.objections == {key(21): True}
    assert record.current == key(202)
    assert [(one.attendee, one.asked) for one in record.spoken] == [(PEOPLE[1], False), (None, True)]
    assert record.undecided == (ITEMS[1], key(202))
    assert record.findings == (key(28),)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (entry(20, 1, "spoke", attendee=PEOPLE[5]), "this person has not signed the attendance list"),
        (entry(20, 1, "unsigned", invitee=PEOPLE[5]), "this person does not stand on the attendance list"),
        (entry(20, -9000, "unsigned", invitee=PEOPLE[0]), "this person does not stand on the attendance list"),
        (entry(20, 1, "item_taken", item=key(999)), "this item is not on the agenda"),
        (entry(20, 1, "agreed", item=key(999)), "this item is not on the agenda"),
        (entry(20, 1, "dissented", item=ITEMS[0]), "this item is not decided yet"),
        (entry(20, 1, "objection_settled", objection=key(5), upheld=False), "this objection is not on record"),
        (entry(20, 1, "item_added", item=ITEMS[0], oversight=False), "this item is on the agenda already"),
        (entry(20, 1, "observed", visitor=PEOPLE[0]), "this person is on a list already"),
        (entry(20, -9000, "noted"), "cannot be recorded while the meeting is planned; only while invited, postponed"),
        (entry(20, 1, "voted", item=ITEMS[0], in_favour=3, against=1, abstained=0), "not sought first"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(more: Entry, says: str) -> None:
    log = opened(Entry(more.uuid, "c", more.sequence, more.kind, more.data, more.at))
    assert [one.uuid for one, _ in log.refused] == [key(20)]
    assert says in why(log)[0]


def entry_of(draw: st.DrawFn, number: int, device: str, sequence: int) -> Entry:
    minute = draw(st.integers(-10, 40))
    kind = draw(
        st.sampled_from(
            ["signed", "unsigned", "observed", "opened", "agreed", "unresolved", "voted", "closed", "spoke", "noted"]
        )
    )
    who, item = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(ITEMS))
    data: Mapping[str, Any] = {
        "signed": {"invitee": who}, "unsigned": {"invitee": who},
        "observed": {"visitor": key(300 + draw(st.integers(0, 2)))},
        "agreed": {"item": item}, "unresolved": {"item": item}, "spoke": {"attendee": who},
        "voted": {"item": item, "in_favour": 2, "against": 1, "abstained": 0},
    }.get(kind, {})  # fmt: skip
    return Entry(key(number), device, sequence, kind, data, NINE + timedelta(minutes=minute))


@st.composite
def devices(draw: st.DrawFn) -> list[Entry]:
    """The entries of two devices at one meeting, some of which cannot stand."""
    sizes = {"a": draw(st.integers(0, 10)), "b": draw(st.integers(0, 10))}
    return [
        entry_of(draw, 1000 * (device == "b") + number + 400, device, number)
        for device, size in sizes.items()
        for number in range(1, size + 1)
    ]


@given(devices(), st.randoms(use_true_random=False))
def test_the_same_entries_end_in_the_same_log(entries: list[Entry], chance: Any) -> None:
    mixed = [INVITED, *entries]
    chance.shuffle(mixed)
    once, again = fold(MUSDES, [INVITED, *entries]), fold(MUSDES, mixed)
    assert once.standing == again.standing
    assert once.record == again.record
    assert [one for one, _ in once.refused] == [one for one, _ in again.refused]
    # Nothing is dropped, and what stands can be gone through again step by step.
    assert {one.uuid for one in once.standing} | {one.uuid for one, _ in once.refused} == {one.uuid for one in mixed}
    record = Record(Meeting(MUSDES))
    for one in once.standing:
        record = step(record, one)
    assert record == once.record
    for device in "ab":
        numbers = [one.sequence for one in ordered(mixed) if one.device == device and one is not INVITED]
        assert [n for n in numbers if n != INVITED.sequence or device == "b"] == sorted(
            n for n in numbers if n != INVITED.sequence or device == "b"
        )


@given(devices())
def test_a_refused_entry_changes_nothing(entries: list[Entry]) -> None:
    log = fold(MUSDES, [INVITED, *entries])
    assert log.record.meeting.signed == len(log.record.signed)
    for one, refusal in log.refused:
        assert isinstance(refusal, RefusedStepError)
        assert refusal.text_id
        assert one.uuid not in {kept.uuid for kept in log.standing}
