"""Making a batch in the background: who is paid, as known now, and the whole file; or nothing, with every reason."""

from __future__ import annotations

import io

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from merata.errors import InputError
from merata.programmes.payments.layout import Layout
from merata.programmes.payments.writing import write_batch
from merata_portal.actor import SYSTEM, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions.batch_file import PARTED, hash_of, layout_of, sent_batch
from merata_portal.programmes.actions.batch_rows import COLUMNS, Row, attempts_of, payment_rows, recipients
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.actions.overlap_flags import flag_overlaps
from merata_portal.programmes.actions.proposing import chunk_rows
from merata_portal.programmes.actions.watching import WATCH, watch
from merata_portal.programmes.models import Batch, Enrolment, Entitlement, Launch, Payment, batches
from merata_portal.registry import bulk


def run_making(job: Running) -> dict[str, object]:
    """The background half of `batching.make_batch`; killed, it goes on from the last whole chunk."""
    batch = Batch.objects.select_related("launch", "cycle").get(uuid=job.parameters["batch"])
    if batch.state == Batch.State.MAKING:
        bulk.prepare()
        layout = layout_of(batch)
        while _chunk(job, batch, layout):
            job.stop_if_asked()
        bulk.analyze(Payment)
        _finish(job, batch, layout)
    if batch.state == Batch.State.DISCARDED:
        raise JobFailed(*_both(batch.ended_reason))
    return {"payments": batch.payments_count, "left_out": job.cursor.get("left_out", 0)}


def needs_account(layout: Layout) -> bool:
    """Whether the layout pays into accounts: then whoever has none is left out."""
    return any(field.value == "account_number" and not field.may_be_empty for field in layout.sent.payment)


def due_rows(batch: Batch, villages: list[str] | None) -> QuerySet[Entitlement]:
    """The entitlements that a batch of the cycle may take: of these villages, or of all."""
    rows = Entitlement.objects.filter(cycle=batch.cycle)
    return rows if villages is None else rows.filter(village_code__in=villages)


@transaction.atomic
def _chunk(job: Running, batch: Batch, layout: Layout) -> bool:
    """The next payments; False where nobody is left."""
    by, launch = job.by, batch.launch
    held = by.require(Capability.MAKE_PAYMENTS, launch.owner)
    whole = due_rows(batch, job.parameters["villages"])
    if not job.cursor:
        settle_held(whole)
    wanted = whole.filter(state=Entitlement.State.DUE, pk__gt=job.cursor.get("after", 0), amount_idr__gt=0)
    next_ones = list(
        wanted.order_by("pk").values_list("pk", "enrolment", "enrolment__household")[: chunk_rows()]
    )  # fmt: skip
    if not next_ones:
        return False
    first, last = next_ones[0][0], next_ones[-1][0]
    # The registry may know of deaths and moves that no job has asked about yet.
    watch(by=SYSTEM(WATCH), enrolments=Enrolment.objects.filter(pk__in=[one[1] for one in next_ones]))
    flag_overlaps(by=by, held=held, launch=launch, enrolled=[one[1:] for one in next_ones], day=timezone.localdate())
    part = whole.filter(pk__gte=first, pk__lte=last)
    settle_held(part)
    locked = part.filter(state=Entitlement.State.DUE, amount_idr__gt=0).select_for_update(of=("self",)).order_by("pk")
    paid, left_out = _apart(list(locked.values(*COLUMNS)), batch, layout)
    for why, keys in left_out.items():
        Entitlement.objects.filter(pk__in=keys).update(why=why)
    number = job.cursor.get("number", 0)
    if paid:
        bulk.insert(Payment, payment_rows(paid, batch, number, attempts_of(first, last)))
        Entitlement.objects.filter(pk__in=[row["pk"] for row in paid]).update(state=Entitlement.State.SENT, why="")
    cursor = {
        "after": last,
        "number": number + len(paid),
        "left_out": job.cursor.get("left_out", 0) + sum(map(len, left_out.values())),
    }
    done = job.done + len(next_ones)
    job.progress(done, max(job.total, done + wanted.count()), "Menyusun batch", "Making the batch", cursor=cursor)
    return True


def _apart(rows: list[Row], batch: Batch, layout: Layout) -> tuple[list[Row], dict[str, list[int]]]:
    """Who can be paid, with recipient and number of members; and who cannot, by why."""
    into_accounts = needs_account(layout)
    found = recipients(rows, to_person=batch.launch.delivery == Launch.Delivery.POST)
    paid: list[Row] = []
    left_out: dict[str, list[int]] = {}
    for row, (recipient, members) in zip(rows, found, strict=True):
        if not recipient:
            left_out.setdefault(Entitlement.Why.NO_RECIPIENT, []).append(row["pk"])
        elif into_accounts and row["enrolment__household__account_sealed"] is None:
            left_out.setdefault(Entitlement.Why.NO_ACCOUNT, []).append(row["pk"])
        else:
            paid.append(row | {"recipient": recipient, "members": members})
    return paid, left_out


def _finish(job: Running, batch: Batch, layout: Layout) -> None:
    """Write the file, or discard the batch with every reason why it cannot be written."""
    try:
        content = write_batch(sent_batch(batch), layout)
    except InputError as error:
        _discard(job, batch, f"Berkas tidak dapat ditulis: {error}{PARTED}The file cannot be written: {error}")
        return
    with transaction.atomic():
        by = job.by
        held = by.require(Capability.MAKE_PAYMENTS, batch.launch.owner)
        found = batch.payments.aggregate(count=Count("pk"), total=Sum("amount_idr", default=0))
        batch.payments_count, batch.total_idr = found["count"], found["total"]
        batch.file_hash, batch.state, batch.made_at = hash_of(content), Batch.State.MADE, timezone.now()
        batch.save(update_fields=["payments_count", "total_idr", "file_hash", "state", "made_at"])
        batches.keep(batch.uuid.hex, batch.uuid, io.BytesIO(content))
        record(
            by=by, held=held, action="programmes.make_batch", subject=batch.subject, area=batch.launch.owner,
            rows=batch.payments_count, content_hash=f"sha256:{batch.file_hash}",
            data={"number": batch.number, "total": f"Rp{batch.total_idr:,}", "layout": batch.layout_id,
                  "left_out": job.cursor.get("left_out", 0)},
        )  # fmt: skip
        job.progress(job.done, job.done, "Selesai", "Done", cursor=job.cursor)


@transaction.atomic
def _discard(job: Running, batch: Batch, reason: str) -> None:
    by = job.by
    held = by.require(Capability.MAKE_PAYMENTS, batch.launch.owner)
    free(batch, by.user_id, reason)
    record(
        by=by, held=held, action="programmes.discard_batch", subject=batch.subject, area=batch.launch.owner,
        rows=batch.payments.count(), data={"number": batch.number},
    )  # fmt: skip


def free(batch: Batch, user_id: int, reason: str) -> None:
    """Give up a batch that was not paid: its payments are discarded, what they were for is due again."""
    Entitlement.objects.filter(
        pk__in=batch.payments.filter(status=Payment.Status.DRAFTED).values("entitlement"), state=Entitlement.State.SENT
    ).update(state=Entitlement.State.DUE, why="")
    batch.payments.update(status=Payment.Status.DISCARDED)
    batch.state, batch.ended_at, batch.ended_by_user_id = Batch.State.DISCARDED, timezone.now(), user_id
    batch.ended_reason = reason
    batch.save(update_fields=["state", "ended_at", "ended_by_user_id", "ended_reason"])


def _both(reason: str) -> tuple[str, str]:
    """A reason in both languages, parted where both are there."""
    one, _, other = reason.partition(PARTED)
    return one, other or one
