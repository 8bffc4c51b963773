"""Identifiers that sort by the moment they were made (UUID version 7, RFC 9562), many at once.

Sorted ones are appended to an index; random ones would touch every page of it.
"""

from __future__ import annotations

import os

import numpy as np


def ordered_uuids(count: int, *, milliseconds: int) -> list[str]:
    """`count` identifiers as 32 hex digits, in order: the moment, then 12 bits of their place, then random bits."""
    octets = np.frombuffer(os.urandom(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    place = np.arange(count, dtype=np.uint64)
    moment = np.uint64(milliseconds) + (place >> np.uint64(12))
    for position in range(6):
        octets[:, position] = (moment >> np.uint64(8 * (5 - position))) & np.uint64(0xFF)
    octets[:, 6] = 0x70 | ((place >> np.uint64(8)) & np.uint64(0x0F))
    octets[:, 7] = place & np.uint64(0xFF)
    octets[:, 8] = 0x80 | (octets[:, 8] & 0x3F)
    text = octets.tobytes().hex()
    return [text[start : start + 32] for start in range(0, 32 * count, 32)]
