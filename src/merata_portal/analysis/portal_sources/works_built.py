"""Built works that the dataset never had as candidates: they serve their own village, and nobody said how much."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import QuerySet

from merata_portal.analysis.portal_sources import inside, table_of
from merata_portal.analysis.portal_sources.infrastructure import changes_of, kind_of, name_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.states import BUILT

WHOLE = 1.0
"""The share of the village's households: the most it can be, for what is not known. No effect is computed from it,
because such a work names no evidence; it only says that the village was served."""


def _works(area: str, year: int) -> object:  # noqa: ARG001 - works of all years are one table
    return changes_of(_built(area))


@source("projects", version=_works)
def projects(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Works finished, without evidence. A village with one is no village without works in any comparison.

    One that is not finished is left out: a plan cannot weigh what nobody said whom it serves.
    """
    return table_of(
        "projects",
        (
            {
                "project_id": name_of(one),
                "name": one.name,
                "kind": kind_of(one),
                "owner": area,
                "village_code": one.village_code,
                "year": one.finished_on.year,
                "cost_idr": one.budget_idr,
                "status": "built",
            }
            for one in _built(area)
            if one.finished_on is not None
        ),
    )


@source("project_villages", version=_works)
def project_villages(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Each of them serves the village in which it stands; minutes that it saves are unknown."""
    return table_of(
        "project_villages",
        (
            {"project_id": name_of(one), "village_code": one.village_code, "share_of_households": WHOLE}
            for one in _built(area)
        ),
    )


def _built(area: str) -> QuerySet[Project]:
    found = Project.objects.filter(owner__in=inside(area), state__in=BUILT, candidate_id="", finished_on__isnull=False)
    return found.order_by("pk")
