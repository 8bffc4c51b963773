"""Identifiers of synthetic records: numbered ones, and random stand-ins for the hashes of personal numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HASH_DIGITS = 32


def numbered(prefix: str, count: int, digits: int) -> pa.Array:
    """`prefix` and the numbers 1 to `count`, each with leading zeros to `digits`: 'H0000001', 'H0000002', …"""
    numbers = pc.cast(pa.array(np.arange(1, count + 1)), pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(numbers, digits, "0"), "")


def random_hashes(count: int, rng: np.random.Generator) -> pa.Array:
    """`count` random strings of 32 hexadecimal digits: synthetic people have no personal number to hash."""
    text = rng.bytes(count * HASH_DIGITS // 2).hex().encode("ascii")
    ends = np.arange(count + 1, dtype=np.int64) * HASH_DIGITS
    long = pa.LargeStringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(text))
    return long.cast(pa.string())
