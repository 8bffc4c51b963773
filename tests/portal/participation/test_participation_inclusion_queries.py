"""Who was heard in the meetings of an area, with what the registry says of who receives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_meetings import VILLAGE, Forum, closed, guests, planned
from made_registry import household

from merata_portal.actor import Actor
from merata_portal.participation.actions import inviting
from merata_portal.participation.queries.inclusion import Heard, heard
from merata_portal.participation.queries.matching import Matched
from merata_portal.participation.queries.meetings import meeting_to_hold
from merata_portal.registry.models import Benefit, Membership

pytestmark = pytest.mark.usefixtures("areas")


def of(rows: list[Heard], dimension: str, group: str | None) -> tuple[int | None, ...]:
    row = next(one for one in rows if (one.dimension, one.group) == (dimension, group))
    return (row.invited, row.attended, row.spoke, row.asked)


def test_counts_of_one_meeting_by_hand() -> None:
    forum = closed(count=12, present=9)
    rows = heard([meeting_to_hold(forum.by, forum.meeting)], least=None)
    assert of(rows, "all", None) == (12, 10, 2, 1)  # nine invitees and one observer
    assert of(rows, "sex", "female") == (6, 6, 2, 1)
    assert of(rows, "sex", "male") == (6, 4, 0, 0)
    assert of(rows, "disability", "true") == (2, 2, 0, 0)
    assert of(rows, "disability", None) == (0, 1, 1, 0)  # the observer did not say
    assert of(rows, "poor", "true") == (2, 1, 0, 0)
    assert of(rows, "part", "Sumber") == (4, 4, 2, 1)
    assert of(rows, "element", "women") == (2, 3, 2, 1)


def test_who_receives_is_found_through_the_registry(acting: Callable[..., Actor]) -> None:
    by = acting(("village_operator", VILLAGE))
    home = household(VILLAGE, "Siti Aminah")
    someone = Membership.objects.get(household=home).person
    meeting = planned(by)
    found = Matched(someone.uuid, "Siti Aminah", "female", disability=None, poor=True)
    inviting.add_invitees(by=by, meeting=meeting.uuid, guests=guests(2), matched={0: found})
    inviting.send_invitations(by=by, meeting=meeting.uuid, at=meeting.made_at.replace(year=2026, month=6, day=1))
    invitee = meeting.invitees.get(person=someone.uuid)
    forum = Forum(meeting.uuid, by, [str(invitee.uuid)], [])
    forum.sign(0)
    page = meeting_to_hold(by, meeting.uuid)
    assert heard([page], least=None)[0].received == 0
    Benefit.objects.create(household=home, programme_id="pkh", year=2026, annual_idr=900_000)
    assert heard([page], least=None)[0].received == 1
