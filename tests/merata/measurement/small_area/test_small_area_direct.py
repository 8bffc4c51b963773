"""Direct estimates as the start of an area-level model: from survey rows to smoothed, modelled, benchmarked areas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from merata.errors import InputError, UsageError
from merata.measurement import small_area
from merata.measurement.estimation import estimate
from merata.measurement.small_area.direct import direct_estimates

DESIGN: dict[str, Any] = {"welfare": "y", "weight": "w", "stratum": "stratum", "psu": "psu", "area": "village"}


def survey(areas: int = 30, each: int = 24) -> pa.Table:
    rng = np.random.default_rng(5)
    village = np.repeat(np.arange(areas), each)
    level = rng.normal(13.4, 0.2, areas)
    return pa.table(
        {
            "village": [f"V{k:02d}" for k in village],
            "y": np.exp(level[village] + rng.normal(0, 0.4, areas * each)),
            "w": rng.uniform(1, 3, areas * each),
            "stratum": village % 2,
            "psu": np.arange(areas * each) // 6,
            "level": level[village],
        }
    )


def known(areas: int = 32) -> pa.Table:
    levels = np.random.default_rng(5).normal(13.4, 0.2, 30)
    return pa.table(
        {
            "village": [f"V{k:02d}" for k in range(areas)],
            "x": np.append(levels, np.full(areas - 30, 13.4)),
            "persons": np.arange(areas) + 100,
        }
    )


def test_the_numbers_are_those_of_estimate() -> None:
    table = direct_estimates(survey(), "p0", line=500_000.0, **DESIGN)
    assert table.column_names == ["village", "p0", "variance", "n"]
    found = estimate(
        survey(), "p0", welfare="y", weight="w", stratum="stratum", psu="psu", by="village", line=500_000.0
    )
    assert table["p0"].to_pylist() == found["value"].to_pylist()
    expected = [None if se is None else se**2 for se in found["se"].to_pylist()]
    assert table["variance"].to_pylist() == pytest.approx(expected)


def test_areas_that_the_survey_does_not_reach_are_there() -> None:
    table = direct_estimates(survey(), "mean", areas=known(), **DESIGN)
    assert table.num_rows == 32
    assert table["mean"].to_pylist()[30:] == [None, None]
    assert table["n"].to_pylist()[29:] == [24, 0, 0]


def test_from_survey_to_benchmarked_areas() -> None:
    table = direct_estimates(survey(), "p0", line=500_000.0, areas=known(), **DESIGN)
    table = small_area.smooth_variances(table, estimate="p0", variance="variance", n="n", area="village")
    result = small_area.fay_herriot(
        table, estimate="p0", variance="variance_smoothed", covariates=["x"], area="village"
    )
    assert result.diagnostics.unsampled == ("V30", "V31")
    totals = pa.table({"measure": ["p0"], "value": [0.3]})
    persons = dict(zip(table["village"].to_pylist(), table["persons"].to_pylist(), strict=True))
    final = small_area.benchmark(result.estimates, totals, population=persons, method="mse").estimates
    assert np.average(final["value"], weights=list(persons.values())) == pytest.approx(0.3)


def test_lonely_strata_and_the_size_of_the_population_are_passed_on() -> None:
    table = survey().append_column("clusters", pa.array(np.full(30 * 24, 90)))
    whole = direct_estimates(table, "mean", **DESIGN)["variance"].to_numpy()
    part = direct_estimates(table, "mean", population_psus="clusters", **DESIGN)["variance"].to_numpy()
    # 15 villages of 4 clusters each in a stratum: 60 of its 90 clusters were drawn.
    np.testing.assert_allclose(part, whole * (1 - 60 / 90))
    alone = table.set_column(
        table.column_names.index("stratum"), "stratum", pa.array(np.where(table["psu"].to_numpy() == 0, 2, 0))
    )
    with pytest.raises(InputError, match="single"):
        direct_estimates(alone, "mean", **DESIGN)
    assert direct_estimates(alone, "mean", lonely="centre", **DESIGN)["variance"].null_count == 0


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(InputError, match=r"no row for V28, V29"):
        direct_estimates(survey(), "mean", areas=known(32).slice(0, 28), **DESIGN)
    with pytest.raises(InputError, match=r"more than one row for V00"):
        direct_estimates(survey(), "mean", areas=pa.concat_tables([known(), known().slice(0, 1)]), **DESIGN)
    with pytest.raises(UsageError, match="column n"):
        direct_estimates(survey(), "mean", areas=known().append_column("n", pa.array([1] * 32)), **DESIGN)
    with pytest.raises(UsageError, match="one measure"):
        direct_estimates(survey(), "decile_shares", **DESIGN)
