"""A meeting of five hundred people and two thousand entries: every page in as few queries as a small one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from made_meetings import VILLAGE, Forum, guests, operator, planned

from merata_portal.participation.actions import closing, inviting
from merata_portal.participation.actions.syncing import take_events

pytestmark = [pytest.mark.usefixtures("areas"), pytest.mark.slow]
PEOPLE, SPOKEN = 500, 1_490
MOST_QUERIES = 25


@pytest.fixture
def large(settings: Any, tmp_path: Any) -> Forum:
    settings.DATA_ROOT = tmp_path / "data"
    by = operator()
    meeting = planned(by)
    inviting.add_invitees(by=by, meeting=meeting.uuid, guests=guests(PEOPLE))
    inviting.send_invitations(by=by, meeting=meeting.uuid, at=meeting.starts_at)
    people = [str(one) for one in meeting.invitees.order_by("id").values_list("uuid", flat=True)]
    forum = Forum(meeting.uuid, by, people, [str(one.uuid) for one in meeting.agenda.all()])
    events = [forum.event("signed", 0.001 * n, n + 1, {"invitee": one}) for n, one in enumerate(people)]
    events.append(forum.event("opened", 1, PEOPLE + 1))
    events.append(forum.event("item_taken", 1, PEOPLE + 2, {"item": forum.items[0]}))
    events += [
        forum.event(
            "aspiration", 2 + n / 100, PEOPLE + 3 + n, {"item": forum.items[0], "attendee": people[n % PEOPLE]},
            text=f"Jalan dusun nomor {n} berlubang dan perlu diperbaiki sebelum musim hujan",
        )
        for n in range(SPOKEN)
    ]  # fmt: skip
    for start in range(0, len(events), 500):
        take_events(by=by, meeting=meeting.uuid, device="tablet-0001", events=events[start : start + 500])
    assert forum.row().events.filter(state="standing").count() == len(events) + 1
    return forum


def queries(ask: Callable[[], Any]) -> int:
    """How many queries the page asks."""
    with CaptureQueriesContext(connection) as caught:
        assert ask().status_code in {200, 302}
    return len(caught)


def test_a_large_meeting_asks_few_queries_on_every_page(large: Forum, browser: Callable[..., Client]) -> None:
    secretary, everybody = browser("village_operator", VILLAGE), Client()
    base = f"/kantor/musyawarah/{large.meeting}/"

    def tap() -> Any:
        given = {"kind": "spoke", "event": str(uuid4()), "attendee": large.invitees[3], "place": "bicara"}
        return secretary.post(f"{base}catat/", given)

    asked: dict[str, Callable[[], Any]] = {
        "page": lambda: secretary.get(base), "screen": lambda: secretary.get(f"{base}layar/"),
        "device": lambda: secretary.get(f"{base}sinkron/"), "oversight": lambda: secretary.get(f"{base}pengawasan/"),
        "tap": tap,
    }  # fmt: skip
    told = {name: queries(ask) for name, ask in asked.items()}
    large.write("closed", 600)
    closing.seal_documents(by=large.by, meeting=large.meeting)
    told["sealed page"] = queries(lambda: secretary.get(base))
    told["public page"] = queries(lambda: everybody.get(f"/musyawarah/{large.meeting}/"))
    assert {name: count for name, count in told.items() if count > MOST_QUERIES} == {}
