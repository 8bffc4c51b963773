"""The exact bootstrap equals the slow obvious one within its simulation error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from invented_survey_and_census import invented

from merata.errors import UsageError
from merata.measurement.small_area.bootstrap import exact_mse
from merata.measurement.small_area.closed_forms import expected
from merata.measurement.small_area.exact_measures import CLOSED, POWERS
from merata.measurement.small_area.simulation import area_measures, simulated_mse
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


def test_means_need_no_line() -> None:
    with_line, without = given("log"), given("log", line=None)
    model = fit_unit_model(with_line.sample)
    first = exact_mse(worlds(model, with_line.census, 20, 1), with_line.census, ("mean",))["mean"]
    second = exact_mse(worlds(model, without.census, 20, 1), without.census, ("mean",))["mean"]
    np.testing.assert_allclose(second, first, rtol=1e-6)


def test_the_first_worlds_are_the_same_whatever_their_number() -> None:
    data = given("log")
    model = fit_unit_model(data.sample)
    few, more = (worlds(model, data.census, number, 5) for number in (3, 6))
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
