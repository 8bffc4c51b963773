"""Lists page by page, the newest first, by the row's number: nothing is counted, and no page is slower than another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
PAGE = 20
MOST_DIGITS = 18
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page, and the address of the next; empty where this is the last."""

    rows: list[Row]
    next: str


def newest_first(request: HttpRequest, found: QuerySet[Row], size: int = PAGE) -> Page[Row]:
    """The page of `found` (ordered by falling number) below the request's `sebelum`."""
    text = request.GET.get("sebelum", "")
    below = int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
    rows = list((found if below is None else found.filter(pk__lt=below))[: size + 1])
    if len(rows) <= size:
        return Page(rows, "")
    parameters = request.GET.copy()
    parameters["sebelum"] = str(rows[size - 1].pk)
    return Page(rows[:size], f"{request.path}?{parameters.urlencode()}")


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """What a list is narrowed to, by name; without what no database can look for."""
    return {name: request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in names}
