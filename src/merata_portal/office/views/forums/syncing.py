"""The meeting's log for a device: what it needs to go on without a connection, and taking in what it wrote."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.office.telling import why_not
from merata_portal.office.views.forums.seeking import check_held, to_hold
from merata_portal.participation.actions.syncing import EventResult, take_events
from merata_portal.participation.queries.meetings import MeetingPage

MOST_BYTES = 4 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOLD_FORUM, Capability.HOLD_RESES)
def synchronise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """GET: the meeting as a device keeps it. POST {"device", "events": […]}: what became of each event.

    400 for what is no such JSON or is declined as a whole: the device keeps its events. 404 for who does not hold the
    meeting. The device corrects its clock by `server_time`.
    """
    by = actor(request)
    if request.method != "POST":
        return _answer(for_device(to_hold(by, uuid)))
    check_held(by, uuid)
    try:
        given = json.loads(request.body) if len(request.body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        given = None
    events = given.get("events") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(events, list):
        return _answer({"error": 'expected JSON {"device": "…", "events": […]}'}, status=400)
    try:
        result = take_events(by=by, meeting=uuid, device=str(given.get("device", "")), events=events)
    except MerataError as error:
        return _answer({"error": why_not(error)}, status=400)
    return _answer(
        {
            "events": [_told(one) for one in result.events],
            "displaced": [_told(one) for one in result.displaced],
            "conflicts": result.conflicts,
            "state": result.state,
            "server_time": timezone.localtime(result.server_time).replace(tzinfo=None).isoformat("T", "milliseconds"),
        }
    )


def for_device(page: MeetingPage) -> dict[str, Any]:
    """All that a device needs to go on without a connection: plan, people with their names, and the log that stands."""
    rules = page.procedure
    return {
        "meeting": str(page.meeting.uuid),
        "kind": page.meeting.kind,
        "sealed": page.meeting.sealed_at is not None,
        "rules": {
            "quorum": None if rules.quorum is None else [rules.quorum.numerator, rules.quorum.denominator],
            "postponement_hours": rules.postponement_hours,
            "consultation": rules.consultation,
            "second_meeting_days": rules.second_meeting_days,
            "consensus_first": rules.consensus_first,
            "elements": list(rules.elements),
        },
        "invitees": [
            {"uuid": one.uuid, "name": one.name, "element": one.element, "sex": one.sex, "part": one.part}
            for one in page.attendees
            if one.invited
        ],
        "titles": dict(page.titles),
        "entries": [
            {
                "uuid": one.uuid,
                "kind": one.kind,
                "at": one.at.isoformat("T", "milliseconds"),
                "data": dict(one.data),
                "texts": dict(page.texts.get(one.uuid, {})),
            }
            for one in page.entries
        ],
        "conflicts": len(page.conflicts),
        "server_time": timezone.localtime().replace(tzinfo=None).isoformat("T", "milliseconds"),
    }


def _told(one: EventResult) -> dict[str, Any]:
    return {
        "uuid": one.uuid,
        "outcome": one.outcome,
        "stands": one.stands,
        "why_id": one.why_id,
        "why_en": one.why_en,
    }


def _answer(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response
