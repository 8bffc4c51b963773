"""Lists page by page, by key: a page costs the same wherever it lies, and nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page, and the address of the next; empty where this is the last."""

    rows: list[Row]
    next: str


def newest_first(request: HttpRequest, queryset: QuerySet[Row], key: str, size: int = PAGE) -> Page[Row]:
    """The page of `queryset` (ordered by the unique whole number `key`, falling) below the request's `sebelum`."""
    below = request.GET.get("sebelum", "")
    rows = list((queryset.filter(**{f"{key}__lt": int(below)}) if below.isdecimal() else queryset)[: size + 1])
    shown = rows[:size]
    more = len(rows) > size
    return Page(shown, address_with(request, sebelum=str(getattr(shown[-1], key))) if more else "")


def address_with(request: HttpRequest, **changed: str) -> str:
    """The request's own address with some parameters changed."""
    parameters = request.GET.copy()
    for name, value in changed.items():
        parameters[name] = value
    return f"{request.path}?{parameters.urlencode()}"
