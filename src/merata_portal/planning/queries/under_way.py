"""How far the computations of several scenarios are."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from merata_portal.jobs.models import Job


def shares_of(jobs: Collection[UUID]) -> dict[UUID, float]:
    """By job the share that is done, from 0 to 1; asked once for all of them."""
    if not jobs:
        return {}
    rows = Job.objects.filter(pk__in=jobs).values_list("pk", "done", "total")
    return {pk: done / total if total else 0.0 for pk, done, total in rows}
