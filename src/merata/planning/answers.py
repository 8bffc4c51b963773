"""A plan with all that is asked beside it: regret, what is robust, and on a demo what the hidden truth says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from merata.planning.habits import habits, packages
from merata.planning.plan import Plan, solve, told
from merata.planning.preparing import problem
from merata.planning.problem import Request
from merata.planning.regret import Regret, Score, regrets, scores, times_equal_split
from merata.planning.robustness import LineShare, robustness
from merata.planning.truth_score import true_scores
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located


@dataclass(frozen=True, slots=True)
class Answers:
    """The `plan`; `regret` has the plan itself first, then what it is compared with.

    `robustness` and `truth` are None where they were not asked for; `truth` is by the names of `regret`.
    """

    plan: Plan
    regret: tuple[Regret, ...]
    robustness: tuple[LineShare, ...] | None
    truth: dict[str, Score] | None

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return self.plan.as_json() | {
            "regret": [row.as_json() for row in self.regret],
            "times_equal_split": times_equal_split(self.regret),
            "robustness": None if self.robustness is None else [row.as_json() for row in self.robustness],
            "truth": None if self.truth is None else {name: asdict(score) for name, score in self.truth.items()},
        }


def answers(
    dataset: Dataset,
    request: Request,
    constraints: Located | None = None,
    *,
    with_robustness: bool = False,
    with_truth: bool = False,
    expired: Callable[[], bool] | None = None,
    step: Step | None = None,
) -> Answers:
    """The best package that the request allows, no worse than what is done by habit within the same limits.

    With `with_truth` the hidden truth of a demo is read, and only then. Raises as `planning.plan.plan`.
    """
    tell = step or silent
    asked = problem(dataset, request, constraints, tell)
    by_habit = habits(asked)
    tell(0.25, "package")
    starts = tuple(package.as_items(asked) for package in by_habit.values())
    best = solve(asked, starts=starts, expired=expired, tell=lambda share: tell(0.25 + 0.35 * share, "package"))
    tell(0.6, "effects")
    plan = told(asked, best)
    tell(0.7, "regret")
    compared = packages(asked, best, by_habit)
    rows = regrets(asked, compared, scores(asked, asked.evaluator, compared))
    lines = None
    if with_robustness:
        lines = robustness(asked, best, tell=lambda share: tell(0.75 + 0.2 * share, "robustness"))
    truth = true_scores(asked, compared) if with_truth else None
    return Answers(plan, rows, lines, truth)
