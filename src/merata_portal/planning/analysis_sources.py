"""What the planning room gives to frozen inputs: what was decided, so that the next plan knows."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import Max

from merata.tables.catalogue import TABLES
from merata_portal.analysis.sources import source
from merata_portal.planning.models import Item, Step
from merata_portal.planning.states import ItemState, State

DECIDED_BY = "DPRD"


def _version(area: str, year: int) -> object:  # noqa: ARG001 - decisions of every year count
    decided = Step.objects.filter(plan__area=area, target__in=[State.APPROVED, State.REVOKED])
    return [decided.aggregate(last=Max("pk"))["last"]]


@source("approvals", version=_version)
def approvals(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """Every item that the council approved and did not revoke, with its decree's day; None where there is none."""
    rows = (
        Item.objects.filter(plan__area=area, plan__state__in=[State.APPROVED, State.REVOKED], state=ItemState.MADE)
        .order_by("plan", "number")
        .values_list("plan__uuid", "number", "plan__year", "owner", "item_id", "village_code", "amount_idr",
                     "plan__decree_on")
    )  # fmt: skip
    told = [
        {
            "approval_id": f"{uuid.hex[:12]}/{number:04d}", "year": of_year, "owner": owner, "item_id": item_id,
            "village_code": village or None, "amount_idr": amount, "decided_on": on, "decided_by": DECIDED_BY,
        }
        for uuid, number, of_year, owner, item_id, village, amount, on in rows
    ]  # fmt: skip
    return pa.Table.from_pylist(told, schema=TABLES["approvals"].arrow) if told else None
