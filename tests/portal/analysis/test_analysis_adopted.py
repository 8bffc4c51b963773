"""Money of works and classes that were there before the plan that pays them: it stands under both their names."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from merata_portal.actor import Actor
from merata_portal.analysis.portal_sources.ledger import delivered
from merata_portal.infrastructure.models import Project
from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Line
from merata_portal.ledger.requests import Ceiling, Share, Sum

pytestmark = pytest.mark.django_db
AREA, VILLAGE, PLAN = "35.05", "35.05.01.2001", "rencana:0123456789ab"


def test_a_work_that_a_plan_took_up_is_delivered_under_its_candidate_s_name(
    areas: None, acting: Callable[..., Actor]
) -> None:
    planner, office, treasurer = (acting((role, AREA)) for role in ("planner", "social_officer", "social_officer"))
    actions.appropriate(
        by=planner, owner=AREA, year=2026, reason="APBD", key="apbd",
        ceilings=[Ceiling("1.03.10", "DAU", 900_000, "infrastructure")],
    )  # fmt: skip
    line = Line.objects.get(owner=AREA)
    found = Project.objects.create(
        uuid=uuid4(), name="Jembatan", kind="bridge", work="construction", owner=AREA, village_code=VILLAGE,
        place="Krajan", latitude=-8.1, longitude=112.1, candidate_id="PJ-1", made_at="2026-01-02T00:00:00Z",
        changed_at="2026-01-02T00:00:00Z",
    )  # fmt: skip
    purpose = f"{found.purpose}/{PLAN}"
    share = Share(line.pk, purpose, 500_000, village_code=VILLAGE, plan=PLAN)
    actions.reserve(by=planner, shares=[share], reason="uji", key="r")
    mark = Earmark.objects.get(purpose=purpose).pk
    actions.commit(by=office, sums=[Sum(mark, 500_000)], reason="uji", key="c", document="SPK")
    actions.pay(by=treasurer, sums=[Sum(mark, 300_000)], reason="uji", key="p", document="SP2D")
    told = delivered(AREA, 2026)
    assert told is not None
    (row,) = told.to_pylist()
    assert (row["lever"], row["item_id"], row["village_code"], row["amount_idr"]) == (
        "infrastructure", "PJ-1", VILLAGE, 300_000,
    )  # fmt: skip
