"""Benchmarked estimates add up to the published total, and what cannot be is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.errors import InputError, UsageError
from merata.measurement.small_area.benchmarking import benchmark
from merata.measurement.welfare import Floats

ESTIMATES = pa.table(
    {
        "area": ["a", "b", "c", "d"],
        "measure": ["p0"] * 4,
        "value": [0.1, 0.2, 0.3, 0.2],
        "mse": [0.001, 0.004, 0.001, 0.002],
        "n": [10, 5, 20, 8],
        "regency": ["35.05", "35.05", "35.72", "35.72"],
        "persons": [100, 300, 200, 200],
    }
)
TOTALS = pa.table({"region": ["35.05", "35.72"], "measure": ["p0", "p0"], "value": [0.21, 0.2]})
LETTERS = ["a", "b", "c", "d"]


def table_of(draws: Floats) -> pa.Table:
    return pa.table({"area": LETTERS, **{f"draw_{k}": pa.array(d, pa.float32()) for k, d in enumerate(draws.T, 1)}})


def drawn(table: pa.Table | None) -> Floats:
    assert table is not None
    return np.column_stack([column.to_numpy() for column in table.columns[1:]]).astype(np.float64)


WHERE: dict[str, Any] = {"population": "persons", "region": "regency"}


def test_the_ratio_by_hand() -> None:
    result = benchmark(ESTIMATES, TOTALS, **WHERE)
    # (100 · 0.1 + 300 · 0.2) ÷ 400 = 0.175; 0.21 ÷ 0.175 = 1.2
    np.testing.assert_allclose(result.estimates["value"], [0.12, 0.24, 0.24, 0.16])
    np.testing.assert_allclose(result.estimates["mse"], [0.0014, 0.0056, 0.0046, 0.0036])
    assert result.factors.to_pylist()[0] == pytest.approx(
        {
            "region": "35.05",
            "measure": "p0",
            "areas": 2,
            "before": 0.175,
            "total": 0.21,
            "factor": 1.2,
            "difference": 0.035,
        }
    )
    assert result.estimates.column_names == ESTIMATES.column_names
    assert result.warnings == ()


def test_the_difference_by_hand() -> None:
    result = benchmark(ESTIMATES, TOTALS, **WHERE, method="difference")
    np.testing.assert_allclose(result.estimates["value"], [0.135, 0.235, 0.25, 0.15])


def test_the_uncertain_move_most() -> None:
    result = benchmark(ESTIMATES, TOTALS, **WHERE, method="mse")
    # Share × mse: 0.25 · 0.001 and 0.75 · 0.004, that is 1 to 12; their weighted mean moves by 0.035.
    moved = result.estimates["value"].to_numpy()[:2] - [0.1, 0.2]
    assert moved[1] / moved[0] == pytest.approx(12)
    assert 0.25 * moved[0] + 0.75 * moved[1] == pytest.approx(0.035)


@settings(max_examples=30)
@given(
    st.integers(0, 10_000), st.sampled_from(["ratio", "difference", "mse"]), st.floats(0.6, 1.8), st.floats(1e-3, 1e6)
)
def test_every_method_meets_the_totals_whatever_the_scale_of_the_weights(
    seed: int, method: Any, factor: float, scale: float
) -> None:
    rng = np.random.default_rng(seed)
    value, persons = rng.uniform(1e5, 1e6, 12), rng.uniform(1, 5, 12) * scale
    region = np.repeat(["x", "y", "z"], 4)
    table = pa.table(
        {
            "area": [str(k) for k in range(12)],
            "measure": ["income"] * 12,
            "value": value + 1e7,
            "mse": rng.uniform(1, 2, 12) * 1e8,
        }
    )
    before = [np.average(value[region == r] + 1e7, weights=persons[region == r]) for r in "xyz"]
    totals = pa.table({"region": list("xyz"), "measure": ["income"] * 3, "value": np.array(before) * factor})
    result = benchmark(
        table,
        totals,
        population={str(k): p for k, p in enumerate(persons)},
        region={str(k): r for k, r in enumerate(region)},
        method=method,
    )
    after = result.estimates["value"].to_numpy()
    for r, mean in zip("xyz", before, strict=True):
        assert np.average(after[region == r], weights=persons[region == r]) == pytest.approx(mean * factor, rel=1e-9)


def test_the_mse_method_changes_least_in_units_of_the_error() -> None:
    def cost(method: Any) -> float:
        value = benchmark(ESTIMATES, TOTALS, **WHERE, method=method).estimates["value"].to_numpy()
        return float(np.sum((value - ESTIMATES["value"].to_numpy()) ** 2 / ESTIMATES["mse"].to_numpy()))

    assert cost("mse") < min(cost("ratio"), cost("difference"))


def test_draws_move_with_the_estimates_and_keep_their_spread() -> None:
    rng = np.random.default_rng(1)
    draws = np.abs(ESTIMATES["value"].to_numpy()[:, None] + 0.01 * rng.normal(size=(4, 500)))
    result = benchmark(ESTIMATES, TOTALS, **WHERE, draws=table_of(draws))
    assert result.draws is not None
    assert result.draws.schema == table_of(draws).schema
    assert result.draws["area"].to_pylist() == LETTERS
    moved = drawn(result.draws)
    np.testing.assert_allclose(moved[:2], draws[:2] * 1.2, rtol=1e-6)
    regional = 0.25 * moved[0] + 0.75 * moved[1]
    assert regional.std() > 0
    assert regional.mean() == pytest.approx(0.21, abs=0.002)
    added = benchmark(ESTIMATES, TOTALS, **WHERE, draws=table_of(draws), method="difference").draws
    np.testing.assert_allclose(drawn(added)[:2], draws[:2] + 0.035, rtol=1e-6)


def test_draws_of_fractions_stay_within_0_and_1() -> None:
    draws = np.tile(ESTIMATES["value"].to_numpy()[:, None], 3)
    draws[1, 0] = 0.9
    result = benchmark(ESTIMATES, TOTALS, **WHERE, draws=table_of(draws))
    assert drawn(result.draws)[1, 0] == 1.0
    assert any("1 of 12 draws" in text for text in result.warnings)


def test_one_region_needs_no_name() -> None:
    totals = pa.table({"measure": ["p0"], "value": [0.2]})
    result = benchmark(ESTIMATES, totals, population="persons")
    assert np.average(result.estimates["value"], weights=[100, 300, 200, 200]) == pytest.approx(0.2)


def test_a_factor_far_from_1_is_warned_of() -> None:
    totals = pa.table({"region": ["35.05", "35.72"], "measure": ["p0", "p0"], "value": [0.5, 0.25]})
    (text,) = benchmark(ESTIMATES, totals, **WHERE).warnings
    assert "p0 in 35.05: the published value is 2.86 times" in text


def test_a_fraction_above_1_or_a_value_below_0_is_refused() -> None:
    high = pa.table({"region": ["35.05", "35.72"], "measure": ["p0", "p0"], "value": [0.95, 0.25]})
    with pytest.raises(InputError, match=r"pushed above 1: b \(p0\)"):
        benchmark(ESTIMATES, high, **WHERE)
    low = pa.table({"region": ["35.05", "35.72"], "measure": ["p0", "p0"], "value": [0.05, 0.25]})
    with pytest.raises(InputError, match=r"pushed below 0: a \(p0\)"):
        benchmark(ESTIMATES, low, **WHERE, method="difference")


def test_regions_and_totals_that_do_not_match_are_all_named() -> None:
    totals = pa.table({"region": ["35.05", "35.06"], "measure": ["p0", "p0"], "value": [0.2, 0.2]})
    with pytest.raises(InputError) as caught:
        benchmark(ESTIMATES, totals, **WHERE)
    assert "no p0 of 35.72" in str(caught.value)
    assert "no area has p0 in 35.06" in str(caught.value)


def test_a_measure_without_totals_stays_and_is_named() -> None:
    both = pa.concat_tables([ESTIMATES, ESTIMATES.set_column(1, "measure", pa.array(["p1"] * 4))])
    result = benchmark(both, TOTALS, **WHERE)
    np.testing.assert_array_equal(result.estimates["value"].to_numpy()[4:], ESTIMATES["value"].to_numpy())
    assert any("left as they were: p1" in text for text in result.warnings)


def test_measures_that_do_not_add_up_are_refused() -> None:
    gini = ESTIMATES.set_column(1, "measure", pa.array(["gini", "gini", "ge(2)", "ge(2)"]))
    with pytest.raises(UsageError, match=r"ge\(2\), gini of a region is no mean"):
        benchmark(gini, TOTALS, **WHERE)


def test_areas_without_population_value_or_region_are_named() -> None:
    broken = ESTIMATES.set_column(2, "value", pa.array([None, 0.2, 0.3, 0.2]))
    with pytest.raises(InputError) as caught:
        benchmark(
            broken, TOTALS, population={"a": 1, "b": 0, "c": 3}, region={"a": "35.05", "b": "35.05", "d": "35.72"}
        )
    text = str(caught.value)
    assert "value: not so in a (p0)" in text
    assert "population: not so in b (p0), d (p0)" in text
    assert "region: not so in c (p0)" in text


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(UsageError, match="ratio"):
        benchmark(ESTIMATES, TOTALS, **WHERE, method="raking")  # type: ignore[arg-type]
    draws = table_of(np.ones((4, 2)))
    for wrong, message in (
        (draws.slice(0, 3), "3 rows and other areas than the 4 rows"),
        (draws.take([1, 0, 2, 3]), "in another order"),
        (draws.drop_columns(["area"]), "no column area"),
        (draws.select(["area"]), "no draw_1"),
        (np.ones((4, 2)), "draws is a ndarray; expected an Arrow table"),
    ):
        with pytest.raises(UsageError, match=message):
            benchmark(ESTIMATES, TOTALS, **WHERE, draws=wrong)
    lacking = draws.set_column(1, "draw_1", pa.array([1.0, None, 1.0, 1.0]))
    with pytest.raises(InputError, match="1 draws are missing"):
        benchmark(ESTIMATES, TOTALS, **WHERE, draws=lacking)


@pytest.mark.parametrize("unknown", [pa.nulls(4, pa.float64()), pa.nulls(4)])
def test_estimates_without_an_mse_keep_none(unknown: pa.Array) -> None:
    without = ESTIMATES.set_column(3, "mse", unknown)
    ratio = benchmark(without, TOTALS, **WHERE).estimates
    np.testing.assert_allclose(ratio["value"], [0.12, 0.24, 0.24, 0.16])
    assert ratio["mse"].null_count == 4
    assert benchmark(without, TOTALS, **WHERE, method="difference").estimates["mse"].null_count == 4
    with pytest.raises(InputError, match=r"mse: not so in a \(p0\), b"):
        benchmark(without, TOTALS, **WHERE, method="mse")
    negative = ESTIMATES.set_column(3, "mse", pa.array([-1.0, None, 1.0, 1.0]))
    with pytest.raises(InputError, match=r"mse: not so in a \(p0\);"):
        benchmark(negative, TOTALS, **WHERE)
