"""Cross-fitting by cluster: nobody is scored by a model that saw its neighbours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.programmes.proxy_means.boosting import fit_boosting
from merata.programmes.proxy_means.folds import FOLDS, folds_by_cluster, folds_within
from merata.programmes.proxy_means.learning import LEARNERS, Learned, cross_fitted, learn, proxy_means
from merata.programmes.proxy_means.linear import fit_ridge
from merata.programmes.proxy_means.sample import Sample, sample_of
from merata.registry.frame import household_frame
from merata.stats.design import design


@pytest.fixture(scope="module")
def sample(small_region: DatasetInMemory) -> Sample:
    survey, villages = small_region.read("survey_households"), small_region.read("villages")
    return sample_of(survey, household_frame(small_region), villages, year=2025)


@pytest.fixture(scope="module")
def learned(sample: Sample) -> Learned:
    return learn(sample, seed=1)


@given(st.integers(10, 60), st.integers(1, 6), st.integers(0, 1000))
def test_folds_hold_whole_clusters_and_equally_many(clusters: int, strata: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    psu = np.concatenate([np.arange(clusters), rng.integers(0, clusters, 100)])
    of = np.arange(clusters) % strata
    drawn = design(of[psu], psu, lonely="certainty")
    fold = folds_by_cluster(drawn, seed=seed)
    assert all(len(np.unique(fold[psu == cluster])) == 1 for cluster in range(clusters))
    first = np.unique(psu, return_index=True)[1]
    counts = np.bincount(fold[first], minlength=FOLDS)
    assert counts.max() - counts.min() <= 1
    assert (folds_by_cluster(drawn, seed=seed) == fold).all()
    inner = folds_within(drawn, np.flatnonzero(fold != 0), seed=seed, within=0)
    assert ((inner >= 0) & (inner < FOLDS)).all()


def test_fewer_clusters_than_can_be_held_out_are_refused() -> None:
    with pytest.raises(InputError, match="has 9 clusters"):
        folds_by_cluster(design(np.zeros(18), np.arange(18) // 2), seed=1)


@settings(max_examples=10)
@given(st.integers(0, 29), st.floats(0.01, 100))
def test_a_score_never_depends_on_its_own_cluster(sample: Sample, cluster: int, factor: float) -> None:
    fold = folds_by_cluster(sample.design, seed=1)
    own = sample.design.psu == cluster
    changed = replace(sample, welfare=np.where(own, sample.welfare * factor, sample.welfare))
    before, after = (cross_fitted(one, fit_ridge, fold, seed=1) for one in (sample, changed))
    assert (after[own] == before[own]).all()
    # The whole fold is predicted without the cluster; the others learn from it.
    assert (after[fold == fold[own][0]] == before[fold == fold[own][0]]).all()


def test_boosting_never_depends_on_its_own_cluster_either(sample: Sample) -> None:
    fold = folds_by_cluster(sample.design, seed=1)
    own = sample.design.psu == 3
    changed = replace(sample, welfare=np.where(own, sample.welfare * 50, sample.welfare))
    before, after = (cross_fitted(one, fit_boosting, fold, seed=1) for one in (sample, changed))
    assert (after[own] == before[own]).all()
    assert (after != before).any()


def test_nor_on_how_its_own_covariates_would_be_coded(sample: Sample) -> None:
    """A category that only one fold has is coded by nobody who learns without it."""
    fold = folds_by_cluster(sample.design, seed=1)
    floor = np.where(fold == 2, "marble", np.array(sample.covariates["floor"].to_pylist()))
    place = sample.covariates.column_names.index("floor")
    changed = replace(sample, covariates=sample.covariates.set_column(place, "floor", pa.array(floor)))
    marble, plain = (cross_fitted(one, fit_ridge, fold, seed=1)[fold == 2] for one in (changed, sample))
    plain_floor = np.array(sample.covariates["floor"].to_pylist())
    kinds, counts = np.unique(plain_floor[fold != 2], return_counts=True)
    same = plain_floor[fold == 2] == kinds[counts.argmax()]
    assert marble[same] == pytest.approx(plain[same])


@pytest.mark.parametrize("name", LEARNERS)
def test_weights_have_no_scale(sample: Sample, name: str) -> None:
    fold = folds_by_cluster(sample.design, seed=1)
    scaled = replace(sample, weight=sample.weight * 1024)
    first, again = (cross_fitted(one, LEARNERS[name], fold, seed=1) for one in (sample, scaled))
    assert again == pytest.approx(first)


def test_the_better_learner_is_chosen_and_the_seed_decides_all(sample: Sample, learned: Learned) -> None:
    # The region's consumption is linear in its covariates, and R² can be no more than theirs.
    assert learned.chosen == "linear"
    assert learned.learners["linear"].rmse.value < learned.learners["boosting"].rmse.value
    assert 0.3 < learned.learners["linear"].r2.value < 0.7
    again = learn(sample, seed=1)
    for name, one in learned.learners.items():
        assert (one.predicted == again.learners[name].predicted).all()
        assert one.rmse == again.learners[name].rmse
    assert (folds_by_cluster(sample.design, seed=2) != learned.fold).any()


def test_boosting_is_chosen_where_consumption_is_not_linear(sample: Sample) -> None:
    schooling = sample.covariates["head_schooling_years"].to_numpy()
    car = sample.covariates["owns_car"].to_numpy(zero_copy_only=False)
    noise = np.random.default_rng(1).normal(0, 0.1, len(sample))
    bent = np.exp(13 + 0.8 * ((schooling > 8) != car) + noise)
    learned = learn(replace(sample, welfare=bent), seed=1)
    assert learned.chosen == "boosting"
    assert learned.learners["boosting"].r2.value > 0.7


def test_r2_and_rmse_by_hand(sample: Sample, learned: Learned) -> None:
    one = learned.learners["linear"]
    error = sample.log_welfare - one.predicted
    middle = np.average(sample.log_welfare, weights=sample.weight)
    square = np.average(error**2, weights=sample.weight)
    assert one.rmse.value == pytest.approx(np.sqrt(square))
    assert one.r2.value == pytest.approx(
        1 - square / np.average((sample.log_welfare - middle) ** 2, weights=sample.weight)
    )
    assert one.rmse.n == 300


def test_smearing_carries_the_logarithm_to_the_mean(sample: Sample, learned: Learned) -> None:
    score = proxy_means(learned)
    residual = sample.log_welfare - learned.learners["linear"].predicted
    assert score.smearing == pytest.approx(np.average(np.exp(residual), weights=sample.weight))
    with pytest.raises(UsageError, match="no learner 'forest'"):
        proxy_means(learned, "forest")
