from __future__ import annotations

import numpy as np

from merata.demo.naming import numbered, random_hashes


def test_numbers_have_leading_zeros() -> None:
    assert numbered("H", 2, 7).to_pylist() == ["H0000001", "H0000002"]


def test_hashes_are_32_hexadecimal_digits_and_follow_the_generator() -> None:
    hashes = random_hashes(100, np.random.default_rng(1)).to_pylist()
    assert len(set(hashes)) == 100
    assert all(len(text) == 32 and set(text) <= set("0123456789abcdef") for text in hashes)
    assert hashes == random_hashes(100, np.random.default_rng(1)).to_pylist()
