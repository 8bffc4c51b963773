"""Who was invited, came, spoke, asked and receives, by group; suppressed before it is anybody's but the secretary's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import pyarrow as pa

from merata.participation.inclusion import inclusion
from merata.participation.suppression import suppressed
from merata.stats.disclosure.rules import THRESHOLD
from merata_portal.participation.models import Invitee, Meeting
from merata_portal.participation.names import OTHERS
from merata_portal.participation.queries.meetings import MeetingPage
from merata_portal.registry.models import Benefit, Membership, holds_in

DIMENSIONS = ("sex", "element", "disability", "poor", "part")
KNOWN_TOTALS = ("invited", "attended")
"""How many were invited and came stands in the berita acara, which anybody may ask for, and on the meeting's page."""
_SCHEMA = pa.schema(
    [
        ("forum_id", pa.string()),
        ("element", pa.string()),
        ("sex", pa.string()),
        ("disability", pa.bool_()),
        ("poor", pa.bool_()),
        ("part", pa.string()),
        *((name, pa.bool_()) for name in ("invited", "attended", "spoke", "asked", "received")),
    ]
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One group of one dimension; a count is None where it was too small to be told."""

    dimension: str
    group: str | None
    meetings: int
    invited: int | None
    attended: int | None
    spoke: int | None
    asked: int | None
    received: int | None


def heard(pages: Sequence[MeetingPage], *, least: int | None = THRESHOLD) -> list[Heard]:
    """The groups of all these meetings together; with `least` None nothing is suppressed, for who holds them all.

    `received`: of the present who are matched with the registry, those whose household has a benefit in the year of
    the meeting. A person who comes to two meetings counts twice.
    """
    table = pa.concat_tables([_persons(page) for page in pages]) if pages else _SCHEMA.empty_table()
    counted = inclusion(table, by=DIMENSIONS)
    told = counted if least is None else suppressed(counted, least=least, known_totals=KNOWN_TOTALS)
    names = Heard.__dataclass_fields__
    return [Heard(**{name: row[name] for name in names}) for row in told.to_pylist()]


def without_small_parts(rows: Sequence[Heard]) -> list[Heard]:
    """Suppressed rows in which the hamlets that few came from are one, told without their names.

    A hamlet's name is typed by hand and may say more than a place ("rumah Bu ..."), and a row of its own tells that
    somebody came from there.
    """
    kept, small = [], False
    for row in rows:
        if row.dimension == "part" and row.group is not None and None in (row.invited, row.attended):
            small = True
        else:
            kept.append(row)
    return [*kept, Heard("part", OTHERS, 0, None, None, None, None, None)] if small else kept


def _persons(page: MeetingPage) -> pa.Table:
    spoken = page.log.record.spoken
    spoke, asked = {one.attendee for one in spoken}, {one.attendee for one in spoken if one.asked}
    receiving = _receiving(page.meeting)
    spelled: dict[str, str] = {}  # one hamlet however it was typed
    rows = [
        {
            "forum_id": str(page.meeting.uuid),
            "element": one.element or None,
            "sex": one.sex or None,
            "disability": one.disability,
            "poor": one.poor,
            "part": spelled.setdefault(one.part.casefold(), one.part) or None,
            "invited": one.invited,
            "attended": one.signed_at is not None,
            # Words entered for somebody whose sign-in was taken back are nobody's voice here.
            "spoke": one.signed_at is not None and one.uuid in spoke,
            "asked": one.signed_at is not None and one.uuid in asked,
            "received": one.signed_at is not None and one.uuid in receiving,
        }
        for one in page.attendees
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _receiving(meeting: Meeting) -> set[str]:
    """The invitees whose household has a benefit in the meeting's year."""
    matched = Invitee.objects.filter(meeting=meeting, person__isnull=False).values_list("person", "uuid")
    persons = {person: invitee for person, invitee in matched if person is not None}
    living = Membership.objects.filter(person__uuid__in=persons, until_day__isnull=True)
    homes: dict[int, list[UUID]] = {}
    for home, person in living.values_list("household_id", "person__uuid"):
        homes.setdefault(home, []).append(person)
    year = meeting.rules_on.year
    served = Benefit.objects.filter(holds_in(year), household_id__in=homes, year=year)
    helped = set(served.values_list("household_id", flat=True))
    return {str(persons[person]) for home in helped for person in homes[home]}
