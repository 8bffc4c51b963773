"""What stands in the place of an entry that could not: the other side of a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from merata_portal.office.views.forums.wording import Line, entry_lines
from merata_portal.participation.queries.meetings import MeetingPage

if TYPE_CHECKING:
    from merata_portal.participation.models import MeetingEvent

DECIDING = ("agreed", "unresolved", "voted")
JUDGING = ("finding_confirmed", "finding_reopened")
STEPS = ("opened", "postponed", "consulted", "reconvened", "closed", "cancelled")
ABOUT: Mapping[str, tuple[tuple[str, ...], str]] = {
    "signed": (("signed",), "invitee"),
    "unsigned": (("signed", "unsigned"), "invitee"),
    "observed": (("observed",), "visitor"),
    "item_added": (("item_added",), "item"),
    "objection_settled": (("objection_settled",), "objection"),
    **dict.fromkeys(DECIDING, (DECIDING, "item")),
    **dict.fromkeys(JUDGING, (JUDGING, "finding")),
}
"""By kind of entry: the kinds that speak of the same matter, and the field by which it is the same."""


def rival_of(page: MeetingPage, row: MeetingEvent) -> Line | None:
    """The last standing entry about the same matter; else the step after which nothing could be written; else None.

    For words of somebody who is not on the list any more: the taking back of their sign-in.
    """
    kinds, field = ABOUT.get(row.kind, (STEPS, ""))
    given: Any = row.data
    lines = list(zip(entry_lines(page), reversed(page.entries), strict=True))
    who = given.get("attendee")
    if who is not None and who not in page.log.record.present:
        for line, entry in lines:
            if entry.kind == "unsigned" and entry.data["invitee"] == who:
                return line
    same = [
        line
        for line, entry in lines
        if entry.kind in kinds and (not field or entry.data.get(field) == given.get(field))
    ]
    if same or kinds == STEPS:
        return next(iter(same), None)
    return next((line for line, entry in lines if entry.kind in STEPS), None)
