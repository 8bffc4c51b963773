"""Batches of payments: made, checked and paid by three people, each a step that is done once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata.programmes.payments import loading
from merata.programmes.payments.writing import write_batch
from merata_portal.actor import Actor, Capability, Held, covers, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.batch_file import amounts_that_differ, hash_of, layout_of, listed, sent_batch
from merata_portal.programmes.actions.batch_making import free
from merata_portal.programmes.actions.cycling import refuse_unless_running
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.holding import held_back
from merata_portal.programmes.actions.watching import departed
from merata_portal.programmes.models import Batch, Cycle, Enrolment, Entitlement, Launch, Payment, batches
from merata_portal.programmes.refusals import ProgrammeRefused

MAKE = "programmes.batch"
_DELIVERIES = (Launch.Delivery.BANK, Launch.Delivery.POST)


@transaction.atomic
def make_batch(*, by: Actor, cycle_id: int, layout: str, villages: Sequence[str] | None = None) -> Batch:
    """Have a batch made in the background of all that is due in a cycle, in these villages or in all.

    `layout`: the name of one that Merata brings, or the text of one in YAML; `InputError` with its faults. What cannot
    be paid (no account at a bank, nobody to pay) stays due and is named (`queries.batches.left_out`). Raises
    `ProgrammeRefused` before the cycle is settled, for goods and memberships, and while another batch of it is made.
    """
    cycle, held = locked(Cycle.objects.select_related("launch"), by, Capability.MAKE_PAYMENTS, pk=cycle_id)
    launch = cycle.launch
    _refuse_before_its_time(launch, cycle, villages)
    text = loading.text_of(layout) if layout in loading.available() else layout
    known = loading.loads(text, layout if layout in loading.available() else "YAML")
    now, uuid = timezone.now(), uuid4()
    batch = Batch.objects.create(
        uuid=uuid, launch=launch, cycle=cycle, number=uuid.hex, day=timezone.localdate(now), layout_id=known.layout_id,
        layout=text, state=Batch.State.MAKING, made_at=now, made_by_user_id=by.user_id,
    )  # fmt: skip
    batch.number = f"{launch.year}-{batch.pk:05d}-{uuid.hex[-4:].upper()}"
    batch.save(update_fields=["number"])
    enqueue(
        by=by, held=held, kind=MAKE, area=launch.owner, unique_key=batch.subject,
        parameters={"batch": str(uuid), "villages": None if villages is None else sorted(set(villages))},
    )  # fmt: skip
    return batch


@transaction.atomic
def check_batch(*, by: Actor, batch: UUID, reason: str) -> Batch:
    """Compute the file anew and hold it, its sums and the ledger against each other; by another than who made it.

    Raises `ProgrammeRefused` with everything that does not agree, and `SamePerson`.
    """
    reason = require_reason(reason)
    found, held = _locked(by, Capability.CHECK_PAYMENTS, batch)
    _refuse_unless(found, Batch.State.MADE)
    refuse_same_person(by, found.made_by_user_id, what="menyusun dan memeriksa / make and check")
    content = write_batch(sent_batch(found), layout_of(found))
    kept = b"".join(batches.read(found.uuid.hex, found.uuid))
    faults = amounts_that_differ(found) + _held_since(found)
    if not hash_of(content) == hash_of(kept) == found.file_hash:
        faults.append(
            (
                "berkas yang tersimpan tidak sama dengan pembayarannya",
                "the file that is kept is not that of its payments",
            )
        )
    _refuse(faults)
    found.state, found.checked_at, found.checked_by_user_id = Batch.State.CHECKED, timezone.now(), by.user_id
    found.save(update_fields=["state", "checked_at", "checked_by_user_id"])
    _record(by, held, "programmes.check_batch", found, reason)
    return found


@transaction.atomic
def pay_batch(*, by: Actor, batch: UUID, document: str, reason: str) -> Batch:
    """Pay a checked batch: one entry of the ledger, a transfer for each payment; by neither who made nor who checked.

    Asked twice, or by two people at once, it is paid once and the other is told. Raises `ProgrammeRefused` where
    anything does not add up, `SamePerson`, and `NotEnough` of the ledger.
    """
    reason = require_reason(reason)
    found, held = _locked(by, Capability.PAY, batch)
    if found.pay_entry is not None:
        raise ProgrammeRefused(
            f"Batch {found.number} sudah dibayar (entri {found.pay_entry}); tidak dibayar dua kali.",
            f"Batch {found.number} was paid already (entry {found.pay_entry}); it is not paid twice.",
        )
    _refuse_unless(found, Batch.State.CHECKED)
    refuse_unless_running(found.launch)
    duties = "menyusun, memeriksa dan membayar / make, check and pay"
    refuse_same_person(by, found.made_by_user_id, found.checked_by_user_id or 0, what=duties)
    _refuse(amounts_that_differ(found) + _held_since(found))
    rows = found.payments.order_by("pk").values_list("earmark", "amount_idr", "payment_id")
    entry = ledger.pay(by=by, sums=[Sum(*row) for row in rows], reason=reason, key=found.subject, document=document)
    found.payments.filter(status=Payment.Status.DRAFTED).update(status=Payment.Status.SENT)
    found.state, found.paid_at, found.paid_by_user_id = Batch.State.PAID, timezone.now(), by.user_id
    found.pay_entry = entry.pk
    found.save(update_fields=["state", "paid_at", "paid_by_user_id", "pay_entry"])
    _record(by, held, "programmes.pay_batch", found, reason)
    return found


@transaction.atomic
def discard_batch(*, by: Actor, batch: UUID, reason: str) -> Batch:
    """Give up a batch before it is paid; what it was for is due again. Raises `ProgrammeRefused` afterwards."""
    reason = require_reason(reason)
    found, held = _locked(by, Capability.MAKE_PAYMENTS, batch)
    if Job.objects.filter(kind=MAKE, unique_key=found.subject, status__in=UNFINISHED).exists():
        raise ProgrammeRefused(
            "Batch masih disusun; hentikan dahulu pekerjaannya.", "The batch is being made; stop its job first."
        )
    _refuse_unless(found, Batch.State.MAKING, Batch.State.MADE, Batch.State.CHECKED)
    free(found, by.user_id, reason)
    _record(by, held, "programmes.discard_batch", found, reason)
    return found


def sent_file(*, by: Actor, batch: UUID) -> Iterator[bytes]:
    """The file of a paid batch for the bank or post office, in pieces; names and accounts in clear, so an event."""
    with transaction.atomic():
        found, held = _locked(by, Capability.PAY, batch)
        _refuse_unless(found, Batch.State.PAID, Batch.State.SETTLED)
        _record(by, held, "programmes.batch_file", found, "")
    return batches.read(found.uuid.hex, found.uuid)


def _locked(by: Actor, capability: Capability, batch: UUID) -> tuple[Batch, Held]:
    return locked(Batch.objects.select_related("launch", "cycle"), by, capability, uuid=batch)


def _refuse_before_its_time(launch: Launch, cycle: Cycle, villages: Sequence[str] | None) -> None:
    refuse_unless_running(launch)
    faults = []
    if launch.delivery not in _DELIVERIES:
        faults.append(
            (
                "program ini memberi barang atau kepesertaan, bukan uang",
                "this programme gives goods or memberships, not money",
            )
        )
    if cycle.entitled_at is None:
        faults.append((f"hak tahap {cycle.number} belum ditetapkan", f"cycle {cycle.number} is not settled yet"))
    if Batch.objects.filter(cycle=cycle, state=Batch.State.MAKING).exists():
        faults.append(
            (
                "batch lain dari tahap ini masih disusun; tunggu atau batalkan dahulu",
                "another batch of this cycle is being made; wait, or discard it first",
            )
        )
    outside = [code for code in villages or () if not covers(launch.area, code)]
    if villages is not None and (outside or not villages):
        named = ", ".join(outside) or "-"
        faults.append(
            (
                f"desa di luar wilayah program {launch.area}: {named}",
                f"villages outside the launch's area {launch.area}: {named}",
            )
        )
    _refuse(faults)


def _held_since(batch: Batch) -> list[tuple[str, str]]:
    """Whether anybody in the batch was paused, flagged or gone after it was made: they must not be paid by it.

    The registry itself is asked too: it may know of a death that no job has asked about yet.
    """
    rows = Entitlement.objects.filter(payments__batch=batch, state=Entitlement.State.SENT)
    stopped = held_back(rows) or departed(Enrolment.objects.filter(pk__in=rows.values("enrolment")))
    if not stopped:
        return []
    return [
        (
            f"{stopped} penerima ditahan sesudah batch disusun; batalkan batch lalu susun lagi",
            f"{stopped} recipients were held back after the batch was made; discard it and make it again",
        )
    ]


def _refuse_unless(batch: Batch, *states: Batch.State) -> None:
    if batch.state not in states:
        raise ProgrammeRefused(
            f"Batch {batch.number} sedang pada langkah lain ({batch.get_state_display()}).",
            f"Batch {batch.number} is at another step ({batch.state}).",
        )


def _refuse(faults: Sequence[tuple[str, str]]) -> None:
    if faults:
        text_id, text_en = listed(faults)
        raise ProgrammeRefused(f"Ditolak: {text_id}.", f"Refused: {text_en}.")


def _record(by: Actor, held: Held, action: str, batch: Batch, reason: str) -> None:
    record(
        by=by, held=held, action=action, subject=batch.subject, area=batch.launch.owner, reason=reason,
        rows=batch.payments_count, content_hash=f"sha256:{batch.file_hash}" if batch.file_hash else "",
        data={"number": batch.number, "total": f"Rp{batch.total_idr:,}"},
    )  # fmt: skip
