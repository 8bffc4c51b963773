"""Gaps read from tables equal the mean over the mixture's centres of the normal closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from merata.measurement.small_area.closed_forms import NormalPart
from merata.measurement.small_area.mixture import mixture

CENTRE = np.array([-0.8, -0.1, 0.0, 0.3, 1.1])


@pytest.mark.parametrize("lognormal", [True, False])
def test_tables_equal_the_mean_over_the_centres(lognormal: bool) -> None:
    part = mixture(CENTRE, 0.15, lognormal=lognormal)
    normal = NormalPart(np.asarray(0.15), lognormal=lognormal)
    # Below, in and beyond the table.
    distance = np.linspace(-6, 6, 1999).reshape(1, -1)
    found = part.gaps(distance, 4)
    slow = [values.mean(axis=-1) for values in normal.gaps(distance[..., None] - CENTRE, 4)]
    for power in range(5):
        assert found[power].shape == (1, 1999)
        np.testing.assert_allclose(found[power], slow[power], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("lognormal", [True, False])
def test_moments_equal_simulated_ones(lognormal: bool) -> None:
    rng = np.random.default_rng(1)
    own = rng.choice(CENTRE, 400_000) + 0.15 * rng.normal(size=400_000)
    part = mixture(CENTRE, 0.15, lognormal=lognormal)
    for power in (1, 2):
        values = np.exp(power * own) if lognormal else own**power
        assert abs(float(part.moment(power)) - values.mean()) < 5 * values.std() / np.sqrt(len(own))


def test_one_centre_is_the_normal() -> None:
    part = mixture(np.zeros(1), 0.4, lognormal=True)
    normal = NormalPart(np.asarray(0.4), lognormal=True)
    assert float(part.moment(2)) == pytest.approx(float(normal.moment(2)), rel=1e-12)
    at = np.array([-0.3, 0.2])
    np.testing.assert_allclose(part.gaps(at, 2), normal.gaps(at, 2), atol=1e-5)


def test_a_line_at_nothing_has_nobody_below() -> None:
    part = mixture(CENTRE, 0.15, lognormal=True)
    np.testing.assert_allclose(part.gaps(np.array([-np.inf]), 2), 0, atol=1e-9)
