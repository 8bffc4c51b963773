"""What was asked for in a meeting, and which proposal each aspiration became."""

from __future__ import annotations

from dataclasses import dataclass

from merata_portal.participation.models import Proposal
from merata_portal.participation.queries.meetings import MeetingPage
from merata_portal.participation.queries.proposals import of_origin


@dataclass(frozen=True, slots=True)
class Aspiration:
    """One aspiration as it was spoken; `entry`: its entry in the log; `proposal`: None where none was made of it."""

    entry: str
    text: str
    who: str
    item: str
    proposal: Proposal | None


def aspirations_of(page: MeetingPage) -> list[Aspiration]:
    """The aspirations of a meeting in their order; `page` must have its words."""
    made = {one.aspiration: one for one in of_origin(str(page.meeting.uuid)) if one.aspiration}
    people = page.by_id
    found = []
    for one in page.entries:
        if one.kind == "aspiration":
            who = people.get(one.data.get("attendee") or "")
            found.append(
                Aspiration(
                    one.uuid, page.texts[one.uuid]["text"], "" if who is None else who.name,
                    page.titles.get(one.data.get("item") or "", ""), made.get(one.uuid),
                )
            )  # fmt: skip
    return found
