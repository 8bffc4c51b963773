"""Fay–Herriot: hand-checkable cases, a slow obvious fit, invariances, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from merata.errors import InputError, UsageError
from merata.measurement import small_area
from merata.measurement.small_area.area_level_model import fit_area_model
from merata.measurement.small_area.fay_herriot import FayHerriot
from merata.measurement.welfare import Floats


def planted(areas: int = 40, seed: int = 1, spread: float = 0.5) -> pa.Table:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=areas)
    variance = rng.uniform(0.05, 0.4, areas)
    true = 10 + 2 * x + spread * rng.normal(size=areas)
    return pa.table(
        {
            "village": [f"V{k:02d}" for k in range(areas)],
            "mean": true + np.sqrt(variance) * rng.normal(size=areas),
            "variance": variance,
            "x": x,
            "urban": x > 0.3,
            "kind": [["farm", "coast", "town"][k % 3] for k in range(areas)],
            "n": np.arange(areas) + 5,
            "true": true,
        }
    )


def estimate(table: Any, **options: Any) -> FayHerriot:
    chosen: dict[str, Any] = {"estimate": "mean", "variance": "variance", "covariates": ["x"], "area": "village"}
    return small_area.fay_herriot(table, **(chosen | options))


def drawn(result: FayHerriot) -> Floats:
    """The draws, areas × draws."""
    assert result.draws is not None
    return np.column_stack([column.to_numpy() for column in result.draws.columns[1:]]).astype(np.float64)


def put(table: pa.Table, column: str, values: Any) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, pa.array(values, from_pandas=True))


def test_equal_variances_give_the_textbook_answer() -> None:
    # Without covariates and with one D everywhere: A = s² − D, γ = A ÷ s², and every area moves to the mean.
    table = pa.table({"village": list("abcdefgh"), "mean": [1.0, 2, 3, 4, 5, 6, 7, 8], "variance": [2.0] * 8})
    result = estimate(table, covariates=[])
    assert result.model.variance == pytest.approx(6.0 - 2.0, rel=1e-12)
    np.testing.assert_allclose(result.model.shrinkage, 4 / 6)
    np.testing.assert_allclose(result.estimates["value"], 4.5 + 4 / 6 * (np.arange(1, 9) - 4.5), rtol=1e-12)
    # g1 = 4/3, g2 = (1/3)² · 6/8, 2·g3 = 2 · (1/3)² · (2 · 6² ÷ 8) ÷ 6
    np.testing.assert_allclose(result.estimates["mse"], 4 / 3 + 6 / 72 + 2 / 9 * 9 / 6, rtol=1e-12)
    assert result.model.coefficients[0].name == "intercept"
    assert result.model.coefficients[0].se == pytest.approx((6 / 8) ** 0.5)


def test_the_table_has_the_held_columns() -> None:
    table = planted()
    result = estimate(table)
    assert result.estimates.column_names == ["area", "measure", "value", "mse", "n"]
    assert result.estimates["area"].to_pylist() == table["village"].to_pylist()
    assert set(result.estimates["measure"].to_pylist()) == {"mean"}
    assert result.estimates["n"].to_pylist() == table["n"].to_pylist()
    assert result.draws is None
    assert result.diagnostics.unsampled == ()
    without = estimate(table.drop_columns(["n"]))
    assert without.estimates["n"].null_count == 40


def test_likelihoods_are_those_of_the_normal_density() -> None:
    table = planted()
    x = np.column_stack([np.ones(40), table["x"].to_numpy()])
    y, d = table["mean"].to_numpy(), table["variance"].to_numpy()
    fit = fit_area_model(y, d, x)
    full = multivariate_normal(x @ fit.coefficients, np.diag(fit.variance + d)).logpdf(y)
    rest = np.linalg.svd(x)[0][:, 2:]
    restricted = multivariate_normal(np.zeros(38), rest.T @ np.diag(fit.variance + d) @ rest).logpdf(rest.T @ y)
    assert fit.log_likelihood == pytest.approx(full, rel=1e-12)
    assert fit.restricted_log_likelihood == pytest.approx(restricted, rel=1e-12)
    assert estimate(table, tolerance=None).model.aic == pytest.approx(-2 * full + 6, rel=1e-12)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from(["reml", "ml"]), st.sampled_from([0.0, 0.1, 1.0]))
def test_no_other_variance_is_likelier(seed: int, method: Any, spread: float) -> None:
    table = planted(15, seed, spread)
    x = np.column_stack([np.ones(15), table["x"].to_numpy()])
    y, d = table["mean"].to_numpy(), table["variance"].to_numpy()
    fit = fit_area_model(y, d, x, method=method)

    def likelihood(variance: float) -> float:
        v = np.diag(1 / (variance + d))
        crossed = x.T @ v @ x
        residual = y - x @ np.linalg.solve(crossed, x.T @ v @ y)
        determinant = np.linalg.slogdet(crossed)[1] if method == "reml" else 0.0
        return float(-0.5 * (np.sum(np.log(variance + d)) + determinant + residual @ v @ residual))

    best = likelihood(fit.variance)
    for variance in (0.0, *np.logspace(-6, 3, 60), fit.variance * 1.001, fit.variance * 0.999):
        assert likelihood(float(variance)) <= best + 1e-10


def test_areas_that_differ_by_chance_alone_have_no_variance_and_a_warning() -> None:
    table = put(planted(), "mean", 10 + 2 * planted()["x"].to_numpy())
    result = estimate(table)
    assert result.model.variance == 0
    np.testing.assert_allclose(result.estimates["value"], table["mean"], rtol=1e-10)
    assert any("model variance is zero" in text and "ragam model nol" in text for text in result.warnings)


@settings(max_examples=20)
@given(st.floats(1e-6, 1e9), st.integers(0, 100))
def test_the_currency_does_not_matter(factor: float, seed: int) -> None:
    table = planted(20, seed)
    scaled = put(table, "mean", table["mean"].to_numpy() * factor)
    scaled = put(scaled, "variance", table["variance"].to_numpy() * factor**2)
    scaled = put(scaled, "x", 3000 + 2 * table["x"].to_numpy())
    before, after = estimate(table).estimates, estimate(scaled).estimates
    np.testing.assert_allclose(after["value"].to_numpy() / factor, before["value"], rtol=1e-5)
    np.testing.assert_allclose(after["mse"].to_numpy() / factor**2, before["mse"], rtol=1e-5)


def test_areas_without_a_direct_estimate_get_the_models_own() -> None:
    table = planted()
    mean, variance = table["mean"].to_pylist(), table["variance"].to_pylist()
    mean[3] = None
    variance[7] = None
    result = estimate(put(put(table, "mean", mean), "variance", variance))
    left = estimate(table.filter(pa.array([k not in (3, 7) for k in range(40)])))
    assert result.diagnostics.unsampled == ("V03", "V07")
    assert result.model.variance == pytest.approx(left.model.variance, rel=1e-12)
    intercept, slope = result.model.coefficients
    assert result.estimates["value"][3].as_py() == pytest.approx(intercept.value + slope.value * table["x"][3].as_py())
    assert result.estimates["mse"][7].as_py() > result.model.variance
    assert result.model.shrinkage[3] == 0


def test_the_estimates_are_nearer_the_truth_and_the_error_is_known() -> None:
    errors, claimed, better = [], [], []
    for seed in range(300):
        table = planted(40, seed)
        result = estimate(table)
        error = np.mean((result.estimates["value"].to_numpy() - table["true"].to_numpy()) ** 2)
        better.append(error / np.mean((table["mean"].to_numpy() - table["true"].to_numpy()) ** 2))
        errors.append(error)
        claimed.append(np.mean(result.estimates["mse"].to_numpy()))
    assert np.mean(better) < 0.75
    assert np.mean(claimed) / np.mean(errors) == pytest.approx(1.0, abs=0.1)


def test_text_and_yes_no_covariates() -> None:
    result = estimate(planted(), covariates=["x", "urban", "kind"])
    assert [c.name for c in result.model.coefficients] == ["intercept", "x", "urban", "kind=farm", "kind=town"]


def test_draws_are_reproducible_joint_and_as_wide_as_the_error() -> None:
    table = planted()
    result = estimate(table, draws=2000, seed=3)
    assert result.draws is not None
    assert result.draws.column_names == ["area", *(f"draw_{k}" for k in range(1, 2001))]
    assert set(result.draws.schema.types[1:]) == {pa.float32()}
    assert result.draws["area"].equals(table["village"])
    draws = drawn(result)
    np.testing.assert_array_equal(drawn(estimate(table, draws=10, seed=3)), draws[:, :10])
    np.testing.assert_allclose(draws.mean(axis=1), result.estimates["value"], atol=0.06)
    ratio = draws.var(axis=1) / result.estimates["mse"].to_numpy()
    assert ratio.mean() == pytest.approx(1.0, abs=0.1)
    # Parameters are shared within a draw: the areas' mean is less certain than independent areas would make it.
    independent = draws.var(axis=1).sum() / 40**2
    assert draws.mean(axis=0).var() > 1.05 * independent


def test_draws_know_that_the_model_variance_is_uncertain() -> None:
    table = put(planted(), "mean", 10 + 2 * planted()["x"].to_numpy())
    draws = drawn(estimate(table, draws=300, seed=1))
    assert draws.var(axis=1).min() > 0


def test_a_logarithmic_model_comes_back_unbiased() -> None:
    rng = np.random.default_rng(4)
    bias = []
    for _ in range(20):
        table = planted(40, int(rng.integers(1 << 30)), 0.4)
        logs = table["mean"].to_numpy() / 4
        amounts = put(table, "mean", np.exp(logs))
        amounts = put(amounts, "variance", table["variance"].to_numpy() / 16 * np.exp(2 * logs))
        result = estimate(amounts, transformation="log", bootstrap=50, seed=1)
        true = np.exp(table["true"].to_numpy() / 4)
        bias.append(np.mean(result.estimates["value"].to_numpy() - true) / true.mean())
        assert result.model.transformation == "log"
    assert np.mean(bias) == pytest.approx(0.0, abs=0.015)


def test_fractions_stay_between_0_and_1_with_the_arcsine() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(8, 40, 40)
    p = rng.binomial(n, 0.08) / n
    table = pa.table(
        {
            "village": [str(k) for k in range(40)],
            "p0": p,
            "variance": 0.08 * 0.92 / n,
            "effective": n.astype(float),
            "x": rng.normal(size=40),
        }
    )
    result = estimate(
        table, estimate="p0", transformation="arcsin", effective_n="effective", seed=1, draws=50, bootstrap=50
    )
    value = result.estimates["value"].to_numpy()
    assert value.min() > 0
    assert value.mean() == pytest.approx(0.08, abs=0.04)
    assert drawn(result).min() >= 0
    with pytest.raises(InputError, match="effective_n"):
        estimate(table, estimate="p0", transformation="arcsin")


def test_every_fault_is_named_at_once() -> None:
    table = planted(12)
    variance = table["variance"].to_numpy().copy()
    variance[[2, 5]] = 0
    variance[8] = -1
    x = table["x"].to_numpy().copy()
    x[4] = np.nan
    villages = [f"V{k:02d}" for k in range(11)] + ["V00"]
    broken = put(put(put(table, "variance", variance), "x", x), "village", villages)
    with pytest.raises(InputError) as caught:
        estimate(broken)
    text = str(caught.value)
    assert "zero in V02, V05" in text
    assert "smooth" in text
    assert "negative or infinite in V08" in text
    assert "missing or infinite in V04" in text
    assert "more than one row for V00" in text
    assert len(caught.value.faults) == 4


def test_collinear_and_constant_covariates_are_named() -> None:
    table = planted()
    table = table.append_column("double", pa.array(2 * table["x"].to_numpy() + 1))
    table = table.append_column("flat", pa.array(np.ones(40)))
    with pytest.raises(InputError) as caught:
        estimate(table, covariates=["x", "double", "flat"])
    assert "flat is the same in all fitted areas" in str(caught.value)
    assert "follows from" in str(caught.value)
    assert "double" in str(caught.value)


def test_a_category_that_no_fitted_area_has_is_refused() -> None:
    table = planted()
    mean = table["mean"].to_pylist()
    mean[39] = None
    kind = [*table["kind"].to_pylist()[:39], "island"]
    with pytest.raises(InputError, match=r"'island'.*coast, farm, town"):
        estimate(put(put(table, "mean", mean), "kind", kind), covariates=["kind"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "moments"}, "reml"),
        ({"transformation": "sqrt"}, "arcsin"),
        ({"draws": -1}, "draws"),
        ({"seed": -1}, "seed"),
        ({"covariates": ["y", "z"]}, "no column y, z"),
        ({"covariates": ["x", "x"]}, "more than once"),
        ({"transformation": "log", "bootstrap": 10}, "at least 50"),
        ({"tolerance": 2.0}, "tolerance"),
        ({"seed": 1.5, "draws": 2.5}, "draws is 2.5; expected a whole number; seed is 1.5"),
    ],
)
def test_wrong_calls_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        estimate(planted(), **options)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(InputError, match="direct: the table is empty") as caught:
        estimate(planted().slice(0, 0), covariates=["x", "kind"])
    assert len(caught.value.faults) == 1


def test_too_few_areas_are_refused() -> None:
    with pytest.raises(InputError, match="6 areas have a direct estimate and the model 2 coefficients"):
        estimate(planted(6))


def test_a_fraction_below_zero_and_few_areas_are_warned_of() -> None:
    table = put(planted(12), "mean", planted(12)["x"].to_numpy() / 10 + 0.05).rename_columns(
        ["village", "p0", "variance", "x", "urban", "kind", "n", "true"]
    )
    table = put(table, "variance", np.full(12, 1e-4))
    texts = " ".join(estimate(table, estimate="p0").warnings)
    assert "values that p0 cannot have: V" in texts
    assert "only 12 areas have a direct estimate" in texts
