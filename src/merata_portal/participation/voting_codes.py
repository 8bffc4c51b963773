"""One-time codes of voters: sixty random bits that can be read out, kept as keyed digests."""

from __future__ import annotations

import secrets
from uuid import UUID

from merata_portal.personal.digests import digest
from merata_portal.tickets.codes import ALPHABET

SIGNS = 12
_TAKEN_AS = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None, ".": None})


def new_code() -> str:
    """A code such as "7Q3F-29XB-M0HT"."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def code_digest(election: UUID, typed: str) -> bytes:
    """The digest of what was typed, in whatever case and with or without hyphens, for this election alone."""
    return digest("voting code", f"{election.hex}:{typed.strip().upper().translate(_TAKEN_AS)}")
