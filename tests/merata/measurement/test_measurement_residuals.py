"""Own parts are drawn from households of like expected welfare."""

from __future__ import annotations

import numpy as np
import pytest

from merata.measurement.residuals import FIFTHS, TABLE_ROWS, own_parts

ROWS = 400


def parts(rng: np.random.Generator):  # type: ignore[no-untyped-def]
    expected = rng.normal(13, 0.5, ROWS)
    spread = np.where(expected < 13, 0.2, 0.6)
    weight = rng.uniform(1, 3, ROWS)
    return own_parts(rng.normal(0, spread), weight / weight.sum(), np.arange(ROWS) // 10, expected), expected


def test_own_parts_are_centred_with_variance_one() -> None:
    own, _ = parts(np.random.default_rng(1))
    assert np.sum(own.share * own.value) == pytest.approx(0, abs=1e-12)
    assert np.sum(own.share * own.value**2) == pytest.approx(1)


def test_fifths_hold_a_fifth_each_and_extremes_fall_into_the_outer_ones() -> None:
    own, expected = parts(np.random.default_rng(2))
    assert np.bincount(own.fifths(expected)).tolist() == [ROWS // FIFTHS] * FIFTHS
    assert own.fifths(np.array([-99.0, 99.0])).tolist() == [0, FIFTHS - 1]


def test_a_redrawn_table_keeps_the_spread_of_each_fifth() -> None:
    own, _ = parts(np.random.default_rng(3))
    rng = np.random.default_rng(4)
    tables = [own.redrawn(rng) for _ in range(50)]
    assert tables[0].shape == (FIFTHS, TABLE_ROWS)
    spread = np.mean([table.std(axis=1) for table in tables], axis=0)
    for fifth in range(FIFTHS):
        here = own.fifth == fifth
        assert spread[fifth] == pytest.approx(own.value[here].std(), rel=0.1)
    assert spread[0] < spread[-1] / 2
    assert np.std([table.mean(axis=1)[0] for table in tables]) > 0


def test_where_all_are_expected_alike_there_is_one_group() -> None:
    own = own_parts(np.array([-1.0, 0.0, 1.0]), np.full(3, 1 / 3), np.arange(3), np.full(3, 13.0))
    assert own.fifths(np.array([5.0, 13.0, 20.0])).tolist() == [0, 0, 0]
    assert np.unique(own.redrawn(np.random.default_rng(1))[0]).size == 3
