"""A picture with its words: caption, table of the same numbers, and a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture: what the columns are, and rows of texts, the first of each its name."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture as it stands on a page; `svg` carries its own text alternative. `note` says how to read it."""

    svg: str
    caption: str
    table: Table
    note: str = ""
    key: str = field(default="figure")
