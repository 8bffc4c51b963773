"""Classes, applications and follow-ups, as training keeps them."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import Count, Max, Q, Sum

from merata_portal.analysis.sources import source
from merata_portal.training.models import Application, Course, FollowUp
from merata_portal.training.tables import dataset_tables


def _classes(area: str, year: int) -> object:  # noqa: ARG001 - classes of all years are one table
    rows = Course.objects.filter(owner=area).values_list("state").annotate(
        n=Count("pk"), last=Max("pk"), n_seats=Sum("seats"), idr=Sum("cost_idr")
    )  # fmt: skip
    return sorted(list(map(str, row)) for row in rows)


def _applicants(area: str, year: int) -> object:
    counted = Application.objects.filter(course__owner=area).aggregate(
        n=Count("pk"), last=Max("pk"), n_selected=Count("pk", Q(selected=True)), n_drawn=Count("chance"),
        n_completed=Count("pk", Q(completed=True)), n_told=Count("completed"), n_withdrawn=Count("withdrawn_on"),
        n_found=Count("person"), n_promoted=Count("pk", Q(promoted=True)), n_attended=Sum("sessions_attended"),
    )  # fmt: skip
    return [_classes(area, year), sorted(counted.items())]


def _surveyed(area: str, year: int) -> object:
    counted = FollowUp.objects.filter(application__course__owner=area).aggregate(
        n=Count("pk", ~Q(result=FollowUp.Result.DUE)), income=Sum("income_idr"), harvest=Sum("yield_kg_per_ha")
    )
    return [_applicants(area, year), sorted(counted.items())]


@source("courses", version=_classes)
def courses(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Classes that were announced, held or are being held; drafts and cancelled ones are left out."""
    return dataset_tables(area)["courses"]


@source("applications", version=_applicants)
def applications(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Applications of people found in the registry."""
    return dataset_tables(area)["applications"]


@source("outcomes", version=_surveyed)
def outcomes(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """What applicants earned before, and what follow-ups found."""
    return dataset_tables(area)["outcomes"]
