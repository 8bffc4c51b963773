"""Money as one bar: its parts in the order given, each where the one before it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

BAR_WIDTH = 1000
"""In the units of the picture; the page stretches it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: its class, what it is called, rupiah, and where it lies in the picture."""

    kind: str
    label: str | Promise
    amount_idr: int
    x: int
    width: int


def parts_of(amounts: Iterable[tuple[str, str | Promise, int]], whole_idr: int) -> list[Part]:
    """The parts of a bar that is `whole_idr` wide, of amounts as (class, name, rupiah)."""
    parts, before = [], 0
    for kind, label, amount in amounts:
        x = before * BAR_WIDTH // whole_idr
        before += amount
        parts.append(Part(kind, label, amount, x, before * BAR_WIDTH // whole_idr - x))
    return parts
