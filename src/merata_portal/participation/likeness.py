"""How alike two titles are: the trigrams that their words share (the measure of PostgreSQL's pg_trgm)."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
ALIKE = 0.35
"""From here on two titles of one village are shown as possibly the same; people decide, never the program."""
EMPTY_WORDS = frozenset({"di", "ke", "dan", "yang", "untuk", "desa", "rt", "rw", "dusun", "usulan", "pembangunan"})
"""Words that say nothing about what is asked."""


def trigrams(title: str) -> frozenset[str]:
    """The trigrams of each word, with two spaces before it and one after; words that say nothing left out."""
    found: set[str] = set()
    for word in _WORD.findall(title.casefold()):
        if word not in EMPTY_WORDS:
            padded = f"  {word} "
            found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared trigrams as a share of all of both, from 0 to 1; 0 where either has none."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)
