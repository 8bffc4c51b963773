"""A year's objections of some villages as sums: how many, how many answered, how long it took; nothing of anybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from statistics import median

from merata_portal.programmes.models.objections import OPEN, Objection


@dataclass(frozen=True, slots=True)
class Figures:
    """Of what was filed in the year. `changed`: answered in the resident's favour. `median_days`: calendar days from
    filing to the answer; None without any.
    """

    filed: int
    answered: int
    changed: int
    waiting: int
    overdue: int
    median_days: float | None


def figures(villages: Collection[str], year: int, today: date) -> Figures:
    """The objections and appeals filed in these villages in a year, as they stand on `today`."""
    rows = list(
        Objection.objects.filter(village_code__in=sorted(villages), filed_on__year=year).values_list(
            "state", "outcome", "filed_at", "answered_at", "due_on"
        )
    )
    days = [
        (answered - filed).total_seconds() / 86_400
        for state, _, filed, answered, _ in rows
        if state == Objection.State.ANSWERED and answered is not None
    ]
    return Figures(
        filed=len(rows),
        answered=len(days),
        changed=sum(outcome in {Objection.Outcome.CHANGED, Objection.Outcome.DATA} for _, outcome, _, _, _ in rows),
        waiting=sum(state in OPEN for state, *_ in rows),
        overdue=sum(state in OPEN and due is not None and due < today for state, *_, due in rows),
        median_days=round(median(days), 1) if days else None,
    )
