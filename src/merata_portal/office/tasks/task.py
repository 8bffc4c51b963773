"""Something that waits for somebody, and how it is counted without counting everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise

MOST_COUNTED = 100
"""So many things are counted; more are told as more."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what, how many (`more`: or more), and where."""

    label: str | Promise
    count: int
    more: bool
    address: str


def counted(label: str | Promise, waiting: Iterable[object], address: str) -> Task:
    """The task of all that wait; they are read only as far as they are counted."""
    count = sum(1 for _ in islice(waiting, MOST_COUNTED))
    return Task(label, count, more=count == MOST_COUNTED, address=address)
