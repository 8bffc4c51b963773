"""Personal numbers for the eye: masked, and recognised where they should not be."""

from __future__ import annotations

import re

# Sixteen digits by themselves, in fours, or in the parts of a NIK. A date, a village code, a UUID or a hash in hex has
# none of these forms, so texts that are full of digits pass.
_WHOLE = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{16}"
    r"|\d{4}(?P<four>[ .\-])\d{4}(?P=four)\d{4}(?P=four)\d{4}"
    r"|\d{6}(?P<six>[ .\-])\d{6}(?P=six)\d{4}"
    r"|\d{2}[ .]\d{2}[ .]\d{2}[ .\-]\d{6}[ .\-]\d{4})(?![0-9A-Za-z])"
)


def masked(number: str) -> str:
    """A NIK, KK or account number with its first four digits and last two: "3505••••••••••12".

    The first four say only the regency of issue. Anything of fewer than ten signs is hidden whole.
    """
    if len(number) < 10:
        return "•" * len(number)
    return number[:4] + "•" * (len(number) - 6) + number[-2:]


def holds_number(text: str) -> bool:
    """Whether a text holds what looks like a whole NIK or KK."""
    return _WHOLE.search(text) is not None
