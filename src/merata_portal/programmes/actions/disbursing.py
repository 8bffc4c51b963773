"""The list of a batch for the system that pays it: page by page, names and accounts in clear, each page an event."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from merata.programmes.payments.payment import Payment as SentPayment
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.programmes.actions.batch_file import sent_payments
from merata_portal.programmes.models import Batch, Payment
from merata_portal.programmes.queries.batches import shared_batches
from merata_portal.registry.origin import are_synthetic

MOST = 1000


@dataclass(frozen=True, slots=True)
class Instruction:
    """One payment as the payer needs it, and how it stands: a `Payment.Status` and the payer's own code."""

    sent: SentPayment
    status: str
    code: str


@dataclass(frozen=True, slots=True)
class Disbursements:
    """A page of a batch's payments in the order sent; `after`: the place of the last one, None where none is left.

    `synthetic`: the people in it were made by a computer.
    """

    batch: Batch
    instructions: tuple[Instruction, ...]
    after: int | None
    synthetic: bool


@transaction.atomic
def disbursements(*, by: Actor, batch: UUID, purpose: str, after: int = 0, limit: int = 100) -> Disbursements:
    """At most `limit` payments after the place `after` of a batch that was ordered to be paid, in the actor's areas.

    Needs SHARE_PAYMENTS; raises `Batch.DoesNotExist` for any other batch, one that is only checked as well: whoever
    pays by this list must not be able to pay what nobody ordered. `purpose` (a code) is kept in the event.
    """
    found = shared_batches(by).get(uuid=batch)
    held = by.require(Capability.SHARE_PAYMENTS, found.launch.owner)
    rows = Payment.objects.filter(batch=found, pk__gt=after).exclude(status=Payment.Status.DISCARDED).order_by("pk")
    page = list(rows.values_list("pk", "status", "code")[: min(limit, MOST) + 1])
    some = page[: min(limit, MOST)]
    last = some[-1][0] if some else after
    sent = sent_payments(found, rows.filter(pk__lte=last)) if some else ()
    told = tuple(Instruction(one, status, code) for one, (_pk, status, code) in zip(sent, some, strict=True))
    record(
        by=by, held=held, action="programmes.disbursements", subject=found.subject, area=found.launch.owner,
        rows=len(told), data={"number": found.number, "purpose": purpose},
    )  # fmt: skip
    return Disbursements(found, told, last if len(page) > len(some) else None, are_synthetic())
