"""How many complaints there are and how long an answer takes, by category and village; small cells are not told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

import pyarrow as pa
from django.utils import timezone

from merata.participation.suppression import suppressed
from merata.stats.disclosure.rules import THRESHOLD
from merata_portal.complaints.models import Complaint
from merata_portal.complaints.queries.complaints import UNLISTED

DAYS = 365
"""Complaints of the last so many days are counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One group's complaints. None: too few to be told. `median_days`: calendar days from filing to the answer."""

    group: str
    filed: int | None
    answered: int | None
    late: int | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The total and the groups, by code."""

    total: Counted
    by_category: tuple[Counted, ...]
    by_village: tuple[Counted, ...]


def statistics() -> Statistics:
    """Of what is on the public list, since `DAYS` days; nothing of who complained.

    A count below five is not told, nor another by which it could be reckoned from the total
    (`merata.participation.suppression`).
    """
    since = timezone.now() - timedelta(days=DAYS)
    found = Complaint.objects.filter(public=True, filed_at__gte=since).exclude(state__in=UNLISTED)
    rows = [_Row(*values) for values in found.values_list(*_Row._fields)]
    groups: dict[tuple[str, str], list[_Row]] = {("all", ""): rows}
    for row in sorted(rows, key=lambda one: one.category):
        groups.setdefault(("category", row.category), []).append(row)
    for row in sorted(rows, key=lambda one: one.village_code):
        groups.setdefault(("village", row.village_code), []).append(row)
    today = timezone.localdate()
    table = pa.table(
        {
            "dimension": pa.array([dimension for dimension, _ in groups], pa.string()),
            "group": pa.array([group for _, group in groups], pa.string()),
            "asked": pa.array([len(found) for found in groups.values()], pa.int64()),
            "received": pa.array([len(_days(found)) for found in groups.values()], pa.int64()),
            "spoke": pa.array([sum(row.late(today) for row in found) for found in groups.values()], pa.int64()),
        }
    )
    counted = [
        (row["dimension"], _counted(row, _days(groups[row["dimension"], row["group"]])))
        for row in suppressed(table).to_pylist()
    ]
    return Statistics(
        counted[0][1],
        tuple(one for dimension, one in counted if dimension == "category"),
        tuple(one for dimension, one in counted if dimension == "village"),
    )


class _Row(NamedTuple):
    category: str
    village_code: str
    state: str
    filed_at: datetime
    answered_at: datetime | None
    was_overdue: bool
    due_on: date | None

    def late(self, today: date) -> bool:
        running = self.state in {Complaint.State.FILED, Complaint.State.TAKEN}
        return self.was_overdue or (running and self.due_on is not None and self.due_on < today)


def _days(rows: list[_Row]) -> list[float]:
    return [
        (row.answered_at - row.filed_at).total_seconds() / 86_400
        for row in rows
        if row.state == Complaint.State.ANSWERED and row.answered_at is not None
    ]


def _counted(told: dict[str, Any], days: list[float]) -> Counted:
    # The suppression names its counts after meetings: here they are filed, answered and late.
    middle = round(median(days), 1) if told["received"] is not None and len(days) >= THRESHOLD else None
    return Counted(told["group"], told["asked"], told["received"], told["spoke"], middle)
