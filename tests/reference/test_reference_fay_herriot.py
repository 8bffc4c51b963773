"""Published numbers: R's sae on an invented table of areas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv as pa_csv
import pytest

from merata.measurement import small_area

HERE = Path(__file__).parent / "small"
REFERENCE: dict[str, Any] = {
    result["id"].removeprefix("sae.fh.reml."): result["value"]
    for result in json.loads((HERE / "reference.json").read_text(encoding="utf-8"))["results"]
    if result["id"].startswith("sae.fh.reml.")
}
DIRECT = pa_csv.read_csv(HERE / "fay_herriot.csv")


def estimate(tolerance: float | None) -> Any:
    return small_area.fay_herriot(
        DIRECT, estimate="direct", variance="variance", covariates=["x"], area="area", tolerance=tolerance
    )


@pytest.mark.parametrize(("tolerance", "relative"), [(1e-4, 1e-11), (None, 1e-5)])
def test_equal_to_sae(tolerance: float | None, relative: float) -> None:
    """Stopped where sae stops, the numbers are sae's to the last digits; at full precision, as near as sae comes.

    sae ends its Fisher scoring when a step changes the variance by less than 1e-4 of itself, here 5e-6 short of
    the maximum. The next test shows that the full-precision answer is that maximum.
    """
    result = estimate(tolerance)
    assert result.model.variance == pytest.approx(REFERENCE["refvar"], rel=relative)
    assert [c.value for c in result.model.coefficients] == pytest.approx(REFERENCE["beta"], rel=relative)
    np.testing.assert_allclose(result.estimates["value"], REFERENCE["eblup"], rtol=relative)
    np.testing.assert_allclose(result.estimates["mse"], REFERENCE["mse"], rtol=relative)


def test_sae_s_iteration_carried_on_ends_at_the_full_precision_answer() -> None:
    y, d = DIRECT["direct"].to_numpy(), DIRECT["variance"].to_numpy()
    x = np.column_stack([np.ones(len(y)), DIRECT["x"].to_numpy()])
    variance, steps = float(np.median(d)), []
    for _ in range(40):
        v = np.diag(1 / (variance + d))
        p = v - v @ x @ np.linalg.inv(x.T @ v @ x) @ x.T @ v
        variance += (y @ p @ p @ y - np.trace(p)) / np.trace(p @ p)
        steps.append(variance)
    assert steps[6] == pytest.approx(REFERENCE["refvar"], rel=1e-12)
    assert estimate(None).model.variance == pytest.approx(steps[-1], rel=1e-12)
