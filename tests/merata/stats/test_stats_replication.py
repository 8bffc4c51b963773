"""Replicate weights by hand, and against linearisation where the two must agree."""

from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError, UsageError
from merata.stats.design import Design, design, variance_of_total
from merata.stats.replication import Replicates, balanced, bootstrap, jackknife

VALUES = np.array([1.0, 2, 5, 10, 4, 7])
PSU = ["1", "1", "2", "1", "2", "3"]
STRATUM = ["a", "a", "a", "b", "b", "b"]


def variance_of_sum(sample: Design, drawn: Replicates, values: np.ndarray) -> float:  # type: ignore[type-arg]
    totals = np.bincount(sample.psu, weights=values)
    replicated = np.array([[drawn.factor(r) @ totals] for r in range(len(drawn.scale))])
    return float(drawn.variance(replicated, np.array([totals.sum()]))[0])


def test_the_jackknife_leaves_out_a_cluster_and_makes_up_for_it() -> None:
    sample = design(STRATUM, PSU)
    drawn = jackknife(sample)
    assert len(drawn.scale) == 5
    np.testing.assert_allclose(drawn.factor(0), [0, 2, 1, 1, 1])
    np.testing.assert_allclose(drawn.factor(3), [1, 1, 1.5, 0, 1.5])
    np.testing.assert_allclose(drawn.scale, [1 / 2, 1 / 2, 2 / 3, 2 / 3, 2 / 3])


def test_the_jackknife_of_a_total_equals_linearisation() -> None:
    sample = design(STRATUM, PSU)
    assert variance_of_sum(sample, jackknife(sample), VALUES) == pytest.approx(variance_of_total(VALUES, sample))
    corrected = design(STRATUM, PSU, population_psus=[4, 4, 4, 6, 6, 6])
    assert variance_of_sum(corrected, jackknife(corrected), VALUES) == pytest.approx(
        variance_of_total(VALUES, corrected)
    )


@pytest.mark.parametrize("fay", [0.0, 0.5])
@pytest.mark.parametrize("strata", [1, 3, 4, 7])
def test_balanced_halves_of_a_total_equal_linearisation(strata: int, fay: float) -> None:
    rng = np.random.default_rng(strata)
    values = rng.normal(size=2 * strata)
    sample = design(np.repeat(np.arange(strata), 2), np.arange(2 * strata))
    drawn = balanced(sample, fay=fay)
    assert variance_of_sum(sample, drawn, values) == pytest.approx(variance_of_total(values, sample))
    assert {round(float(f), 9) for f in drawn.factor(1)} == {fay, 2 - fay}


def test_balanced_needs_two_clusters_a_stratum() -> None:
    with pytest.raises(InputError, match="1 of 2 strata have another number"):
        balanced(design(STRATUM, PSU))
    with pytest.raises(UsageError, match="fay is 1"):
        balanced(design(["a", "a"], [1, 2]), fay=1)


def test_the_bootstrap_of_a_total_comes_near_to_linearisation() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=60)
    stratum = np.repeat([0, 1, 2], 20)
    for population in (None, np.repeat([40, 40, 40], 20)):
        sample = design(stratum, np.arange(60), population_psus=population)
        drawn = bootstrap(sample, replicates=4000, seed=1)
        # 4,000 replicates know a variance to about 2.2%.
        assert variance_of_sum(sample, drawn, values) == pytest.approx(variance_of_total(values, sample), rel=0.08)


def test_bootstrap_weights_are_whole_multiples_and_come_from_the_seed() -> None:
    sample = design(STRATUM, PSU)
    drawn = bootstrap(sample, replicates=50, seed=3)
    for replicate in range(50):
        factor = drawn.factor(replicate)
        np.testing.assert_allclose(factor[:2] / 2, np.rint(factor[:2] / 2))
        assert factor[:2].sum() == pytest.approx(2)
        assert factor[2:].sum() == pytest.approx(3)
    np.testing.assert_array_equal(drawn.factor(7), bootstrap(sample, replicates=9, seed=3).factor(7))
    assert any((drawn.factor(r) != bootstrap(sample, replicates=9, seed=4).factor(r)).any() for r in range(9))
    with pytest.raises(UsageError, match="at least 2"):
        bootstrap(sample, replicates=1, seed=1)


def test_a_lonely_cluster_is_refused_unless_certain() -> None:
    centred = design(["a", "a", "lonely"], [1, 2, 3], lonely="centre")
    for method in (jackknife, lambda sample: bootstrap(sample, replicates=5, seed=1)):
        with pytest.raises(InputError, match="1 strata hold a single cluster"):
            method(centred)
    certain = design(["a", "a", "lonely"], [1, 2, 3], lonely="certainty")
    assert len(jackknife(certain).scale) == 2
    assert bootstrap(certain, replicates=5, seed=1).factor(0)[2] == 1
