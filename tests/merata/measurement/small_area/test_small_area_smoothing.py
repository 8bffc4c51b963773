"""Generalised variance functions: found again, unbiased, usable where the variance is 0 or unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from merata.errors import InputError, UsageError
from merata.measurement.small_area.smoothing import smooth_variances, variance_function

COLUMNS: dict[str, Any] = {"estimate": "p0", "variance": "variance", "n": "n"}


def sampled(areas: int = 300, seed: int = 1) -> tuple[pa.Table, Any]:
    """Headcounts of areas, and the true variance of each."""
    rng = np.random.default_rng(seed)
    n = rng.integers(10, 60, areas)
    p = rng.uniform(0.05, 0.4, areas)
    seen = rng.binomial(n, p) / n
    table = pa.table(
        {
            "area": [f"V{k}" for k in range(areas)],
            "p0": seen,
            "variance": seen * (1 - seen) / (n - 1),
            "n": n,
            "synthetic": p,
        }
    )
    return table, p * (1 - p) / n


def test_an_exact_power_law_is_found_again() -> None:
    n = np.array([5, 10, 20, 40, 80, 160, 320])
    table = pa.table({"area": list("abcdefg"), "p0": n / 1000, "variance": 3.0 / n, "n": n})
    fitted = variance_function(table, **COLUMNS)
    assert fitted.coefficients["ln n"] == pytest.approx(-1.0)
    assert np.exp(fitted.coefficients["intercept"]) == pytest.approx(3.0)
    assert fitted.r2 == pytest.approx(1.0)
    np.testing.assert_allclose(fitted.table["variance_smoothed"], 3.0 / n, rtol=1e-9)
    assert fitted.table.column_names == ["area", "p0", "variance", "n", "variance_smoothed"]


def test_smoothed_variances_are_nearer_the_true_ones() -> None:
    table, true = sampled()
    smoothed = smooth_variances(table, **COLUMNS, expected="synthetic")["variance_smoothed"].to_numpy()
    own = table["variance"].to_numpy()
    assert np.mean(np.abs(smoothed / true - 1)) < 0.5 * np.mean(np.abs(own / true - 1))
    assert smoothed.mean() == pytest.approx(true.mean(), rel=0.05)


def test_the_sum_of_variances_is_kept() -> None:
    table, _ = sampled()
    own = table["variance"].to_numpy()
    smoothed = smooth_variances(table, **COLUMNS)["variance_smoothed"].to_numpy()
    assert smoothed[own > 0].sum() == pytest.approx(own.sum(), rel=1e-12)


def test_the_corrections_undo_the_bias_of_the_logarithm() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(10, 100, 2000)
    spread = 0.8
    true = 5.0 / n
    variance = true * np.exp(spread * rng.normal(size=2000) - spread**2 / 2)
    table = pa.table({"p0": n / 200, "variance": variance, "n": n})
    for correction in ("sum", "smearing", "lognormal"):
        fitted = variance_function(table, **COLUMNS, correction=correction)
        assert fitted.factor == pytest.approx(np.exp(spread**2 / 2), rel=0.1), correction
        np.testing.assert_allclose(fitted.table["variance_smoothed"], true, rtol=0.12)


def test_zero_and_unknown_variances_are_replaced_and_areas_without_an_estimate_stay_empty() -> None:
    table, _ = sampled(40)
    variance, p0, n = (table[name].to_pylist() for name in ("variance", "p0", "n"))
    variance[0], variance[1], variance[2] = 0.0, None, None
    p0[2], n[2] = None, None
    table = pa.table({"area": table["area"], "p0": p0, "variance": variance, "n": n})
    fitted = variance_function(table, **COLUMNS)
    smoothed = fitted.table["variance_smoothed"].to_pylist()
    assert smoothed[0] > 0
    assert smoothed[1] > 0
    assert smoothed[2] is None
    assert fitted.replaced[:2] == ("V0", "V1")


def test_many_zeros_are_warned_of() -> None:
    table, _ = sampled(40)
    variance = table["variance"].to_numpy().copy()
    variance[:10] = 0
    fitted = variance_function(table.set_column(2, "variance", pa.array(variance)), **COLUMNS)
    assert any("10 of 40 areas have a variance of 0" in text for text in fitted.warnings)


def test_variances_that_grow_with_the_sample_are_warned_of() -> None:
    n = np.arange(10, 30)
    table = pa.table({"p0": n / 100, "variance": n / 1000, "n": n})
    assert any("do not fall as n grows" in text for text in variance_function(table, **COLUMNS).warnings)


def test_one_n_for_all_leaves_the_mean() -> None:
    table = pa.table({"p0": np.full(8, 0.1), "variance": [1.0, 2, 3, 4, 1, 2, 3, 4], "n": [10] * 8})
    np.testing.assert_allclose(smooth_variances(table, **COLUMNS)["variance_smoothed"], 2.5)


def test_every_fault_is_named() -> None:
    table = pa.table(
        {"area": list("abcdefghij"), "p0": [0.1] * 10, "variance": [-1.0] + [1.0] * 9, "n": [0, None, *range(5, 13)]}
    )
    with pytest.raises(InputError) as caught:
        smooth_variances(table, **COLUMNS)
    assert "negative or infinite in a" in str(caught.value)
    assert "not so in a, b" in str(caught.value)


def test_too_few_areas_and_wrong_calls_are_refused() -> None:
    table, _ = sampled(5)
    with pytest.raises(InputError, match="areas for 2 coefficients"):
        smooth_variances(table, **COLUMNS)
    with pytest.raises(UsageError, match="smearing"):
        smooth_variances(table, **COLUMNS, correction="none")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no column m"):
        smooth_variances(table, estimate="p0", variance="variance", n="m")
