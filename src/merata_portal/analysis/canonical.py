"""One text for one value, so that the same answer has the same hash wherever it was computed."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """`value` as JSON in UTF-8: keys sorted, no spaces, floats by their shortest exact form.

    Raises ValueError for NaN and infinities, which JSON does not have, and TypeError for what is no plain value.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(value: Any) -> str:
    """The SHA-256 of `canonical(value)`; raises as it does."""
    return hashlib.sha256(canonical(value)).hexdigest()
