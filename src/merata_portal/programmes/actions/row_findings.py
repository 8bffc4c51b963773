"""What follows from a person's finding about a row of a return file: the payment, its entitlement and its money."""

from __future__ import annotations

from merata.programmes.payments.status import Status, path
from merata_portal.actor import Actor
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Transfer
from merata_portal.ledger.requests import Sum
from merata_portal.ledger.stages import Kind
from merata_portal.programmes.actions.reconciling import GONE_BACK, OPEN, settle_entitlements
from merata_portal.programmes.models import Entitlement, Payment, ReturnRow
from merata_portal.programmes.refusals import ProgrammeRefused

BY_HAND = "periksa"
"""In place of a payer's code, where a person found where the money is."""


def decide(*, by: Actor, row: ReturnRow) -> None:
    """Bring the payment of a row just looked at to where it was found, or back to where it was before the row.

    It stays disputed while another row of it waits. Raises `ProgrammeRefused` where what was found cannot be.
    """
    batch = row.file.batch
    payment = batch.payments.select_for_update(of=("self",)).filter(payment_id=row.payment_id).first()
    if payment is None:
        if row.decided:
            raise ProgrammeRefused(
                "Baris ini bukan tentang pembayaran batch ini; catat saja temuannya.",
                "This row is of no payment of this batch; only write down what was found.",
            )
        return
    waiting = ReturnRow.objects.filter(file__batch=batch, payment_id=row.payment_id, looked_at__isnull=True).exists()
    if row.decided:
        _enter(by, row, payment)
        payment.code = (row.code or BY_HAND)[:16]
    status = Payment.Status(row.decided or _before(payment))
    if waiting and status not in GONE_BACK:
        status = Payment.Status.DISPUTED
    payment.status = status
    payment.save(update_fields=["status", "code"])
    settle_entitlements(batch)
    if not waiting and status in GONE_BACK:
        Entitlement.objects.filter(
            pk=payment.entitlement_id, state=Entitlement.State.HELD, why=Entitlement.Why.DISPUTED
        ).update(state=Entitlement.State.DUE, why="")


def _before(payment: Payment) -> Payment.Status:
    """Where a payment was before it was disputed: a code says that a row, or a person, said that it was paid."""
    if payment.status != Payment.Status.DISPUTED:
        return Payment.Status(payment.status)
    return Payment.Status.PAID if payment.code else Payment.Status.SENT


def _enter(by: Actor, row: ReturnRow, payment: Payment) -> None:
    """Move the money that a finding moves."""
    before, decided = _before(payment), Payment.Status(row.decided)
    reason = f"Pemeriksaan berkas balasan, batch {row.file.batch.number}: {row.found}"
    if before in GONE_BACK and decided == Payment.Status.PAID:
        _correct(by, row, payment, reason)
        return
    if path(Status(before.value), [Status(decided.value)]) is None:
        raise ProgrammeRefused(
            f"Pembayaran {payment.payment_id} tercatat {before.label}; tidak dapat menjadi {decided.label}.",
            f"Payment {payment.payment_id} is known as {before.value}; it cannot become {decided.value}.",
        )
    if decided in GONE_BACK:
        sums = [Sum(payment.earmark, payment.amount_idr, payment.payment_id)]
        ledger.record_return(by=by, sums=sums, reason=reason, key=f"returnrow:{row.pk}")


def _correct(by: Actor, row: ReturnRow, payment: Payment, reason: str) -> None:
    """It was paid after all: what was entered as returned is reversed, unless it was paid anew meanwhile."""
    others = Payment.objects.filter(entitlement=payment.entitlement_id, status__in=OPEN).exclude(pk=payment.pk)
    again = others.first()
    if again is not None:
        raise ProgrammeRefused(
            f"Hak ini sudah dibayar lagi dengan {again.payment_id}; mintalah bank menarik salah satunya, lalu catat "
            "pengembaliannya.",
            f"It was paid anew by {again.payment_id}; have the bank take one of them back, and enter its return.",
        )
    returned = Transfer.objects.filter(
        reference=payment.payment_id, entry__kind=Kind.RETURN, reversed_by__isnull=True
    ).values_list("entry", "pk")
    for entry, transfer in returned:
        ledger.correct(by=by, entry=entry, transfers=[transfer], reason=reason, key=f"returnrow:{row.pk}")
