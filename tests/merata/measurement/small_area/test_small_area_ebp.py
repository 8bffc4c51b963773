"""Empirical best prediction: its tables, what it refuses, and that it is better than the sample alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_survey_and_census import Invented, invented
from scipy.special import ndtr

from merata.errors import InputError, UsageError
from merata.measurement.small_area.ebp import EmpiricalBest, ebp
from merata.measurement.welfare import Floats

DATA = invented()
CALL = {
    "outcome": "consumption",
    "covariates": ["number", "owns", "floor"],
    "area": "area",
    "size": "size",
    "line": "line",
}


def found(data: Invented = DATA, **other: object) -> EmpiricalBest:
    return ebp(data.survey, data.census, **(CALL | other))  # type: ignore[arg-type]


def column(result: EmpiricalBest, measure: str, name: str = "value") -> list[float]:
    return [row[name] for row in result.estimates.to_pylist() if row["measure"] == measure]


def test_the_estimates_have_their_columns_for_every_area_and_measure() -> None:
    result = found()
    assert result.estimates.column_names == ["area", "measure", "value", "mse", "n"]
    rows = result.estimates.to_pylist()
    assert [row["area"] for row in rows[::4]] == [f"V{i:02d}" for i in range(12)]
    assert [row["measure"] for row in rows[:4]] == ["mean", "p0", "p1", "p2"]
    assert column(result, "p0", "n") == [8] * 10 + [0, 0]
    assert result.estimates["mse"].null_count == 48
    assert result.draws is None
    assert result.simulation_error.num_rows == 0
    assert result.diagnostics.unsampled == ("V10", "V11")
    assert "few_areas" in result.warning_names
    assert len(result.warnings) == len(result.warning_names)
    assert any("fewer than 30 areas" in text and "kurang dari 30 wilayah" in text for text in result.warnings)
    for p0, p1, p2 in zip(*(column(result, name) for name in ("p0", "p1", "p2")), strict=True):
        assert 0 < p2 < p1 < p0 < 1


def test_the_bootstrap_fills_the_errors_and_its_seed_settles_them() -> None:
    first, second, other = (found(bootstrap=10, seed=seed) for seed in (3, 3, 4))
    assert first.estimates["mse"].null_count == 0
    assert first.estimates.equals(second.estimates)
    assert not first.estimates.equals(other.estimates)
    assert first.estimates["value"].equals(other.estimates["value"])
    assert min(first.estimates["mse"].to_pylist()) > 0


def test_the_draws_follow_the_rows_of_the_census() -> None:
    draws = found(draws=40, seed=2).draws
    assert draws is not None
    assert draws.column_names == ["area", *(f"draw_{k}" for k in range(1, 41))]
    assert set(draws.schema.types[1:]) == {pa.float32()}
    assert draws["area"].equals(DATA.census["area"])
    logs = np.log(np.column_stack([draws[f"draw_{k}"].to_numpy() for k in range(1, 41)]))
    truth = np.log(DATA.welfare)
    assert np.corrcoef(logs.mean(axis=1), truth)[0, 1] > 0.6
    # Any order of the census gives the same draws to an area's households, in their order.
    areas = np.array(DATA.census["area"].to_pylist())
    turned = np.argsort(areas == "V03", kind="stable")
    other = ebp(DATA.survey, DATA.census.take(turned), **CALL, draws=40, seed=2).draws  # type: ignore[arg-type]
    assert other is not None
    np.testing.assert_array_equal(other["draw_7"].to_numpy(), draws["draw_7"].to_numpy()[turned])
    assert found(draws=2, seed=2).draws["draw_2"].equals(draws["draw_2"])  # type: ignore[index]


def test_the_order_of_rows_and_the_scale_of_weights_do_not_matter() -> None:
    first = found(weight="weight")
    scaled = DATA.survey.set_column(
        DATA.survey.column_names.index("weight"), "weight", pa.array(1e4 * DATA.survey["weight"].to_numpy())
    )
    rng = np.random.default_rng(0)
    second = ebp(
        scaled.take(rng.permutation(scaled.num_rows)),
        DATA.census.take(rng.permutation(DATA.census.num_rows)),
        **CALL,  # type: ignore[arg-type]
        weight="weight",
    )
    np.testing.assert_allclose(second.estimates["value"], first.estimates["value"], rtol=1e-9)
    assert first.estimates.drop(["value"]).equals(second.estimates.drop(["value"]))
    unweighted = found()
    assert not np.allclose(unweighted.estimates["value"], first.estimates["value"], rtol=1e-4)


def test_a_sampled_area_is_pulled_towards_its_sample() -> None:
    richer = DATA.survey["consumption"].to_numpy() * np.where(np.array(DATA.survey["area"]) == "V04", 1.5, 1.0)
    other = DATA.survey.set_column(DATA.survey.column_names.index("consumption"), "consumption", pa.array(richer))
    before, after = (
        np.array(column(result, "mean"))
        for result in (found(), found(Invented(other, DATA.census, DATA.welfare, DATA.effect)))
    )
    ratio = after / before
    assert 1.15 < ratio[4] < 1.5
    assert np.all(np.abs(np.delete(ratio, 4) - 1) < 0.1)


def test_a_line_and_a_size_for_all_or_by_row() -> None:
    same = DATA.census.append_column("z", pa.array(np.full(600, 6e5))).append_column("ones", pa.array(np.ones(600)))
    by_row = ebp(DATA.survey, same, **(CALL | {"line": "z", "size": "ones"}), bootstrap=5)  # type: ignore[arg-type]
    for_all = found(line=6e5, size=3, bootstrap=5)
    np.testing.assert_allclose(by_row.estimates["value"], for_all.estimates["value"], rtol=1e-12)
    np.testing.assert_allclose(by_row.estimates["mse"], for_all.estimates["mse"], rtol=1e-9)
    without = found(line=None, size=None, measures="mean")
    np.testing.assert_allclose(column(without, "mean"), column(for_all, "mean"), rtol=1e-12)


def spread(welfare: Floats, weight: Floats, line: float | Floats | None) -> float:
    return float(np.std(np.log(welfare)))


def test_a_function_is_simulated_and_its_error_stated() -> None:
    result = found(measures=["p0", spread], simulations=20, bootstrap=3)
    assert result.simulation_error.column_names == ["area", "measure", "simulation_error"]
    assert result.simulation_error["measure"].to_pylist() == ["spread"] * 12
    assert 0 < max(result.simulation_error["simulation_error"].to_pylist()) < 0.02
    assert result.estimates["measure"].to_pylist()[:2] == ["p0", "spread"]
    assert result.estimates["mse"].null_count == 0
    assert 0.5 < float(np.mean(column(result, "spread"))) < 0.8


def test_a_named_measure_is_simulated() -> None:
    # Log welfare given the area is nearly normal, of which the Gini index is 2Φ(σ/√2) − 1.
    result = found(measures=["gini", "p0"], simulations=50, size=None)
    model = result.model
    of_covariates = np.var(DATA.survey["number"].to_numpy()) * model.coefficients[1] ** 2
    normal = 2 * ndtr(np.sqrt((model.household_variance + of_covariates) / 2)) - 1
    assert float(np.mean(column(result, "gini"))) == pytest.approx(normal, abs=0.03)
    assert 0 < max(result.simulation_error["simulation_error"].to_pylist()) < 0.01


def test_a_measure_that_does_not_exist_somewhere_is_empty_there_and_named() -> None:
    def richest(welfare: Floats, weight: Floats, line: object) -> float:
        return float("nan") if len(welfare) < 50 else float(welfare.max())

    result = found(measures=[richest], simulations=2)
    counts = np.unique(np.array(DATA.census["area"]), return_counts=True)[1]
    assert [value is None for value in column(result, "richest")] == (counts < 50).tolist()
    assert [area for _, area in result.diagnostics.undefined] == [f"V{i:02d}" for i in np.flatnonzero(counts < 50)]
    assert "undefined_measure" in result.warning_names


@pytest.mark.parametrize("kind", ["log", "log_shift", "box_cox"])
def test_what_is_too_large_for_a_number_is_empty_and_named(kind: str) -> None:
    # One household of V07 so far out that the exponential of its prediction overflows.
    number = DATA.census["number"].to_numpy().copy()
    number[np.flatnonzero(np.array(DATA.census["area"]) == "V07")[0]] = 1e5
    far = DATA.census.set_column(DATA.census.column_names.index("number"), "number", pa.array(number))
    result = ebp(
        DATA.survey, far, **(CALL | {"measures": ["mean", "p0", "gini"]}),  # type: ignore[arg-type]
        transformation=kind, bootstrap=2, draws=3, simulations=2,
    )  # fmt: skip
    for name in ("value", "mse"):
        assert np.all(np.isfinite(result.estimates[name].drop_null().to_numpy()))
    assert np.all(np.isfinite(result.simulation_error["simulation_error"].drop_null().to_numpy()))
    assert result.draws is not None
    drawn = [result.draws[f"draw_{k}"] for k in (1, 2, 3)]
    assert all(np.all(np.isfinite(draw.drop_null().to_numpy())) for draw in drawn)
    if kind != "box_cox":
        assert [draw.null_count for draw in drawn] == [1, 1, 1]
        assert {("mean", "V07"), ("gini", "V07"), ("draws", "V07")} == set(result.diagnostics.undefined)
        assert [
            area
            for area, value in zip(result.estimates["area"][::3], column(result, "mean"), strict=True)
            if value is None
        ] == [pa.scalar("V07")]
        assert "undefined_measure" in result.warning_names


@pytest.mark.parametrize("kind", ["log_shift", "box_cox"])
def test_other_transformations_are_near_the_logarithm_where_that_holds(kind: str) -> None:
    result, log = found(transformation=kind, bootstrap=3), found()
    assert result.estimates["mse"].null_count == 0
    np.testing.assert_allclose(column(result, "p0"), column(log, "p0"), atol=0.05)
    np.testing.assert_allclose(column(result, "mean"), column(log, "mean"), rtol=0.1)


@pytest.mark.parametrize("kind", ["log", "box_cox"])
def test_errors_of_the_bootstrap_change_the_mse_alone(kind: str) -> None:
    def with_errors(errors: str) -> EmpiricalBest:
        measures = ("mean", "p0", "gini")
        return found(transformation=kind, bootstrap=4, simulations=2, measures=measures, bootstrap_errors=errors)

    normal, empirical = with_errors("normal"), with_errors("empirical")
    assert normal.estimates.drop_columns("mse") == empirical.estimates.drop_columns("mse")
    assert normal.estimates["mse"] != empirical.estimates["mse"]
    assert empirical.estimates["mse"].null_count == 0
    again = with_errors("empirical")
    np.testing.assert_allclose(again.estimates["mse"], empirical.estimates["mse"], rtol=1e-12)


def test_unknown_errors_of_the_bootstrap_are_refused() -> None:
    with pytest.raises(UsageError, match="bootstrap_errors is 'wild'; expected one of normal, empirical"):
        found(bootstrap=2, bootstrap_errors="wild")


def test_without_a_transformation_means_are_the_linear_models() -> None:
    result = found(transformation="none", measures="mean", size=None)
    columns = np.column_stack([np.ones(600), DATA.census["number"].to_numpy(), np.array(DATA.census["owns"])])
    here = np.array(DATA.census["area"]) == "V11"
    floor = np.array(DATA.census["floor"])
    columns = np.column_stack([columns, floor == "cement", floor == "earth"])[here]
    names = [coefficient.name for coefficient in result.coefficients]
    assert names == ["intercept", "number", "owns", "floor=cement", "floor=earth"]
    by_hand = columns.mean(axis=0) @ [coefficient.value for coefficient in result.coefficients]
    assert column(result, "mean")[11] == pytest.approx(by_hand, rel=1e-12)


def test_whatever_narwhals_reads_will_do() -> None:
    duckdb = pytest.importorskip("duckdb")
    survey, census = DATA.survey, DATA.census  # noqa: F841 - DuckDB finds them by name
    connection = duckdb.connect()
    result = ebp(connection.sql("from survey"), connection.sql("from census"), **CALL)  # type: ignore[arg-type]
    np.testing.assert_allclose(result.estimates["value"], found().estimates["value"], rtol=1e-9)


def test_areas_may_be_numbers() -> None:
    tables = []
    for table in (DATA.survey, DATA.census):
        numbers = pa.array([int(name[1:]) for name in table["area"].to_pylist()])
        tables.append(table.set_column(0, "area", numbers))
    result = ebp(*tables, **CALL)  # type: ignore[arg-type]
    assert result.estimates["area"].type == pa.int64()
    np.testing.assert_array_equal(result.estimates["value"], found().estimates["value"])


def without(table: pa.Table, name: str, values: list[object]) -> pa.Table:
    """The table with the first rows of a column replaced."""
    old = table[name].to_pylist()
    return table.set_column(table.column_names.index(name), name, pa.array([*values, *old[len(values) :]]))


def test_all_faults_are_told_at_once() -> None:
    survey = without(without(DATA.survey, "area", ["X1", "X2"]), "weight", [None, -1.0, 0.0])
    survey = without(without(survey, "consumption", [None, 0.0]), "floor", ["bamboo"])
    census = without(without(DATA.census, "line", [0.0, None]), "number", [None])
    census = census.set_column(census.column_names.index("owns"), "owns", pa.array(np.arange(600) % 2 + 1))
    with pytest.raises(InputError) as caught:
        ebp(survey, census, **CALL, weight="weight")  # type: ignore[arg-type]
    text = str(caught.value)
    for part in (
        "survey area: the census has no household of these sampled areas",
        "('X1, X2')",
        "census number: 1 rows are missing or not finite, the first is row 1",
        "survey and census owns: it is coded 0, 1 in the survey and 1, 2 in the census",
        "survey floor: the census has no household like it; recode or merge categories ('bamboo')",
        "survey consumption: 1 rows are missing or not finite, the first is row 1",
        "survey consumption: 1 sampled households have an outcome of zero or less, of which log does not exist",
        "survey weight: 1 rows are missing or not finite, the first is row 1",
        "survey weight: 2 rows are zero or less, the first is row 2",
        "census line: 1 rows are missing or not finite, the first is row 2",
        "census line: 1 rows are zero or less, the first is row 1",
    ):
        assert part in text, part
    assert len(caught.value.faults) == 10


@pytest.mark.parametrize(
    ("table", "name", "values", "message"),
    [
        ("survey", "area", [None], "survey area: 1 rows are missing"),
        ("census", "area", [None, None], "census area: 2 rows are missing"),
        ("census", "size", [-1], "census size: 1 rows are zero or less"),
    ],
)
def test_a_missing_area_and_an_impossible_size_are_refused(
    table: str, name: str, values: list[object], message: str
) -> None:
    tables = {"survey": DATA.survey, "census": DATA.census}
    tables[table] = without(tables[table], name, values)
    with pytest.raises(InputError, match=message):
        ebp(tables["survey"], tables["census"], **CALL)  # type: ignore[arg-type]


def test_areas_of_another_type_and_text_for_numbers_are_refused() -> None:
    numbers = pa.array([int(name[1:]) for name in DATA.census["area"].to_pylist()])
    census = DATA.census.set_column(0, "area", numbers)
    survey = DATA.survey.set_column(
        DATA.survey.column_names.index("consumption"), "consumption", pa.array(["much"] * DATA.survey.num_rows)
    )
    with pytest.raises(InputError) as caught:
        ebp(survey, census, **CALL)  # type: ignore[arg-type]
    assert "area: it holds string in the survey and int64 in the census" in str(caught.value)
    assert "survey consumption: it holds string; expected numbers" in str(caught.value)


def test_an_empty_table_is_refused_without_further_faults() -> None:
    with pytest.raises(InputError, match="survey: the table is empty") as caught:
        ebp(DATA.survey.slice(0, 0), DATA.census, **CALL)  # type: ignore[arg-type]
    assert len(caught.value.faults) == 1
    with pytest.raises(InputError, match="census: the table is empty") as caught:
        ebp(DATA.survey.slice(0, 0), DATA.census.slice(0, 0), **CALL)  # type: ignore[arg-type]
    assert len(caught.value.faults) == 2


def test_too_small_a_sample_is_refused() -> None:
    with pytest.raises(InputError, match="5 households and the model 2 coefficients"):
        ebp(DATA.survey.slice(0, 5), DATA.census, **(CALL | {"covariates": ["number"]}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"line": None}, "p0, p1, p2: no poverty line is given"),
        ({"line": -5.0}, "line is -5.0; expected a positive number"),
        ({"size": 0}, "size is 0; expected a positive number"),
        ({"transformation": "sqrt"}, "transformation is 'sqrt'; expected one of none, log, log_shift, box_cox"),
        ({"covariates": ["numbr", "owns"]}, "survey has no column numbr"),
        ({"covariates": ["consumption"]}, "among the covariates"),
        ({"weight": "w"}, "survey has no column w"),
        ({"size": "persons"}, "census has no column persons"),
        ({"bootstrap": 1}, "bootstrap is 1; expected 0, or at least 2"),
        ({"draws": -1}, "draws is -1"),
        ({"simulations": 1}, "simulations is 1"),
        ({"measures": ()}, "measures is empty"),
        ({"seed": 1.5}, "seed is 1.5; expected a whole number"),
        ({"bootstrap": 2.5}, "bootstrap is 2.5; expected a whole number"),
        ({"draws": True, "simulations": "many"}, "draws is True; expected a whole number; simulations is 'many'"),
        ({"weight": 1}, "weight is 1; expected the name of a column"),
        ({"outcome": 2, "covariates": [3]}, "outcome is 2; expected the name of a column; covariates is 3"),
    ],
)
def test_a_wrong_call_is_refused(other: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        found(**other)


def test_all_that_is_wrong_with_a_call_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        found(line=None, transformation="sqrt", draws=-1, weight="w")
    for part in ("no poverty line", "'sqrt'", "draws is -1", "no column w"):
        assert part in str(caught.value)


@pytest.mark.slow
def test_it_beats_the_sample_alone_and_knows_its_error() -> None:
    """Over populations from the model: smaller squared errors than direct ones, as bootstrap and draws tell."""
    line, squared, direct, told, covered = 6e5, [], [], [], []
    for seed in range(60):
        data = invented(100 + seed, areas=20, sampled=16, each=6, households=1600)
        result = ebp(
            data.survey, data.census, **(CALL | {"line": line, "size": None, "measures": ("p0", "mean")}),  # type: ignore[arg-type]
            bootstrap=30, draws=99, seed=seed,
        )  # fmt: skip
        area = np.array(data.census["area"])
        names = [f"V{i:02d}" for i in range(20)]
        truth = np.array([[np.mean(data.welfare[area == v] < line), data.welfare[area == v].mean()] for v in names])
        values = result.estimates["value"].to_numpy().reshape(20, 2)
        squared.append((values - truth) ** 2)
        told.append(result.estimates["mse"].to_numpy().reshape(20, 2))
        sampled = np.array(data.survey["area"])
        consumption = data.survey["consumption"].to_numpy()
        rough = [[np.mean(consumption[sampled == v] < line), consumption[sampled == v].mean()] for v in names[:16]]
        direct.append((np.array(rough) - truth[:16]) ** 2)
        assert result.draws is not None
        drawn = np.column_stack([result.draws[f"draw_{k}"].to_numpy() for k in range(1, 100)])
        of_draws = np.array([np.mean(drawn[area == v] < line, axis=0) for v in names])
        low, high = np.quantile(of_draws, [0.025, 0.975], axis=1, method="weibull")
        covered.append((low <= truth[:, 0]) & (truth[:, 0] <= high))
    mse, of_direct = np.mean(squared, axis=0), np.mean(direct, axis=(0, 1))
    assert np.all(mse[:16].mean(axis=0) < 0.7 * of_direct)
    np.testing.assert_allclose(np.mean(told, axis=0)[:16].mean(axis=0), mse[:16].mean(axis=0), rtol=0.2)
    np.testing.assert_allclose(np.mean(told, axis=0)[16:].mean(axis=0), mse[16:].mean(axis=0), rtol=0.35)
    assert 0.92 < np.mean(covered) < 0.98
