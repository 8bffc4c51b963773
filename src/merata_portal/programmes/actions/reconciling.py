"""What return files say of a batch: read again from what is kept, matched row by row, and entered once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from merata.errors import InputError
from merata.programmes.payments.payment import Payment as SentPayment
from merata.programmes.payments.reconciliation import (
    TO_LOOK_AT,
    Matched,
    Outcome,
    Reconciliation,
    State,
    reconcile,
)
from merata.programmes.payments.return_file import ReturnRow as ReadRow
from merata.programmes.payments.return_file import read_return
from merata.programmes.payments.status import Status
from merata_portal.actor import Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.personal.masking import holds_number
from merata_portal.programmes.actions.batch_file import PARTED, layout_of, sent_payments
from merata_portal.programmes.models import Batch, Entitlement, Payment, ReturnFile, ReturnRow, batches
from merata_portal.registry import bulk

GONE_BACK = (Payment.Status.FAILED, Payment.Status.RETURNED)
OUT = (Payment.Status.SENT, Payment.Status.PAID, Payment.Status.DISPUTED)
"""Where a payment's money is out: paid by the ledger and not come back."""
OPEN = (*OUT, Payment.Status.DRAFTED)


def run_reconciling(job: Running) -> dict[str, object]:
    """The background half of `returning.take_return`: the whole file in one transaction, so that a crash leaves none of
    it."""
    with transaction.atomic():
        file = ReturnFile.objects.get(uuid=job.parameters["file"])
        batch = Batch.objects.select_related("launch", "cycle").select_for_update(of=("self",)).get(pk=file.batch_id)
        file.refresh_from_db()
        if file.taken_at is None and not file.refused:
            bulk.prepare()
            _take(job, batch, file)
    if file.refused:
        said_id, _, said_en = file.refused.partition(PARTED)
        raise JobFailed(
            f"Berkas ditolak seluruhnya, tidak ada barisnya yang dipakai. {said_id}: {said_en}",
            f"The file was refused, none of its rows was used. {said_en}",
        )
    return dict(file.counts)


def _take(job: Running, batch: Batch, file: ReturnFile) -> None:
    by = job.by
    held = by.require(Capability.RECORD_RETURN, batch.launch.owner)
    sent = sent_payments(batch)
    before = known(batch, sent)
    try:
        returned = replace(read_return(_content(file), layout_of(batch), file.file_name), name=file.uuid.hex)
        day = timezone.localdate()
        after = reconcile(sent, [returned], on=day, batch_id=batch.number, before=before)
    except InputError as error:
        text_id, text_en = "Bukan berkas balasan batch ini, atau rusak", "Not a return file of this batch, or damaged"
        file.refused = f"{text_id}{PARTED}{text_en}: {error}"
        file.save(update_fields=["refused"])
        record(
            by=by, held=held, action="programmes.refuse_return", subject=batch.subject, area=batch.launch.owner,
            content_hash=f"sha256:{file.content_hash}", data={"number": batch.number},
        )  # fmt: skip
        return
    fresh = after.rows[len(before.rows) :]
    back = _move(batch, after)
    _note(file, fresh)
    settle_entitlements(batch)
    _hold_disputed(batch, after)
    if back:
        reason = f"Pembayaran gagal atau dikembalikan, batch {batch.number}"
        file.entry = ledger.record_return(by=by, sums=back, reason=reason, key=f"return:{file.uuid}").pk
    file.day, file.rows, file.taken_at = returned.day, len(fresh), timezone.now()
    file.counts = dict(Counter(one.outcome.value for one in fresh))
    file.save()
    record(
        by=by, held=held, action="programmes.take_return", subject=batch.subject, area=batch.launch.owner,
        rows=len(fresh), content_hash=f"sha256:{file.content_hash}", data={"number": batch.number, **file.counts},
    )  # fmt: skip
    job.progress(file.rows, file.rows, "Selesai", "Done")


def known(batch: Batch, sent: Sequence[SentPayment]) -> Reconciliation:
    """What is known of a batch: its files read again in the order taken, and what persons found in between.

    Of the rows only those that a person must still look at are in it.
    """
    rows = ReturnRow.objects.filter(file__batch=batch, looked_at__isnull=False).select_related("file")
    looked = {(row.file.uuid.hex, row.row) for row in rows}
    found: list[tuple[datetime, int, ReturnFile | ReturnRow]] = [
        (row.looked_at, row.pk, row) for row in rows if row.decided and row.looked_at is not None
    ]
    files = ReturnFile.objects.filter(batch=batch, taken_at__isnull=False, refused="")
    found += [(file.taken_at, file.pk, file) for file in files if file.taken_at is not None]
    payments = {one.payment_id: one for one in sent}
    state = Reconciliation(payments, dict.fromkeys(payments, State()))
    layout = layout_of(batch)
    for at, _, event in sorted(found, key=lambda one: one[:2]):
        if isinstance(event, ReturnRow):
            state = _decided(state, event)
            continue
        returned = replace(read_return(_content(event), layout, event.file_name), name=event.uuid.hex)
        state = reconcile(sent, [returned], on=timezone.localdate(at), before=state)
        left = [
            one for one in state.rows if one.outcome in TO_LOOK_AT and (one.file, one.row.line) not in looked
        ]  # fmt: skip
        state = replace(state, rows=tuple(left))
    return state


def _decided(state: Reconciliation, row: ReturnRow) -> Reconciliation:
    read = ReadRow(row.row, row.payment_id, row.amount_idr, row.code, status=Status(row.decided))
    steps = (*state.states[row.payment_id].steps, Matched("", read, Outcome(row.decided)))
    return replace(state, states={**state.states, row.payment_id: State(steps)})


def _content(file: ReturnFile) -> bytes:
    content = b"".join(batches.read(file.stored_as, file.uuid))
    if hashlib.sha256(content).hexdigest() != file.content_hash:
        raise JobFailed(
            f"Berkas {file.file_name} yang tersimpan berubah; pulihkan dari cadangan.",
            f"The file {file.file_name} that is kept was changed; restore it from a backup.",
        )
    return content


def _move(batch: Batch, after: Reconciliation) -> list[Sum]:
    """Bring the payments to where the files say they are; the sums that have come back by it."""
    disputed = {one.payment_id for one in after.disputed}
    changed: list[tuple[int, str, str]] = []
    back: list[Sum] = []
    rows = batch.payments.order_by("pk").values_list("pk", "payment_id", "status", "earmark", "amount_idr")
    for pk, payment_id, status, earmark, amount in rows:
        state = after.states[payment_id]
        target = Payment.Status(state.status.value)
        if payment_id in disputed and target not in GONE_BACK:
            target = Payment.Status.DISPUTED
        if target == status:
            continue
        changed.append((pk, target.value, (state.steps[-1].row.code or "") if state.steps else ""))
        if target in GONE_BACK:
            back.append(Sum(earmark, amount, payment_id))
    if changed:
        pks, statuses, codes = zip(*changed, strict=True)
        bulk.update(
            Payment,
            pa.table(
                {
                    "id": pa.array(pks, pa.int64()),
                    "status": pa.array(statuses, pa.string()),
                    "code": pa.array([code[:16] for code in codes], pa.string()),
                }
            ),
        )
    return back


def _note(file: ReturnFile, rows: Sequence[Matched]) -> None:
    """Keep each row that a person must look at."""
    ReturnRow.objects.bulk_create(
        (
            ReturnRow(
                file=file,
                row=one.row.line,
                payment_id=_shown(one.row.payment_id or "", 64),
                outcome=one.outcome.value,
                amount_idr=one.row.amount_idr,
                code=_shown(one.row.code or "", 32),
            )
            for one in rows
            if one.outcome in TO_LOOK_AT
        ),
        batch_size=1_000,
    )


def settle_entitlements(batch: Batch) -> None:
    """Bring what the batch's payments are for to where the payments are; due again where they failed or came back."""
    whole = Entitlement.objects.all()
    paid, out, back = (
        batch.payments.filter(status__in=statuses).values("entitlement")
        for statuses in ((Payment.Status.PAID,), (Payment.Status.SENT, Payment.Status.DISPUTED), GONE_BACK)
    )
    received, sent = Entitlement.State.RECEIVED, Entitlement.State.SENT
    whole.filter(pk__in=paid).exclude(state=received).update(state=received, why="")
    whole.filter(pk__in=out).exclude(state=sent).update(state=sent, why="")
    without_open(whole.filter(pk__in=back, state__in=(sent, received))).update(
        state=Entitlement.State.DUE, why=Entitlement.Why.FAILED
    )


def without_open(rows: QuerySet[Entitlement]) -> QuerySet[Entitlement]:
    """Those of which no payment is under way or paid."""
    return rows.exclude(Exists(Payment.objects.filter(entitlement=OuterRef("pk"), status__in=OPEN)))


def _hold_disputed(batch: Batch, after: Reconciliation) -> None:
    """What came back, and a file says was paid after all, is not paid anew until a person has looked."""
    disputed = [one.payment_id for one in after.disputed if after.states[one.payment_id].status.value in GONE_BACK]
    for start in range(0, len(disputed), 5_000):
        of_them = batch.payments.filter(payment_id__in=disputed[start : start + 5_000]).values("entitlement")
        Entitlement.objects.filter(pk__in=of_them, state=Entitlement.State.DUE).update(
            state=Entitlement.State.HELD, why=Entitlement.Why.DISPUTED
        )


def _shown(text: str, most: int) -> str:
    """What a file says in place of an identifier, as far as it may be kept in the open."""
    return "…" if holds_number(text) or not text.isprintable() else text[:most]
