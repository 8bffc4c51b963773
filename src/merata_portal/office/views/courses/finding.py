"""What the views of courses look for, and how what is not there becomes a page that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from merata_portal.actor import Actor, Capability
from merata_portal.office.views.courses.forms import SessionsForm
from merata_portal.training.queries import courses as queries

if TYPE_CHECKING:
    from merata_portal.training.models import Course, Session


def own_course(by: Actor, uuid: UUID, capability: Capability) -> Course:
    """A class of one's areas for that capability; not found otherwise, before any form is looked at."""
    try:
        return queries.own_course(by, uuid, capability)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def sessions_form(found: Course, meetings: Sequence[Session], data: object = None) -> SessionsForm:
    """The form of a class's sessions, with the days known or proposed."""
    known = [one.held_on for one in meetings]
    return SessionsForm(data, known=known, count=found.sessions, starts_on=found.starts_on)
