"""The numbers of a draw: recomputed with hashlib, all equally likely; secrets that could be guessed are refused."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from scipy.stats import chisquare

from merata.errors import InputError, UsageError
from merata.programmes.training import randomness
from merata.programmes.training.randomness import Stream, chances_seed, checked_secret, draw_seed, secret_hash


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_hashes_are_of_the_texts_that_are_documented() -> None:
    assert secret_hash("00ff") == sha("merata-lottery/1\nsecret\n00ff\n")
    seed = draw_seed(secret=bytes([0, 255]).hex(), list_hash="ab", public_number="642")
    assert seed == sha("merata-lottery/1\nseed\n00ff\nab\n642\n")
    assert chances_seed("ab") == sha("merata-lottery/1\nchances\nab\n")


def test_the_stream_is_hashes_of_seed_and_counter() -> None:
    seed = sha("anything")
    stream = Stream(seed)
    blocks = [int(sha(f"{seed}:{at}"), 16) for at in range(12)]
    assert [stream.below(bound) for bound in range(1, 13)] == [
        block % bound for block, bound in zip(blocks, range(1, 13), strict=True)
    ]


def test_a_block_that_would_favour_small_numbers_is_passed_over() -> None:
    # Below 3 · 2²⁵⁴ a block counts once, and a quarter of all blocks is rejected.
    seed, bound = sha("rejection"), 3 << 254
    blocks = [int(sha(f"{seed}:{at}"), 16) for at in range(100)]
    kept = [block for block in blocks if block < bound]
    stream = Stream(seed)
    assert [stream.below(bound) for _ in range(20)] == kept[:20]
    assert blocks[:20] != kept[:20]


def test_numbers_below_a_bound_are_equally_likely() -> None:
    stream = Stream(sha("uniform"))
    counts = np.bincount([stream.below(13) for _ in range(13_000)], minlength=13)
    assert chisquare(counts).pvalue > 0.01


def test_successive_numbers_are_independent() -> None:
    stream = Stream(sha("pairs"))
    drawn = np.array([[stream.below(5), stream.below(5)] for _ in range(10_000)])
    assert chisquare(np.bincount(5 * drawn[:, 0] + drawn[:, 1], minlength=25)).pvalue > 0.01


def test_wrong_bounds_and_seeds_are_refused() -> None:
    with pytest.raises(UsageError, match="below 0"):
        Stream(sha("x")).below(0)
    with pytest.raises(UsageError, match="64"):
        Stream("abc")


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("ab" * 15, "120 bits"),
        ("", "hexadecimal"),
        ("xy" * 32, "hexadecimal"),
        ("AB" * 32, "hexadecimal"),
        ("8f14e45fceea167a5a36dedd4bea2543 ", "hexadecimal"),
        ("00" * 32, "made up"),
        ("0123456789abcdef" * 4, "made up"),
        (bytes(range(32)).hex(), "made up"),
        (bytes(range(7, 200, 6)).hex(), "made up"),
        (b"the forum of Kanigoro, 2026-02-05".hex(), "made up"),
    ],
)
def test_secrets_that_could_be_guessed_are_refused(secret: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        checked_secret(secret)


def test_random_secrets_are_taken() -> None:
    for at in range(2000):
        secret = sha(f"secret {at}")
        assert checked_secret(secret) == secret
        assert checked_secret(secret[: 2 * randomness.FEWEST_SECRET_BYTES])
