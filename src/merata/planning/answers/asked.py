"""A plan with all that is asked beside it: regret, what is robust, and on a demo what the hidden truth says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from merata.errors import UsageError
from merata.planning.answers.beside import Beside, beside
from merata.planning.answers.habits import Package, habits, packages
from merata.planning.answers.joint import Joint, joint
from merata.planning.answers.price_words import price_said
from merata.planning.answers.reasons import Reason, reasons
from merata.planning.answers.regret import Regret, Score, regrets, scores, times_equal_split
from merata.planning.answers.robustness import LineShare, robustness
from merata.planning.answers.robustness_words import line_said, robustness_said
from merata.planning.answers.sentences import sentences, times_sentences
from merata.planning.answers.truth_score import true_scores
from merata.planning.determined import determined
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan import Plan, solve, told
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.planning.proving.proof import ShadowPrice
from merata.planning.pulse import Pulse
from merata.planning.wording.gain_units import gain_unit
from merata.planning.wording.limit_names import limit_names
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located


@dataclass(frozen=True, slots=True)
class Answers:
    """The `plan`; `regret` has the plan itself first, then what it is compared with.

    `robustness` and `truth` are None where they were not asked for; `truth` is by the names of `regret`.
    `beside` is given by `with_and_without`. `joint` is the plan's gain beside that of its lines alone, `reasons` say by
    line why it is in; `area_names` are what villages and kecamatan are called, by code.
    """

    plan: Plan
    regret: tuple[Regret, ...]
    robustness: tuple[LineShare, ...] | None
    truth: dict[str, Score] | None
    beside: Beside | None = None
    joint: Joint | None = None
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    area_names: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        plan, both = self.plan.as_json(), {} if self.beside is None else {"minutes_to_rupiah": self.beside.as_json()}
        because = {name: reason.as_json() for name, reason in self.reasons.items()}
        said = [*sentences(self.plan, self.area_names), *times_sentences(self.regret)]
        return plan | {
            "items": [row | because.get(row["item_id"], {}) for row in plan["items"]],
            "shadow_prices": [self._priced(price) for price in self.plan.shadow_prices],
            "regret": [row.as_json() for row in self.regret],
            "times_equal_split": times_equal_split(self.regret),
            "robustness": None if self.robustness is None else [_line(row) for row in self.robustness],
            "robustness_said": self._robust(),
            "truth": None if self.truth is None else {name: asdict(score) for name, score in self.truth.items()},
            "joint": None if self.joint is None else self.joint.as_json(),
            "sentences": [sentence.as_json() for sentence in said],
            "unit": gain_unit(self.plan.objective).as_json(),
            **both,
        }

    def _priced(self, price: ShadowPrice) -> dict[str, Any]:
        here, there = limit_names(price.limit, self.area_names)
        said = price_said(price, gain_unit(self.plan.objective), self.area_names)
        return price.as_json() | {"name_id": here, "name_en": there} | said.as_json()

    def _robust(self) -> dict[str, str] | None:
        return None if self.robustness is None else robustness_said(self.robustness, self.plan.draws).as_json()


def _line(row: LineShare) -> dict[str, Any]:
    return row.as_json() | line_said(row).as_json()


@determined
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
    `UsageError` for the truth of effects per minute, as a demo plants none. `step` is told at every evaluation, and may
    raise to stop.
    """
    if with_truth and request.minute_records:
        raise UsageError("a demo plants no effect per minute, so there is no truth of it: ask without it for the truth")
    tell = Pulse(step or silent)
    asked = problem(dataset, request, constraints, tell, expired)
    by_habit = habits(asked)
    tell(0.25, "package")
    last = 0.45 if with_robustness else 0.75
    best = _best(asked, by_habit, expired, tell.within(0.25, last, "package"))
    tell(last, "effects")
    plan = told(asked, best)
    tell(last + 0.05, "joint")
    together = joint(asked, best)
    tell(last + 0.1, "regret")
    compared = packages(asked, best, by_habit)
    rows = regrets(asked, compared, scores(asked, asked.evaluator, compared))
    lines = None
    if with_robustness:
        lines = robustness(asked, best, tell=tell.within(last + 0.15, 0.99, "robustness"), expired=expired)
    truth = true_scores(asked, compared) if with_truth else None
    because = reasons(asked, best, together)
    return Answers(plan, rows, lines, truth, None, together, because, asked.area_names)


def best_plan(asked: Problem, tell: Callable[[float], None] | None = None) -> Optimised:
    """The plan of `answers`, alone."""
    return _best(asked, habits(asked), None, tell)


def _best(
    asked: Problem,
    by_habit: Mapping[str, Package],
    expired: Callable[[], bool] | None,
    tell: Callable[[float], None] | None = None,
) -> Optimised:
    starts = tuple(package.as_items(asked) for package in by_habit.values())
    return solve(asked, starts=starts, expired=expired, tell=tell)


@determined
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
    tell = Pulse(step or silent)
    asked = problem(dataset, replace(request, minute_records=()), constraints, tell, expired)
    tell(0.25, "package")
    best = _best(asked, habits(asked), expired, tell.within(0.25, 0.95, "package"))
    return replace(found, beside=beside(found.plan, told(asked, best), request.minute_records))
