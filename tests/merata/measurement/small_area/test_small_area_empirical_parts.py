"""Effects and own parts drawn from the sample have the fitted variances, and the sample's shape where it has one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from invented_survey_and_census import unit_sample

from merata.measurement.small_area.empirical_parts import EmpiricalParts, empirical_parts
from merata.measurement.small_area.one_way import UnitSample
from merata.measurement.small_area.unit_model import fit_unit_model
from merata.measurement.welfare import Floats


def sample_of(own: Floats, slope: Floats, area_sd: float = 0.3, each: int = 10) -> UnitSample:
    """A sample of log welfare 13 + slope + effect + own."""
    area = np.repeat(np.arange(len(own) // each), each)
    effect = area_sd * np.random.default_rng(8).normal(size=len(own) // each)
    columns = np.column_stack([np.ones(len(own)), slope])
    labels = tuple(f"V{k:02d}" for k in range(len(effect)))
    return UnitSample(columns, np.exp(13 + slope + effect[area] + own), area, labels)


def drawn(parts: EmpiricalParts, group: int, number: int = 200_000) -> Floats:
    return parts.own(np.random.default_rng(1), np.full(number, group))


def test_variances_are_the_fitted_ones() -> None:
    rng = np.random.default_rng(2)
    model = fit_unit_model(sample_of(0.5 * rng.normal(size=400), rng.normal(size=400)))
    parts = empirical_parts(model)
    assert len(parts.effect) == 40
    np.testing.assert_allclose([parts.effect.mean(), parts.effect.var()], [0, model.area_variance], atol=1e-12)
    # Of the mixture over all groups, the kernel included.
    count = np.array([len(centre) for centre in parts.centre])
    assert count.tolist() == [80] * 5
    mean = np.array([centre.mean() for centre in parts.centre])
    second = np.array([np.mean(centre**2) for centre in parts.centre]) + parts.spread**2
    np.testing.assert_allclose([count @ mean, count @ second / 400], [0, model.household_variance], atol=1e-10)


def test_own_parts_bend_and_spread_with_expected_welfare() -> None:
    rng = np.random.default_rng(3)
    slope = rng.normal(size=4000)
    low = slope < np.quantile(slope, 0.2)
    model = fit_unit_model(sample_of(np.where(low, 0.3, 0.6) * rng.normal(size=4000), slope))
    parts = empirical_parts(model)
    spread = [drawn(parts, group).std() for group in range(5)]
    np.testing.assert_allclose(spread, [0.3, 0.6, 0.6, 0.6, 0.6], rtol=0.1)
    bent = fit_unit_model(sample_of(0.4 * rng.normal(size=4000) + 0.3 * (slope**2 - 1), slope))
    means = [drawn(empirical_parts(bent), group).mean() for group in range(5)]
    assert means[0] > 0.1
    assert means[4] > 0.1
    assert means[2] < -0.2


def test_a_skewed_own_part_stays_skewed() -> None:
    rng = np.random.default_rng(4)
    own = 0.4 * (rng.exponential(size=3000) - 1)
    parts = empirical_parts(fit_unit_model(sample_of(own, rng.normal(size=3000))), groups=1)
    assert len(parts.cuts) == 0
    values = drawn(parts, 0)
    assert 1.2 < np.mean(values**3) / values.std() ** 3 < 2.2


def test_too_few_or_too_like_households_are_one_group() -> None:
    few = empirical_parts(fit_unit_model(unit_sample()))
    assert len(few.centre) == 1
    assert few.group(np.array([-50.0, 50.0])).tolist() == [0, 0]
    rng = np.random.default_rng(5)
    alike = sample_of(0.4 * rng.normal(size=300), (np.arange(300) % 10 == 0).astype(float))
    assert len(empirical_parts(fit_unit_model(alike)).centre) in {1, 2}


def test_no_effect_in_the_model_gives_none_to_draw() -> None:
    model = fit_unit_model(unit_sample())
    none = replace(model, fits=replace(model.fits, area_variance=np.zeros(1), effect=0 * model.fits.effect))
    np.testing.assert_array_equal(empirical_parts(none).effect, 0)
