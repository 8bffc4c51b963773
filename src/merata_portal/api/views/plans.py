"""Plans that the council decided on, as their own pages tell them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from merata_portal.api.asking import NOTHING_THERE, OfAreaAndYear
from merata_portal.api.documented import listed, one
from merata_portal.api.in_path import Identifier
from merata_portal.api.listing import Names, names_of
from merata_portal.api.paging import newest_first
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.fields import HELD
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.schemas.plans import LeftOut, Plan, PlannedAid, PlannedItem, PlanRead
from merata_portal.planning.queries.public_plans import AidPlanned, Planned, public_plan, public_plans

router = Router(tags=["rencana"])


@router.get("/plans", **listed(
    Listed[Plan], "Rencana yang diputuskan", "Plans decided on", "Rencana yang diputuskan dewan; terbaru dahulu.",
    "Plans that the council decided on; the newest first.", gone=False,
))  # fmt: skip
def plans(request: HttpRequest, asked: Query[OfAreaAndYear]) -> Any:  # noqa: D103
    found = public_plans().filter(asked.within("area"))
    rows, after = newest_first("plans", asked, found.filter(year=asked.year) if asked.year else found)
    names = names_of({row.area for row in rows})
    return Listed[Plan](items=[Plan(**_plan(row, names)) for row in rows], next=after)


@router.get("/plans/{str:id}", **one(
    PlanRead, "Satu rencana dengan isinya", "One plan with what it holds",
    "Pekerjaan dan kelas tepat; bantuan dijumlahkan untuk seluruh rencana dan dibulatkan, yang kecil ditahan.",
    "Works and classes exactly; assistance summed over the whole plan and rounded, small ones withheld.",
))  # fmt: skip
def plan(request: HttpRequest, id: Identifier) -> Any:  # noqa: A002, D103
    try:
        found = public_plan(id)
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    return PlanRead(
        **_plan(found.plan, names_of([found.plan.area])), works=[_item(one) for one in found.works],
        classes=[_item(one) for one in found.classes], aid=[_aid(one) for one in found.aid],
        left_out=[
            LeftOut(kind=one.kind, name=one.name, reason=one.reason, by_council=one.by_council)
            for one in found.left_out
        ],
        accepted=[one.ticket for one in found.answers.accepted], declined=found.answers.declined_count,
        revoked_at=found.revoked_at, revoked_reason=found.revoked_reason,
    )  # fmt: skip


def _plan(row: Any, names: Names) -> dict[str, Any]:
    return {
        "id": row.uuid, "name": row.name, "area_code": row.area, "area_name": names[row.area], "year": row.year,
        "state": row.state, "decree_number": row.decree_number, "decree_on": row.decree_on,
        "page": reverse("public:plan", args=[row.uuid]),
    }  # fmt: skip


def _item(one: Planned) -> PlannedItem:
    row = one.item
    return PlannedItem(
        kind=row.kind, name=row.name, pillar=row.pillar, area_code=row.village_code, amount_idr=row.amount_idr,
        stands=one.kept, made=row.made_uuid, proposals=list(one.asked),
    )  # fmt: skip


def _aid(one: AidPlanned) -> PlannedAid:
    return PlannedAid(
        programme=one.programme, name=one.name, households=one.households,
        ceiling_idr=one.ceiling_idr, withheld=HELD if one.ceiling_idr is None else None,
    )  # fmt: skip
