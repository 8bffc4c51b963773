"""Variance under strata and clusters, by hand, and against simulation."""

from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError, UsageError
from merata.stats.design import design, variance_of_total


def test_two_strata_of_two_clusters_by_hand() -> None:
    sample = design(["a", "a", "a", "b", "b"], [1, 1, 2, 1, 2])
    # Cluster totals: a1 = 3, a2 = 5; b1 = 10, b2 = 4. Each stratum: 2/(2−1) × squares about its mean.
    assert variance_of_total([1, 2, 5, 10, 4], sample) == pytest.approx(2 * (1 + 1) + 2 * (9 + 9))
    assert sample.degrees_of_freedom == 2


def test_the_same_label_in_two_strata_is_two_clusters() -> None:
    assert len(design(["a", "b"] * 2, [1, 1, 2, 2]).stratum_of_psu) == 4


def test_degrees_within_a_domain_count_its_own_clusters_and_strata() -> None:
    sample = design(["a", "a", "a", "b", "b"], [1, 2, 3, 1, 2])
    assert sample.degrees_within(np.array([True, True, True, False, False])) == 2
    assert sample.degrees_within(np.array([True, False, False, True, False])) == 1


def test_a_lonely_cluster_is_refused_by_name_or_centred_on_all() -> None:
    with pytest.raises(InputError, match=r"1 strata .* \(lonely\)"):
        design(["a", "a", "lonely"], [1, 2, 3])
    centred = design(["a", "a", "lonely"], [1, 2, 3], lonely="centre")
    # Totals 1, 3, 8: the stratum a gives 2 × (1 + 1), the lonely one (8 − 4)².
    assert variance_of_total([1, 3, 8], centred) == pytest.approx(4 + 16)


def test_columns_must_be_of_one_length() -> None:
    with pytest.raises(UsageError, match="stratum has 2 rows, psu 3"):
        design(["a", "a"], [1, 2, 3])


def test_it_is_unbiased_over_repeated_samples() -> None:
    rng = np.random.default_rng(7)
    clusters = rng.normal(10, 3, (200, 5))
    estimates, variances = [], []
    for _ in range(600):
        drawn = rng.integers(0, 200, 20)
        values = (clusters[drawn] * 200 / 20).ravel()
        estimates.append(values.sum())
        variances.append(variance_of_total(values, design(np.zeros(100), np.repeat(np.arange(20), 5))))
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=0.15)
