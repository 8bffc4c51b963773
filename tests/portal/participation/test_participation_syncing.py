"""What devices wrote without a connection: any split, order, repetition and interleaving ends in the same log."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_meetings import Forum, council, invited, officer, opened

from merata_portal.audit.models import Event
from merata_portal.participation.actions.syncing import decide_conflict, take_events
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.models import EntryState, Meeting, MeetingEvent
from merata_portal.participation.queries.meetings import meeting_to_hold
from merata_portal.personal.reasons import ReasonMissing

pytestmark = pytest.mark.usefixtures("areas")
TABLET, PHONE = "tablet-0001", "phone-00001"


def send(forum: Forum, events: list[Any], device: str = TABLET) -> Any:
    return take_events(by=forum.by, meeting=forum.meeting, device=device, events=events)


def log_of(forum: Forum) -> list[tuple[str, str, str]]:
    """What is in the log: each entry, whether it stands, and why not."""
    rows = forum.row().events.exclude(device="portal").order_by("event_uuid", "uuid")
    return [(str(row.event_uuid), row.state, row.why_id) for row in rows]


def test_events_are_accepted_once_and_told_as_duplicates_afterwards() -> None:
    forum = invited()
    events = [
        forum.event("signed", place - 9, place + 1, {"invitee": who}) for place, who in enumerate(forum.invitees[:4])
    ]
    events.append(forum.event("opened", 1, 5))
    first = send(forum, events)
    assert [one.outcome for one in first.events] == ["accepted"] * 5
    assert (first.state, first.conflicts) == ("open", 0)
    again = send(forum, [events[4], *events])
    assert {one.outcome for one in again.events} == {"duplicate"}
    assert all(one.stands for one in again.events)
    assert MeetingEvent.objects.filter(device=TABLET).count() == 5
    assert Event.objects.filter(action="forum.synchronise").count() == 1


def test_an_earlier_event_that_comes_late_takes_its_place_and_what_it_displaces_is_told() -> None:
    forum = opened()
    item = forum.items[0]
    send(forum, [forum.event("agreed", 30, 1, {"item": item}, text="Jalan dahulu")], PHONE)
    late = forum.event("agreed", 20, 1, {"item": item}, text="Jembatan dahulu")
    result = send(forum, [late])
    assert [one.outcome for one in result.events] == ["accepted"]
    assert [one.why_id for one in result.displaced] == ["butir ini sudah diputuskan"]
    assert result.conflicts == 1
    page = meeting_to_hold(forum.by, forum.meeting)
    assert [page.texts[one.uuid]["text"] for one in page.entries if one.kind == "agreed"] == ["Jembatan dahulu"]
    assert page.texts[str(page.conflicts[0].uuid)]["text"] == "Jalan dahulu"  # nothing is lost


def test_an_id_used_for_other_content_is_kept_as_a_conflict() -> None:
    forum = opened()
    event = forum.event("noted", 5, 1, None, text="Satu")
    other = {**event, "texts": {"text": "Dua"}}
    send(forum, [event])
    for outcome in ("conflict", "duplicate"):
        result = send(forum, [other])
        assert [(one.outcome, one.stands) for one in result.events] == [(outcome, False)]
    page = meeting_to_hold(forum.by, forum.meeting)
    assert [page.texts[one.uuid]["text"] for one in page.entries if one.kind == "noted"] == ["Satu"]
    assert [page.texts[str(one.uuid)]["text"] for one in page.conflicts] == ["Dua"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "nothing"}, "kind"),
        ({"at": "tomorrow"}, "at"),
        ({"at": "2026-06-04T09:00:00+07:00"}, "at"),
        ({"sequence": 0}, "sequence"),
        ({"sequence": "1"}, "sequence"),
        ({"data": []}, "data, texts"),
        ({"data": {"item": 5}}, "item"),
        ({"texts": {}}, "text"),
        ({"more": 1}, "isian yang tidak dikenal"),  # a field's own name may be a person's
    ],
)
def test_what_cannot_be_read_is_kept_as_it_came(changed: dict[str, Any], says: str) -> None:
    forum = opened()
    event = {**forum.event("noted", 5, 1, None, text="Ibu Siti sakit"), **changed}
    result = send(forum, [event])
    assert [one.outcome for one in result.events] == ["conflict"]
    assert says in result.events[0].why_id
    assert [one.outcome for one in send(forum, [event]).events] == ["duplicate"]
    row = MeetingEvent.objects.get(kind="unreadable")
    page = meeting_to_hold(forum.by, forum.meeting)
    if "texts" not in changed and "data" not in changed:
        assert "Ibu Siti sakit" in page.texts[str(row.uuid)]["raw"]
    with pytest.raises(MeetingDeclined, match="tidak terbaca"):
        decide_conflict(by=forum.by, meeting=forum.meeting, entry=row.uuid, amend=True, reason="x")
    decide_conflict(by=forum.by, meeting=forum.meeting, entry=row.uuid, amend=False, reason="ditulis ulang")
    assert MeetingEvent.objects.get(pk=row.pk).state == EntryState.DISCARDED


@pytest.mark.parametrize(
    "event", [None, 5, [], {}, {"uuid": "x"}, {"uuid": 5}, {"uuid": str(uuid4()), "x": "y" * 20_001}]
)
def test_what_has_no_id_is_left_with_the_device(event: Any) -> None:
    forum = opened()
    before = MeetingEvent.objects.count()
    assert [(one.uuid, one.outcome) for one in send(forum, [event]).events] == [(None, "unreadable")]
    assert MeetingEvent.objects.count() == before


def test_a_clock_that_runs_ahead_is_told() -> None:
    forum = opened()
    event = {**forum.event("noted", 5, 1, None, text="x"), "at": "2200-01-01T00:00:00"}
    result = send(forum, [event])
    assert [(one.outcome, one.why_id) for one in result.events] == [
        ("conflict", "jam perangkat mendahului: kejadian ini belum tiba")
    ]


def test_the_secretary_decides_and_says_why() -> None:
    forum = opened()
    result = send(forum, [forum.event("signed", 5, 1, {"invitee": forum.invitees[0]})])
    assert result.conflicts == 1
    row = MeetingEvent.objects.get(device=TABLET)
    with pytest.raises(ReasonMissing):
        decide_conflict(by=forum.by, meeting=forum.meeting, entry=row.uuid, amend=False, reason=" ")
    decide_conflict(by=forum.by, meeting=forum.meeting, entry=row.uuid, amend=False, reason="rangkap dua perangkat")
    with pytest.raises(MeetingDeclined, match="sudah diputuskan"):
        decide_conflict(by=forum.by, meeting=forum.meeting, entry=row.uuid, amend=True, reason="lagi")
    assert meeting_to_hold(forum.by, forum.meeting).conflicts == ()
    assert Event.objects.get(action="forum.conflict_discarded").reason == "rangkap dua perangkat"
    assert send(forum, []).conflicts == 0


def test_who_may_synchronise_and_how_much() -> None:
    forum = opened()
    for stranger in (council(), officer()):
        with pytest.raises(Meeting.DoesNotExist):
            take_events(by=stranger, meeting=forum.meeting, device=TABLET, events=[])
    for device in ("portal", "short", "x" * 65, "tablet 0001"):
        with pytest.raises(MeetingDeclined, match="perangkat"):
            send(forum, [], device)
    with pytest.raises(MeetingDeclined, match="500"):
        send(forum, [None] * 501)


def test_an_event_of_another_meeting_stays_out_of_this_one() -> None:
    one, other = opened(), opened()
    event = one.event("noted", 5, 1, None, text="Satu")
    send(one, [event])
    assert [result.outcome for result in send(other, [event]).events] == ["conflict"]
    assert meeting_to_hold(one.by, one.meeting).conflicts == ()


@st.composite
def two_devices(draw: st.DrawFn) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """For each device its entries: a kind, a minute and a number that says which person or item."""
    kinds = ["signed", "unsigned", "unsigned", "observed", "spoke", "aspiration", "agreed", "unresolved", "voted"]
    kinds += ["noted", "found", "closed"]
    one = st.tuples(st.sampled_from(kinds), st.integers(1, 30), st.integers(0, 5))
    return [(device, draw(st.lists(one, min_size=1, max_size=7))) for device in (TABLET, PHONE)]


def events_of(forum: Forum, entries: list[tuple[str, int, int]]) -> list[Any]:
    made = []
    for number, (kind, minute, which) in enumerate(entries, start=1):
        person, item = forum.invitees[which], forum.items[which % 2]
        data: dict[str, Any] = {
            "signed": {"invitee": person}, "unsigned": {"invitee": person},
            "observed": {"visitor": str(UUID(int=which + 1))},
            "spoke": {"attendee": person}, "aspiration": {"item": item}, "agreed": {"item": item},
            "unresolved": {"item": item}, "voted": {"item": item, "in_favour": which, "against": 1, "abstained": 0},
            "found": {"office_role": "sector_officer", "office_area": "35.05"},
        }.get(kind, {})  # fmt: skip
        texts = {"name": {"name": "Tamu"}, "reason": {"reason": "salah ketuk"}, "text": {"text": f"kata {number}"}}
        words = {
            "observed": "name",
            "unsigned": "reason",
            **dict.fromkeys(("aspiration", "agreed", "voted", "noted", "found"), "text"),
        }
        made.append(forum.event(kind, minute, number, data, **texts.get(words.get(kind, ""), {})))
    return made


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(two_devices(), st.randoms(use_true_random=False))
def test_any_split_order_repetition_and_interleaving_ends_in_the_same_log(given_devices: Any, chance: Any) -> None:
    forum = opened(present=4)
    sent = {device: events_of(forum, entries) for device, entries in given_devices}
    for device, events in sent.items():
        send(forum, events, device)
    reference, record = log_of(forum), meeting_to_hold(forum.by, forum.meeting).log.record
    findings = sorted(forum.row().findings.values_list("uuid", "state"))
    for finding in forum.row().findings.all():
        finding.steps.all().delete()
        finding.delete()
    forum.row().events.exclude(device="portal").delete()

    pieces = []
    for device, events in sent.items():
        for event in [*events, *chance.choices(events, k=3)]:
            pieces.append((device, event))  # noqa: PERF401 - read as it is sent
    chance.shuffle(pieces)
    while pieces:
        device = pieces[0][0]
        size = next((place for place, piece in enumerate(pieces) if piece[0] != device), len(pieces))
        size = chance.randint(1, size)
        send(forum, [event for _, event in pieces[:size]], device)
        pieces = pieces[size:]
    assert log_of(forum) == reference
    assert meeting_to_hold(forum.by, forum.meeting).log.record == record
    standing = set(forum.row().findings.exclude(state="withdrawn").values_list("uuid", flat=True))
    assert standing == {uuid for uuid, state in findings if state != "withdrawn"}
