"""Meetings and findings for the matrix of routes, roles and areas."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

_OF_A_MEETING = (
    *("forum", "forum-invite", "forum-invite-many", "forum-send", "forum-invitations", "forum-screen", "forum-write"),
    *("forum-synchronise", "forum-device", "forum-seal", "forum-scan", "forum-report", "forum-oversight"),
)


def _meeting(village: str, **more: Any) -> Sample:
    from made_meetings import closed, operator  # noqa: PLC0415 - models need the settings first

    place = f"Balai {uuid4().hex}"
    forum = closed(by=operator(village), area=village, place=place)
    return Sample({"uuid": forum.meeting, **more}, village, marks=(place,))


def _finding(village: str) -> Sample:
    from merata_portal.participation.models import Finding  # noqa: PLC0415

    made = _meeting(village)
    found = Finding.objects.get(meeting__uuid=made.arguments["uuid"])
    return Sample({"uuid": found.uuid}, village, marks=(str(found.uuid),))


for _route in _OF_A_MEETING:
    sample(f"office:{_route}")(_meeting)
sample("office:forum-uninvite")(lambda village: _meeting(village, invitee=uuid4()))
sample("office:forum-decide")(lambda village: _meeting(village, entry=uuid4()))
sample("office:forum-document")(lambda village: _meeting(village, document=uuid4()))
sample("office:finding")(_finding)
sample("office:finding-answer")(_finding)
sample("office:forum-change")(_meeting)


@sample("office:forum-aspiration")
def _aspiration(village: str) -> Sample:
    from merata_portal.participation.models import MeetingEvent  # noqa: PLC0415

    made = _meeting(village)
    spoken = MeetingEvent.objects.get(meeting__uuid=made.arguments["uuid"], kind="aspiration")
    return Sample({**made.arguments, "entry": spoken.event_uuid}, village, marks=made.marks)
