"""The growth-incidence curve: hand-checked growth, its annual form, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from merata import measurement as m
from merata.errors import InputError, UsageError


def test_growth_of_each_half_by_hand() -> None:
    table = m.growth_incidence([10, 20], [15, 22], points=2)
    assert table.to_pydict() == {
        "fraction": [0.25, 0.75],
        "first": [10.0, 20.0],
        "second": [15.0, 22.0],
        "growth": [pytest.approx(0.5), pytest.approx(0.1)],
    }


def test_samples_of_different_size_and_weight() -> None:
    table = m.growth_incidence([1, 2, 3, 4], [5, 10], second_weight=[3, 1], points=4)
    assert table["second"].to_pylist() == [5, 5, 5, 10]
    assert table["growth"].to_pylist() == pytest.approx([4, 1.5, 2 / 3, 1.5])
    weighted = m.growth_incidence([1, 9], [1, 9], first_weight=[9, 1], second_weight=[1, 9], points=2)
    assert weighted["growth"].to_pylist() == pytest.approx([8, 8])


def test_growth_is_a_years() -> None:
    table = m.growth_incidence([100.0] * 4, [121.0] * 4, points=4, years=2)
    assert table["growth"].to_pylist() == pytest.approx([0.1] * 4)


def test_everybody_growing_alike_is_a_flat_curve() -> None:
    welfare = np.random.default_rng(2).lognormal(0, 1, 300)
    weight = np.random.default_rng(3).uniform(1, 3, 300)
    table = m.growth_incidence(welfare, 1.07 * welfare, first_weight=weight, second_weight=weight * 1e6)
    assert len(table) == 100
    np.testing.assert_allclose(table["growth"], 0.07)


def test_from_nothing_there_is_no_growth() -> None:
    table = m.growth_incidence([0, 10], [5, 5], points=2)
    assert table["growth"].to_pylist() == [None, pytest.approx(-0.5)]


def test_what_is_refused() -> None:
    for arguments in ({"points": 1}, {"years": 0}, {"years": math.inf}):
        with pytest.raises(UsageError, match="growth_incidence"):
            m.growth_incidence([1], [1], **arguments)
    with pytest.raises(InputError, match="negative"):
        m.growth_incidence([1], [-1])
    with pytest.raises(InputError, match="empty"):
        m.growth_incidence([], [1])
