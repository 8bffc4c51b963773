"""Money for second attempts, reserved and committed anew; and what is bound for nobody any more, given back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark, Entry
from merata_portal.ledger.requests import Share, Sum
from merata_portal.programmes.actions.cycling import refuse_unless_running
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.actions.launch_money import earmarks_of
from merata_portal.programmes.actions.owing import still_to_pay
from merata_portal.programmes.models import Entitlement, Launch
from merata_portal.programmes.refusals import ProgrammeRefused


@transaction.atomic
def reserve_again(*, by: Actor, launch: UUID, reason: str) -> Entry:
    """Reserve, from what is available of the launch's line, all that lacks for what is due, held and to come.

    Raises `ProgrammeRefused` where nothing lacks or the launch does not run, `NotEnough` of the ledger where the line
    has less.
    """
    found, held = locked(Launch.objects.all(), by, Capability.PROPOSE_SPENDING, area="owner", uuid=launch)
    refuse_unless_running(found)
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
    refuse_unless_running(found)
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


@transaction.atomic
def give_back(*, by: Actor, launch: UUID, reason: str) -> Entry:
    """Cancel what is committed of a running launch and owed to nobody any more, so that it is available again.

    That is what was bound for who left before they were due it, for goods that were not all taken, and for what was
    committed anew and not needed. Raises `ProgrammeRefused` where all that is committed is owed.
    """
    found, held = locked(Launch.objects.all(), by, Capability.APPROVE_SPENDING, area="owner", uuid=launch)
    refuse_unless_running(found)
    settle_held(Entitlement.objects.filter(cycle__launch=found))
    owed = still_to_pay(found)
    sums = [
        Sum(one.pk, one.balance.committed_idr - owed.get(one.pk, 0))
        for one in earmarks_of(found)
        if one.balance.committed_idr > owed.get(one.pk, 0)
    ]
    if not sums:
        raise ProgrammeRefused(
            "Semua dana yang terikat masih harus dibayarkan.", "All that is committed is still owed to somebody."
        )
    entry = ledger.cancel(by=by, sums=sums, reason=reason, key=f"give-back:{uuid4()}", document=found.decree_number)
    record(
        by=by, held=held, action="programmes.give_back", subject=found.subject, area=found.owner, reason=reason,
        rows=len(sums), data={"total": f"Rp{entry.total_idr:,}", "entry": entry.pk},
    )  # fmt: skip
    return entry


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
