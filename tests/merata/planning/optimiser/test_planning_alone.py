"""What each thing gains by itself equals its evaluation as a plan of its own, for every objective."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from small_plans import candidates, evaluated_by, random_case

from merata.planning.optimiser.alone import gains_alone
from merata.planning.optimiser.objective import objective_of

OBJECTIVES = ("sen", "sgini:3", "atkinson:1", "atkinson:0.5", "poverty_gap", "squared_poverty_gap")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(OBJECTIVES))
def test_it_equals_the_whole_evaluation(seed: int, objective: str) -> None:
    choice, welfare, size = random_case(seed)
    rng = np.random.default_rng(seed)
    scale = {"cash": rng.uniform(0.5, 1.5, 3), "works": rng.uniform(-0.5, 1.5, 3)}
    by = evaluated_by(choice, welfare, size, objective=objective_of(objective), scale=scale, line_idr=90.0)
    sets = (rng.random((5, len(choice))) < 0.4).astype(np.float64)
    found = gains_alone(by, sparse.csr_array(sets))
    obvious = np.array([by.gains(each) for each in sets])
    np.testing.assert_allclose(found, obvious, rtol=1e-9, atol=1e-9)


def test_two_by_hand() -> None:
    """Two persons of 10 and 20: Σ Σ min / 4 is 12.5; 6 more for the poorer make it 17, 5 for the richer 13.75."""
    choice = candidates([1, 1], [0, 1], np.array([[6.0, 0.0], [0.0, 5.0]]))
    by = evaluated_by(choice, np.array([10.0, 20.0]), np.ones(2))
    found = gains_alone(by, sparse.csr_array(np.eye(2)))
    assert found[:, 0] == pytest.approx([(16 * 3 + 20) / 4 - (10 * 3 + 20) / 4, (10 * 3 + 25) / 4 - 12.5])


def test_nothing_gains_nothing() -> None:
    choice, welfare, size = random_case(1)
    by = evaluated_by(choice, welfare, size)
    assert gains_alone(by, sparse.csr_array(np.zeros((2, len(choice))))).tolist() == [[0.0] * 3] * 2
