"""A year's complaints of some villages as sums: how many, how many answered, how long it took; nothing of anybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from statistics import median

from merata_portal.complaints.models import Complaint


@dataclass(frozen=True, slots=True)
class Figures:
    """Of what was filed in the year. `median_days`: calendar days from filing to the answer; None without any."""

    filed: int
    answered: int
    waiting: int
    overdue: int
    median_days: float | None


def figures(villages: Collection[str], year: int, today: date) -> Figures:
    """The complaints filed in these villages in a year, as they stand on `today`; two states count as waiting."""
    rows = list(
        Complaint.objects.filter(village_code__in=sorted(villages), filed_at__year=year).values_list(
            "state", "filed_at", "answered_at", "due_on"
        )
    )
    waiting = [due for state, _, _, due in rows if state in {Complaint.State.FILED, Complaint.State.TAKEN}]
    days = [
        (answered - filed).total_seconds() / 86_400
        for state, filed, answered, _ in rows
        if state == Complaint.State.ANSWERED and answered is not None
    ]
    return Figures(
        filed=len(rows),
        answered=len(days),
        waiting=len(waiting),
        overdue=sum(due is not None and due < today for due in waiting),
        median_days=round(median(days), 1) if days else None,
    )
