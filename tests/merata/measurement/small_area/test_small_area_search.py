"""Roots of many functions at once."""

from __future__ import annotations

import numpy as np

from merata.measurement.small_area.search import falling_root


def test_each_root_is_found_to_the_last_digits() -> None:
    target = np.array([0.1, 1.0, 2.5, 9.99])
    low, high = np.zeros(4), np.full(4, 10.0)
    calls = []

    def function(place):  # type: ignore[no-untyped-def]
        calls.append(1)
        return target**3 - place**3

    found = falling_root(function, low, high, at_low=function(low))
    np.testing.assert_allclose(found, target, rtol=1e-14)
    assert len(calls) < 60


def test_a_function_that_never_falls_below_zero_gives_its_high_end() -> None:
    found = falling_root(lambda place: 1 + 0 * place, np.zeros(1), np.ones(1), at_low=np.ones(1))
    assert found[0] == 1.0
