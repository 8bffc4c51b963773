"""What came back of a batch: payments by where their money is, files, and rows that a person must look at."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Batch, Payment, ReturnFile, ReturnRow

_GROUPS = {
    Payment.Status.DRAFTED: "drafted",
    Payment.Status.SENT: "missing",
    Payment.Status.PAID: "paid",
    Payment.Status.FAILED: "failed",
    Payment.Status.RETURNED: "returned",
    Payment.Status.DISPUTED: "disputed",
    Payment.Status.DISCARDED: "discarded",
}


@dataclass(frozen=True, slots=True)
class BatchReconciliation:
    """Payments and rupiah of a batch: paid, failed, returned, disputed, missing (no word yet); they add up to `sent`.

    `rows`: the rows of all files by outcome. `to_look_at`: how many rows wait for a person.
    """

    groups: dict[str, tuple[int, int]]
    sent: tuple[int, int]
    rows: dict[str, int]
    to_look_at: int


def reconciliation(actor: Actor, batch: UUID) -> BatchReconciliation:
    """Where the money of a batch is; raises Batch.DoesNotExist also where it is of another's area."""
    found = _batch(actor, batch)
    groups = dict.fromkeys(("paid", "failed", "returned", "disputed", "missing"), (0, 0))
    counted = found.payments.values_list("status").annotate(count=Count("pk"), total=Sum("amount_idr"))
    for status, count, total in counted.order_by("status"):
        groups[_GROUPS[Payment.Status(status)]] = (count, int(total))
    rows: dict[str, int] = {}
    for file in found.return_files.all():
        for outcome, count in file.counts.items():
            rows[outcome] = rows.get(outcome, 0) + count
    sent = (sum(count for count, _ in groups.values()), sum(total for _, total in groups.values()))
    waiting = ReturnRow.objects.filter(file__batch=found, looked_at__isnull=True).count()
    return BatchReconciliation(groups, sent, rows, waiting)


def return_files(actor: Actor, batch: UUID) -> list[ReturnFile]:
    """The files that came back, the newest first."""
    return list(ReturnFile.objects.filter(batch=_batch(actor, batch)).order_by("-pk"))


def to_look_at(actor: Actor, batch: UUID, *, looked: bool = False, limit: int = 200) -> list[ReturnRow]:
    """The rows that wait for a person, or those that were looked at; with their files, in order."""
    rows = ReturnRow.objects.filter(file__batch=_batch(actor, batch), looked_at__isnull=not looked)
    return list(rows.select_related("file").order_by("pk")[:limit])


def row(actor: Actor, row_id: int) -> ReturnRow:
    """One row; raises ReturnRow.DoesNotExist also where it is of another's area."""
    rows: QuerySet[ReturnRow] = ReturnRow.objects.select_related("file__batch__launch")
    return within_areas(rows, actor, Capability.VIEW_PROGRAMMES, "file__batch__launch__owner").get(pk=row_id)


def _batch(actor: Actor, uuid: UUID) -> Batch:
    return within_areas(Batch.objects.all(), actor, Capability.VIEW_PROGRAMMES, "launch__owner").get(uuid=uuid)
