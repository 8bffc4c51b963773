"""What a hostile or broken device sends: nothing breaks, nothing leaks, nothing is settled that it may not settle."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from made_meetings import START, VILLAGE, Forum, closed, invited, opened, operator

from merata_portal.participation.actions import inviting
from merata_portal.participation.actions.recording import record_entry
from merata_portal.participation.actions.syncing import take_events
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import moment
from merata_portal.participation.models import Finding, MeetingEvent

pytestmark = pytest.mark.usefixtures("areas")
TABLET = "tablet-0001"


def send(forum: Forum, events: list[Any]) -> Any:
    return take_events(by=forum.by, meeting=forum.meeting, device=TABLET, events=events)


def test_half_a_sign_is_left_with_the_device() -> None:
    forum = opened()
    half = json.loads('"\\ud800"')
    events = [
        forum.event("noted", 5, 1, None, text=half),
        forum.event("noted", 5, 2, {half: 1}, text="Satu"),
        {**forum.event("noted", 5, 3), half: 1},
    ]
    assert [one.outcome for one in send(forum, events).events] == ["unreadable"] * 3
    assert not MeetingEvent.objects.filter(device=TABLET).exists()


def test_what_is_nested_too_deeply_is_left_with_the_device() -> None:
    forum = opened()
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    result = send(forum, [{**forum.event("noted", 5, 1, None, text="Satu"), "data": deep}])
    assert [one.outcome for one in result.events] == ["unreadable"]


def test_names_of_unknown_fields_stay_sealed() -> None:
    forum = opened()
    nik = "3505991209750001"
    send(forum, [forum.event("noted", 5, 1, {nik: 1, "Siti Aminah\x00": 2}, text="Satu")])
    row = MeetingEvent.objects.get(device=TABLET)
    assert row.why_id == "tidak terbaca: isian yang tidak dikenal; isian yang tidak dikenal"
    assert row.why_en == "cannot be read: an unknown field; an unknown field"
    assert "\x00" not in row.why_id + row.why_en


def test_no_device_hands_a_report_in_or_invites() -> None:
    forum = closed()
    result = send(forum, [forum.event("reported", 130, 1)])
    assert [one.outcome for one in result.events] == ["conflict"]
    assert (forum.row().state, forum.row().reported_at) == ("closed", None)


def test_an_id_of_another_meeting_is_refused_and_tells_nothing() -> None:
    forum, other = opened(), opened()
    used = other.row().events.order_by("id").first()
    assert used is not None
    with pytest.raises(MeetingDeclined, match="Nomor kejadian ini sudah dipakai"):
        record_entry(
            by=forum.by, meeting=forum.meeting, kind="noted", texts={"text": "Satu"}, event_uuid=used.event_uuid
        )
    assert forum.row().events.filter(kind="noted").count() == 0


def test_a_clock_wrong_by_years_puts_nothing_before_its_time() -> None:
    forum = invited()
    forum.sign(0, 1, 2, 3)
    early = {**forum.event("opened", 1, 1), "at": "2001-06-04T09:00:00"}
    late = {**forum.event("closed", 1, 2), "at": "2801-06-04T09:00:00"}
    assert [(one.outcome, one.stands) for one in send(forum, [early, late]).events] == [("conflict", False)] * 2
    assert forum.row().state == "invited"


def test_more_hands_than_people_are_refused() -> None:
    forum = opened(present=5)
    item = forum.items[0]
    forum.write("unresolved", 10, {"item": item})
    forum.write("observed", 11, {"visitor": str(uuid4())}, name="Tamu")
    with pytest.raises(MeetingDeclined, match="6 suara dari 5 peserta"):
        forum.write("voted", 12, {"item": item, "in_favour": 4, "against": 1, "abstained": 1}, text="Enam")


@pytest.mark.parametrize(("invited_count", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_two_thirds_are_counted_up(invited_count: int, needed: int) -> None:
    forum = invited(invited_count)
    forum.sign(*range(needed - 1))
    with pytest.raises(MeetingDeclined, match=r"[Kk]uorum belum tercapai"):
        forum.write("opened", 0)
    forum.sign(needed - 1)
    forum.write("opened", 0)
    assert forum.row().state == "open"


def test_nobody_is_invited_twice() -> None:
    meeting = inviting.plan_meeting(
        by=operator(), kind="musyawarah_desa", area=VILLAGE, starts_at=invited().row().starts_at, place="Balai",
        agenda=[("RKP", False)],
    )  # fmt: skip
    siti = inviting.Guest("Siti Aminah", "women", part="Krajan")
    inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=[siti])
    for again in ([siti], [inviting.Guest(" siti  aminah", "women", part="krajan")]):
        with pytest.raises(MeetingDeclined, match="baris 1: sudah ada dalam daftar"):
            inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=again)
    with pytest.raises(MeetingDeclined, match="baris 2: sudah ada dalam daftar"):
        inviting.add_invitees(by=operator(), meeting=meeting.uuid, guests=[inviting.Guest("Budi", "farmers")] * 2)
    inviting.add_invitees(
        by=operator(), meeting=meeting.uuid, guests=[inviting.Guest("Siti Aminah", "women", part="Sumber")]
    )
    assert meeting.invitees.count() == 2


@pytest.mark.parametrize("area", ["35.05.01.2002", "35.05.10", "35.06", "35.0", "99.99"])
def test_a_finding_is_given_to_an_office_of_its_own_area(area: str) -> None:
    forum = opened()
    data = {"office_role": "social_officer", "office_area": area}
    if area != "35.0":  # no code at all
        with pytest.raises(MeetingDeclined, match="kantor wilayah ini"):
            forum.write("found", 10, data, text="Belum dibayar")
    assert send(forum, [forum.event("found", 10, 1, data, text="Belum dibayar")]).events[0].outcome == "conflict"


def test_a_finding_is_never_due_before_it_was_found() -> None:
    forum = opened()
    data = {"office_role": "social_officer", "office_area": "35.05", "deadline": "2026-06-03"}
    with pytest.raises(MeetingDeclined, match="sebelum hari musyawarah"):
        forum.write("found", 10, data, text="Belum dibayar")
    send(forum, [forum.event("found", 10, 1, data, text="Belum dibayar"), forum.event("closed", 20, 2)])
    assert Finding.objects.get().deadline > START.date()


def test_a_meeting_is_closed_once() -> None:
    forum = closed()
    with pytest.raises(MeetingDeclined, match="ditutup"):
        forum.write("closed", 130)
    assert send(forum, [forum.event("closed", 131, 1)]).events[0].outcome == "conflict"
    assert forum.row().closed_at == moment(forum.at(120))
