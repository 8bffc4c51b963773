"""What is read of meetings: lists, one meeting with its record, and the words that only who holds it may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from merata.participation.entries import Entry
from merata.participation.log import Log
from merata.participation.procedure import Procedure
from merata_portal.actor import Actor
from merata_portal.participation.logs import log_hash, log_of, moment, stored, texts_of
from merata_portal.participation.models import (
    EntryState,
    Invitee,
    Meeting,
    MeetingDocument,
    MeetingEvent,
)
from merata_portal.participation.procedures import procedure_on
from merata_portal.participation.queries.holding import may_hold, meetings_held, meetings_seen
from merata_portal.personal.columns import unsealed_many
from merata_portal.working_calendar import working_calendar, years_known


@dataclass(frozen=True, slots=True)
class Attendee:
    """An invitee or an observer; `name` is empty for who does not hold the meeting. `signed_at`: village time."""

    uuid: str
    name: str
    element: str
    sex: str
    disability: bool | None
    poor: bool | None
    part: str
    invited: bool
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting with its record. `texts` by entry and `titles` by item; texts and names are empty for who only sees.

    `entries` stand, in their order; `conflicts` wait for the secretary; `amended` were accepted as amendments.
    """

    meeting: Meeting
    procedure: Procedure
    log: Log
    attendees: tuple[Attendee, ...]
    titles: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    conflicts: tuple[MeetingEvent, ...]
    amended: tuple[MeetingEvent, ...]
    documents: tuple[MeetingDocument, ...]
    report_due: date | None
    may_hold: bool
    by_id: Mapping[str, Attendee] = field(init=False, repr=False, compare=False)
    """Attendees by their id."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {one.uuid: one for one in self.attendees})

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that stand, in their order."""
        return self.log.standing

    @property
    def needed(self) -> int:
        """How many must sign for a quorum; 0 where the kind of meeting has none."""
        share, invited = self.procedure.quorum, self.log.record.meeting.invited
        return 0 if share is None else -(-invited * share.numerator // share.denominator)

    @property
    def report_overdue(self) -> bool:
        """Whether the report came, or comes today, after its day."""
        now = timezone.localdate()
        return self.log.record.meeting.report_overdue(working_calendar(), on=now)

    @property
    def holidays_unknown(self) -> bool:
        """Whether the report's day is counted over a year whose national holidays are not decreed or entered yet."""
        due = self.report_due
        return due is not None and due.year not in years_known()

    @property
    def differs_from_documents(self) -> bool:
        """Whether the log is another than that of the documents last sealed; False before. Needs the words."""
        latest = {one.kind: one for one in self.documents}  # in the order of versions
        return bool(latest) and {one.log_hash for one in latest.values()} != {self.log_hash}

    @property
    def amended_since_sealing(self) -> bool:
        """Whether an amendment was accepted after the last documents were made: it explains that they differ."""
        sealed = max((one.at for one in self.documents), default=None)
        decided = [one.decided_at for one in self.amended if one.decided_at is not None]
        return sealed is not None and any(at > sealed for at in decided)

    @property
    def log_hash(self) -> str:
        """The hash of the log, as documents print it."""
        return hash_of(self)


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of the actor's areas, the latest first."""
    return meetings_seen(actor).order_by("-starts_at", "-id")


def meeting(actor: Actor, uuid: UUID) -> MeetingPage:
    """One meeting; names and words only for who holds it. Raises DoesNotExist outside the actor's areas."""
    found = meetings_seen(actor).get(uuid=uuid)
    return page_of(found, words=may_hold(actor, found))


def meeting_to_hold(actor: Actor, uuid: UUID) -> MeetingPage:
    """One meeting that the actor holds, with all its words; raises DoesNotExist otherwise."""
    return page_of(meetings_held(actor).get(uuid=uuid), words=True)


def require_held(actor: Actor, uuid: UUID) -> None:
    """Raise DoesNotExist for who does not hold the meeting; without reading its log."""
    meetings_held(actor).only("pk").get(uuid=uuid)


def aspirations(actor: Actor, uuid: UUID) -> list[tuple[UUID, str, UUID | None, UUID | None]]:
    """What was asked for in a meeting that the actor holds: entry, text, who (an attendee's id), item of the agenda."""
    page = meeting_to_hold(actor, uuid)
    return [
        (UUID(one.uuid), page.texts[one.uuid]["text"], _uuid(one.data.get("attendee")), _uuid(one.data.get("item")))
        for one in page.entries
        if one.kind == "aspiration"
    ]


def page_of(found: Meeting, *, words: bool) -> MeetingPage:
    """A meeting's page, with names and texts where `words`; whoever calls has checked that it may be seen."""
    rows = stored(found)
    log = log_of(found, rows)
    every = texts_of(rows)
    titles = {str(one.uuid): one.title for one in found.agenda.all()}
    titles |= {one.data["item"]: every[one.uuid]["title"] for one in log.standing if one.kind == "item_added"}
    return MeetingPage(
        meeting=found,
        procedure=procedure_on(found.kind, found.rules_on),
        log=log,
        attendees=tuple(_attendees(found, log, every, words=words)),
        titles=titles,
        texts=every if words else {},
        conflicts=tuple(row for row in rows if row.state == EntryState.REFUSED),
        amended=tuple(row for row in rows if row.state == EntryState.AMENDED),
        documents=tuple(found.documents.all()),
        report_due=log.record.meeting.report_due(working_calendar()),
        may_hold=words,
    )


def hash_of(page: MeetingPage) -> str:
    """The hash of the log that stands, with people, agenda and amendments; needs the words."""
    people = [[one.uuid, one.name, one.element, one.sex, one.disability, one.poor, one.part] for one in page.attendees]
    amended = [[str(one.uuid), one.decision_reason] for one in page.amended]
    more: Any = [people, sorted(page.titles.items()), amended]
    return log_hash(page.meeting, page.entries, page.texts, more)


def _attendees(found: Meeting, log: Log, every: Mapping[str, Mapping[str, str]], *, words: bool) -> list[Attendee]:
    signed = log.record.signed
    invitees = list(found.invitees.all())
    names = unsealed_many(Invitee, "name_sealed", [(one.name_sealed, one.uuid) for one in invitees]) if words else []
    told = [
        Attendee(
            str(one.uuid), (names[place] or "") if words else "", one.element, one.sex, one.disability, one.poor,
            one.part, invited=True, signed_at=signed.get(str(one.uuid)),
        )
        for place, one in enumerate(invitees)
    ]  # fmt: skip
    there = set(log.record.observers)
    for entry in log.standing:
        if entry.kind == "observed" and entry.data["visitor"] in there:
            said, given = every[entry.uuid], entry.data
            told.append(
                Attendee(
                    given["visitor"], said["name"] if words else "", given.get("element", ""), given.get("sex", ""),
                    given.get("disability"), given.get("poor"), said.get("part", ""), invited=False,
                    signed_at=entry.at,
                )
            )  # fmt: skip
    return told


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def starts(page: MeetingPage) -> datetime | None:
    """The moment at which the meeting under way is to start; None before the invitations."""
    start = page.log.record.meeting.starts_at
    return None if start is None else moment(start)
