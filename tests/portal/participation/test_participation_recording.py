"""One entry at a time on the portal's own pages: what stands, what is refused, and what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from made_meetings import Forum, closed, council, invited, opened, operator, planner

from merata.errors import InputError
from merata_portal.audit.models import Event
from merata_portal.participation.actions.recording import record_entry
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import moment
from merata_portal.participation.models import Finding, Meeting, MeetingEvent
from merata_portal.participation.queries.meetings import meeting, meeting_to_hold

pytestmark = pytest.mark.usefixtures("areas")


def test_a_whole_meeting_is_kept_and_read_back() -> None:
    forum = closed()
    page = meeting_to_hold(forum.by, forum.meeting)
    now = page.log.record.meeting
    assert (now.state, now.invited, now.signed, now.with_quorum) == ("closed", 6, 5, True)
    assert page.needed == 4
    names = [one.name for one in page.attendees if one.signed_at]
    assert names == [
        "Slamet Riyadi",
        "Wahyu Lestari",
        "Budi Santoso",
        "Siti Aminah",
        "Sri Utami",
        "Tamu Baru",
    ]  # element
    assert page.attendees[-1].name == "Tamu Baru"
    assert page.attendees[-1].part == "Sumber"
    assert not page.attendees[-1].invited
    first, second = forum.items
    assert now.decisions[first].carried is True
    assert (now.decisions[second].in_favour, now.decisions[second].carried) == (3, True)
    assert page.report_due == date(2026, 6, 15)
    kept = Meeting.objects.get()
    assert (kept.state, kept.signed) == ("closed", 5)
    assert kept.closed_at == moment(forum.at(120))
    assert Finding.objects.get().deadline == date(2026, 6, 25)  # 14 working days after Thursday 4 June; 16 June is off


def test_four_of_six_are_a_quorum_and_three_are_not() -> None:
    forum = invited()
    forum.sign(0, 1, 2)
    with pytest.raises(MeetingDeclined, match=r"Kuorum belum tercapai: 3 dari 6 .* kurang 1 .*3 of 6"):
        forum.write("opened", 0)
    assert MeetingEvent.objects.filter(kind="opened").count() == 0
    forum.sign(3, minute=1)
    forum.write("opened", 2)
    assert forum.row().state == "open"


def test_the_same_tap_twice_is_one_entry() -> None:
    forum, key = invited(), uuid4()
    for _ in range(2):
        record_entry(
            by=forum.by, meeting=forum.meeting, kind="signed", data={"invitee": forum.invitees[0]}, event_uuid=key,
            at=moment(forum.at(-5)),
        )  # fmt: skip
    assert MeetingEvent.objects.filter(kind="signed").count() == 1
    with pytest.raises(MeetingDeclined, match="sudah menandatangani"):
        forum.sign(0)


def test_what_is_said_lies_sealed_and_is_nowhere_in_the_open() -> None:
    forum = closed()
    rows = str(list(MeetingEvent.objects.values("data", "why_id", "device"))) + str(list(Event.objects.values()))
    for words in ("Jembatan", "Tamu Baru", "Siti", "menunggu data"):
        assert words not in rows
    assert b"Jembatan" not in b"".join(bytes(one.texts_sealed or b"") for one in MeetingEvent.objects.all())
    seen = meeting(council(), forum.meeting)
    assert seen.texts == {}
    assert {one.name for one in seen.attendees} == {""}
    assert seen.log.record.meeting.signed == 5


@pytest.mark.parametrize(
    ("kind", "data", "texts"),
    [
        ("signed", {}, {}),
        ("signed", {"invitee": "x"}, {}),
        ("signed", {"invitee": str(uuid4()), "more": 1}, {}),
        ("voted", {"item": str(uuid4()), "in_favour": -1, "against": 0, "abstained": 0}, {"text": "x"}),
        ("agreed", {"item": str(uuid4())}, {}),
        ("nothing", {}, {}),
        ("noted", {}, {"text": " "}),
    ],
)
def test_what_cannot_be_read_is_refused_whole(kind: str, data: dict[str, Any], texts: dict[str, str]) -> None:
    forum = invited()
    with pytest.raises(InputError):
        record_entry(by=forum.by, meeting=forum.meeting, kind=kind, data=data, texts=texts)
    assert MeetingEvent.objects.count() == 1


def test_only_who_holds_the_meeting_writes_in_it() -> None:
    forum = opened()
    for stranger in (operator("35.05.01.2002"), council(), planner("35.72")):
        with pytest.raises(Meeting.DoesNotExist):
            Forum(forum.meeting, stranger, forum.invitees, forum.items).write("noted", 5, None, text="x")
    Forum(forum.meeting, planner(), forum.invitees, forum.items).write("noted", 5, None, text="x")
    assert MeetingEvent.objects.filter(kind="noted").count() == 1


def test_a_reses_is_held_by_a_council_member_alone() -> None:
    forum = opened(by=council(), kind="reses", area="35.05")
    assert forum.row().state == "open"
    with pytest.raises(Meeting.DoesNotExist):
        Forum(forum.meeting, planner(), forum.invitees, forum.items).write("noted", 5, None, text="x")


def test_each_entry_is_an_event_of_the_audit_without_words() -> None:
    forum = opened()
    actions = list(Event.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["forum.plan", "forum.add_invitees", "forum.invited", *["forum.signed"] * 5, "forum.opened"]
    assert Event.objects.filter(subject=f"meeting:{forum.meeting}").count() == len(actions)
