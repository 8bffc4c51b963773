"""After a meeting: its documents sealed by hash, the signed scan attached, the report handed in."""

from __future__ import annotations

import hashlib
import io
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.attachments.actions import attach
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import attached
from merata_portal.audit.actions import record
from merata_portal.participation.actions.appending import taken
from merata_portal.participation.actions.recording import record_entry
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.documents import making
from merata_portal.participation.models import DocumentKind, EntryState, MeetingDocument, MeetingEvent
from merata_portal.participation.queries.meetings import meeting_to_hold
from merata_portal.tickets.codes import new_ticket

PREFIX = "D"
SCAN = "signed_scan"


@transaction.atomic
def seal_documents(*, by: Actor, meeting: UUID) -> list[MeetingDocument]:
    """Make minutes, notes and attendance list of the log as it stands, and publish the meeting's outcome.

    Where nothing changed since they were last made, those are given. Raises `MeetingDeclined` before the meeting is
    closed, and while events wait for the secretary's decision.
    """
    found, held = taken(by, meeting)
    if found.closed_at is None:
        raise MeetingDeclined(
            "Tutuplah musyawarah dahulu; dokumen dibuat dari catatan yang lengkap.",
            "Close the meeting first; documents are made of the whole log.",
        )
    if found.events.filter(state=EntryState.REFUSED).exists():
        raise MeetingDeclined(
            "Masih ada kejadian yang bertentangan; putuskan dahulu satu per satu.",
            "Some events are still in conflict; decide each of them first.",
        )
    page = meeting_to_hold(by, meeting)
    log_hash = page.log_hash
    latest = {one.kind: one for one in page.documents}  # in the order of versions
    if set(latest) == set(DocumentKind.values) and all(one.log_hash == log_hash for one in latest.values()):
        return [latest[kind] for kind in DocumentKind.values]
    made = []
    for kind in DocumentKind.values:
        code = new_ticket(PREFIX)
        content = making.document(page, kind, code)
        version = latest[kind].version + 1 if kind in latest else 1
        kept = attach(
            by=by, held=held, subject=f"meeting:{found.uuid}", kind=f"document-{kind}", area=found.area,
            file_name=f"{kind}-{version}.pdf", content=io.BytesIO(content),
        )  # fmt: skip
        made.append(
            MeetingDocument.objects.create(
                uuid=uuid4(), meeting=found, kind=kind, version=version, code=code, log_hash=log_hash,
                content_hash=hashlib.sha256(content).hexdigest(), attachment=kept.uuid, at=timezone.now(),
                by_user_id=by.user_id,
            )
        )  # fmt: skip
    if found.sealed_at is None:
        found.sealed_at = timezone.now()
        found.save(update_fields=["sealed_at"])
    record(
        by=by, held=held, action="forum.seal", subject=f"meeting:{found.uuid}", area=found.area, rows=len(made),
        content_hash=f"sha256:{log_hash}", data={one.kind: one.content_hash for one in made},
    )  # fmt: skip
    return made


@transaction.atomic
def attach_scan(*, by: Actor, meeting: UUID, file_name: str, file: IO[bytes]) -> Attachment:
    """Keep the signed minutes (PDF or photograph); raises `MeetingDeclined` before the documents were sealed."""
    found, held = taken(by, meeting)
    if found.sealed_at is None:
        raise MeetingDeclined(
            "Segel dokumen dahulu: yang ditandatangani harus dokumen yang disegel.",
            "Seal the documents first: what is signed must be the sealed document.",
        )
    return attach(
        by=by, held=held, subject=f"meeting:{found.uuid}", kind=SCAN, area=found.area, file_name=file_name,
        content=file,
    )  # fmt: skip


@transaction.atomic
def report(*, by: Actor, meeting: UUID) -> MeetingEvent:
    """Hand the report in: the sealed documents and the signed scan; late ones are taken, and shown as late."""
    found, _held = taken(by, meeting)
    if found.sealed_at is None or not attached(f"meeting:{found.uuid}", SCAN).exists():
        raise MeetingDeclined(
            "Laporan memerlukan dokumen yang disegel dan pindaian yang ditandatangani.",
            "The report needs the sealed documents and the signed scan.",
        )
    return record_entry(by=by, meeting=meeting, kind="reported")
