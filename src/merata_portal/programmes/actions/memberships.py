"""Memberships (health premiums, school aid): each month's list as what changed, and one premium for each village."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from uuid import UUID, uuid4

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from merata.programmes.lists.differences import ListDifference, compare
from merata.programmes.lists.membership import membership_file as written
from merata_portal.actor import SYSTEM, Actor, Capability, Held, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.batch_file import hash_of, listed
from merata_portal.programmes.actions.cycling import refuse_unless_running
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.actions.membership_content import (
    KEY,
    as_parquet,
    last_list,
    members_table,
    premiums,
    refuse_differing,
    sent_members,
    skipped_months,
)
from merata_portal.programmes.actions.overlap_flags import flag_overlaps
from merata_portal.programmes.actions.watching import WATCH, watch
from merata_portal.programmes.models import Cycle, Enrolment, Entitlement, Launch, MembershipList, memberships
from merata_portal.programmes.refusals import ProgrammeRefused


@transaction.atomic
def make_list(*, by: Actor, cycle_id: int) -> MembershipList:
    """The members of a cycle, and the file of what changed since the last one; whoever is held is left out.

    A member is named by their id in the registry's dataset, never by a number of theirs. Raises `ProgrammeRefused`
    where the cycle is not settled, has its list, or an earlier list was not sent yet.

    Months go in their order: one that was left out is made late, before any later one, so each is paid in full under
    its own month and the office's list is always the month before. A later list that bore the premiums of months left
    out would lose nothing either, but then no row would say what one month costs, and what the office refuses could
    not be given back by month. Who was held while their month was sent was no member in it: their rupiah stay
    committed, and return to the budget when the launch is closed.
    """
    cycle, held = locked(Cycle.objects.select_related("launch"), by, Capability.MAKE_PAYMENTS, pk=cycle_id)
    launch = cycle.launch
    _refuse_before_its_time(launch, cycle)
    whole = Entitlement.objects.filter(cycle=cycle)
    enrolled = list(whole.order_by("pk").values_list("enrolment", "enrolment__household"))
    # The registry may know of deaths and moves that no job has asked about yet.
    watch(by=SYSTEM(WATCH), enrolments=Enrolment.objects.filter(launch=launch))
    flag_overlaps(by=by, held=held, launch=launch, enrolled=enrolled, day=timezone.localdate())
    settle_held(whole)
    due = whole.filter(state=Entitlement.State.DUE)
    members = members_table(due, launch)
    changed = compare(last_list(launch, cycle), members, key=KEY)
    month = f"{cycle.begins:%Y-%m}"
    content = written(changed, programme=launch.programme_id, month=month)
    made = _created(by, launch, cycle, changed, members, content)
    due.update(state=Entitlement.State.SENT, why="")
    memberships.keep(f"{made.uuid.hex}.csv", made.uuid, io.BytesIO(content))
    memberships.keep(f"{made.uuid.hex}.list", made.uuid, io.BytesIO(as_parquet(members)))
    _record(by, held, "programmes.make_membership_list", made, "")
    return made


@transaction.atomic
def check_list(*, by: Actor, membership_list: UUID, reason: str) -> MembershipList:
    """Hold the file against the members, the premium and the ledger; by another than who made it.

    Raises `ProgrammeRefused` with all that does not agree, and `SamePerson`.
    """
    reason = require_reason(reason)
    found, held = _locked(by, Capability.CHECK_PAYMENTS, membership_list)
    _refuse_checked(found)
    refuse_same_person(by, found.made_by_user_id, what="menyusun dan memeriksa / make and check")
    refuse_differing(found)
    found.checked_at, found.checked_by_user_id = timezone.now(), by.user_id
    found.save(update_fields=["checked_at", "checked_by_user_id"])
    _record(by, held, "programmes.check_membership_list", found, reason)
    return found


@transaction.atomic
def send_list(*, by: Actor, membership_list: UUID, document: str, reason: str) -> MembershipList:
    """Pay the month's premium, a sum for each village, and let the file go out; by neither who made nor who checked.

    Asked twice, or by two at once, it is paid once and the other is told (`ProgrammeRefused`).
    """
    reason = require_reason(reason)
    found, held = _locked(by, Capability.PAY, membership_list)
    if found.sent_at is not None:
        raise ProgrammeRefused("Daftar ini sudah dikirim dan dibayar.", "This list was sent and paid already.")
    if found.checked_at is None:
        raise ProgrammeRefused("Daftar ini belum diperiksa.", "This list was not checked yet.")
    refuse_unless_running(found.launch)
    duties = "menyusun, memeriksa dan mengirim / make, check and send"
    refuse_same_person(by, found.made_by_user_id, found.checked_by_user_id or 0, what=duties)
    refuse_differing(found)
    sums = [Sum(earmark, total, found.subject) for earmark, total in premiums(found).items() if total]
    if sums:
        found.entry = ledger.pay(by=by, sums=sums, reason=reason, key=found.subject, document=document).pk
    sent_members(found).update(state=Entitlement.State.RECEIVED)
    found.sent_at, found.sent_by_user_id = timezone.now(), by.user_id
    found.save(update_fields=["entry", "sent_at", "sent_by_user_id"])
    _record(by, held, "programmes.send_membership_list", found, reason)
    return found


@transaction.atomic
def discard_list(*, by: Actor, membership_list: UUID, reason: str) -> None:
    """Give up a list that was not sent; its members are due again, and another can be made."""
    reason = require_reason(reason)
    found, held = _locked(by, Capability.MAKE_PAYMENTS, membership_list)
    if found.sent_at is not None:
        raise ProgrammeRefused("Daftar ini sudah dikirim dan dibayar.", "This list was sent and paid already.")
    sent_members(found).update(state=Entitlement.State.DUE)
    _record(by, held, "programmes.discard_membership_list", found, reason)
    name = found.uuid.hex
    found.delete()
    # After the commit: a file whose row came back would be missed, one without a row is nobody's.
    for part in ("csv", "list"):
        transaction.on_commit(partial(memberships.forget, f"{name}.{part}"))


def membership_file(*, by: Actor, membership_list: UUID) -> Iterator[bytes]:
    """The file of a list that was sent, in pieces; an event."""
    with transaction.atomic():
        found, held = _locked(by, Capability.PAY, membership_list)
        if found.sent_at is None:
            raise ProgrammeRefused("Daftar ini belum dikirim.", "This list was not sent yet.")
        _record(by, held, "programmes.membership_file", found, "")
    return memberships.read(f"{found.uuid.hex}.csv", found.uuid)


def _created(
    by: Actor, launch: Launch, cycle: Cycle, changed: ListDifference, members: pa.Table, content: bytes
) -> MembershipList:
    return MembershipList.objects.create(
        uuid=uuid4(), launch=launch, cycle=cycle, month=f"{cycle.begins:%Y-%m}", members=members.num_rows,
        **changed.counts, old_hash=changed.old_hash, new_hash=changed.new_hash, file_hash=hash_of(content),
        premium_idr=changed.new_total_idr, made_at=timezone.now(), made_by_user_id=by.user_id,
    )  # fmt: skip


def _refuse_before_its_time(launch: Launch, cycle: Cycle) -> None:
    refuse_unless_running(launch)
    faults = []
    if launch.delivery != Launch.Delivery.MEMBERSHIP:
        faults.append(("program ini bukan kepesertaan", "this programme is no membership"))
    if cycle.entitled_at is None:
        faults.append((f"hak tahap {cycle.number} belum ditetapkan", f"cycle {cycle.number} is not settled yet"))
    if MembershipList.objects.filter(cycle=cycle).exists():
        faults.append(("daftar bulan ini sudah disusun", "the list of this month is made already"))
    others = MembershipList.objects.filter(launch=launch)
    if others.filter(sent_at__isnull=True).exclude(cycle=cycle).exists():
        faults.append(
            (
                "daftar bulan lain belum dikirim; kirim atau batalkan dahulu, karena berkas memuat perubahan saja",
                "the list of another month is not sent; send or discard it first, for a file holds changes only",
            )
        )
    skipped = skipped_months(launch, cycle)
    if skipped:
        months = ", ".join(skipped)
        faults.append(
            (
                f"bulan {months} terlewat dan iurannya belum dibayar; tetapkan haknya, susun dan kirim dahulu",
                f"{months} was left out and its premium is not paid; settle it, make its list and send it first",
            )
        )
    if others.filter(cycle__number__gt=cycle.number).exists():
        faults.append(("bulan yang lebih baru sudah dikirim", "a later month was sent already"))
    if faults:
        text_id, text_en = listed(faults)
        raise ProgrammeRefused(f"Belum dapat: {text_id}.", f"Not now: {text_en}.")


def _refuse_checked(found: MembershipList) -> None:
    if found.checked_at is not None:
        raise ProgrammeRefused("Daftar ini sudah diperiksa.", "This list was checked already.")


def _locked(by: Actor, capability: Capability, uuid: UUID) -> tuple[MembershipList, Held]:
    return locked(MembershipList.objects.select_related("launch", "cycle"), by, capability, uuid=uuid)


def _record(by: Actor, held: Held, action: str, of: MembershipList, reason: str) -> None:
    record(
        by=by, held=held, action=action, subject=of.subject, area=of.launch.owner, reason=reason, rows=of.members,
        content_hash=f"sha256:{of.file_hash}",
        data={"month": of.month, "entered": of.entered, "left": of.left, "changed": of.changed,
              "premium": f"Rp{of.premium_idr:,}"},
    )  # fmt: skip
