"""Codes that can be read out over a telephone: no letter that looks or sounds like another sign.

The alphabet is Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O and U; what is typed for them
is taken as 1, 1 and 0. The last sign is a check, so that a mistyped code is told from an unknown one.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 7
PIN_DIGITS = 6
_TAKEN_AS = str.maketrans({"I": "1", "L": "1", "O": "0", " ": "", "-": "", ".": "", "_": ""})


def new_ticket(prefix: str) -> str:
    """A code such as "K-7Q3F-29XB": one letter for what it is, seven random signs (35 bits) and a check."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    whole = body + _check(prefix, body)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def new_pin() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def as_ticket(typed: str) -> str | None:
    """The ticket that was typed, in whatever case and with or without hyphens; None where it cannot be one."""
    plain = typed.strip().upper()
    prefix, rest = plain[:1], plain[1:].translate(_TAKEN_AS)
    if not prefix.isalpha() or len(rest) != SIGNS + 1 or set(rest) - set(ALPHABET):
        return None
    if _check(prefix, rest[:-1]) != rest[-1]:
        return None
    return f"{prefix}-{rest[:4]}-{rest[4:]}"


def as_pin(typed: str) -> str:
    """The digits of what was typed."""
    return "".join(sign for sign in typed if sign.isascii() and sign.isdigit())


def _check(prefix: str, body: str) -> str:
    # Odd weights have an inverse modulo 32: one wrong sign is always noticed, and most swaps of neighbours.
    total = ord(prefix) + sum((2 * at + 1) * ALPHABET.index(sign) for at, sign in enumerate(body))
    return ALPHABET[total % 32]
