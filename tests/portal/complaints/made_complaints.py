"""Complaints for tests, and days that pass."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from merata_portal.actor import Actor
from merata_portal.complaints.actions import filing
from merata_portal.complaints.models import Complaint

VILLAGE, NEIGHBOUR_VILLAGE, FAR_VILLAGE = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001"
ANYBODY = Actor(-1, "anonim / anonymous")


def complaint(text: str = "Jembatan Kali Lekso berlubang sejak Maret.", **changed: Any) -> Complaint:
    return complaint_and_pin(text, **changed)[0]


def complaint_and_pin(
    text: str = "Jembatan Kali Lekso berlubang sejak Maret.", **changed: Any
) -> tuple[Complaint, str]:
    given = {"by": ANYBODY, "channel": "page", "village_code": VILLAGE, "category": "road"}
    return filing.file_complaint(text=text, **(given | changed))


def passed(found: Complaint, days: int) -> None:
    """Let it have been filed, and its clock begun, so many days earlier."""
    changed: dict[str, Any] = {"started_on": found.started_on - timedelta(days=days)}
    if found.due_on is not None:
        changed["due_on"] = date.fromordinal(found.due_on.toordinal() - days)
    changed["filed_at"] = found.filed_at - timedelta(days=days)
    Complaint.objects.filter(pk=found.pk).update(**changed)
    found.refresh_from_db()
