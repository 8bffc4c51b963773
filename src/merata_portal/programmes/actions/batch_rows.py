"""The rows of a batch: who is paid and by which identifier, names and accounts sealed, the household as it is now."""

from __future__ import annotations

import json
import time
from typing import Any

import pyarrow as pa
from django.db.models import Count

from merata_portal.personal.columns import sealed_column, unsealed_many
from merata_portal.programmes.models import Batch, Launch, Payment
from merata_portal.registry.models import Household, Membership, Person
from merata_portal.registry.uuids import ordered_uuids

COLUMNS = (
    "pk", "amount_idr", "village_code", "enrolment__earmark", "enrolment__reason_id", "enrolment__household",
    "enrolment__household__uuid", "enrolment__household__size", "enrolment__household__desil",
    "enrolment__household__account_sealed", "enrolment__household__address_sealed", "enrolment__person__uuid",
    "enrolment__person__name_sealed", "enrolment__person__died_on", "enrolment__recipient__uuid",
    "enrolment__recipient__name_sealed", "enrolment__recipient__died_on",
)  # fmt: skip
"""What must be known of an entitlement to pay it."""
Row = dict[str, Any]


def recipients(rows: list[Row], *, to_person: bool) -> list[tuple[str, int]]:
    """Who is paid, by name, and how many live there.

    The head of the household, whose the account is, unless another member is to take it; at the post office the person
    themselves where it is theirs.
    """
    households = [row["enrolment__household"] for row in rows]
    lived = Membership.objects.filter(
        household__in=households, until_day__isnull=True, person__merged_into_id__isnull=True,
        person__died_on__isnull=True,
    ).order_by("-person_id")  # fmt: skip
    head: dict[int, tuple[Any, Any]] = {}
    members: dict[int, int] = {}
    for household, relation, cell, uuid in lived.values_list(
        "household", "person__relation", "person__name_sealed", "person__uuid"
    ):
        members[household] = members.get(household, 0) + 1
        if relation == "head":
            head[household] = (cell, uuid)
    cells = [
        _recipient(row, to_person=to_person) or head.get(row["enrolment__household"], _nobody(row)) for row in rows
    ]
    names = unsealed_many(Person, "name_sealed", cells)
    return [(name or "", members.get(household, 0)) for name, household in zip(names, households, strict=True)]


def _recipient(row: Row, *, to_person: bool) -> tuple[Any, Any] | None:
    for whose in ("recipient", "person") if to_person else ("recipient",):
        if row[f"enrolment__{whose}__uuid"] is not None:
            if row[f"enrolment__{whose}__died_on"] is not None:
                return _nobody(row)  # what was due before they died is nobody's until a person decides whose
            return row[f"enrolment__{whose}__name_sealed"], row[f"enrolment__{whose}__uuid"]
    return None


def _nobody(row: Row) -> tuple[None, Any]:
    return None, row["enrolment__household__uuid"]


def attempts_of(first: int, last: int) -> dict[int, int]:
    """How often each entitlement of the range was paid in vain."""
    earlier = Payment.objects.filter(entitlement__gte=first, entitlement__lte=last)
    counted = earlier.exclude(status=Payment.Status.DISCARDED).values_list("entitlement").annotate(tries=Count("pk"))
    return dict(counted.order_by("entitlement"))


def payment_rows(rows: list[Row], batch: Batch, number: int, attempts: dict[int, int]) -> pa.Table:
    """The rows of the table `Payment`: names, accounts and addresses sealed, the household as it is now."""
    uuids = ordered_uuids(len(rows), milliseconds=time.time_ns() // 1_000_000)
    # What a payer in cash is not told, and what a bank is not, a payment does not keep.
    kept = "address_sealed" if batch.launch.delivery == Launch.Delivery.POST else "account_sealed"
    cells = [(row[f"enrolment__household__{kept}"], row["enrolment__household__uuid"]) for row in rows]
    opened = {kept: unsealed_many(Household, kept, cells)}
    nothing: list[str | None] = [None] * len(rows)
    return pa.table(
        {
            "uuid": pa.array(uuids, pa.string()),
            "payment_id": pa.array([payment_id(batch, number + at) for at in range(1, len(rows) + 1)], pa.string()),
            "batch_id": pa.array([batch.pk] * len(rows), pa.int64()),
            "entitlement_id": pa.array([row["pk"] for row in rows], pa.int64()),
            "earmark": pa.array([row["enrolment__earmark"] for row in rows], pa.int64()),
            "attempt": pa.array([attempts.get(row["pk"], 0) + 1 for row in rows], pa.int64()),
            "amount_idr": pa.array([row["amount_idr"] for row in rows], pa.int64()),
            "status": pa.array([Payment.Status.DRAFTED.value] * len(rows), pa.string()),
            "code": pa.array([""] * len(rows), pa.string()),
            "household": pa.array([json.dumps(_as_known(row)) for row in rows], pa.string()),
            "recipient_sealed": sealed_column(Payment, "recipient_sealed", [row["recipient"] for row in rows], uuids),
            "account_sealed": sealed_column(Payment, "account_sealed", opened.get("account_sealed", nothing), uuids),
            "address_sealed": sealed_column(Payment, "address_sealed", opened.get("address_sealed", nothing), uuids),
        }
    )


def payment_id(batch: Batch, number: int) -> str:
    """The payment's own identifier: never given again, not even by a portal restored from an older copy."""
    return f"{batch.pk:05d}{batch.uuid.hex[-4:].upper()}-{number:07d}"


def _as_known(row: Row) -> dict[str, object]:
    return {
        "village": row["village_code"],
        "size": row["enrolment__household__size"],
        "members": row["members"],
        "desil": row["enrolment__household__desil"],
        "reason": row["enrolment__reason_id"],
    }
