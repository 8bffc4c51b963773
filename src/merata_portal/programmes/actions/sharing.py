"""What an enrolment costs from a day on, and its money between the launch's reserve and what is committed."""

from __future__ import annotations

import numpy as np
from django.db.models import Max

from merata.programmes.entitlement import prorated
from merata_portal.actor import Actor, Capability
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.ledger.queries import earmarks
from merata_portal.ledger.requests import Sum
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.programmes.actions.owing import still_to_pay
from merata_portal.programmes.models import Cycle, Enrolment, Entitlement, Launch
from merata_portal.programmes.refusals import ProgrammeRefused


def next_instalment(launch: Launch) -> int:
    """The first instalment whose entitlements are not settled yet; one more than there are where all are."""
    settled = Cycle.objects.filter(launch=launch, entitled_at__isnull=False).aggregate(last=Max("number"))["last"]
    return int(settled or 0) + 1


def remaining_idr(annual_idr: int, instalments: int, first: int) -> int:
    """Rupiah of the instalments from `first` on; 0 where none is left."""
    if first > instalments:
        return 0
    return int(prorated(np.array([annual_idr], dtype=np.int64), instalments, first)[0])


def commit_from_reserve(*, by: Actor, enrolment: Enrolment, amount_idr: int, reason: str, key: str) -> int:
    """Commit what one who is added costs from the launch's reserve; the earmark's id.

    Raises `ProgrammeRefused` with the sums where the reserve does not suffice, what `ledger.commit` raises for whoever
    may not approve spending there, or reserved it.
    """
    launch = enrolment.launch
    found = earmarks(by, line__id=launch.line, purpose=launch.purpose()).first()
    left = found.balance.reserved_idr if found is not None else 0
    if found is None or left < amount_idr:
        raise ProgrammeRefused(
            f"Cadangan peluncuran tinggal {rupiah_id(left)}, diperlukan {rupiah_id(amount_idr)}. Minta perencana "
            "menambah cadangan dahulu.",
            f"The launch's reserve holds {rupiah_en(left)}, {rupiah_en(amount_idr)} is needed. Ask the planner to top "
            "it up first.",
        )
    if amount_idr:
        sums = [Sum(found.pk, amount_idr, f"enrolment:{enrolment.uuid}")]
        ledger.commit(by=by, sums=sums, reason=reason, key=key, document=launch.decree_number)
    return int(found.pk)


def free_remainder(*, by: Actor, enrolment: Enrolment, reason: str, key: str, ended_idr: int = 0) -> int:
    """Give back what is committed for one who leaves and is not due to them any more: rupiah given back.

    That is `ended_idr`, of what was settled and has ended by it, and the instalments that are not settled yet. It is
    available again for whatever the council has it for. Nothing where `by` may not cancel commitments: then it stays
    committed until `refunding.give_back`. Never what is owed to others: nobody is kept in a programme for the money's
    sake, and nobody's money goes with them.
    """
    launch = enrolment.launch
    if enrolment.earmark is None or not by.may(Capability.APPROVE_SPENDING, launch.owner):
        return 0
    own = Entitlement.objects.filter(enrolment=enrolment).aggregate(last=Max("cycle__number"))["last"]
    first = max(next_instalment(launch), enrolment.from_instalment, int(own or 0) + 1)
    committed = EarmarkBalance.objects.get(earmark=enrolment.earmark).committed_idr
    free = committed - still_to_pay(launch, earmark=enrolment.earmark).get(enrolment.earmark, 0)
    if launch.state != Launch.State.RUNNING:
        free = committed  # who is decreed and not enrolled yet is owed to as well: the closing gives back what is left
    amount = min(ended_idr + remaining_idr(enrolment.annual_idr, launch.instalments, first), free)
    if amount > 0:
        sums = [Sum(enrolment.earmark, amount, f"enrolment:{enrolment.uuid}")]
        ledger.cancel(by=by, sums=sums, reason=reason, key=key, document=launch.decree_number)
    return amount
