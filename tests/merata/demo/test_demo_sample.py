from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from merata.demo import sample
from merata.tables.catalogue import COVARIATES


def _small_population() -> tuple[pa.Table, pa.Table, np.ndarray, np.ndarray]:
    """Six villages of unequal size in two regencies, one of them urban in each; consumption differs by village."""
    villages = pa.table(
        {
            "village_code": [f"35.05.01.200{at}" for at in range(4)] + ["35.72.01.1001", "35.72.01.1002"],
            "kecamatan_code": ["35.05.01"] * 4 + ["35.72.01"] * 2,
            "regency_code": ["35.05"] * 4 + ["35.72"] * 2,
            "urban": [False, False, False, True, True, True],
        }
    )
    village = np.repeat(np.arange(6), [900, 400, 700, 1200, 800, 500])
    rng = np.random.default_rng(1)
    size = rng.integers(1, 8, village.size)
    consumption = np.rint(1e5 * (5 + village) * np.exp(rng.normal(0, 0.5, village.size)))
    columns = {column.name: pa.nulls(village.size, column.kind.arrow) for column in COVARIATES}
    return pa.table({"size": size, **columns}), villages, village, consumption


def test_weighted_totals_are_unbiased_over_many_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "BLOCKS", {"35.05": 8, "35.72": 5})
    households, villages, village, consumption = _small_population()
    totals = np.array(
        [
            [
                (weight := drawn["weight"].to_numpy()).sum(),
                weight @ drawn["size"].to_numpy(),
                weight @ drawn["consumption_pc_idr"].to_numpy(),
            ]
            for seed in range(300)
            for drawn in [sample.draw(households, villages, village, consumption, year=2025, seed=seed)]
        ]
    )
    true = np.array([village.size, households["size"].to_numpy().sum(), consumption.sum()])
    error = (totals.mean(axis=0) - true) / (totals.std(axis=0) / np.sqrt(300) + 1e-6 * true)
    assert np.abs(error).max() < 3.5
    # Chances proportional to size: the number of households is known without error.
    assert totals[:, 0] == pytest.approx(village.size)


def test_the_design_of_the_demos_survey(small_demo) -> None:
    survey = small_demo.table("survey_households")
    for year in (2023, 2024, 2025):
        drawn = survey.filter(pc.equal(survey["year"], year))
        assert 1100 <= drawn.num_rows <= 1500
        assert set(drawn["stratum"].to_pylist()) == {"35.05-rural", "35.05-urban", "35.72-urban"}
        blocks = drawn.group_by(["stratum", "psu", "village_code"]).aggregate([("survey_id", "count")])
        assert blocks.num_rows == len(pc.unique(drawn["psu"]))
        assert pc.max(blocks["survey_id_count"]).as_py() == sample.HOUSEHOLDS_PER_BLOCK
        by_stratum = blocks.group_by("stratum").aggregate([("psu", "count")])
        assert pc.min(by_stratum["psu_count"]).as_py() >= 2


def test_weighted_size_is_the_population_within_sampling_error(small_demo) -> None:
    survey = small_demo.table("survey_households")
    for year in (2023, 2024, 2025):
        drawn = survey.filter(pc.equal(survey["year"], year))
        weighted = drawn["weight"].to_numpy() @ drawn["size"].to_numpy()
        assert weighted == pytest.approx(small_demo.summary.persons, rel=0.05)
        assert drawn["weight"].to_numpy().sum() == pytest.approx(small_demo.summary.households, rel=1e-9)


def test_each_years_sample_is_its_own(small_demo) -> None:
    survey = small_demo.table("survey_households")
    first, last = (set(survey.filter(pc.equal(survey["year"], year))["psu"].to_pylist()) for year in (2023, 2025))
    assert first != last
