"""The order of need of a list: the registry's decile, then the consumption expected where it is known, then a lot.

What is unknown comes last. It is the order of `merata.programmes.need.need_order` but for its end: whole deciles are
tied by the ten thousand, and identifiers are given out village by village, so that by them the last villages would get
nothing. The lot is that of `need.score_order`: the SHA-256 digest of "<lot>:<household_id>", the smaller first, which
anyone can compute again and nobody can choose.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

UNKNOWN = np.iinfo(np.int64).max
"""In place of a decile or a consumption that is not known: after all others."""
LOT_DIGITS = 16
"""So many of a digest's 64 hexadecimal digits a list shows."""


def scores(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """A column of whole numbers, `UNKNOWN` where there is none."""
    return np.asarray(column.cast(pa.int64()).fill_null(UNKNOWN).to_numpy(), dtype=np.int64)


def digests(household_id: pa.Array, lot: str) -> NDArray[np.uint64]:
    """The lots of n households (n × 4): a digest as four numbers, the most significant first."""
    whole = sha256(f"{lot}:".encode())

    def of(name: str) -> bytes:
        one = whole.copy()
        one.update(name.encode())
        return one.digest()

    found = b"".join(map(of, household_id.to_pylist()))
    return np.frombuffer(found, dtype=">u8").reshape(-1, 4).astype(np.uint64)


def in_order(
    score: NDArray[np.int64], expected_idr: NDArray[np.int64], digest: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """The places of n households, the neediest first."""
    return np.lexsort((*digest.T[::-1], expected_idr, score)).astype(np.int64, copy=False)


def shown(digest: NDArray[np.uint64]) -> pa.Array:
    """The first digits of each lot, as a list shows them."""
    return pa.array([f"{number:016x}" for number in digest[:, 0].tolist()], pa.string())
