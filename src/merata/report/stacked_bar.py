"""A sum as one bar of parts that lie side by side, each where the one before it ends; a page draws and names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BAR_WIDTH = 1000
"""In the units of the picture; the page stretches it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: its class, what it is called (text, or what becomes text), rupiah, and where it lies."""

    kind: str
    label: object
    amount_idr: int
    x: int
    width: int


def parts_of(amounts: Iterable[tuple[str, object, int]], whole_idr: int) -> list[Part]:
    """The parts of a bar of `whole_idr` (above 0) in `BAR_WIDTH` units, of amounts as (class, name, rupiah)."""
    parts, before = [], 0
    for kind, label, amount in amounts:
        x = before * BAR_WIDTH // whole_idr
        before += amount
        parts.append(Part(kind, label, amount, x, before * BAR_WIDTH // whole_idr - x))
    return parts
