"""What a job's columns may hold: JSON that both databases keep, and nobody's number."""

from __future__ import annotations

import json
from typing import Any

from merata_portal.personal.masking import holds_number


def refuse_unstorable(what: str, value: Any) -> None:
    """Raise ValueError where `value` is no plain JSON, holds NUL or NaN, or what looks like a whole NIK or KK."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{what}: {error}; expected text, numbers, true or false, lists and objects of these"
        ) from None
    if "\\u0000" in text:
        raise ValueError(f"{what} holds the sign NUL, which PostgreSQL does not keep; leave it out")
    if holds_number(text):
        raise ValueError(f"{what} holds what looks like a whole NIK or KK; expected ids, counts and digests")
