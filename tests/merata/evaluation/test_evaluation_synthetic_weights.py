"""Synthetic weights: the projection and the minimum by slow ways, and the limits of the penalty."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize

from merata.errors import InputError
from merata.evaluation.synthetic_weights import onto_simplex, synthetic_weights

Floats = NDArray[np.float64]


def everyone(own: Floats, donors: Floats) -> NDArray[np.bool_]:
    return np.ones((len(own), len(donors)), np.bool_)


def test_projection_by_hand() -> None:
    found = onto_simplex(np.array([[0.5, 0.5, 0.0], [2.0, 0.0, 0.0], [0.9, 0.7, -1.0]]), np.ones((3, 3), np.bool_))
    assert found == pytest.approx(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.6, 0.4, 0.0]]))
    allowed = np.array([[True, False, True]])
    assert onto_simplex(np.array([[0.1, 9.0, 0.1]]), allowed) == pytest.approx(np.array([[0.5, 0.0, 0.5]]))


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 7), st.integers(2, 5), st.floats(0.01, 1.0), st.integers(0, 1000))
def test_the_minimum_equals_a_general_solvers(donors: int, years: int, penalty: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    own, others = rng.normal(size=(1, years)), rng.normal(size=(donors, years))
    found = synthetic_weights(own, others, everyone(own, others), penalty)[0]
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)
    centred, around = own[0] - own.mean(), others - others.mean(axis=1, keepdims=True)

    def objective(weights: Floats) -> float:
        return float(np.sum((centred - weights @ around) ** 2) + penalty * np.sum(weights**2))

    slow = minimize(
        objective,
        np.full(donors, 1 / donors),
        bounds=[(0, 1)] * donors,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert objective(found) <= slow.fun + 1e-8


def test_a_village_that_moved_as_one_donor_did_gets_that_donor() -> None:
    others = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    own = others[[1]] + 5.0  # another level, the same movement
    found = synthetic_weights(own, others, everyone(own, others), 1e-6)
    assert found[0] == pytest.approx([0.0, 1.0, 0.0], abs=1e-4)


def test_a_large_penalty_weighs_all_alike_and_none_weighs_itself() -> None:
    others = np.random.default_rng(1).normal(size=(6, 3))
    found = synthetic_weights(others, others, ~np.eye(6, dtype=np.bool_), 1e6)
    assert np.diag(found) == pytest.approx(np.zeros(6))
    assert found[~np.eye(6, dtype=np.bool_)] == pytest.approx(np.full(30, 0.2), abs=1e-4)


def test_a_village_without_donors_is_refused() -> None:
    with pytest.raises(InputError, match="no comparison village"):
        synthetic_weights(np.zeros((1, 2)), np.zeros((1, 2)), np.zeros((1, 1), np.bool_), 1.0)
