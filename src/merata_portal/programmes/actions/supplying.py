"""The supplier of goods: paid by each village's money for what was received there, and what comes back of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models import Sum as SumOf

from merata_portal.actor import Actor, Capability, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Entry
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.cycling import refuse_unless_running
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.goods import take_back
from merata_portal.programmes.models import Cycle, Receipt
from merata_portal.programmes.refusals import ProgrammeRefused


@transaction.atomic
def pay_supplier(*, by: Actor, cycle_id: int, document: str, reason: str) -> Entry:
    """Pay the supplier for all that was received in a cycle and is not paid yet: one entry, a sum for each village.

    By nobody who wrote down one of the receipts (`SamePerson`). Asked twice, the second finds nothing left and says so
    (`ProgrammeRefused`). `document`: of the delivery.
    """
    reason = require_reason(reason)
    cycle, held = locked(Cycle.objects.select_related("launch"), by, Capability.PAY, pk=cycle_id)
    launch = cycle.launch
    refuse_unless_running(launch)
    receipts = unpaid_receipts(Receipt.objects.filter(entitlement__cycle=cycle)).select_for_update(of=("self",))
    pks = list(receipts.order_by("pk").values_list("pk", flat=True))
    chosen = Receipt.objects.filter(pk__in=pks)
    writers = chosen.order_by().values_list("by_user_id", flat=True).distinct()
    refuse_same_person(by, *writers, what="mencatat penerimaan dan membayar penyedia / write receipts and pay for them")
    sums = [
        Sum(earmark, total, f"{launch.purpose(village)}/{cycle.number}")
        for earmark, village, total in chosen.values_list(
            "entitlement__enrolment__earmark", "entitlement__village_code"
        )
        .annotate(total=SumOf("worth_idr"))
        .order_by("entitlement__enrolment__earmark", "entitlement__village_code")
        if total
    ]
    if not sums:
        raise ProgrammeRefused(
            f"Tidak ada penerimaan tahap {cycle.number} yang belum dibayarkan kepada penyedia.",
            f"There is nothing received in cycle {cycle.number} that the supplier was not paid for.",
        )
    key = f"goods:{launch.uuid}/{cycle.number}/{pks[-1]}"
    entry = ledger.pay(by=by, sums=sums, reason=reason, key=key, document=document)
    chosen.update(entry=entry.pk)
    record(
        by=by, held=held, action="programmes.pay_supplier", subject=launch.subject, area=launch.owner, reason=reason,
        rows=len(pks), data={"cycle": cycle.number, "total": f"Rp{entry.total_idr:,}", "entry": entry.pk},
    )  # fmt: skip
    return entry


@transaction.atomic
def return_from_supplier(*, by: Actor, receipt: UUID, document: str, reason: str) -> Entry:
    """Enter that the supplier gave back what it was paid for a receipt that was wrong; the receipt is taken back."""
    reason = require_reason(reason)
    rows = Receipt.objects.select_related("entitlement__cycle__launch", "entitlement__enrolment")
    area = "entitlement__cycle__launch__owner"
    found, held = locked(rows, by, Capability.RECORD_RETURN, area=area, uuid=receipt)
    if found.entry is None:
        raise ProgrammeRefused(
            "Penyedia belum dibayar untuk tanda terima ini; operator desa menariknya sendiri.",
            "The supplier was not paid for this receipt; the village's operator takes it back.",
        )
    earmark = found.entitlement.enrolment.earmark
    if earmark is None or found.taken_back_at is not None:
        raise ProgrammeRefused("Tanda terima ini sudah ditarik.", "This receipt was taken back already.")
    launch = found.entitlement.cycle.launch
    reference = f"{launch.purpose(found.entitlement.village_code)}/{found.entitlement.cycle.number}"
    entry = ledger.record_return(
        by=by, sums=[Sum(earmark, found.worth_idr, reference)], reason=reason, key=f"receipt:{found.uuid}",
        document=document,
    )  # fmt: skip
    take_back(by, held, found, reason)
    return entry


def unpaid_receipts(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """The standing ones of `receipts` whose supplier was not paid."""
    return receipts.filter(taken_back_at__isnull=True, entry__isnull=True)
