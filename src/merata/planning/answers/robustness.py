"""How sure each line of a plan is: in what share of the joint draws it belongs to that draw's own best package.

The draws differ in who is how poor and in how much every effect is worth; a line that is best whatever they say is
robust, one that depends on which of them is true is contested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan_lines import Line, plan_lines
from merata.planning.problem import Problem

ROBUST_SHARE, NEVER_SHARE = 0.8, 0.2
"""From this share of the draws on a line is robust; up to that one, and outside the plan, it is never in."""
LOOSE_GAP = 0.005
"""How near the best each draw's package is proved to be: a line's share needs no more."""
ROBUST, CONTESTED, NEVER = "robust", "contested", "never"


@dataclass(frozen=True, slots=True)
class LineShare:
    """A candidate line and the `share` of draws whose best package holds it; `mean_idr` is what it gets there,
    averaged over all draws, `plan_idr` what the plan gives it.
    """

    item_id: str
    source_id: str
    kind: str
    pillar: str
    name: str
    village_code: str | None
    village: str | None
    assumption: bool
    share: float
    mean_idr: float
    plan_idr: int
    standing: str

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return asdict(self)


def standing(share: float, *, in_plan: bool) -> str:
    """robust, contested or never."""
    if share >= ROBUST_SHARE:
        return ROBUST
    return NEVER if share <= NEVER_SHARE and not in_plan else CONTESTED


def robustness(
    asked: Problem,
    best: Optimised,
    *,
    gap: float = LOOSE_GAP,
    tell: Callable[[float], None] | None = None,
    expired: Callable[[], bool] | None = None,
) -> tuple[LineShare, ...]:
    """Every candidate line (programme in a village, class, work), those of most draws first.

    Each draw's package is looked for from nothing, so that the plan itself does not make its lines look sure. `tell`
    hears the share of draws done. Once time has `expired`, each draw's package is what greedy filling finds.
    """
    limits, count = asked.limits(), len(asked.evaluator.draws)
    paid: dict[str, list[int]] = {}
    for draw in range(count):
        found = optimise(one_draw(asked.evaluator, draw), limits, gap=gap, expired=expired)
        for line in plan_lines(asked.people, asked.candidates, found.chosen):
            paid.setdefault(line.item_id, []).append(line.cost_idr)
        if tell is not None:
            tell((draw + 1) / count)
    planned = {line.item_id: line.cost_idr for line in plan_lines(asked.people, asked.candidates, best.chosen)}
    rows = [_line(line, paid.get(line.item_id, []), planned.get(line.item_id, 0), count) for line in _every(asked)]
    return tuple(sorted(rows, key=lambda row: (-row.share, row.kind, row.item_id)))


def one_draw(evaluator: Evaluator, draw: int) -> Evaluator:
    """The evaluator of one draw alone; it shares the arrays."""
    draws, one = evaluator.draws, slice(draw, draw + 1)
    scale = {name: values[one] for name, values in draws.scale.items()}
    alone = replace(draws, welfare=draws.welfare[one], scale=scale)
    return replace(evaluator, draws=alone, before=evaluator.before[one], tail=None, threads=1)


def _every(asked: Problem) -> tuple[Line, ...]:
    """All lines that there are to choose from, as if everything were chosen."""
    single = np.array([not item.parts for item in asked.candidates.items], dtype=np.bool_)
    return plan_lines(asked.people, asked.candidates, single)


def _line(line: Line, paid_idr: list[int], plan_idr: int, draws: int) -> LineShare:
    share = len(paid_idr) / draws
    return LineShare(
        item_id=line.item_id,
        source_id=line.source_id,
        kind=line.kind,
        pillar=line.pillar,
        name=line.name,
        village_code=line.village_code,
        village=line.village,
        assumption=line.assumption,
        share=share,
        mean_idr=sum(paid_idr) / draws,
        plan_idr=plan_idr,
        standing=standing(share, in_plan=plan_idr > 0),
    )
