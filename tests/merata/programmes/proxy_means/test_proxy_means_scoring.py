"""Every registered household's score and rank; what it lacks is refused."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError
from merata.measurement.covariates import encode
from merata.programmes.proxy_means.learning import ProxyMeans, learn, proxy_means
from merata.programmes.proxy_means.sample import sample_of
from merata.programmes.proxy_means.scoring import expected_idr, scored
from merata.registry.frame import household_frame


@pytest.fixture(scope="module")
def registry(small_region: DatasetInMemory) -> pa.Table:
    return household_frame(small_region)


@pytest.fixture(scope="module")
def score(small_region: DatasetInMemory, registry: pa.Table) -> ProxyMeans:
    survey, villages = small_region.read("survey_households"), small_region.read("villages")
    return proxy_means(learn(sample_of(survey, registry, villages, year=2025), seed=1))


def test_the_score_is_the_expected_consumption(registry: pa.Table, score: ProxyMeans) -> None:
    few = registry.slice(0, 50)
    expected = np.exp(score.model.predict(encode(score.terms, few)[:, 1:])) * score.smearing
    found = expected_idr(registry, score)
    assert found[:50].tolist() == np.rint(expected).astype(int).tolist()
    assert found.dtype == np.int64


def test_scores_hit_the_mean_and_the_order_of_true_consumption(
    small_region: DatasetInMemory, registry: pa.Table, score: ProxyMeans
) -> None:
    truth = small_region.read("truth")["consumption_pc_idr"].to_numpy()
    found = expected_idr(registry, score)
    assert found.mean() == pytest.approx(truth.mean(), rel=0.1)
    assert np.corrcoef(np.log(found), np.log(truth))[0, 1] > 0.6


def test_ranks_count_within_a_regency_whatever_the_order_of_the_list(registry: pa.Table, score: ProxyMeans) -> None:
    done = scored(registry, score, lot="2025")
    regency = np.array(registry["regency_code"].to_pylist())
    for code in ("35.05", "35.72"):
        inside = regency == code
        assert sorted(done.rank[inside]) == list(range(1, inside.sum() + 1))
        assert (np.diff(done.score_idr[inside][np.argsort(done.rank[inside])]) >= 0).all()
    shuffled = np.random.default_rng(1).permutation(registry.num_rows)
    again = scored(registry.take(pa.array(shuffled)), score, lot="2025")
    assert (again.rank == done.rank[shuffled]).all()
    table = done.table(registry)
    assert table.column_names == [
        "household_id",
        "village_code",
        "regency_code",
        "size",
        "desil",
        "score_idr",
        "rank",
        "empty_covariates",
    ]


def test_an_empty_value_is_counted_and_a_column_without_any_is_refused(registry: pa.Table, score: ProxyMeans) -> None:
    floor = registry["floor"].to_pylist()
    place = registry.column_names.index("floor")
    some = registry.set_column(place, "floor", pa.array([None, *floor[1:]]))
    assert scored(some, score, lot="").empty.tolist()[:2] == [0 + 1, 0]
    empty = registry.set_column(place, "floor", pa.nulls(registry.num_rows, pa.string()))
    with pytest.raises(InputError, match="households floor: missing or empty throughout"):
        expected_idr(empty, score)
    with pytest.raises(InputError, match="2 of the score's") as lacking:
        expected_idr(registry.drop_columns(["floor", "minutes_to_market"]), score)
    assert [(fault.file, fault.column) for fault in lacking.value.faults] == [
        ("households", "floor"),
        ("villages", "minutes_to_market"),
    ]


def test_a_category_that_was_never_sampled_is_refused(registry: pa.Table, score: ProxyMeans) -> None:
    place = registry.column_names.index("floor")
    strange = registry.set_column(place, "floor", pa.array(["bamboo"] * registry.num_rows))
    with pytest.raises(InputError, match="bamboo"):
        expected_idr(strange, score)
