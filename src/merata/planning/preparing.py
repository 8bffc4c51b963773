"""Everything that is computed before a plan is looked for: people and draws, candidates, and bundles that can pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from merata.planning.limits.budget_lines import BudgetLine
from merata.planning.limits.committed import open_lines
from merata.planning.menu import Menu, menu
from merata.planning.optimiser.evaluating import Evaluator, draws_of, evaluator
from merata.planning.population import Population, population
from merata.planning.problem import Problem, Request
from merata.planning.proving.widening import widened
from merata.planning.pulse import Pulse
from merata.progress import Step
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located


def problem(
    dataset: Dataset,
    request: Request,
    constraints: Located | None,
    step: Step,
    expired: Callable[[], bool] | None = None,
) -> Problem:
    """Everything that is computed before a plan is looked for; bundles of works as far as `expired` allows.

    Raises `UsageError` for a regency that the dataset does not have, `InputError` for tables with faults.
    """
    return widened(posed(dataset, request, constraints, step), expired)


def posed(dataset: Dataset, request: Request, constraints: Located | None, step: Step) -> Problem:
    """People, choices and limits, with the bundles of works that are listed first: enough to evaluate packages.

    Raises as `problem`.
    """
    pulse = step if isinstance(step, Pulse) else Pulse(step)
    pulse(0.0, "welfare")
    people = population(dataset, regency=request.regency, draws=request.draws, seed=request.seed, beat=pulse.beat)
    pulse(0.1, "candidates")
    choice = menu(
        dataset,
        people,
        request.regency,
        request.budget_idr,
        request.day,
        villages_too=request.use_ceilings,
        minute_records=request.minute_records,
        assumptions=request.assumptions,
        beat=pulse.beat,
    )
    lines: tuple[BudgetLine, ...] = ()
    if request.use_ceilings:
        lines, told = open_lines(dataset, people, request.regency, request.day)
        choice = replace(choice, notes=(*choice.notes, *told))
    return Problem(
        dataset=dataset,
        request=request,
        people=people,
        menu=choice,
        evaluator=_evaluator(people, choice, request, pulse),
        constraints=constraints,
        budget=(*lines, *choice.own_lines),
    )


def _evaluator(people: Population, choice: Menu, request: Request, pulse: Pulse) -> Evaluator:
    draws = draws_of(people, choice.effects, request.seed)
    pulse(0.2, "candidates")
    return evaluator(choice.candidates, draws, request.objective, tail=request.tail, beat=pulse.beat)
