"""Equal to another implementation of Callaway and Sant'Anna, where it is installed."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pyarrow as pa
import pytest

from merata.evaluation.staggered import Controls, staggered_effect
from merata.evaluation.village_panel import Panel

YEARS = (2022, 2023, 2024, 2025)


@pytest.mark.slow
@pytest.mark.parametrize(("controls", "theirs"), [("never", "never_treated"), ("not_yet", "not_yet_treated")])
def test_equal_to_diff_diff(controls: Controls, theirs: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = pytest.importorskip("diff_diff")
    rng = np.random.default_rng(1)
    villages = 120
    year = np.repeat([2023, 2024, 2025, 0], [15, 20, 25, 60])
    values = rng.normal(0, 0.2, (villages, 1)) + 0.05 * np.arange(4) + rng.normal(0, 0.06, (villages, 4))
    values += 0.06 * ((year > 0)[:, None] & (np.array(YEARS) >= year[:, None]))
    panel = Panel(tuple(f"V{at}" for at in range(villages)), YEARS, values, 0, 30.0)
    entry = {f"V{at}": int(when) for at, when in enumerate(year) if when}
    long = pa.table(
        {
            "unit": np.repeat(np.arange(villages), 4),
            "year": np.tile(YEARS, villages),
            "first": np.repeat(year, 4),
            "outcome": values.ravel(),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = peer.CallawaySantAnna(control_group=theirs, estimation_method="reg", base_period="universal").fit(
            long.to_pandas(), outcome="outcome", unit="unit", time="year", first_treat="first"
        )
        events = fitted.aggregate("event_study").to_dataframe().set_index("event_time")
    ours = staggered_effect(panel, entry, seed=1, controls=controls)
    assert math.log1p(ours.effect) == pytest.approx(fitted.overall_att, abs=1e-12)
    # Theirs is without a small-sample correction, which for cohorts of 15 to 25 is about 3%.
    assert ours.standard_error / (1 + ours.effect) == pytest.approx(fitted.overall_se * 1.02, rel=0.02)
    for one in ours.events:
        assert one.value == pytest.approx(events.loc[one.years_since, "att"], abs=1e-12)
        assert one.standard_error == pytest.approx(events.loc[one.years_since, "se"] * 1.02, rel=0.02)
