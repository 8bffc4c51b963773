"""Variance under strata and clusters, by hand, and against simulation."""

from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError, UsageError
from merata.stats.design import covariance_of_totals, design, variance_of_total


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


def test_a_finite_population_shrinks_each_stratum() -> None:
    rows = {"stratum": ["a", "a", "a", "b", "b"], "psu": [1, 1, 2, 1, 2]}
    sample = design(**rows, population_psus=[4, 4, 4, 8, 8])
    # As above, with (1 − 2/4) and (1 − 2/8).
    assert variance_of_total([1, 2, 5, 10, 4], sample) == pytest.approx(2 * 2 * 0.5 + 2 * 18 * 0.75)


def test_a_population_of_one_cluster_is_not_lonely() -> None:
    sample = design(["a", "a", "whole"], [1, 2, 3], population_psus=[5, 5, 1])
    assert variance_of_total([1, 3, 8], sample) == pytest.approx(4 * (1 - 2 / 5))


def test_impossible_populations_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"a \(2 sampled, 1 to 1 given\), b \(2 sampled, 4 to 5 given\)"):
        design(["a", "a", "b", "b"], [1, 2, 1, 2], population_psus=[1, 1, 4, 5])
    with pytest.raises(UsageError, match="population_psus has 1 rows"):
        design(["a", "a"], [1, 2], population_psus=[4])


def test_the_other_rules_for_a_lonely_cluster() -> None:
    certain = design(["a", "a", "lonely"], [1, 2, 3], lonely="certainty")
    assert variance_of_total([1, 3, 8], certain) == pytest.approx(4)
    average = design(["a", "a", "b", "b", "lonely"], [1, 2, 1, 2, 3], lonely="average")
    # a gives 4, b 2 × (2² + 2²) = 16; the third stratum their average.
    assert variance_of_total([1, 3, 0, 4, 8], average) == pytest.approx(4 + 16 + 10)
    with pytest.raises(InputError, match="2 strata"):
        design(["a", "b"], [1, 2], lonely="average")
    with pytest.raises(UsageError, match="lonely is 'remove'"):
        design(["a"], [1], lonely="remove")  # type: ignore[arg-type]


def test_totals_covary_as_their_sums_say() -> None:
    sample = design(["a", "a", "a", "b", "b"], [1, 2, 3, 1, 2])
    values = np.array([[1.0, 2], [3, 1], [0, 7], [5, 5], [2, 9]])
    covariance = covariance_of_totals(values, sample)
    assert covariance[0, 0] == pytest.approx(variance_of_total(values[:, 0], sample))
    both = variance_of_total(values.sum(axis=1), sample)
    assert covariance[0, 1] == pytest.approx((both - covariance[0, 0] - covariance[1, 1]) / 2)


def test_rows_of_a_domain_stand_for_zeros_elsewhere() -> None:
    sample = design(["a", "a", "a", "b", "b"], [1, 2, 3, 1, 2])
    rows = np.array([0, 3])
    assert variance_of_total([4.0, 6.0], sample, rows) == pytest.approx(variance_of_total([4, 0, 0, 6, 0], sample))


def test_labels_are_told_apart_whatever_they_are() -> None:
    by_number = design([3, 3, 900_000, 900_000, -5, -5], [0, 1, 0, 1, 0, 1])
    by_name = design(["c", "c", "d", "d", "b", "b"], [0, 1, 0, 1, 0, 1])
    narrow = design([7, 7, 9, 9, 5, 5], [0, 1, 0, 1, 0, 1])
    for one in (by_number, by_name, narrow):
        assert len(one.drawn) == 3
        assert variance_of_total([1, 2, 3, 5, 4, 8], one) == pytest.approx(1 + 4 + 16)
    with pytest.raises(InputError, match=r"1 strata .* \(south\)"):
        design([0, 0, 1], [1, 2, 3], names=["north", "south"])
