"""The exact bootstrap equals the slow obvious one within its simulation error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from invented_survey_and_census import invented

from merata.errors import UsageError
from merata.measurement.small_area.area_values import closed_values, prediction
from merata.measurement.small_area.bootstrap import exact_mse
from merata.measurement.small_area.closed_forms import expected, variance
from merata.measurement.small_area.empirical_parts import empirical_parts
from merata.measurement.small_area.exact_measures import CLOSED, POWERS
from merata.measurement.small_area.simulation import area_measures, simulated_mse
from merata.measurement.small_area.true_values import Households, truth_in
from merata.measurement.small_area.unit_input import Census, Roles, UnitData, read_unit_data
from merata.measurement.small_area.unit_model import UnitModel, fit_unit_model
from merata.measurement.small_area.worlds import worlds
from merata.measurement.welfare import Floats


def given(kind: str, *, weight: str | None = None, line: str | float | None = "line", seed: int = 1) -> UnitData:
    data = invented(seed, areas=5, sampled=4, each=6, households=150, area_sd=0.8)
    roles = Roles("consumption", ("number", "owns"), "area", weight, "size", line)
    return read_unit_data(data.survey, data.census, roles, kind)


def truths(welfare: Floats, size: Floats, line: Floats) -> dict[str, float]:
    poor = welfare < line
    gaps = {name: np.where(poor, 1 - welfare / line, 0.0) ** power for name, power in POWERS.items()}
    gaps["p0"] = poor.astype(np.float64)
    return {name: float(values @ size / size.sum()) for name, values in (gaps | {"mean": welfare}).items()}


def obvious_errors(model: UnitModel, census: Census, number: int) -> dict[str, Floats]:
    """Squared errors (worlds × areas), every world simulated whole and fitted by itself."""
    rng = np.random.default_rng(77)
    sample, areas = model.sample, len(census.areas)
    assert census.line is not None
    errors = {name: np.empty((number, areas)) for name in CLOSED}
    for world in range(number):
        effect = np.sqrt(model.area_variance) * rng.standard_normal(areas)
        of_sample = effect[[census.areas.index(label) for label in sample.areas]]
        own = np.sqrt(model.household_variance) * rng.standard_normal(len(sample.welfare))
        z = sample.columns @ model.coefficients + of_sample[sample.area] + own
        again = replace(sample, welfare=model.by.inverse(z))
        parameter = float(np.asarray(model.by.parameter)) if model.by.estimated and not model.estimated else None
        fitted = fit_unit_model(again, model.by.kind, parameter)
        for area, label in enumerate(census.areas):
            rows = census.rows(area)
            size, line = census.size[rows], census.line[rows]
            noise = np.sqrt(model.household_variance) * rng.standard_normal(len(size))
            true_z = census.columns[rows] @ model.coefficients + effect[area] + noise
            truth = truths(model.by.inverse(true_z), size, line)
            share = fitted.shrinkage()[sample.areas.index(label)] if label in sample.areas else 0.0
            spread = np.sqrt(fitted.area_variance * (1 - share) + fitted.household_variance)
            index = fitted.expected(census.columns[rows], label)
            found = expected(fitted.by, CLOSED, index, np.asarray(spread), line)
            for name in CLOSED:
                errors[name][world, area] = (found[name] @ size / size.sum() - truth[name]) ** 2
    return errors


@pytest.mark.parametrize(
    ("kind", "weight", "line", "number"),
    [
        ("log", None, "line", 300),
        ("log", "weight", 5.5e5, 300),
        ("none", None, "line", 300),
        pytest.param("log_shift", None, 5.5e5, 150, marks=pytest.mark.slow),
    ],
)
def test_it_equals_the_obvious_bootstrap(kind: str, weight: str | None, line: str | float, number: int) -> None:
    data = given(kind, weight=weight, line=line)
    model = fit_unit_model(data.sample, kind)
    assert model.area_variance > 0
    exact = exact_mse(worlds(model, data.census, 3 * number, 1), data.census, CLOSED)
    errors = obvious_errors(model, data.census, number)
    for name in CLOSED:
        error = errors[name].std(axis=0) / np.sqrt(number) * np.sqrt(4 / 3)
        difference = np.abs(exact[name] - errors[name].mean(axis=0))
        assert np.all(difference < 4.5 * error), (name, difference / error)


def test_in_the_same_worlds_it_equals_the_simulated_one() -> None:
    # Only the households' own parts are simulated there: with a fixed shift, and with lines that differ in an area.
    data = given("log_shift")
    assert data.census.line is not None
    ups = 1 + 0.1 * (np.arange(len(data.census.size)) % 3)
    census = replace(data.census, line=data.census.line * ups)
    model = fit_unit_model(data.sample, "log_shift", 1.5e5)
    found = worlds(model, census, 500, 4)
    exact = exact_mse(found, census, CLOSED)
    simulated = simulated_mse(found, census, area_measures(CLOSED), 2, 1)
    for name in CLOSED:
        np.testing.assert_allclose(exact[name], simulated[name], rtol=0.2)
    totals = [sum(values[name].sum() for name in POWERS) for values in (exact, simulated)]
    assert totals[0] == pytest.approx(totals[1], rel=0.06)


@pytest.mark.parametrize(("kind", "parameter"), [("log", None), ("none", None), ("log_shift", 1.5e5)])
def test_in_the_same_empirical_worlds_it_equals_the_simulated_one(kind: str, parameter: float | None) -> None:
    data = given(kind)
    model = fit_unit_model(data.sample, kind, parameter)
    found = worlds(model, data.census, 500, 4, empirical_parts(model))
    exact = exact_mse(found, data.census, CLOSED)
    simulated = simulated_mse(found, data.census, area_measures(CLOSED), 2, 1)
    for name in CLOSED:
        np.testing.assert_allclose(exact[name], simulated[name], rtol=0.2)
    totals = [sum(values[name].sum() for name in POWERS) for values in (exact, simulated)]
    assert totals[0] == pytest.approx(totals[1], rel=0.06)


def test_the_true_value_in_an_empirical_world_equals_the_sum_over_all_own_parts() -> None:
    data = invented(3, areas=5, sampled=4, each=40, households=300)
    roles = Roles("consumption", ("number", "owns"), "area", None, "size", "line")
    units = read_unit_data(data.survey, data.census, roles, "log")
    model = fit_unit_model(units.sample)
    parts = empirical_parts(model)
    assert len(parts.centre) > 1
    found = worlds(model, units.census, 40, 4, parts)
    rows = units.census.rows(4)
    columns, size = units.census.columns[rows], units.census.size[rows]
    assert units.census.line is not None
    line = units.census.line[rows]
    truth = truth_in(found)(Households(4, columns, size, line), CLOSED)
    index = columns @ model.coefficients
    for world in (0, 17, 39):
        total, square = dict.fromkeys(CLOSED, 0.0), dict.fromkeys(CLOSED, 0.0)
        for r, group in enumerate(parts.group(index)):
            mean = index[r] + found.truth[world, 4] + parts.centre[group]
            spread = np.asarray(parts.spread[group])
            one = expected(model.by, CLOSED, mean, spread, line[r])
            within = variance(model.by, CLOSED, mean, spread, line[r])
            for name in CLOSED:
                total[name] += size[r] * one[name].mean()
                square[name] += size[r] ** 2 * (within[name].mean() + one[name].var())
        for name in CLOSED:
            assert truth.expectation[name][world] == pytest.approx(total[name] / size.sum(), rel=1e-4)
            assert truth.variance[name][world] == pytest.approx(square[name] / size.sum() ** 2, rel=1e-3)


def test_empirical_worlds_are_like_normal_ones_where_errors_are_normal() -> None:
    data = invented(6, areas=60, sampled=40, each=25, households=6000)
    roles = Roles("consumption", ("number", "owns", "floor"), "area", None, "size", "line")
    units = read_unit_data(data.survey, data.census, roles, "log")
    model = fit_unit_model(units.sample)
    mse = [
        exact_mse(worlds(model, units.census, 400, 1, parts), units.census, CLOSED)
        for parts in (None, empirical_parts(model))
    ]
    for name in CLOSED:
        assert 0.9 < mse[1][name].mean() / mse[0][name].mean() < 1.15, name


def bent(table: pa.Table) -> Floats:
    """What welfare is multiplied by where its logarithm bends in the number."""
    return np.exp(0.3 * (table["number"].to_numpy() ** 2 - 1))


def test_empirical_worlds_know_what_a_straight_line_misses() -> None:
    true, told = 0.0, np.zeros(2)
    for seed in (7, 8, 9):
        data = invented(seed, areas=60, sampled=40, each=25, households=6000, area_sd=0.1)
        consumption = pa.array(data.survey["consumption"].to_numpy() * bent(data.survey))
        survey = data.survey.drop_columns("consumption").append_column("consumption", consumption)
        roles = Roles("consumption", ("number", "owns", "floor"), "area", None, "size", "line")
        units = read_unit_data(survey, data.census, roles, "log")
        model, census = fit_unit_model(units.sample), units.census
        assert census.line is not None
        gap = np.maximum(1 - (data.welfare * bent(data.census))[census.order] / census.line, 0.0) ** 2
        of = prediction(model, census)
        for area in range(len(census.areas)):
            truth = np.average(gap[census.rows(area)], weights=census.size[census.rows(area)])
            true += (closed_values(of, census, area, ["p2"])["p2"] - float(truth)) ** 2
        for way, parts in enumerate((None, empirical_parts(model))):
            told[way] += exact_mse(worlds(model, census, 100, 1, parts), census, ("p2",))["p2"].sum()
    assert told[0] < 0.8 * true
    assert 0.85 * true < told[1] < 1.1 * true


def test_means_need_no_line() -> None:
    with_line, without = given("log"), given("log", line=None)
    model = fit_unit_model(with_line.sample)
    first = exact_mse(worlds(model, with_line.census, 20, 1), with_line.census, ("mean",))["mean"]
    second = exact_mse(worlds(model, without.census, 20, 1), without.census, ("mean",))["mean"]
    np.testing.assert_allclose(second, first, rtol=1e-6)


@pytest.mark.parametrize("empirical", [False, True])
def test_the_first_worlds_are_the_same_whatever_their_number(empirical: bool) -> None:
    data = given("log")
    model = fit_unit_model(data.sample)
    parts = empirical_parts(model) if empirical else None
    few, more = (worlds(model, data.census, number, 5, parts) for number in (3, 6))
    np.testing.assert_array_equal(more.truth[:3], few.truth)
    np.testing.assert_allclose(more.coefficients[:3], few.coefficients, rtol=1e-12)
    np.testing.assert_allclose(more.effect[:3], few.effect, rtol=1e-9, atol=1e-12)
    # The area without a sample has an effect in the truth and none in the fit.
    assert np.ptp(few.truth[:, 4]) > 0
    np.testing.assert_array_equal(few.effect[:, 4], 0)
    np.testing.assert_allclose(few.deviation[:, 4] ** 2, few.effect_spread[:, 4] ** 2 + few.household_variance)


def test_the_transformations_parameter_is_estimated_anew_where_it_was_estimated() -> None:
    data = given("box_cox")
    assert np.ptp(worlds(fit_unit_model(data.sample, "box_cox"), data.census, 5, 1).parameter) > 0
    fixed = worlds(fit_unit_model(data.sample, "box_cox", 0.1), data.census, 5, 1)
    np.testing.assert_array_equal(fixed.parameter, 0.1)
    assert fixed.by(2).parameter == 0.1


def test_areas_without_a_sample_are_less_certain() -> None:
    data = given("log")
    model = fit_unit_model(data.sample)
    found = exact_mse(worlds(model, data.census, 200, 1), data.census, ("p0",))["p0"]
    assert found[4] > 1.5 * found[:4].mean()


def test_no_area_effect_in_the_model_gives_worlds_without() -> None:
    data = given("log")
    flat = fit_unit_model(data.sample)
    none = replace(flat, fits=replace(flat.fits, area_variance=np.zeros(1), effect=0 * flat.fits.effect))
    found = worlds(none, data.census, 20, 1)
    np.testing.assert_array_equal(found.truth, 0)
    assert np.all(exact_mse(found, data.census, CLOSED)["p1"] > 0)


def test_one_world_is_refused() -> None:
    data = given("log")
    with pytest.raises(UsageError, match="1 bootstrap worlds"):
        worlds(fit_unit_model(data.sample), data.census, 1, 1)
