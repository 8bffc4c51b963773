"""Money for second attempts: what came back is available again, and is reserved and committed anew for the same."""

from __future__ import annotations

from uuid import UUID, uuid4

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models import Sum as SumOf

from merata.programmes.entitlement import instalments
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark, Entry
from merata_portal.ledger.requests import Share, Sum
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.holding import held_enrolments
from merata_portal.programmes.actions.reconciling import OUT
from merata_portal.programmes.models import Cycle, Entitlement, Launch, MembershipList, Payment, Receipt
from merata_portal.programmes.refusals import ProgrammeRefused


@transaction.atomic
def reserve_again(*, by: Actor, launch: UUID, reason: str) -> Entry:
    """Reserve, from what is available of the launch's line, all that lacks for what is due, held and to come.

    Raises `ProgrammeRefused` where nothing lacks, `NotEnough` of the ledger where the line has less.
    """
    found, held = locked(Launch.objects.all(), by, Capability.PROPOSE_SPENDING, area="owner", uuid=launch)
    shares = []
    for earmark, wanted in _wanted(found).items():
        lacking = wanted - earmark.balance.committed_idr - earmark.balance.reserved_idr
        if lacking > 0:
            of = (earmark.programme, earmark.village_code, earmark.proposal, earmark.plan)
            shares.append(Share(found.line, earmark.purpose, lacking, *of))
    _refuse_none(shares)
    entry = ledger.reserve(by=by, shares=shares, reason=reason, key=f"again:{uuid4()}")
    record(
        by=by, held=held, action="programmes.reserve_again", subject=found.subject, area=found.owner, reason=reason,
        rows=len(shares), data={"total": f"Rp{entry.total_idr:,}", "entry": entry.pk},
    )  # fmt: skip
    return entry


@transaction.atomic
def commit_again(*, by: Actor, launch: UUID, reason: str) -> Entry:
    """Commit, from what is reserved of the launch, all that lacks for what is due, held and to come.

    Raises `ProgrammeRefused` where nothing lacks or nothing is reserved for it, `SamePerson` for who reserved it.
    """
    found, held = locked(Launch.objects.all(), by, Capability.APPROVE_SPENDING, area="owner", uuid=launch)
    sums = []
    for earmark, wanted in _wanted(found).items():
        lacking = min(wanted - earmark.balance.committed_idr, earmark.balance.reserved_idr)
        if lacking > 0:
            sums.append(Sum(earmark.pk, lacking))
    _refuse_none(sums)
    entry = ledger.commit(by=by, sums=sums, reason=reason, key=f"again:{uuid4()}", document=found.decree_number)
    record(
        by=by, held=held, action="programmes.commit_again", subject=found.subject, area=found.owner, reason=reason,
        rows=len(sums), data={"total": f"Rp{entry.total_idr:,}", "entry": entry.pk},
    )  # fmt: skip
    return entry


def still_to_pay(launch: Launch) -> dict[int, int]:
    """Rupiah by earmark that are due or held and not paid, and those of instalments that are not settled yet."""
    unpaid = Entitlement.objects.filter(cycle__launch=launch).exclude(state=Entitlement.State.CANCELLED)
    unpaid = unpaid.exclude(Exists(Payment.objects.filter(entitlement=OuterRef("pk"), status__in=OUT)))
    unpaid = unpaid.exclude(Exists(Receipt.objects.filter(entitlement=OuterRef("pk"), entry__isnull=False)))
    sent_lists = MembershipList.objects.filter(cycle=OuterRef("cycle"), entry__isnull=False)
    unpaid = unpaid.exclude(Exists(sent_lists), state=Entitlement.State.RECEIVED)
    sums = unpaid.values_list("enrolment__earmark").annotate(total=SumOf("amount_idr")).order_by("enrolment__earmark")
    found = {earmark: int(total) for earmark, total in sums}
    for earmark, total in _to_come(launch).items():
        found[earmark] = found.get(earmark, 0) + total
    return found


def _to_come(launch: Launch) -> dict[int, int]:
    settled = set(Cycle.objects.filter(launch=launch, entitled_at__isnull=False).values_list("number", flat=True))
    numbers = np.arange(1, launch.instalments + 1)
    open_ones = np.array([number not in settled for number in numbers])
    rows = list(held_enrolments(launch).values_list("earmark", "annual_idr", "from_instalment"))
    if not rows:
        return {}
    earmark, annual, begins = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    counted = open_ones[None, :] & (numbers[None, :] >= begins[:, None])
    totals = (instalments(annual, launch.instalments) * counted).sum(axis=1)
    return {int(one): int(totals[earmark == one].sum()) for one in np.unique(earmark)}


def _wanted(launch: Launch) -> dict[Earmark, int]:
    wanted = still_to_pay(launch)
    earmarks = Earmark.objects.filter(pk__in=list(wanted)).select_related("balance").order_by("pk")
    return {earmark: wanted[earmark.pk] for earmark in earmarks}


def _refuse_none(wanted: list[Share] | list[Sum]) -> None:
    if not wanted:
        raise ProgrammeRefused(
            "Tidak ada dana yang kurang untuk yang masih harus dibayar.",
            "Nothing lacks of what is still to be paid.",
        )
