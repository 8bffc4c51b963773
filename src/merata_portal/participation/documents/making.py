"""Making a meeting's documents: from its log and a code to the bytes of a PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from merata_portal.participation.documents import content
from merata_portal.participation.documents.typesetting import pdf
from merata_portal.participation.models import DocumentKind
from merata_portal.participation.queries.meetings import MeetingPage

_CONTENT: dict[str, tuple[str, Callable[[MeetingPage, str], dict[str, Any]]]] = {
    DocumentKind.MINUTES: ("minutes", content.minutes),
    DocumentKind.NOTES: ("notes", content.notes),
    DocumentKind.ATTENDANCE: ("attendance", content.attendance),
}


def document(page: MeetingPage, kind: str, code: str) -> bytes:
    """A document of the meeting as PDF; the same log and code give the same bytes. Needs the meeting's words."""
    template, made = _CONTENT[kind]
    return pdf(template, made(page, code), at=page.meeting.closed_at or page.meeting.made_at)


def invitations(page: MeetingPage) -> bytes:
    """The invitations of all invitees as one PDF, to be printed; needs the meeting's words."""
    return pdf("invitation", content.invitations(page), at=page.meeting.made_at)
