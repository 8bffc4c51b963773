"""Aid that arrived, by household and year: what was paid and reconciled, and goods handed over."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractYear

from merata_portal.analysis.portal_sources import inside, table_of
from merata_portal.analysis.sources import source
from merata_portal.programmes.models import Entitlement

HOUSEHOLD = "enrolment__household__dataset_id"
PROGRAMME = "cycle__launch__programme_id"


def _received(area: str, year: int) -> object:  # noqa: ARG001 - aid of all years is one table
    """By cycle how many and which arrived: both stand in one index, where a hundred thousand rupiah amounts do not."""
    rows = _arrived(area).values_list("cycle").annotate(n=Count("pk"), which=Sum("pk"))
    return sorted(list(map(int, row)) for row in rows)


@source("benefits", version=_received)
def benefits(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Rupiah that a household received of a programme in a year, by the day of payment of the cycle."""
    rows = (
        _arrived(area)
        .annotate(paid_year=ExtractYear("cycle__pays_on"))
        .values_list(HOUSEHOLD, PROGRAMME, "paid_year")
        .annotate(idr=Sum("amount_idr"))
        .order_by(HOUSEHOLD, PROGRAMME, "paid_year")
    )
    return table_of(
        "benefits",
        (
            {"household_id": household, "programme_id": programme, "year": paid_year, "annual_idr": idr}
            for household, programme, paid_year, idr in rows.iterator()
        ),
    )


def _arrived(area: str) -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(cycle__launch__owner__in=inside(area), state=Entitlement.State.RECEIVED)
