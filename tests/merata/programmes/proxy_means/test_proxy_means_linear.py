"""Ridge against the textbook's normal equations."""

from __future__ import annotations

import numpy as np
import pytest

from merata.programmes.proxy_means.linear import PENALTIES, fit_ridge


def data(n: int = 90) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    columns = rng.normal(size=(n, 5)) * [1, 10, 0.1, 1, 1] + [0, 50, 1, 0, 0]
    target = columns @ [1.0, 0.05, 3.0, 0.0, 0.0] + rng.normal(0, 1.5, n)
    return columns, target, rng.uniform(1, 9, n), np.arange(n) % 5


def normal_equations(columns: np.ndarray, target: np.ndarray, weight: np.ndarray, penalty: float) -> np.ndarray:
    """Σ w (y − a − z·b)² ÷ Σ w + λ Σ b², solved as it is written; coefficients of z, then a."""
    share = weight / weight.sum()
    centre = share @ columns
    spread = np.sqrt(share @ (columns - centre) ** 2)
    whole = np.column_stack([(columns - centre) / spread, np.ones(len(target))])
    penalties = np.diag([penalty] * columns.shape[1] + [0.0])
    return np.linalg.solve(whole.T @ (whole * share[:, None]) + penalties, whole.T @ (share * target))


def test_predictions_are_those_of_the_normal_equations() -> None:
    columns, target, weight, fold = data()
    model = fit_ridge(columns, target, weight, fold)
    share = weight / weight.sum()
    standard = (columns - share @ columns) / np.sqrt(share @ (columns - share @ columns) ** 2)
    solved = normal_equations(columns, target, weight, model.penalty)
    assert model.predict(columns) == pytest.approx(standard @ solved[:-1] + solved[-1])


def test_the_penalty_is_the_one_with_the_least_held_out_error() -> None:
    columns, target, weight, fold = data()
    squares = []
    for penalty in PENALTIES:
        total = 0.0
        for out in (fold == number for number in range(5)):
            share = weight[~out] / weight[~out].sum()
            centre = share @ columns[~out]
            spread = np.sqrt(share @ (columns[~out] - centre) ** 2)
            solved = normal_equations(columns[~out], target[~out], weight[~out], penalty)
            error = target[out] - (columns[out] - centre) / spread @ solved[:-1] - solved[-1]
            total += weight[out] @ error**2
        squares.append(total)
    assert fit_ridge(columns, target, weight, fold).penalty == PENALTIES[int(np.argmin(squares))]


def test_weights_and_units_have_no_scale() -> None:
    columns, target, weight, fold = data()
    first = fit_ridge(columns, target, weight, fold)
    units = np.array([1.0, 1000.0, 0.01, 1.0, 1.0])
    again = fit_ridge(columns * units, target, 1e6 * weight, fold)
    assert again.penalty == first.penalty
    assert again.predict(columns * units) == pytest.approx(first.predict(columns))


def test_a_household_of_weight_three_counts_as_three() -> None:
    columns, target, weight, fold = data()
    whole = np.rint(weight).astype(int)
    repeated = [np.repeat(part, whole, axis=0) for part in (columns, target, fold)]
    first = fit_ridge(columns, target, whole.astype(float), fold)
    again = fit_ridge(repeated[0], repeated[1], np.ones(whole.sum()), repeated[2])
    assert again.predict(columns) == pytest.approx(first.predict(columns))


def test_a_column_that_does_not_vary_says_nothing() -> None:
    columns, target, weight, fold = data()
    model = fit_ridge(np.column_stack([columns, np.full(len(target), 7.0)]), target, weight, fold)
    assert model.coefficients[-1] == 0.0
    assert np.isfinite(model.predict(np.column_stack([columns, np.full(len(target), 8.0)]))).all()
