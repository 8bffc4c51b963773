"""A launch closed at its end: nothing of it is set aside, bound or on its way any more."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.ledger.queries import remaining
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.ledger.stages import Stage
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.launch_fitness import refuse_state
from merata_portal.programmes.actions.launch_money import cancel_committed, earmarks_of
from merata_portal.programmes.actions.supplying import unpaid_receipts
from merata_portal.programmes.models import Batch, Launch, MembershipList, Receipt
from merata_portal.programmes.refusals import ProgrammeRefused

OPEN_BATCHES = (Batch.State.MAKING, Batch.State.MADE, Batch.State.CHECKED, Batch.State.PAID)


@transaction.atomic
def close_launch(*, by: Actor, launch: UUID, reason: str) -> Launch:
    """End a running launch: what was committed and never paid is available again.

    By who issues decrees, for commitments are cancelled. Raises `ProgrammeRefused` while a batch or a list of members
    is on its way, a supplier is owed for what was received, or money stands reserved, which only a planner releases
    (`launching.release_surplus`).
    """
    reason = require_reason(reason)
    found, held = locked(Launch.objects.all(), by, Capability.ISSUE_DECREE, area="owner", uuid=launch)
    refuse_state(found, (Launch.State.RUNNING,))
    _refuse_unfinished(found)
    cancelled = cancel_committed(by, found, reason)
    found.state, found.ended_at, found.ended_by_user_id = Launch.State.CLOSED, timezone.now(), by.user_id
    found.ended_reason = reason
    found.save(update_fields=["state", "ended_at", "ended_by_user_id", "ended_reason"])
    record(
        by=by, held=held, action="programmes.close_launch", subject=found.subject, area=found.owner, reason=reason,
        data={"programme": found.programme_id, "cancelled": rupiah_en(cancelled)},
    )  # fmt: skip
    return found


def _refuse_unfinished(found: Launch) -> None:
    batches = Batch.objects.filter(launch=found, state__in=OPEN_BATCHES).count()
    if batches:
        raise ProgrammeRefused(
            f"Masih ada {batches} kelompok pembayaran yang berjalan; selesaikan atau batalkan dahulu.",
            f"{batches} payment batches are still on their way; settle or discard them first.",
        )
    owed = unpaid_receipts(Receipt.objects.filter(entitlement__cycle__launch=found, worth_idr__gt=0)).count()
    if owed:
        raise ProgrammeRefused(
            f"Penyedia belum dibayar untuk {owed} tanda terima; bayar dahulu, atau tarik tanda terimanya.",
            f"The supplier was not paid for {owed} receipts; pay first, or have them taken back.",
        )
    lists = MembershipList.objects.filter(launch=found, sent_at__isnull=True).count()
    if lists:
        raise ProgrammeRefused(
            f"{lists} daftar kepesertaan belum dikirim; kirim atau batalkan dahulu.",
            f"{lists} membership lists were not sent; send or discard them first.",
        )
    reserved = sum(one.amount_idr for one in remaining(earmarks_of(found), Stage.RESERVED))
    if reserved:
        raise ProgrammeRefused(
            f"Masih ada {rupiah_id(reserved)} yang dicadangkan; perencana melepasnya dahulu sebagai sisa pagu.",
            f"{rupiah_en(reserved)} still stands reserved; a planner releases it first as surplus.",
        )
