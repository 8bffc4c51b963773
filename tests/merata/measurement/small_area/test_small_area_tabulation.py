"""Tabulated sums over households equal sums of the closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from merata.measurement.small_area.closed_forms import expected
from merata.measurement.small_area.exact_measures import CLOSED
from merata.measurement.small_area.tabulation import Sums, tables
from merata.measurement.small_area.transformations import Kind, Transformation

SETS, ROWS = 6, 400


@pytest.mark.parametrize("one_line", [True, False])
@pytest.mark.parametrize("kind", ["none", "log", "log_shift"])
@pytest.mark.parametrize("spread", [1.0, 12.0])
def test_they_equal_the_closed_forms(kind: Kind, one_line: bool, spread: float) -> None:
    rng = np.random.default_rng(0)
    scale, centre = (1e5, 8e5) if kind == "none" else (1.0, 13.5)
    columns = np.column_stack([np.ones(ROWS), rng.normal(size=(ROWS, 5))])
    slopes = spread * scale * rng.uniform(-0.2, 0.2, (SETS, 5))
    coefficients = np.column_stack([np.full(SETS, centre), slopes])
    effect = 0.1 * scale * rng.normal(size=SETS)
    deviation = scale * rng.uniform(0.3, 1.4, SETS)
    shift = rng.uniform(0, 3e5, SETS) * (np.arange(SETS) > 0) if kind == "log_shift" else np.zeros(SETS)
    line = np.full(ROWS, 6e5) if one_line else rng.uniform(3e5, 9e5, ROWS)
    size = rng.integers(1, 7, ROWS).astype(np.float64)
    sums = Sums(tables(Transformation(kind), deviation, deviation.max()), shift, CLOSED, one_line=one_line)
    for rows in (slice(0, 150), slice(150, ROWS)):
        sums.add(columns[rows], coefficients, effect, line[rows], size[rows])
    found = sums.means()
    index = coefficients @ columns.T + effect[:, None]
    exact = expected(Transformation(kind, shift[:, None]), CLOSED, index, deviation[:, None], line)
    for name in CLOSED:
        values = exact[name] @ size / size.sum()
        tolerance = 1e-7 * np.abs(values) if name == "mean" else 1e-7
        assert np.all(np.abs(found[name] - values) < tolerance), name


@pytest.mark.parametrize("deviation", [0.05, 0.5, 1.0, 2.0, 3.9])
def test_the_error_of_one_household_is_below_the_stated_one(deviation: float) -> None:
    # One household at a time, at many distances from the line, in and out of the tables.
    distance = np.concatenate([np.linspace(-9, 9, 3001), [12.0, 30.0]])
    known = tables(Transformation("log"), np.full(len(distance), deviation), deviation)
    sums = Sums(known, np.zeros(len(distance)), CLOSED, one_line=True)
    effect = np.log(700.0) - deviation * distance
    sums.add(np.zeros((1, 1)), np.zeros((len(distance), 1)), effect, np.array([700.0]), np.ones(1))
    found = sums.means()
    exact = expected(Transformation("log"), CLOSED, effect, np.asarray(deviation), np.asarray(700.0))
    for name in ("p0", "p1", "p2"):
        np.testing.assert_allclose(found[name], exact[name], atol=1e-7)
    np.testing.assert_allclose(found["mean"], exact["mean"], rtol=1e-7)


def test_one_table_serves_all_sets_of_one_deviation() -> None:
    columns, effect = np.ones((3, 1)), np.array([12.0, 13.0, 14.0])
    arguments = (columns, np.zeros((3, 1)), effect, np.full(3, 5e5), np.array([1.0, 2.0, 3.0]))
    found = []
    for deviation in (np.array([0.4]), np.full(3, 0.4)):
        sums = Sums(tables(Transformation("log"), deviation, 0.4), np.zeros(3), CLOSED, one_line=True)
        sums.add(*arguments)
        found.append(sums.means())
    for name in CLOSED:
        np.testing.assert_allclose(found[0][name], found[1][name], rtol=1e-14)
