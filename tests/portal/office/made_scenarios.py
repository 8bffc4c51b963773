"""Scenarios of the three villages of `made_analysis`, their plan put in without computing, for the pages to show."""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.append(str(Path(__file__).parents[1] / "analysis"))
from made_analysis import AREA, NOON, VILLAGES, done, inputs, materials, plan_answer, snapshot

from merata_portal.analysis.models import Inputs, Result
from merata_portal.planning.models import Scenario
from merata_portal.planning.settings import Settings

__all__ = ["AREA", "VILLAGES", "answer_with", "inputs", "materials", "plan_answer", "refused", "scenario", "snapshot"]


def scenario(
    frozen: Inputs,
    name: str = "Enam puluh juta",
    value: Mapping[str, Any] | None = None,
    *,
    result: Result | None = None,
    **chosen: Any,
) -> Scenario:
    """A scenario with a finished plan; `value` its answer where it is another than `plan_answer()`."""
    settings = Settings(
        regency=AREA, year=2026, snapshot=str(frozen.snapshot), budget_idr=60_000_000, draws=4, gap=0.01, **chosen
    )  # fmt: skip
    found = result or done(frozen, "plan", value, parameters=settings.parameters() | {"n": uuid4().hex})
    return Scenario.objects.create(
        uuid=uuid4(), area=AREA, year=2026, name=name, settings=settings.as_json(), inputs=frozen.uuid,
        result=found.uuid, made_at=NOON, made_by_user_id=0,
    )  # fmt: skip


def refused(frozen: Inputs, refusal: Mapping[str, Any], text_id: str, text_en: str) -> Scenario:
    """A scenario that could not be computed."""
    result = done(frozen, "plan", {}, state="refused", answer_hash="", refused_id=text_id, refused_en=text_en,
                  refusal=dict(refusal), tables_of={})  # fmt: skip
    return scenario(frozen, "Mustahil", result=result)


def answer_with(**changed: Any) -> dict[str, Any]:
    """The plan's answer with some of it replaced."""
    return copy.deepcopy(plan_answer()) | changed
