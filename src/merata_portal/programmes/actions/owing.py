"""What a running launch still owes, by the ledger's earmark: the measure of what must stand committed."""

from __future__ import annotations

import numpy as np
from django.db.models import Exists, OuterRef, Q
from django.db.models import Sum as SumOf

from merata.programmes.entitlement import instalments
from merata_portal.programmes.actions.holding import held_enrolments
from merata_portal.programmes.actions.reconciling import OUT
from merata_portal.programmes.models import Cycle, Entitlement, Launch, MembershipList, Payment, Receipt


def still_to_pay(launch: Launch, *, earmark: int | None = None) -> dict[int, int]:
    """Rupiah by earmark that are due or held and not paid, and those of instalments that are not settled yet.

    Goods that were received are owed for at what they are worth, until their supplier is paid. `earmark`: of that one
    alone.
    """
    only = Q() if earmark is None else Q(enrolment__earmark=earmark)
    every = Entitlement.objects.filter(only, cycle__launch=launch, enrolment__earmark__isnull=False)
    standing = Receipt.objects.filter(entitlement=OuterRef("pk"), taken_back_at__isnull=True)
    unpaid = every.exclude(state=Entitlement.State.CANCELLED)
    unpaid = unpaid.exclude(Exists(Payment.objects.filter(entitlement=OuterRef("pk"), status__in=OUT)))
    unpaid = unpaid.exclude(Exists(standing))
    sent_lists = MembershipList.objects.filter(cycle=OuterRef("cycle"), entry__isnull=False)
    unpaid = unpaid.exclude(Exists(sent_lists), state=Entitlement.State.RECEIVED)
    received = every.filter(receipts__taken_back_at__isnull=True, receipts__entry__isnull=True)
    found: dict[int, int] = {}
    for rows, amount in ((unpaid, "amount_idr"), (received, "receipts__worth_idr")):
        sums = rows.values_list("enrolment__earmark").annotate(total=SumOf(amount, default=0))
        for place, total in sums.order_by("enrolment__earmark"):
            found[place] = found.get(place, 0) + int(total)
    for place, total in _to_come(launch, earmark).items():
        found[place] = found.get(place, 0) + total
    return found


def _to_come(launch: Launch, earmark: int | None) -> dict[int, int]:
    settled = set(Cycle.objects.filter(launch=launch, entitled_at__isnull=False).values_list("number", flat=True))
    numbers = np.arange(1, launch.instalments + 1)
    open_ones = np.array([number not in settled for number in numbers])
    enrolled = held_enrolments(launch).filter(earmark__isnull=False)
    if earmark is not None:
        enrolled = enrolled.filter(earmark=earmark)
    rows = list(enrolled.values_list("earmark", "annual_idr", "from_instalment"))
    if not rows:
        return {}
    places, annual, begins = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    counted = open_ones[None, :] & (numbers[None, :] >= begins[:, None])
    totals = (instalments(annual, launch.instalments) * counted).sum(axis=1)
    return {int(one): int(totals[places == one].sum()) for one in np.unique(places)}
