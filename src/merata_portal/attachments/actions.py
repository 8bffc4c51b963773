"""Attaching a file and taking it away again; whoever calls has checked that the person may."""

from __future__ import annotations

import hashlib
import io
from pathlib import PurePath
from typing import IO
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata.tables.personal_numbers import masked
from merata_portal.actor import Actor, Held
from merata_portal.attachments.kinds import (
    JPEG,
    MOST_BYTES,
    PDF,
    NotAccepted,
    is_pdf,
    photograph,
    refuse_too_large,
)
from merata_portal.attachments.models import Attachment, files
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason

LONGEST_NAME = 120


@transaction.atomic
def attach(  # noqa: PLR0913 - each is a field of the attachment
    *,
    by: Actor,
    held: Held | None,
    subject: str,
    kind: str,
    area: str,
    file_name: str,
    content: IO[bytes],
    photo_only: bool = False,
    public: bool = False,
) -> Attachment:
    """Keep a PDF as it is, or a photograph as JPEG without what its camera wrote, for `subject`.

    The same bytes for the same subject and kind are kept once. Raises `NotAccepted` for what is neither, too large, or
    a PDF where `photo_only`.
    """
    given = content.read(MOST_BYTES + 1)
    refuse_too_large(len(given))
    made = Attachment(uuid=uuid4(), subject=subject, kind=kind, area=area, public=public, by_user_id=by.user_id)
    if is_pdf(given) and not photo_only:
        made.content_type, kept = PDF, given
    else:
        picture = photograph(given)
        made.content_type, kept = JPEG, picture.content
        made.width, made.height, made.taken_at = picture.width, picture.height, picture.taken_at
        made.latitude, made.longitude = picture.latitude, picture.longitude
    made.content_hash, made.bytes = hashlib.sha256(kept).hexdigest(), len(kept)
    made.file_name, made.at = _named(file_name, made.content_type), timezone.now()
    same = _same(made)
    if same is not None:
        return same
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # Sent twice at once: the other one came first.
        same = _same(made)
        if same is None:
            raise
        return same
    files.keep(made.uuid.hex, made.uuid, io.BytesIO(kept))
    record(
        by=by, held=held, action="attachments.attach", subject=subject, area=area,
        content_hash=f"sha256:{made.content_hash}", data={"kind": kind, "attachment": str(made.uuid)},
    )  # fmt: skip
    return made


@transaction.atomic
def remove(*, by: Actor, held: Held | None, attachment: Attachment, reason: str) -> Attachment:
    """Take the bytes of an attachment away for good; that there was one, and its hash, stay known."""
    reason = require_reason(reason)
    found = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if found.removed_at is not None:
        raise NotAccepted("Lampiran ini sudah dihapus.", "This attachment was removed before.")
    found.removed_at, found.removed_by_user_id, found.removed_reason = timezone.now(), by.user_id, reason
    found.save(update_fields=["removed_at", "removed_by_user_id", "removed_reason"])
    record(
        by=by, held=held, action="attachments.remove", subject=found.subject, area=found.area, reason=reason,
        content_hash=f"sha256:{found.content_hash}", data={"attachment": str(found.uuid)},
    )  # fmt: skip
    transaction.on_commit(lambda: files.forget(found.uuid.hex))
    return found


def _same(made: Attachment) -> Attachment | None:
    return Attachment.objects.filter(
        subject=made.subject, kind=made.kind, content_hash=made.content_hash, removed_at__isnull=True
    ).first()


def _named(file_name: str, content_type: str) -> str:
    """The name without folders and personal numbers, ending in what the file is."""
    stem = "".join(sign for sign in PurePath(file_name.replace("\\", "/")).stem if sign.isprintable())
    return f"{masked(stem)[:LONGEST_NAME] or 'lampiran'}{'.pdf' if content_type == PDF else '.jpg'}"
