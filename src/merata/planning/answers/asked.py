"""A plan with all that is asked beside it: regret, what is robust, and on a demo what the hidden truth says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from merata.errors import UsageError
from merata.planning.answers.beside import Beside, beside
from merata.planning.answers.habits import Package, habits, packages
from merata.planning.answers.regret import Regret, Score, regrets, scores, times_equal_split
from merata.planning.answers.robustness import LineShare, robustness
from merata.planning.answers.truth_score import true_scores
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan import Plan, solve, told
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located


@dataclass(frozen=True, slots=True)
class Answers:
    """The `plan`; `regret` has the plan itself first, then what it is compared with.

    `robustness` and `truth` are None where they were not asked for; `truth` is by the names of `regret`.
    `beside` is given by `with_and_without`.
    """

    plan: Plan
    regret: tuple[Regret, ...]
    robustness: tuple[LineShare, ...] | None
    truth: dict[str, Score] | None
    beside: Beside | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        both = {} if self.beside is None else {"minutes_to_rupiah": self.beside.as_json()}
        return self.plan.as_json() | {
            "regret": [row.as_json() for row in self.regret],
            "times_equal_split": times_equal_split(self.regret),
            "robustness": None if self.robustness is None else [row.as_json() for row in self.robustness],
            "truth": None if self.truth is None else {name: asdict(score) for name, score in self.truth.items()},
            **both,
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

    With `with_truth` the hidden truth of a demo is read, and only then. Raises as `planning.plan.plan`, and
    `UsageError` for the truth of effects per minute, as a demo plants none.
    """
    if with_truth and request.minute_records:
        raise UsageError("a demo plants no effect per minute, so there is no truth of it: ask without it for the truth")
    tell = step or silent
    asked = problem(dataset, request, constraints, tell, expired)
    by_habit = habits(asked)
    tell(0.25, "package")
    best = _best(asked, by_habit, expired, lambda share: tell(0.25 + 0.35 * share, "package"))
    tell(0.6, "effects")
    plan = told(asked, best)
    tell(0.7, "regret")
    compared = packages(asked, best, by_habit)
    rows = regrets(asked, compared, scores(asked, asked.evaluator, compared))
    lines = None
    if with_robustness:
        lines = robustness(asked, best, tell=lambda share: tell(0.75 + 0.2 * share, "robustness"), expired=expired)
    truth = true_scores(asked, compared) if with_truth else None
    return Answers(plan, rows, lines, truth)


def _best(
    asked: Problem,
    by_habit: Mapping[str, Package],
    expired: Callable[[], bool] | None,
    tell: Callable[[float], None] | None = None,
) -> Optimised:
    starts = tuple(package.as_items(asked) for package in by_habit.values())
    return solve(asked, starts=starts, expired=expired, tell=tell)


def with_and_without(
    dataset: Dataset,
    request: Request,
    constraints: Located | None,
    found: Answers,
    *,
    expired: Callable[[], bool] | None = None,
    step: Step | None = None,
) -> Answers:
    """What was `found` for a request that counts works by minutes, with the plan beside it that does not.

    That is the plan of `answers` to the same request without `minute_records`. Raises as `answers`.
    """
    tell = step or silent
    asked = problem(dataset, replace(request, minute_records=()), constraints, tell, expired)
    tell(0.25, "package")
    best = _best(asked, habits(asked), expired, lambda share: tell(0.25 + 0.7 * share, "package"))
    return replace(found, beside=beside(found.plan, told(asked, best), request.minute_records))
