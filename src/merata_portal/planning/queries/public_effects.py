"""What a decided plan was found to change, as its stored results say: inequality and poverty before and after.

Nothing is computed here: what the council saw is what everybody sees, with its intervals.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from merata_portal.analysis.models import Result
from merata_portal.analysis.queries.results import answer
from merata_portal.analysis.refusals import NotNow
from merata_portal.analysis.states import State as ResultState
from merata_portal.planning.models import Plan
from merata_portal.planning.states import ItemState

logger = logging.getLogger(__name__)

MEASURES = ("gini", "p0", "p1")
"""The Gini index, the share of people who are poor, and how deep below the line they are on average."""


@dataclass(frozen=True, slots=True)
class Level:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """One measure without and with the plan."""

    measure: str
    before: Level
    after: Level

    @property
    def change(self) -> float:
        """After less before, as a share."""
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True)
class Effects:
    """What a plan changes. `gain`: of its objective with `factor` to the unit, whose names in both languages are
    `unit_id` and `unit_en`. `draws`: on how many drawn populations. `by_hand`: of the package as changed by hand.
    `left_out`: so many items the council left out after this was computed. `assumptions`: part of the evidence is an
    assumption. `result`: of analysis, by uuid."""

    effects: tuple[Effect, ...]
    gain: Level
    objective: str
    factor: float
    decimals: int
    unit_id: str
    unit_en: str
    draws: int
    assumptions: bool
    by_hand: bool
    left_out: int
    synthetic: bool
    result: UUID


def effects_of(plan: Plan) -> Effects | None:
    """The effects of a decided plan; None where its result is gone, or was never finished. Four queries at most."""
    items = plan.items.order_by()
    by_hand = items.exclude(proved_idr=F("amount_idr")).exists()
    wanted = [plan.scenario.result, *([plan.changed] if by_hand and plan.changed else [])]
    results = {one.uuid: one for one in Result.objects.filter(uuid__in=wanted, state=ResultState.DONE)}
    left_out = items.filter(state=ItemState.LEFT_OUT, amount_idr__gt=0).count()
    if not all(one in results for one in wanted) or (by_hand and plan.changed is None):
        return None
    try:
        proved = answer(results[plan.scenario.result])
        if plan.changed is None or not by_hand:
            return _proved(proved, left_out, plan.scenario.result)
        return _changed(answer(results[plan.changed]), proved, left_out, plan.changed)
    except NotNow:
        logger.exception("the effects of %s cannot be read", plan.reference)
        return None


def _proved(told: Mapping[str, Any], left_out: int, result: UUID) -> Effects:
    levels = {f"{name}_{when}": told[f"{name}_{when}"] for name in MEASURES for when in ("before", "after")}
    return _effects(told, levels, told["intervals"], told["gain"], told["intervals"]["gain"], left_out, result)


def _changed(told: Mapping[str, Any], proved: Mapping[str, Any], left_out: int, result: UUID) -> Effects:
    levels = {f"{name}_{when}": told[when][name] for name in MEASURES for when in ("before", "after")}
    whole = dict(proved) | {name: told[name] for name in ("unit", "objective") if name in told}
    return _effects(
        whole, levels, told["intervals"], told["gain"], told["gain_interval"], left_out, result, by_hand=True
    )


def _effects(
    told: Mapping[str, Any], levels: Mapping[str, float], intervals: Mapping[str, Any], gain: float,
    gain_interval: Any, left_out: int, result: UUID, *, by_hand: bool = False,
) -> Effects:  # fmt: skip
    def level(name: str) -> Level:
        low, high = intervals[name]
        return Level(float(levels[name]), float(low), float(high))

    unit = told.get("unit") or {}
    return Effects(
        effects=tuple(Effect(name, level(f"{name}_before"), level(f"{name}_after")) for name in MEASURES),
        gain=Level(float(gain), float(gain_interval[0]), float(gain_interval[1])),
        objective=str(told["objective"]),
        factor=float(unit.get("factor", 1.0)),
        decimals=int(unit.get("decimals", 0)),
        unit_id=str(unit.get("name_id", "")),
        unit_en=str(unit.get("name_en", "")),
        draws=int(told.get("draws") or 0),
        assumptions=bool(told.get("assumptions")),
        by_hand=by_hand,
        left_out=left_out,
        synthetic=bool(told.get("synthetic")),
        result=result,
    )
