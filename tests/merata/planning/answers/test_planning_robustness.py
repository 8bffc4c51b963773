"""In what share of the draws a line belongs to the best package of that draw."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from invented_region import DatasetInMemory
from small_plans import evaluated_by, random_case

from merata.planning.answers.robustness import LineShare, one_draw, robustness, standing
from merata.planning.optimiser.evaluating import Evaluation, Evaluator
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan import solve
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.progress import silent

DRAWS = 5


@pytest.fixture(scope="module")
def asked(choices: DatasetInMemory) -> Problem:
    return problem(choices, Request("35.05", 1_000_000_000, date(2026, 1, 1), draws=DRAWS), None, silent)


@pytest.fixture(scope="module")
def best(asked: Problem) -> Optimised:
    return solve(asked)


@pytest.fixture(scope="module")
def lines(asked: Problem, best: Optimised) -> tuple[LineShare, ...]:
    heard: list[float] = []
    found = robustness(asked, best, tell=heard.append)
    assert heard == [(draw + 1) / DRAWS for draw in range(DRAWS)]
    return found


@pytest.mark.parametrize(
    ("share", "in_plan", "word"),
    [(1.0, True, "robust"), (0.8, False, "robust"), (0.79, True, "contested"), (0.2, True, "contested"),
     (0.2, False, "never"), (0.21, False, "contested"), (0.0, False, "never"), (0.0, True, "contested")],
)  # fmt: skip
def test_standing(share: float, in_plan: bool, word: str) -> None:
    assert standing(share, in_plan=in_plan) == word


def test_the_evaluator_of_one_draw_gives_that_draw() -> None:
    choice, welfare, size = random_case(4)
    by = evaluated_by(choice, welfare, size, scale={"works": np.array([0.5, 1.0, 1.5])})
    plan = np.random.default_rng(4).uniform(0, 1, 11)
    alone = [float(one_draw(by, draw).gains(plan)[0]) for draw in range(3)]
    assert alone == pytest.approx(by.gains(plan).tolist())


def test_every_line_is_there_once_with_the_share_of_its_draws(
    lines: tuple[LineShare, ...], asked: Problem, best: Optimised
) -> None:
    names = [line.item_id for line in lines]
    assert len(set(names)) == len(names)
    assert set(names) == {item.line for item in asked.candidates.items if not item.parts}
    assert all(line.share * DRAWS == pytest.approx(round(line.share * DRAWS)) for line in lines)
    assert sum(line.plan_idr for line in lines) == asked.candidates.cost_idr[best.chosen].sum()
    assert sum(line.mean_idr for line in lines) <= 1_000_000_000
    assert [line.share for line in lines] == sorted((line.share for line in lines), reverse=True)
    assert all((line.mean_idr > 0) == (line.share > 0) for line in lines)


def test_shares_are_those_of_each_draw_s_own_best_package(lines: tuple[LineShare, ...], asked: Problem) -> None:
    counted = dict.fromkeys((line.item_id for line in lines), 0)
    for draw in range(DRAWS):
        alone = optimise(one_draw(asked.evaluator, draw), asked.limits(), gap=0.005)
        for name in {asked.candidates.items[at].line for at in np.flatnonzero(alone.chosen)}:
            counted[name] += 1
    assert {line.item_id: round(line.share * DRAWS) for line in lines} == counted


def test_some_lines_are_robust_and_some_never(lines: tuple[LineShare, ...]) -> None:
    standings = {line.standing for line in lines}
    assert {"robust", "never"} <= standings
    assert all(line.plan_idr == 0 for line in lines if line.standing == "never")


def test_it_ends_within_a_draw_of_its_time(
    asked: Problem, best: Optimised, lines: tuple[LineShare, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every draw is filled greedily at least, so that all lines have a share; none is searched any further."""
    count, evaluate = [0], Evaluator.at

    def at(self: Evaluator, plan: np.ndarray) -> Evaluation:
        count[0] += 1
        return evaluate(self, plan)

    monkeypatch.setattr(Evaluator, "at", at)
    found = robustness(asked, best, expired=lambda: True)
    assert count[0] <= DRAWS * 8  # nothing, what is demanded, and six rounds of filling
    assert {line.item_id for line in found} == {line.item_id for line in lines}
    assert all(0 <= line.share <= 1 for line in found)
    assert any(line.share > 0 for line in found)
