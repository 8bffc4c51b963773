"""The file of a batch, computed from its payments: the same bytes whenever it is asked, and who is owed what by it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from merata.programmes.payments import loading
from merata.programmes.payments.layout import Layout
from merata.programmes.payments.payment import Batch as SentBatch
from merata.programmes.payments.payment import Payment as SentPayment
from merata_portal.ledger.models import Earmark
from merata_portal.personal.columns import unsealed_many
from merata_portal.programmes.models import Batch, Launch, Payment

Fault = tuple[str, str]
PARTED = "\n/ "
"""Between the Indonesian and the English of a text that the portal itself keeps."""
_COLUMNS = ("uuid", "payment_id", "amount_idr", "household", "recipient_sealed", "account_sealed", "address_sealed")


def layout_of(batch: Batch) -> Layout:
    """The layout the batch is written with, from the text kept beside it."""
    return loading.loads(batch.layout, batch.layout_id)


def sent_payments(batch: Batch, some: QuerySet[Payment] | None = None) -> tuple[SentPayment, ...]:
    """The payments of a batch in the order sent, with names and accounts in clear: for the file and its answers.

    `some`: only these of its payments, ordered as they were sent.
    """
    rows = list((batch.payments.order_by("pk") if some is None else some).values_list(*_COLUMNS))
    uuids: list[UUID] = [row[0] for row in rows]
    names, accounts, addresses = (
        unsealed_many(Payment, column, zip([row[at] for row in rows], uuids, strict=True))
        for at, column in ((4, "recipient_sealed"), (5, "account_sealed"), (6, "address_sealed"))
    )
    launch, cycle = batch.launch, batch.cycle
    # Cash may be collected until the payer has to answer.
    due = cycle.answered_by if launch.delivery == Launch.Delivery.POST else None
    remark = f"{launch.programme_id} {cycle.number}/{launch.instalments} {launch.year}"
    return tuple(
        SentPayment(
            payment_id=row[1],
            amount_idr=row[2],
            recipient=name or "",
            account_number=account or "",
            due=due,
            address=address or "",
            village_code=row[3]["village"],
            remark=remark,
        )
        for row, name, account, address in zip(rows, names, accounts, addresses, strict=True)
    )


def sent_batch(batch: Batch) -> SentBatch:
    """The batch as its file has it."""
    return SentBatch(batch.number, batch.day, sent_payments(batch))


def hash_of(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sums_by_earmark(payments: QuerySet[Payment]) -> dict[int, int]:
    """Rupiah of the payments by the ledger's earmark."""
    return dict(payments.values_list("earmark").annotate(total=Sum("amount_idr")).order_by("earmark"))


def amounts_that_differ(batch: Batch) -> list[Fault]:
    """What does not add up: number and sum of the payments, each against what it is for, all against the ledger."""
    faults: list[Fault] = []
    payments = batch.payments.all()
    found = payments.aggregate(count=Count("pk"), total=Sum("amount_idr", default=0))
    if (found["count"], found["total"]) != (batch.payments_count, batch.total_idr):
        was, now = (batch.payments_count, batch.total_idr), (found["count"], found["total"])
        faults.append(
            (
                f"batch memuat {now[0]} pembayaran senilai Rp{now[1]}, seharusnya {was[0]} senilai Rp{was[1]}",
                f"the batch holds {now[0]} payments of Rp{now[1]}, expected {was[0]} of Rp{was[1]}",
            )
        )
    rows = payments.values_list("payment_id", "amount_idr", "entitlement__amount_idr", "earmark")
    for payment_id, amount, due, _ in rows.iterator():
        if amount != due:
            faults.append(
                (
                    f"pembayaran {payment_id}: Rp{amount}, haknya Rp{due}",
                    f"payment {payment_id}: Rp{amount}, what is due is Rp{due}",
                )
            )
    return faults + not_committed(sums_by_earmark(payments))


def not_committed(sums: dict[int, int]) -> list[Fault]:
    """The earmarks of the ledger that have less committed than is to be paid of them."""
    earmarks = Earmark.objects.select_related("balance", "line").in_bulk(list(sums))
    faults = []
    for earmark, wanted in sums.items():
        there = earmarks.get(earmark)
        left = there.balance.committed_idr if there is not None else 0
        if left < wanted:
            place = there.purpose if there is not None else str(earmark)
            faults.append(
                (
                    f"{place}: perlu Rp{wanted}, terikat Rp{left}; ikat lagi dana yang kembali",
                    f"{place}: Rp{wanted} are needed, Rp{left} committed; commit again what came back",
                )
            )
    return faults


def listed(faults: Sequence[Fault], most: int = 20) -> Fault:
    """All faults as one text in each language; beyond `most` their number."""
    shown = list(faults[:most])
    if len(faults) > most:
        more = len(faults) - most
        shown.append((f"… dan {more} lagi", f"… and {more} more"))
    return "; ".join(one for one, _ in shown), "; ".join(other for _, other in shown)
