"""Sample addresses of plans: one before the council for the pages and steps before its decision, one under way."""

from __future__ import annotations

from typing import Any

from access_samples import Sample, sample


def _made(village: str, state: str) -> Any:
    from uuid import uuid4  # noqa: PLC0415 - models need the settings first

    from made_monitored import item, plan  # noqa: PLC0415

    made = plan(state, village, name=f"Rencana {uuid4().hex}")
    item(made, "course", village_code="")
    return made


def _submitted(village: str) -> Sample:
    made = _made(village, "submitted")
    return Sample({"uuid": made.uuid}, village, marks=(made.name,))


def _item(village: str) -> Sample:
    made = _made(village, "submitted")
    return Sample({"uuid": made.uuid, "number": 1}, village, marks=(made.name,))


def _approved(village: str) -> Sample:
    made = _made(village, "approved")
    return Sample({"uuid": made.uuid}, village, marks=(made.name,))


for _route in (
    "plan", "plan-items", "plan-add", "plan-ask", "plan-submit", "plan-take-back", "plan-withdraw", "plan-take-over",
    "plan-approve", "plan-refuse",
):  # fmt: skip
    sample(f"office:{_route}")(_submitted)
for _route in ("plan-item", "plan-item-change", "plan-item-assign"):
    sample(f"office:{_route}")(_item)
for _route in ("plan-revoke", "monitoring", "monitoring-villages", "monitoring-items"):
    sample(f"office:{_route}")(_approved)
