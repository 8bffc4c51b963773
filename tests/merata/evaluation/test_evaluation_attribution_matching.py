"""Donors are alike, of the same regency and kind of village, and always several."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from two_snapshots import two_snapshots

from merata.errors import InputError
from merata.evaluation.attribution_matching import DONORS, donors, expected_welfare, lean
from merata.registry.frame import household_frame


@pytest.fixture(scope="module")
def tables() -> tuple[pa.Table, pa.Table]:
    data = two_snapshots()
    survey = data.read("survey_households")
    return survey.filter(pc.equal(survey["year"], 2025)), household_frame(data)


def test_donors_are_alike(tables: tuple[pa.Table, pa.Table]) -> None:
    sample, registry = tables
    expected = expected_welfare(sample, registry)
    rows = donors(sample, registry, expected)
    assert rows.shape == (sample.num_rows, DONORS)
    assert all(len(set(row)) == DONORS for row in rows.tolist())
    regency = registry["regency_code"].to_numpy(zero_copy_only=False)[rows]
    assert (regency == sample["regency_code"].to_numpy(zero_copy_only=False)[:, None]).all()
    kinds = registry["type"].to_numpy(zero_copy_only=False)[rows]
    assert (kinds == np.where(regency == "35.05", "desa", "kelurahan")).all()
    size = registry["size"].to_numpy()[rows]
    assert np.abs(size - sample["size"].to_numpy()[:, None]).mean() < 0.2
    assert np.abs(expected[1][rows] - expected[0][:, None]).mean() < 0.1 * np.std(expected[0])


def test_donors_are_the_nearest_by_brute_force(tables: tuple[pa.Table, pa.Table]) -> None:
    sample, registry = tables
    expected = expected_welfare(sample, registry)
    rows = donors(sample, registry, expected, count=3)
    at = 5
    spread = np.std(expected[0])
    distance = np.hypot(
        2 * (expected[1] - expected[0][at]) / spread, registry["size"].to_numpy() - sample["size"].to_numpy()[at]
    )
    distance[registry["regency_code"].to_numpy(zero_copy_only=False) != sample["regency_code"][at].as_py()] = np.inf
    assert distance[rows[at]] == pytest.approx(np.sort(distance)[:3])


def test_expected_welfare_explains(tables: tuple[pa.Table, pa.Table]) -> None:
    sample, registry = tables
    mine, _ = expected_welfare(sample, registry)
    logs = np.log(sample["consumption_pc_idr"].to_numpy())
    assert np.corrcoef(mine, logs)[0, 1] > 0.5
    assert np.average(mine, weights=sample["weight"].to_numpy()) == pytest.approx(
        np.average(logs, weights=sample["weight"].to_numpy()), abs=1e-4
    )


def test_a_regency_with_few_registered_households_is_refused(tables: tuple[pa.Table, pa.Table]) -> None:
    sample, registry = tables
    few = pa.concat_tables(
        [registry.filter(pc.equal(registry["regency_code"], "35.05")), registry.slice(registry.num_rows - 5)]
    )
    with pytest.raises(InputError, match=r"5 households in 35.72.*20"):
        donors(sample, few, expected_welfare(sample, few))


def test_no_consumption_is_refused(tables: tuple[pa.Table, pa.Table]) -> None:
    sample, registry = tables
    zero = sample.set_column(
        sample.column_names.index("consumption_pc_idr"), "consumption_pc_idr", pa.array(np.zeros(sample.num_rows))
    )
    with pytest.raises(InputError, match="have no consumption"):
        expected_welfare(zero, registry)


def test_what_a_desil_adds_to_traits_by_hand() -> None:
    # Traits let expect 1, 2, 3, 4; desil 1, 3, 3, 5 lie off the line 0.0 + 1.2 x by −0.2, 0.6, −0.6, 0.2.
    found = lean(pa.table({"desil": pa.array([1, 3, 3, 5, None])}), np.array([1.0, 2.0, 3.0, 4.0, 9.0]))
    assert found == pytest.approx(np.array([-0.2, 0.6, -0.6, 0.2, 0.0]) / np.sqrt(0.2))
    assert not lean(pa.table({"desil": pa.nulls(3, pa.int64())}), np.arange(3.0)).any()
