"""Writing down what happens, one entry at a time, on the portal's own pages: refused at once where it may not be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.errors import InputError
from merata.participation.entries import faults_of
from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.participation.actions.appending import PORTAL, made, next_sequence, settle, taken
from merata_portal.participation.actions.findings import known_finding, misdirected
from merata_portal.participation.actions.projecting import JUDGING
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import local
from merata_portal.participation.models import EntryState, Meeting, MeetingEvent


@transaction.atomic
def record_entry(
    *,
    by: Actor,
    meeting: UUID,
    kind: str,
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    event_uuid: UUID | None = None,
    at: datetime | None = None,
) -> MeetingEvent:
    """Add an entry to the log, now or at the moment `at`; the same `event_uuid` twice is one entry.

    Raises `InputError` for what cannot be read, and `MeetingDeclined` with the rule's words where it cannot stand, or
    where the documents were sealed (the report alone comes after that); then nothing is kept. DoesNotExist for who
    does not hold the meeting.
    """
    given, said = dict(data or {}), dict(texts or {})
    faults = faults_of(kind, given, said)
    if faults:
        raise InputError("catatan ini tidak lengkap / this entry is not complete", faults)
    found, held = taken(by, meeting)
    before = None if event_uuid is None else found.events.filter(event_uuid=event_uuid).first()
    if before is not None:
        return before
    if event_uuid is not None and MeetingEvent.objects.filter(event_uuid=event_uuid).exists():
        raise MeetingDeclined(
            "Nomor kejadian ini sudah dipakai; muat ulang halaman, lalu catat lagi.",
            "This event's id is in use; load the page again, then write it once more.",
        )
    if found.sealed_at is not None and kind != "reported":
        raise MeetingDeclined(
            "Dokumen musyawarah ini sudah disegel; catatan baru hanya dapat menjadi ralat.",
            "This meeting's documents are sealed; a new entry can only become an amendment.",
        )
    if kind in JUDGING and not known_finding(found, UUID(given["finding"])):
        raise MeetingDeclined(
            "Temuan itu tidak ada di wilayah musyawarah ini.", "The finding is not of this meeting's area."
        )
    if kind == "found":
        _refuse_unanswerable(found, given, at or timezone.now())
    row = made(
        found, by=by, event_uuid=event_uuid or uuid4(), device=PORTAL, sequence=next_sequence(found, PORTAL),
        kind=kind, data=given, texts=said, at=at or timezone.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    _log, displaced = settle(by, found)
    row.refresh_from_db()
    if row.state != EntryState.STANDING:
        raise MeetingDeclined(_sentence(row.why_id), _sentence(row.why_en))
    if displaced:
        raise MeetingDeclined(
            "Catatan ini akan membatalkan catatan lain yang sudah berlaku.",
            "This entry would unseat another that stands.",
        )
    record(
        by=by, held=held, action=f"forum.{kind}", subject=f"meeting:{found.uuid}", area=found.area,
        data={"event": str(row.event_uuid)},
    )  # fmt: skip
    return row


def _refuse_unanswerable(meeting: Meeting, given: Mapping[str, Any], at: datetime) -> None:
    """Refuse a finding that nobody could answer: given to an office elsewhere, or due before it was found."""
    if misdirected(meeting, given["office_area"]):
        raise MeetingDeclined(
            "Temuan hanya dapat diberikan kepada kantor wilayah ini atau wilayah di atasnya.",
            "A finding is given to an office of this area or of one around it.",
        )
    if "deadline" in given and date.fromisoformat(given["deadline"]) < local(at).date():
        raise MeetingDeclined(
            "Batas jawaban temuan tidak boleh sebelum hari musyawarah.",
            "The answer to a finding cannot be due before the day of the meeting.",
        )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
