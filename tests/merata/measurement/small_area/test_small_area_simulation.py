"""Measures by simulation: their error is stated, and they meet the closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from invented_survey_and_census import invented

from merata.errors import UsageError
from merata.measurement.small_area.area_values import closed_values, prediction
from merata.measurement.small_area.exact_measures import CLOSED
from merata.measurement.small_area.simulation import area_measures, simulate
from merata.measurement.small_area.unit_input import Roles, read_unit_data
from merata.measurement.small_area.unit_model import fit_unit_model
from merata.measurement.welfare import Floats


def headcount(welfare: Floats, weight: Floats, line: float | Floats | None) -> float:
    return float(np.average(welfare < line, weights=weight))


def plain_mean(welfare: Floats, weight: Floats, _: object) -> float:
    return float(np.average(welfare, weights=weight))


@pytest.mark.parametrize("kind", ["log", "box_cox"])
def test_simulated_measures_meet_the_closed_forms_within_their_stated_error(kind: str) -> None:
    data = invented()
    roles = Roles("consumption", ("number", "owns", "floor"), "area", None, "size", "line")
    units = read_unit_data(data.survey, data.census, roles, kind)
    model = fit_unit_model(units.sample, kind)
    of = prediction(model, units.census)
    found = simulate(of, units.census, area_measures([headcount, plain_mean]), 400, 1)
    for area in range(len(units.census.areas)):
        exact = closed_values(of, units.census, area, CLOSED)
        for name, closed in (("headcount", "p0"), ("plain_mean", "mean")):
            assert abs(found[name].value[area] - exact[closed]) < 4.5 * found[name].error[area]
    assert np.all(found["headcount"].error < 0.02)


def test_the_error_falls_with_the_number_of_simulations() -> None:
    data = invented()
    roles = Roles("consumption", ("number",), "area", None, None, 6e5)
    units = read_unit_data(data.survey, data.census, roles, "log")
    of = prediction(fit_unit_model(units.sample), units.census)
    errors = [
        simulate(of, units.census, area_measures(headcount), number, 1)["headcount"].error for number in (50, 800)
    ]
    assert errors[0].mean() / errors[1].mean() == pytest.approx(4, rel=0.2)


def test_an_area_is_simulated_alike_alone_and_with_others() -> None:
    data = invented()
    roles = Roles("consumption", ("number",), "area", None, None, 6e5)
    units = read_unit_data(data.survey, data.census, roles, "log")
    model = fit_unit_model(units.sample)
    whole = simulate(prediction(model, units.census), units.census, area_measures(headcount), 5, 1)["headcount"].value
    sampled = data.census.filter(np.asarray(data.census["area"].to_numpy(zero_copy_only=False)) <= "V09")
    part = read_unit_data(data.survey, sampled, roles, "log").census
    alone = simulate(prediction(model, part), part, area_measures(headcount), 5, 1)["headcount"].value
    np.testing.assert_array_equal(alone, whole[:10])


def test_measures_by_name_and_function_are_listed_once() -> None:
    found = area_measures(["p0", "mean", "p0", headcount])
    assert [(measure.name, measure.needs_line) for measure in found] == [
        ("p0", True),
        ("mean", False),
        ("headcount", False),
    ]
    assert [measure.name for measure in area_measures("p2")] == ["p2"]


def test_two_functions_of_a_name_and_no_measure_are_refused() -> None:
    other = lambda welfare, weight, line: 0.0  # noqa: E731
    other.__name__ = "headcount"
    with pytest.raises(UsageError, match="two measures are called 'headcount'"):
        area_measures([headcount, other])
    with pytest.raises(UsageError, match="measures is empty"):
        area_measures([])
