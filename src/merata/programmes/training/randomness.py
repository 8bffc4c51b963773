"""Chance that anyone can recompute, in any language with SHA-256 and whole numbers of 256 bits.

All text is UTF-8, all hashes SHA-256 written as 64 lower-case hexadecimal digits, `\\n` is one line feed:

- hash of the secret: of the text `merata-lottery/1\\nsecret\\n` + secret in lower-case hexadecimal + `\\n`;
- seed: hash of the text `merata-lottery/1\\nseed\\n` + secret + `\\n` + hash of the list + `\\n` + public number +
  `\\n`, the public number as its digits without anything between them;
- block k (k = 0, 1, 2, …): the hash of the text seed + `:` + k in decimal, read as a whole number x < 2²⁵⁶;
- a whole number below b: take the next block; where x ≥ 2²⁵⁶ − (2²⁵⁶ mod b), take the next again; the number is
  x mod b.

The last rule (rejection) makes every number below b equally likely. NumPy's generator is not used: its stream is not a
standard that another language has.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise

from merata.errors import InputError, UsageError
from merata.programmes.training.canonical import SCHEME

FEWEST_SECRET_BYTES = 16
"""128 bits: nobody can try all secrets against the published hash."""

_FEWEST_DISTINCT = 8
"""Of 16 random bytes fewer than 8 are different once in more than 10¹⁰ secrets; likewise the steps between them."""


def secret_hash(secret: str) -> str:
    """The hash of a secret that is published before applications close."""
    return _hash(f"{SCHEME}\nsecret\n{secret}\n")


def checked_secret(secret: str) -> str:
    """`secret`, in lower-case hexadecimal digits; `InputError` where it could be guessed or is no such text.

    Refuses fewer than 16 bytes, a repeated pattern, few different bytes or steps between them, and bytes that are all
    printable (a sentence somebody typed). That finds carelessness, no more: generate it with a cryptographic source.
    """
    try:
        content = bytes.fromhex(secret)
    except ValueError:
        content = b""
    if not content or secret != content.hex():
        raise InputError("the secret is not a text of lower-case hexadecimal digits; use the file `commit` wrote")
    if len(content) < FEWEST_SECRET_BYTES:
        raise InputError(
            f"the secret has {8 * len(content)} bits; at least {8 * FEWEST_SECRET_BYTES} are needed, or others could "
            "find it from its hash"
        )
    steps = {(after - before) % 256 for before, after in pairwise(content)}
    if min(len(set(content)), len(steps)) < _FEWEST_DISTINCT or all(32 <= byte < 127 for byte in content):
        raise InputError("the secret looks made up, so it could be guessed; let `merata lottery commit` generate one")
    return secret


def draw_seed(*, secret: str, list_hash: str, public_number: str) -> str:
    """The seed of the draw: nobody can know it before the list is frozen and the public number is known."""
    return _hash(f"{SCHEME}\nseed\n{secret}\n{list_hash}\n{public_number}\n")


def chances_seed(list_hash: str) -> str:
    """The seed of simulated chances: known to all from the list, and unrelated to the draw's."""
    return _hash(f"{SCHEME}\nchances\n{list_hash}\n")


class Stream:
    """Whole numbers from a seed, one after the other."""

    def __init__(self, seed: str) -> None:
        if len(seed) != 64:
            raise UsageError(f"a seed has 64 hexadecimal digits, this has {len(seed)}")
        self._start = hashlib.sha256(f"{seed}:".encode())
        self._block = 0

    def below(self, bound: int) -> int:
        """The next whole number from 0 to `bound` − 1, each equally likely."""
        if bound < 1:
            raise UsageError(f"no whole number from 0 is below {bound}")
        limit = _BLOCKS - _BLOCKS % bound
        while True:
            block = self._start.copy()
            block.update(b"%d" % self._block)
            self._block += 1
            number = int.from_bytes(block.digest(), "big")
            if number < limit:
                return number % bound


_BLOCKS = 1 << 256


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
