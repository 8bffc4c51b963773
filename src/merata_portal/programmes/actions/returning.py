"""Return files of the bank or post office: taken once, looked at by a person where they are not clear, and closed."""

from __future__ import annotations

import io
from pathlib import PurePath
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.personal.masking import holds_number
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.programmes.actions.batch_file import hash_of, layout_of
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.row_findings import decide
from merata_portal.programmes.models import Batch, Payment, ReturnFile, ReturnRow, batches
from merata_portal.programmes.refusals import ProgrammeRefused

RECONCILE = "programmes.reconcile"
_ANSWERED = (Batch.State.PAID, Batch.State.SETTLED)


@transaction.atomic
def take_return(*, by: Actor, batch: UUID, file_name: str, content: bytes) -> ReturnFile:
    """Keep a file that came back for a paid batch, sealed, and have it reconciled in the background.

    The same bytes again are the same file: nothing happens twice. Raises `ProgrammeRefused` where the batch is not paid
    or its layout knows no return files.
    """
    found, held = locked(Batch.objects.select_related("launch"), by, Capability.RECORD_RETURN, uuid=batch)
    if found.state not in _ANSWERED:
        raise ProgrammeRefused(
            f"Batch {found.number} belum dibayar; belum ada jawaban yang dapat diterima.",
            f"Batch {found.number} is not paid yet; there can be no answer to it.",
        )
    if layout_of(found).returned is None:
        raise ProgrammeRefused(
            f"Tata letak {found.layout_id} tidak memuat bentuk berkas balasan (returned).",
            f"The layout {found.layout_id} does not say how return files look (returned).",
        )
    name = PurePath(file_name.replace("\\", "/")).name[:255]
    if not content or holds_number(name):
        raise ProgrammeRefused(
            "Berkas kosong, atau namanya memuat NIK; ganti namanya dan kirim lagi.",
            "The file is empty, or its name holds a NIK; rename it and send it again.",
        )
    digest = hash_of(content)
    file = ReturnFile.objects.filter(batch=found, content_hash=digest).first()
    if file is None:
        uuid = uuid4()
        file = ReturnFile.objects.create(
            uuid=uuid, batch=found, file_name=name, content_hash=digest, stored_as=f"{uuid.hex}.return",
            at=timezone.now(), by_user_id=by.user_id,
        )  # fmt: skip
        batches.keep(file.stored_as, uuid, io.BytesIO(content))
    if file.taken_at is None and not file.refused:
        enqueue(
            by=by, held=held, kind=RECONCILE, parameters={"file": str(file.uuid)}, area=found.launch.owner,
            unique_key=f"return:{file.uuid}",
        )  # fmt: skip
    return file


@transaction.atomic
def look_at(*, by: Actor, row_id: int, found: str, decided: str = "") -> ReturnRow:
    """Write down what a person found about a row: in words, and where the money is (`decided`: paid, failed, returned).

    Empty: the row changes nothing. Money found to have come back is entered as such; money found to be paid after it
    was entered as returned is a correction, a new entry of the ledger. Raises `ProgrammeRefused` for a row that was
    looked at before, and for what cannot follow what is known.
    """
    found = require_reason(found)
    rows = ReturnRow.objects.select_related("file__batch__launch")
    row, held = locked(rows, by, Capability.RECORD_RETURN, area="file__batch__launch__owner", pk=row_id)
    Batch.objects.select_for_update().get(pk=row.file.batch_id)
    row.refresh_from_db(fields=["looked_at"])
    if row.looked_at is not None:
        raise ProgrammeRefused("Baris ini sudah diperiksa.", "This row was looked at already.")
    if decided not in ("", Payment.Status.PAID, *(Payment.Status.FAILED, Payment.Status.RETURNED)):
        raise ProgrammeRefused(
            "Hasil pemeriksaan: dibayar, gagal, dikembalikan, atau kosong.",
            "What was found is one of: paid, failed, returned, or nothing.",
        )
    row.looked_at, row.looked_by_user_id = timezone.now(), by.user_id
    row.found, row.decided = found, decided
    row.save()
    decide(by=by, row=row)
    record(
        by=by, held=held, action="programmes.look_at_return", subject=row.file.batch.subject,
        area=row.file.batch.launch.owner, reason=found, data={"row": row.row, "decided": decided},
    )  # fmt: skip
    return row


@transaction.atomic
def settle_batch(*, by: Actor, batch: UUID, reason: str = "") -> Batch:
    """Close a batch of which every payment has an end; with a reason where no word came of some.

    Those stay sent, and a file that comes later is still taken. Raises `ProgrammeRefused` while rows wait for a person,
    and for payments without word where no reason is given.
    """
    found, held = locked(Batch.objects.select_related("launch"), by, Capability.RECORD_RETURN, uuid=batch)
    if found.state != Batch.State.PAID:
        raise ProgrammeRefused(
            f"Batch {found.number} sedang pada langkah lain ({found.get_state_display()}).",
            f"Batch {found.number} is at another step ({found.state}).",
        )
    reason = sound_reason(reason)
    _refuse_unclear(found)
    missing = found.payments.filter(status=Payment.Status.SENT).count()
    if missing and not reason:
        raise ProgrammeRefused(
            f"{missing} pembayaran belum ada kabarnya; tunggu berkas berikutnya atau tulis alasannya.",
            f"Of {missing} payments there is no word yet; wait for another file, or give the reason.",
        )
    found.state, found.ended_at, found.ended_by_user_id = Batch.State.SETTLED, timezone.now(), by.user_id
    found.ended_reason = reason
    found.save(update_fields=["state", "ended_at", "ended_by_user_id", "ended_reason"])
    _record(by, held, found, reason, missing)
    return found


def _refuse_unclear(batch: Batch) -> None:
    waiting = ReturnRow.objects.filter(file__batch=batch, looked_at__isnull=True).count()
    files = ReturnFile.objects.filter(batch=batch, taken_at__isnull=True, refused="").count()
    if waiting or files or batch.payments.filter(status=Payment.Status.DISPUTED).exists():
        raise ProgrammeRefused(
            f"{waiting} baris masih harus diperiksa dan {files} berkas belum dibaca; selesaikan dahulu.",
            f"{waiting} rows must be looked at and {files} files be read first.",
        )


def _record(by: Actor, held: Held, batch: Batch, reason: str, missing: int) -> None:
    record(
        by=by, held=held, action="programmes.settle_batch", subject=batch.subject, area=batch.launch.owner,
        reason=reason, rows=batch.payments_count, data={"number": batch.number, "missing": missing},
    )  # fmt: skip
