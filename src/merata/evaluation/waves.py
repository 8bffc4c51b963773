"""Which village enters a programme when, by a lot that anyone can draw again.

The villages stand in a list whose hash is published before the public number is known; secret, list and number give
the seed as in the lottery of a course (`merata.programmes.training.randomness`). From it the list is shuffled (Fisher
and Yates, from the last place down; Durstenfeld 1964) and cut into waves, so that every order is equally likely and
the years of entry are as good as an experiment's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from merata.errors import UsageError
from merata.programmes.training.randomness import Stream

SCHEME = "merata-waves/1"


def villages_hash(villages: Sequence[str]) -> str:
    """SHA-256 of `merata-waves/1` and the villages' codes in ascending order, each followed by a line feed."""
    listed = "".join(f"{line}\n" for line in (SCHEME, *sorted(villages)))
    return hashlib.sha256(listed.encode()).hexdigest()


def drawn_waves(villages: Sequence[str], sizes: Sequence[int], seed: str) -> tuple[tuple[str, ...], ...]:
    """The villages of each wave, sorted, by the lot of `seed` (64 hexadecimal digits); the order given does not matter.

    `sizes` are the villages of each wave. Raises `UsageError` where a village stands twice, or the sizes are not whole
    numbers above zero that add up to the villages.
    """
    order = sorted(villages)
    if len(set(order)) < len(order):
        raise UsageError("a village stands twice in the list of the lot; name each once")
    if not sizes or min(sizes) < 1 or sum(sizes) != len(order):
        raise UsageError(
            f"waves of {list(sizes)} villages for {len(order)}: expected numbers above 0 that add up to it"
        )
    stream = Stream(seed)
    for last in range(len(order) - 1, 0, -1):
        other = stream.below(last + 1)
        order[last], order[other] = order[other], order[last]
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return tuple(tuple(sorted(order[end - size : end])) for size, end in zip(sizes, ends, strict=True))
