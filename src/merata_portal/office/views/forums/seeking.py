"""The meeting that a page is about, for who may see or hold it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from merata_portal.actor import Actor
from merata_portal.participation.queries.meetings import MeetingPage, meeting, meeting_to_hold, require_held


def sought(by: Actor, uuid: UUID) -> MeetingPage:
    """The meeting for who may see it; `Http404` elsewhere."""
    try:
        return meeting(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def check_held(by: Actor, uuid: UUID) -> None:
    """`Http404` for who does not hold the meeting."""
    try:
        require_held(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def to_hold(by: Actor, uuid: UUID) -> MeetingPage:
    """The meeting with its words for who holds it; `Http404` elsewhere."""
    try:
        return meeting_to_hold(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
