"""The effect of completing a course, from the lottery that only some of its winners followed through.

Winning moves completion, and income only through it (a seat offered and not used changes nothing): then the effect on
those who complete because they won is the difference in income over the difference in completion (Wald; Angrist,
Imbens and Rubin 1996). Both differences are weighted as in `lottery`. The interval inverts the test of Anderson and
Rubin, so that it stays right where few winners complete, and says so where nothing can be said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from merata.errors import InputError
from merata.evaluation.lottery import CONFIDENCE, pooled_difference, two_sided
from merata.evaluation.lottery_frame import Applicants, Flags, Floats, Positions
from merata.evaluation.ratio import fieller


@dataclass(frozen=True, slots=True)
class ComplierEffect:
    """The effect of completion on who completes because they won, as a share of income.

    `take_up` is the difference in completion between winners and losers, `first_stage_f` the square of its t. The 95%
    interval is `bounded`; or, where the lottery hardly moved completion, `outside` (all effects up to `low` and from
    `high` on) or `everything`. `standard_error` is the delta method's and means little unless bounded. `p_value` of no
    effect is that of the offer: who has no effect of completion has none of the offer.
    """

    effect: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    kind: Literal["bounded", "outside", "everything"]
    p_value: float
    take_up: float
    first_stage_f: float
    n: int


def complier_effect(frame: Applicants) -> ComplierEffect:
    """The effect of completion in `frame`, over the classes of which enough in both arms were found again.

    `frame.completed` may hold any treatment that winning raises, as a share attended (`lottery_frame.attendance`): the
    effect is then that of one unit more, averaged as Angrist and Imbens (1995) say. Raises `InputError` where no class
    can be compared, where a winner's treatment is not recorded, or where winners have no more of it than losers.
    """
    rows = [rows[frame.found[rows]] for rows in frame.compared()]
    used = np.concatenate(rows)
    unknown = int(np.count_nonzero(np.isnan(frame.completed[used])))
    if unknown:
        raise InputError(f"applications: {unknown} winners have no record of it; fill in `completed` or the sessions")
    selected, chance = frame.selected, frame.chance
    reduced = pooled_difference(frame.outcome, selected, chance, rows)
    first = pooled_difference(frame.completed, selected, chance, rows)
    if first.value <= 0:
        raise InputError(
            "winners complete the course no more often than losers do: completion cannot be judged from this lottery; "
            "check `completed`, or read the effect of the offer"
        )
    ratio = reduced.value / first.value
    residual = pooled_difference(frame.outcome - ratio * frame.completed, selected, chance, rows)
    covariance = (reduced.error**2, _covariance(frame.outcome, frame.completed, selected, chance, rows), first.error**2)
    region = fieller(reduced.value, first.value, covariance, float(stdtrit(residual.degrees, 0.5 + CONFIDENCE / 2)))
    with np.errstate(over="ignore"):  # a ratio to hardly any completion may be beyond all numbers
        effect, low, high = (float(np.expm1(end)) for end in (ratio, region.low, region.high))
        error = float(np.exp(ratio) * residual.error / first.value)
    return ComplierEffect(
        effect=effect,
        standard_error=error,
        degrees_of_freedom=residual.degrees,
        low=low,
        high=high,
        kind=region.kind,
        p_value=two_sided(reduced.value, reduced.error, reduced.degrees),
        take_up=first.value,
        first_stage_f=(first.value / first.error) ** 2 if first.error > 0 else float("inf"),
        n=used.size,
    )


def _covariance(first: Floats, second: Floats, selected: Flags, chance: Floats, rows: list[Positions]) -> float:
    """The covariance of two pooled differences, from the variances of their sum and of their difference."""
    together = pooled_difference(first + second, selected, chance, rows).error ** 2
    apart = pooled_difference(first - second, selected, chance, rows).error ** 2
    return (together - apart) / 4
