"""What the planning room gives to frozen inputs: what was decided, so that the next plan knows."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from django.db.models import Max

from merata.tables.catalogue import TABLES
from merata_portal.analysis.sources import source
from merata_portal.planning.models import Item, Step
from merata_portal.planning.states import ItemState, State
from merata_portal.training.models import Course

DECIDED_BY = "DPRD"


def _version(area: str, year: int) -> object:  # noqa: ARG001 - decisions of every year count
    decided = Step.objects.filter(plan__area=area, target__in=[State.APPROVED, State.REVOKED])
    return [decided.aggregate(last=Max("pk"))["last"]]


@source("approvals", version=_version)
def approvals(area: str, year: int) -> pa.Table | None:  # noqa: ARG001
    """What the council approved and did not revoke, with its decree's day; None where there is none.

    Named as in the table `delivered`, so that the two can be held against each other: a programme in a village, each
    class that was made of a course, a work.
    """
    items = Item.objects.filter(
        plan__area=area, plan__state__in=[State.APPROVED, State.REVOKED], state=ItemState.MADE
    ).order_by("plan", "number")
    rows = list(items.select_related("plan"))
    classes = {uuid for one in rows if one.kind == "course" for uuid in one.made}
    known = {str(one.uuid): one for one in Course.objects.filter(uuid__in=sorted(classes))}
    told = [
        {
            "approval_id": f"{one.plan.uuid.hex[:12]}/{one.number:04d}{part}", "year": one.plan.year,
            "owner": one.owner, "item_id": name, "village_code": one.village_code or None, "amount_idr": amount,
            "decided_on": one.plan.decree_on, "decided_by": DECIDED_BY,
        }
        for one in rows
        for part, name, amount in _parts(one, [known[uuid] for uuid in one.made if uuid in known])
    ]  # fmt: skip
    return pa.Table.from_pylist(told, schema=TABLES["approvals"].arrow) if told else None


def _parts(item: Item, classes: Sequence[Course]) -> list[tuple[str, str, int]]:
    """What of an item is delivered under a name of its own: an ending for its number, the name, rupiah."""
    if item.kind != "course" or not classes:
        return [("", item.source_id, item.amount_idr)]
    return [
        (f"-{at}" if len(classes) > 1 else "", one.course_id, one.cost_idr) for at, one in enumerate(classes, start=1)
    ]
