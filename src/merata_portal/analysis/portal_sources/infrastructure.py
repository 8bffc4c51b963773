"""Works that began as candidates of the dataset: where they stand now."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
from django.db.models import Count, Max, Sum

from merata_portal.analysis.portal_sources import table_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.states import BUILT, State

_STATUS = dict.fromkeys(State, "approved") | {State.CANDIDATE: "candidate"} | dict.fromkeys(BUILT, "built")
_ROADS = {Project.Kind.ROAD: "road", Project.Kind.BRIDGE: "bridge"}


def _works(area: str, year: int) -> object:  # noqa: ARG001 - works of all years are one table
    rows = Project.objects.filter(owner=area).exclude(candidate_id="").values_list("state")
    return sorted(list(map(str, row)) for row in rows.annotate(n=Count("pk"), m=Max("pk"), idr=Sum("budget_idr")))


def _withdrawn(area: str, year: int) -> Collection[str]:  # noqa: ARG001
    found = Project.objects.filter(owner=area, state=State.CANCELLED).exclude(candidate_id="")
    return sorted(found.values_list("candidate_id", flat=True))


@source("projects", version=_works, adds=False, withdrawn=_withdrawn)
def projects(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Candidate, approved or built, by the state of the work that was made of the candidate; cost as budgeted.

    A cancelled work's candidate is withdrawn. Works that were never candidates of the dataset are left out: nobody
    said whom they serve.
    """
    found = Project.objects.filter(owner=area).exclude(candidate_id="").exclude(state=State.CANCELLED)
    return table_of(
        "projects",
        (
            {
                "project_id": one.candidate_id,
                "name": one.name,
                "kind": _ROADS.get(Project.Kind(one.kind), "facility"),
                "village_code": one.village_code,
                "cost_idr": one.budget_idr or None,
                "status": _STATUS[State(one.state)],
            }
            for one in found.order_by("candidate_id")
        ),
    )
