"""Bundles made before a plan is looked for, and the bound after it: works tried whole, and time that is up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from network_works import best_of_all_sets, nine_works

from merata.planning.optimiser.evaluating import Evaluation, Evaluator
from merata.planning.plan import solve
from merata.planning.problem import Problem
from merata.planning.proving.widening import longer, widened

BUDGET = 14_000_000
GAP = 1e-4
GREEDY = 8
"""Evaluations before a search can be left: nothing, six rounds of filling, and what is demanded."""


@pytest.fixture(scope="module")
def asked() -> Problem:
    return nine_works(BUDGET, GAP)


@pytest.fixture(scope="module")
def truth(asked: Problem) -> float:
    return best_of_all_sets(asked, BUDGET)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the plans that are evaluated."""
    count, evaluate = [0], Evaluator.at

    def at(self: Evaluator, plan: np.ndarray) -> Evaluation:
        count[0] += 1
        return evaluate(self, plan)

    monkeypatch.setattr(Evaluator, "at", at)
    return count


def test_the_best_set_is_listed_and_proved(asked: Problem, truth: float) -> None:
    first = solve(replace(asked, request=replace(asked.request, gap=0.9)))
    assert first.gain < 0.9 * truth
    assert first.bound >= truth * (1 - 1e-9)
    more = widened(asked)
    assert len(more.candidates) > len(asked.candidates)
    assert more.known_cuts
    found = solve(more)
    assert found.gain == pytest.approx(truth, rel=1e-9)
    assert truth * (1 - 1e-9) <= found.bound <= truth * (1 + GAP)


def test_the_bound_covers_sets_that_no_bundle_lists(asked: Problem, truth: float) -> None:
    found = solve(asked)
    assert found.gain < 0.9 * truth
    assert truth * (1 - 1e-9) <= found.bound <= truth * (1 + GAP)


def test_what_was_learnt_holds_for_another_budget(asked: Problem) -> None:
    more = widened(asked)
    for budget in (6_000_000, 10_000_000):
        alone = solve(widened(replace(asked, request=replace(asked.request, budget_idr=budget))))
        found = solve(more, budget_idr=budget)
        assert found.bound >= alone.gain * (1 - 1e-9)
        assert alone.bound >= found.gain * (1 - 1e-9)


def test_no_bundle_is_made_when_time_is_up(asked: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    count = counted(monkeypatch)
    assert widened(asked, lambda: True) is asked
    assert count == [0]


@pytest.mark.parametrize("calls", [1, 3, 9, 20, 40])
def test_the_search_ends_within_a_step_of_its_time(
    asked: Problem, truth: float, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    count = counted(monkeypatch)
    at_end: list[int] = []

    def answers() -> Iterator[bool]:
        yield from [False] * calls
        at_end.append(count[0])
        while True:
            yield True

    ticks = answers()
    more = widened(asked, lambda: next(ticks))
    if at_end:
        assert count[0] - at_end[0] <= GREEDY + 2
    found = solve(more, expired=lambda: True)
    assert found.gain <= truth * (1 + 1e-9) <= found.bound * (1 + 1e-9)


def test_a_plan_is_made_longer_by_what_it_did_not_know(asked: Problem) -> None:
    short = np.ones(3, dtype=np.bool_)
    found = longer(short, asked)
    assert found.size == len(asked.candidates)
    assert np.flatnonzero(found).tolist() == [0, 1, 2]
