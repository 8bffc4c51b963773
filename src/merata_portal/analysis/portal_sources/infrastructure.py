"""Works that began as candidates of the dataset: where they stand now, and what the dataset calls any work."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max, QuerySet, Sum

from merata_portal.analysis.portal_sources import inside, table_of
from merata_portal.analysis.sources import source
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.states import BUILT, State

_STATUS = dict.fromkeys(State, "approved") | {State.CANDIDATE: "candidate"} | dict.fromkeys(BUILT, "built")
_ROADS = {Project.Kind.ROAD: "road", Project.Kind.BRIDGE: "bridge"}


def name_of(work: Project) -> str:
    """What a dataset calls a work: as the candidate that it was, else as the ledger calls its purpose."""
    return work.candidate_id or work.purpose


def kind_of(work: Project) -> str:
    """Its kind among the dataset's."""
    return _ROADS.get(Project.Kind(work.kind), "facility")


def changes_of(works: QuerySet[Project]) -> list[str]:
    """Another word whenever one of them is another, comes in or goes: every change of a work moves `changed_at`."""
    told = works.aggregate(n=Count("pk"), which=Sum("pk"), at=Max("changed_at"))
    return [str(told[name]) for name in ("n", "which", "at")]


def _works(area: str, year: int) -> object:  # noqa: ARG001 - works of all years are one table
    return changes_of(_candidates(area))


def _candidates(area: str) -> QuerySet[Project]:
    """Of the regency and of its desa: whoever builds a candidate, it is no candidate any more."""
    return Project.objects.filter(owner__in=inside(area)).exclude(candidate_id="")


def _withdrawn(area: str, year: int) -> Collection[str]:  # noqa: ARG001
    found = _candidates(area).filter(state=State.CANCELLED)
    return sorted(found.values_list("candidate_id", flat=True))


@source("projects", version=_works, adds=False, withdrawn=_withdrawn)
def projects(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Candidate, approved or built, by the state of the work that was made of the candidate; cost as budgeted.

    Of a built one the year is that in which it was finished, from which on it serves: a candidate's is the year that it
    was meant for. A cancelled work's candidate is withdrawn. Works that were never candidates: `works_built`.
    """
    found = _candidates(area).exclude(state=State.CANCELLED)
    return table_of("projects", map(_row, found.order_by("candidate_id")))


def _row(one: Project) -> dict[str, Any]:
    built = one.state in BUILT and one.finished_on is not None
    return {
        "project_id": one.candidate_id,
        "name": one.name,
        "kind": kind_of(one),
        "village_code": one.village_code,
        "year": one.finished_on.year if built and one.finished_on else None,
        "cost_idr": one.budget_idr or None,
        "status": _STATUS[State(one.state)],
    }
