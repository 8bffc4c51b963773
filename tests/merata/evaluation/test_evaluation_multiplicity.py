"""Adjusted p-values: by hand, and properties that hold for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.evaluation.multiplicity import benjamini_hochberg, family, holm

P = [0.01, 0.04, 0.03, 0.005]


def test_holm_by_hand() -> None:
    # In order 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, never falling.
    assert holm(P) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_hochberg_by_hand() -> None:
    # In order times 4/1, 4/2, 4/3, 4/4, never falling from the last.
    assert benjamini_hochberg(P) == pytest.approx([0.02, 0.04, 0.04, 0.02])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusting_keeps_the_order_and_holm_is_the_stricter(p_values: list[float]) -> None:
    plain, strict, lenient = np.array(p_values), holm(p_values), benjamini_hochberg(p_values)
    assert np.all(plain <= lenient + 1e-12)
    assert np.all(lenient <= strict + 1e-12)
    assert np.all(strict <= np.minimum(plain * plain.size, 1) + 1e-12)
    order = np.argsort(plain, kind="stable")
    assert np.all(np.diff(strict[order]) >= -1e-12)


def test_families_keep_names() -> None:
    found = family("main", {"a": 0.5, "b": 0.01}, "holm")
    assert found.adjusted == pytest.approx({"a": 0.5, "b": 0.02})
    assert (found.name, found.correction) == ("main", "holm")
    assert family("main", {"a": 0.5, "b": 0.01}, "benjamini_hochberg").adjusted == pytest.approx({"a": 0.5, "b": 0.02})


def test_what_is_no_probability_is_refused() -> None:
    for wrong in ([0.5, 1.5], [float("nan")]):
        with pytest.raises(UsageError, match="between 0 and 1"):
            holm(wrong)
