"""Interpolation between Chebyshev's places."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from merata.measurement.small_area.chebyshev import Interval


def test_a_polynomial_is_exact_and_a_normal_curve_nearly() -> None:
    span = Interval(-2.0, 3.0, 30)
    at = np.linspace(-2, 3, 101)
    cubic = span.places**3 - span.places
    values = np.column_stack([cubic, ndtr(span.places)])
    found = span.interpolate(values, at)
    np.testing.assert_allclose(found[:, 0], at**3 - at, atol=1e-12)
    np.testing.assert_allclose(found[:, 1], ndtr(at), atol=1e-12)
    np.testing.assert_allclose(span.interpolate(cubic, at), at**3 - at, atol=1e-12)


def test_an_interval_without_length_gives_its_one_value() -> None:
    span = Interval(1.0, 1.0, 5)
    np.testing.assert_allclose(span.interpolate(np.full(5, 7.0), np.ones(3)), 7.0)
