"""Program of `test_participation_killed`: takes in a device's events, killed (-9) before each statement.

Prints as JSON, for each killing, what stood in the database afterwards; then what the device's next sending made.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import django

django.setup()
sys.path.insert(0, str(Path(__file__).parents[1]))

from django.core.management import call_command  # noqa: E402 - models need the set-up above
from killing import killed_before  # noqa: E402
from made_meetings import Forum, invited  # noqa: E402

from merata_portal.accounts.models import Area  # noqa: E402
from merata_portal.audit.models import Event  # noqa: E402
from merata_portal.participation.actions.syncing import take_events  # noqa: E402
from merata_portal.participation.models import Finding, MeetingEvent  # noqa: E402


def events_of(forum: Forum) -> list[Any]:
    events = [forum.event("signed", -5, n + 1, {"invitee": who}) for n, who in enumerate(forum.invitees[:5])]
    office = {"office_role": "social_officer", "office_area": "35.05"}
    return [
        *events, forum.event("opened", 1, 6), forum.event("found", 5, 7, office, text="Belum dibayar"),
        forum.event("signed", 6, 8, {"invitee": forum.invitees[0]}), forum.event("closed", 60, 9),
    ]  # fmt: skip


def stands(forum: Forum) -> dict[str, Any]:
    counts = {model.__name__: model.objects.count() for model in (MeetingEvent, Finding, Event)}
    row = forum.row()
    return counts | {"state": row.state, "signed": row.signed}


def main() -> None:
    call_command("migrate", verbosity=0)
    parent = None
    for code, kind in (("35.05", "regency"), ("35.05.01", "kecamatan"), ("35.05.01.2001", "village")):
        parent = Area.objects.create(
            code=code, name=code, kind=kind, parent=parent, village_type="desa" if kind == "village" else ""
        )
    forum = invited()
    events = events_of(forum)
    before, after = stands(forum), []
    take = partial(take_events, by=forum.by, meeting=forum.meeting, device="tablet-0001", events=events)
    while killed_before(len(after), take):
        after.append(stands(forum))
    again = take()
    told = [(one.outcome, one.stands) for one in again.events]
    print(json.dumps({"before": before, "killed": after, "done": stands(forum), "again": told}))  # noqa: T201


main()
