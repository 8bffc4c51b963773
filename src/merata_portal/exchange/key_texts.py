"""The key of a client: what it looks like, and the hash that is kept of it."""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "merata"
NAME_SIGNS = 12
SECRET_BYTES = 32
# Letters alone: never taken for a number in a log or an event.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEY = re.compile(rf"{PREFIX}_(?P<name>[a-z]{{{NAME_SIGNS}}})_[A-Za-z0-9_\-]{{43}}")


def new_key() -> tuple[str, str]:
    """The key's public name and the key itself: 256 random bits, as "merata_<name>_<secret>"."""
    name = "".join(secrets.choice(_LETTERS) for _ in range(NAME_SIGNS))
    return name, f"{PREFIX}_{name}_{secrets.token_urlsafe(SECRET_BYTES)}"


def name_in(key: str) -> str | None:
    """The public name in what somebody sent as a key; None where it cannot be one."""
    found = _KEY.fullmatch(key)
    return found["name"] if found else None


def hash_of(key: str) -> bytes:
    """SHA-256 of the whole key. It needs no salt and no slowness: nobody guesses 256 random bits."""
    return hashlib.sha256(key.encode()).digest()
