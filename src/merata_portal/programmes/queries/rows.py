"""A page of rows, and from where the next one goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

PAGE_ROWS = 50
Row = TypeVar("Row")
Table = TypeVar("Table", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, and from where the next one goes on; empty: there is none."""

    rows: Sequence[Row]
    after: str


def page(found: QuerySet[Table], after: str, limit: int = PAGE_ROWS) -> Page[Table]:
    """The rows of `found` by their keys, after the one that `after` names."""
    if after:
        found = found.filter(pk__gt=int(after))
    rows = list(found.order_by("pk")[: limit + 1])
    return Page(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")
