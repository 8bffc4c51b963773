"""Goods handed over in the village: one by one or from the printed list, taken back with a reason, and their supplier
paid for what was received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.programmes.actions.batch_file import Fault, listed
from merata_portal.programmes.actions.cycling import refuse_unless_running
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.documents.distribution import plain
from merata_portal.programmes.models import Entitlement, Launch, Receipt
from merata_portal.programmes.refusals import ProgrammeRefused


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of the printed list as it came back: whose entitlement, the day, how much, and who took it home."""

    entitlement: UUID
    handed_on: date
    quantity: Decimal
    taken_by: str = "self"
    note: str = ""


@transaction.atomic
def hand_over(
    *,
    by: Actor,
    entitlement: UUID,
    handed_on: date,
    quantity: Decimal,
    taken_by: str = "self",
    note: str = "",
) -> Receipt:
    """Write down that a household got its goods. Raises `ProgrammeRefused` with everything that stands against it."""
    rows = [HandOver(entitlement, handed_on, quantity, taken_by, note)]
    found = _entitlements(by, [entitlement])
    if not found:
        raise Entitlement.DoesNotExist
    return _write(by, found, rows)[0]


@transaction.atomic
def hand_over_many(*, by: Actor, cycle_id: int, village_code: str, rows: Sequence[HandOver]) -> list[Receipt]:
    """Write down many from the printed list of a village; all of them, or none with every fault by its row."""
    found = _entitlements(by, [row.entitlement for row in rows])
    here = {key: one for key, one in found.items() if (one.cycle_id, one.village_code) == (cycle_id, village_code)}
    return _write(by, here, rows)


@transaction.atomic
def take_back_receipt(*, by: Actor, receipt: UUID, reason: str) -> Receipt:
    """Take back a receipt that was wrong: it stays with its reason, and the goods are due again.

    Raises `ProgrammeRefused` where it was taken back before, or its supplier has been paid for it
    (`supplying.return_from_supplier`).
    """
    reason = require_reason(reason)
    by.require_somewhere(Capability.RECORD_RECEIPT)
    rows = Receipt.objects.select_related("entitlement__cycle__launch").select_for_update(of=("self",))
    found = within(rows, by, Capability.RECORD_RECEIPT, "entitlement__village_code").get(uuid=receipt)
    if found.entry is not None:
        raise ProgrammeRefused(
            f"Penyedia sudah dibayar untuk tanda terima ini (entri {found.entry}); petugas mencatat pengembaliannya.",
            f"The supplier was paid for this receipt (entry {found.entry}); an officer enters its return.",
        )
    held = by.require(Capability.RECORD_RECEIPT, found.entitlement.village_code)
    take_back(by, held, found, reason)
    return found


def take_back(by: Actor, held: Held, receipt: Receipt, reason: str) -> None:
    """Mark a receipt as taken back, its entitlement as due; the event. Raises `ProgrammeRefused` for a second time."""
    if receipt.taken_back_at is not None:
        raise ProgrammeRefused("Tanda terima ini sudah ditarik.", "This receipt was taken back already.")
    receipt.taken_back_at, receipt.taken_back_by_user_id = timezone.now(), by.user_id
    receipt.taken_back_reason = reason
    receipt.save(update_fields=["taken_back_at", "taken_back_by_user_id", "taken_back_reason"])
    of = receipt.entitlement
    Entitlement.objects.filter(pk=of.pk).update(state=Entitlement.State.DUE, why="")
    record(
        by=by, held=held, action="programmes.take_back_receipt", subject=f"entitlement:{of.uuid}",
        area=of.village_code, reason=reason, data={"quantity": str(receipt.quantity)},
    )  # fmt: skip


def _entitlements(by: Actor, uuids: Sequence[UUID]) -> dict[UUID, Entitlement]:
    """Those of the entitlements that lie in the actor's villages, locked and up to date with what holds them back."""
    by.require_somewhere(Capability.RECORD_RECEIPT)
    mine = within(Entitlement.objects.all(), by, Capability.RECORD_RECEIPT).filter(uuid__in=uuids)
    settle_held(Entitlement.objects.filter(pk__in=list(mine.values_list("pk", flat=True))))
    rows = mine.select_related("cycle__launch").select_for_update(of=("self",)).order_by("pk")
    return {one.uuid: one for one in rows}


def _write(by: Actor, found: dict[UUID, Entitlement], rows: Sequence[HandOver]) -> list[Receipt]:
    _refuse(rows, found)
    now = timezone.now()
    made = [
        Receipt(
            uuid=uuid4(),
            entitlement=found[row.entitlement],
            handed_on=row.handed_on,
            quantity=row.quantity,
            taken_by=row.taken_by,
            note=sound_reason(row.note),
            worth_idr=worth(found[row.entitlement], row.quantity),
            at=now,
            by_user_id=by.user_id,
        )
        for row in rows
    ]
    Receipt.objects.bulk_create(made, batch_size=1_000)
    Entitlement.objects.filter(pk__in=[one.entitlement_id for one in made]).update(
        state=Entitlement.State.RECEIVED, why=""
    )
    by_village: dict[str, list[Receipt]] = defaultdict(list)
    for one in made:
        by_village[one.entitlement.village_code].append(one)
    for village, receipts in sorted(by_village.items()):
        launch = receipts[0].entitlement.cycle.launch
        record(
            by=by, held=by.require(Capability.RECORD_RECEIPT, village), action="programmes.hand_over",
            subject=launch.subject, area=village, rows=len(receipts),
            data={"cycle": receipts[0].entitlement.cycle.number,
                  "quantity": str(sum((one.quantity for one in receipts), Decimal(0)))},
        )  # fmt: skip
    return made


def worth(entitlement: Entitlement, quantity: Decimal) -> int:
    """Rupiah that the quantity received is worth: the entitlement's, cut to the rupiah where less was received."""
    due = entitlement.quantity or Decimal(0)
    return int(entitlement.amount_idr * quantity / due) if due else 0


def _refuse(rows: Sequence[HandOver], found: dict[UUID, Entitlement]) -> None:
    faults: list[Fault] = [("tidak ada baris", "there are no rows")] if not rows else []
    seen: set[UUID] = set()
    for number, row in enumerate(rows, start=1):
        told = _faults(row, found.get(row.entitlement), twice=row.entitlement in seen)
        faults += [(f"baris {number}: {text_id}", f"row {number}: {text_en}") for text_id, text_en in told]
        seen.add(row.entitlement)
    if faults:
        text_id, text_en = listed(faults)
        raise ProgrammeRefused(f"Tidak ada yang dicatat: {text_id}.", f"Nothing was written down: {text_en}.")


def _can_be(quantity: Decimal, due: Decimal) -> bool:
    """Whether as much can have been handed over: more than nothing, at most what is due, in whole thousandths."""
    return quantity.is_finite() and 0 < quantity <= due and quantity == round(quantity, 3)


def _faults(row: HandOver, entitlement: Entitlement | None, *, twice: bool) -> list[Fault]:
    if entitlement is None:
        return [("tidak ada pada daftar desa ini", "not on the list of this village")]
    launch, cycle, due = entitlement.cycle.launch, entitlement.cycle, entitlement.quantity or Decimal(0)
    refuse_unless_running(launch)
    faults: list[Fault] = []
    if launch.delivery != Launch.Delivery.IN_KIND:
        faults.append(("program ini tidak memberi barang", "this programme gives no goods"))
    if twice:
        faults.append(("disebut dua kali", "given twice"))
    if entitlement.state != Entitlement.State.DUE:
        state = Entitlement.State(entitlement.state)
        faults.append((f"tidak dapat diserahkan ({state.label})", f"cannot be handed over (it is {state.value})"))
    if not _can_be(row.quantity, due):
        given = str(row.quantity).replace(".", ",")
        faults.append(
            (
                f"jumlah {given}; haknya {plain(due)}, paling banyak tiga angka di belakang koma",
                f"the quantity {row.quantity}; {due.normalize():f} is due, in thousandths at the finest",
            )
        )
    if not cycle.frozen_on <= row.handed_on <= timezone.localdate():
        faults.append(
            (
                f"tanggal {row.handed_on}; harus dari {cycle.frozen_on} sampai hari ini",
                f"the day {row.handed_on}; expected from {cycle.frozen_on} to today",
            )
        )
    if row.taken_by not in Receipt.TakenBy.values:
        faults.append(("pengambil: sendiri, keluarga atau tetangga", "taken by: self, family or neighbour"))
    elif row.taken_by != Receipt.TakenBy.SELF and not row.note.strip():
        faults.append(("tulis siapa yang mengambil", "write who took it"))
    return faults
