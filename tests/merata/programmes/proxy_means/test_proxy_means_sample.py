"""The survey coded as the registry is; faults are named before anything is learned."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError
from merata.programmes.proxy_means.sample import Sample, sample_of
from merata.registry.frame import household_frame


def taken(region: DatasetInMemory, *, year: int = 2025) -> Sample:
    return sample_of(region.read("survey_households"), household_frame(region), region.read("villages"), year=year)


def changed(region: DatasetInMemory, table: str, column: str, values: object) -> DatasetInMemory:
    old = region.tables[table]
    kept = old.drop_columns([column]) if column in old.column_names else old
    return region.with_tables(**{table: kept.append_column(column, pa.array(values))})


def test_covariates_are_those_that_both_can_fill(small_region: DatasetInMemory) -> None:
    sample = taken(small_region)
    assert sample.covariates.column_names == [
        "head_schooling_years",
        "floor",
        "owns_car",
        "size",
        "urban",
        "minutes_to_market",
        "regency_code",
    ]
    assert "cattle" in sample.left_out
    size = small_region.tables["survey_households"]["size"].to_numpy()
    assert sample.weight == pytest.approx(20.0 * size)
    assert len(sample.design.stratum_of_psu) == 30


def test_what_nothing_can_be_learned_from_is_refused(small_region: DatasetInMemory) -> None:
    rows = small_region.tables["survey_households"].num_rows
    with pytest.raises(InputError, match="no rows of 2024; it has 2025"):
        taken(small_region, year=2024)
    with pytest.raises(InputError, match="2 sampled households have no consumption"):
        taken(changed(small_region, "survey_households", "consumption_pc_idr", [0.0, 0.0] + [1.0] * (rows - 2)))
    with pytest.raises(InputError, match="unknown village"):
        taken(changed(small_region, "survey_households", "village_code", ["35.05.99.9999"] * rows))
    households = small_region.tables["households"].num_rows
    frame = household_frame(small_region).drop_columns(["owns_car"])
    frame = frame.append_column("owns_car", pa.array(1 + np.arange(households) % 2))
    survey, villages = small_region.read("survey_households"), small_region.read("villages")
    with pytest.raises(InputError, match="owns_car: it is coded"):
        sample_of(survey, frame, villages, year=2025)
    with pytest.raises(InputError, match="no sampled household is like this"):
        taken(changed(small_region, "households", "floor", ["bamboo"] * households))


def test_nothing_in_common_is_refused(small_region: DatasetInMemory) -> None:
    survey = small_region.tables["survey_households"].drop_columns(["floor", "owns_car", "head_schooling_years"])
    bare = small_region.with_tables(
        survey_households=survey, villages=small_region.tables["villages"].drop_columns(["urban", "minutes_to_market"])
    )
    with pytest.raises(InputError, match="no covariate in common"):
        taken(bare)
