"""Published numbers: R's sae on the unit-level model (Battese, Harter & Fuller 1988) of an invented table."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from merata.measurement.small_area.ebp import EmpiricalBest, ebp
from merata.measurement.welfare import Floats

HERE = Path(__file__).parent / "small"
REFERENCE: dict[str, Any] = {
    result["id"]: result for result in json.loads((HERE / "reference.json").read_text(encoding="utf-8"))["results"]
}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


SAMPLE = [row for row in rows("sample.csv") if float(row["consumption_pc_idr"]) > 0]
CENSUS = rows("census.csv")


def covariates(table: list[dict[str, str]]) -> dict[str, Floats]:
    return {name: np.array([float(row[name]) for row in table]) for name in ("x1", "x2")}


@pytest.fixture(scope="module")
def found() -> EmpiricalBest:
    survey = {
        "area": [row["area"] for row in SAMPLE],
        "log_consumption": np.log([float(row["consumption_pc_idr"]) for row in SAMPLE]),
    }
    return ebp(
        pa.table(survey | covariates(SAMPLE)),
        pa.table({"area": [row["area"] for row in CENSUS]} | covariates(CENSUS)),
        outcome="log_consumption",
        covariates=["x1", "x2"],
        area="area",
        measures="mean",
        transformation="none",
    )


def test_the_variances_and_coefficients_equal_saes(found: EmpiricalBest) -> None:
    assert found.model.area_variance == pytest.approx(REFERENCE["sae.bhf.log.refvar"]["value"], rel=1e-6)
    assert found.model.household_variance == pytest.approx(REFERENCE["sae.bhf.log.errorvar"]["value"], rel=1e-6)
    beta = REFERENCE["sae.bhf.log.beta"]["value"]
    np.testing.assert_allclose(found.model.coefficients, beta, rtol=1e-9)
    assert [coefficient.name for coefficient in found.coefficients] == ["intercept", "x1", "x2"]


def test_the_predicted_means_equal_saes(found: EmpiricalBest) -> None:
    # sae takes the sampled households as a part f of a population of 100,000, a census EB none of them.
    reference = REFERENCE["sae.bhf.log.eblup"]
    values = dict(zip(found.estimates["area"].to_pylist(), found.estimates["value"].to_pylist(), strict=True))
    model = found.model
    sample = model.sample
    assert list(sample.areas) == reference["by"]
    for number, (area, published) in enumerate(zip(reference["by"], reference["value"], strict=True)):
        here = sample.area == number
        share = here.sum() / 100_000
        fitted = sample.columns[here].mean(axis=0) @ model.coefficients + model.effects()[number]
        of_population = values[area] + share * (sample.welfare[here].mean() - fitted)
        assert of_population == pytest.approx(published, rel=1e-9)
        assert values[area] == pytest.approx(published, rel=1e-4)


def test_areas_without_a_sample_are_predicted_from_their_covariates(found: EmpiricalBest) -> None:
    assert found.diagnostics.unsampled == ("V12", "V13", "V14")
    row = found.estimates.to_pylist()[-1]
    here = [household for household in CENSUS if household["area"] == "V14"]
    means = [1.0, *(values.mean() for values in covariates(here).values())]
    assert (row["area"], row["n"]) == ("V14", 0)
    assert row["value"] == pytest.approx(means @ found.model.coefficients, rel=1e-12)
