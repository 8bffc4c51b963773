"""Plans on joint draws of welfare and effects: by hand, against the sum over draws, and in the tail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_plans import SURE, UNSURE, candidates, evaluated_by, random_case

from merata.planning.effects import Effect
from merata.planning.optimiser.evaluating import draws_of
from merata.planning.optimiser.objective import Objective, social_welfare
from merata.planning.population import Population


def test_by_hand_two_draws_and_an_effect_that_fails_in_one() -> None:
    """Two persons have 10 and 20; the work adds half to the poorer in one draw and nothing in the other."""
    choice = candidates([1], [0], np.zeros((1, 2)), np.array([[0.25, 0.0]]))
    by = evaluated_by(choice, np.array([[10.0, 20.0]] * 2), np.ones(2), scale={UNSURE: np.array([2.0, 0.0])})
    # The poorer of two persons, with replacement: (3 × 10 + 20) / 4 = 12.5, and (3 × 15 + 20) / 4 = 16.25.
    assert by.before.tolist() == [12.5, 12.5]
    assert by.gains(np.ones(1)).tolist() == [3.75, 0.0]
    found = by.at(np.ones(1))
    assert found.gain == 1.875
    # A share of own welfare counts its rupiah (10 × 0.25 × 2) by 3/4 in the first draw, and not at all in the second.
    assert found.slopes.tolist() == pytest.approx([5 * 0.75 / 2])


@pytest.mark.parametrize("tail", [None, 0.5, 0.4, 1.0])
@given(seed=st.integers(0, 300))
def test_every_linearisation_lies_above(tail: float | None, seed: int) -> None:
    choice, welfare, size = random_case(seed)
    rng = np.random.default_rng(seed)
    by = evaluated_by(
        choice, welfare, size, tail=tail, scale={UNSURE: rng.normal(1, 1, 3), SURE: rng.normal(1, 0.2, 3)}
    )
    here, there = rng.uniform(0, 1, 11), rng.uniform(0, 1, 11)
    found = by.at(here)
    assert by.value(by.gains(there)) <= found.gain + found.slopes @ (there - here) + 1e-9
    assert found.gain == pytest.approx(by.value(by.gains(here)))


def test_the_tail_is_the_mean_of_the_worst_draws() -> None:
    choice, welfare, size = random_case(4)
    plan = np.ones(11)
    gains = np.sort(evaluated_by(choice, welfare, size).gains(plan))
    worst_half = (gains[0] + 0.5 * gains[1]) / 1.5
    assert evaluated_by(choice, welfare, size, tail=0.5).at(plan).gain == pytest.approx(worst_half)
    assert evaluated_by(choice, welfare, size, tail=1 / 3).at(plan).gain == pytest.approx(gains[0])
    assert evaluated_by(choice, welfare, size, tail=1.0).at(plan).gain == pytest.approx(gains.mean())


def test_threads_change_nothing() -> None:
    choice, welfare, size = random_case(2)
    plan = np.linspace(0, 1, 11)
    one = evaluated_by(choice, welfare, size)
    four = replace(one, threads=4)
    assert np.array_equal(one.at(plan).slopes, four.at(plan).slopes)
    assert np.array_equal(one.gains(plan), four.gains(plan))


def test_after_is_the_welfare_that_is_measured() -> None:
    choice, welfare, size = random_case(3)
    by = evaluated_by(choice, welfare, size, scale={UNSURE: np.array([0.5, 1.0, 1.5])})
    plan = np.full(11, 0.5)
    measured = [social_welfare(after, size) for after in by.after(plan)]
    assert measured - by.before == pytest.approx(by.gains(plan))


def test_effects_are_drawn_with_their_mean_and_error_exactly(choices_people: Population) -> None:
    sure = Effect("a", 2.0, 0.0, "", assumption=False, source="", certainty=None)
    unsure = Effect("b", 0.1, 0.05, "", assumption=False, source="", certainty=None)
    nil = Effect("c", 0.0, 0.2, "", assumption=False, source="", certainty=None)
    found = draws_of(choices_people, {"a": sure, "b": unsure, "c": nil}, 1).scale
    assert found["a"].tolist() == [1.0] * len(choices_people.welfare)
    assert found["b"].mean() == pytest.approx(1.0)
    assert found["b"].std() == pytest.approx(0.5)
    assert found["c"].tolist() == found["a"].tolist()
    again = draws_of(choices_people, {"b": unsure}, 1).scale["b"]
    other = draws_of(choices_people, {"b": unsure}, 2).scale["b"]
    assert sorted(again) == pytest.approx(sorted(other))
    assert not np.array_equal(again, other)


def test_poverty_falls_by_what_the_poor_are_given() -> None:
    """A line of 20 and one poor person of four, lifted from 10 to 15: the gap of 0.5 / 4 falls by half."""
    choice = candidates([1], [0], np.array([[5.0, 0.0]]))
    by = evaluated_by(
        choice, np.array([10.0, 30.0]), np.array([1.0, 3.0]), objective=Objective("poverty_gap"), line_idr=20.0
    )
    assert by.before.tolist() == [-0.125]
    assert by.at(np.ones(1)).gain == pytest.approx(0.0625)
