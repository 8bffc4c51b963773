"""The free texts of objections, under a key of each objection's own: erased all at once, or not at all."""

from __future__ import annotations

from merata_portal.personal.erasure import seal_erasably, unseal_erasably
from merata_portal.personal.errors import Erased
from merata_portal.programmes.models.objections import Objection
from merata_portal.programmes.refusals import ProgrammeRefused

LONGEST_TEXT = 4_000
LONGEST_SHORT = 200
SHORTEST_TEXT = 10


def sealed(objection: Objection, text: str) -> bytes | None:
    """The text under the objection's key; None where there is none."""
    return seal_erasably(text, subject=objection.uuid) if text else None


def opened(objection: Objection, cell: bytes | memoryview | None) -> str:
    """The text of a cell of the objection or of its steps; empty where there is none, or where it was erased."""
    if cell is None or objection.erased_at is not None:
        return ""
    try:
        return unseal_erasably(bytes(cell), subject=objection.uuid)
    except Erased:  # by whoever erased the key without the portal's own action
        return ""


def told(text: str) -> str:
    """A text that must be written, less the space around it; raises `ProgrammeRefused` for too little or too much."""
    plain = _plain(text)
    if len(plain) < SHORTEST_TEXT:
        raise ProgrammeRefused(
            "Tulis sedikit lebih panjang, supaya petugas mengerti apa yang terjadi.",
            "Write a little more, so that the officer understands what happened.",
        )
    return _not_longer(plain, LONGEST_TEXT)


def short(text: str) -> str:
    """A short text that may be missing, in one line; raises `ProgrammeRefused` for one too long."""
    return _not_longer(" ".join(_plain(text).split()), LONGEST_SHORT)


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _not_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise ProgrammeRefused(
            f"Tulisan paling panjang {most} huruf; yang ini {len(text)}.",
            f"A text has at most {most} signs; this one has {len(text)}.",
        )
    return text
