"""Lists page by page, by key: a page costs the same wherever it lies, and nothing is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

Row = TypeVar("Row", bound=Model)

PAGE = 50
MOST_DIGITS = 18
"""The digits of a number that both databases hold."""

PLACE: Final = re.compile(r"[\d.]{1,13}:\d{1,18}", re.ASCII)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}:\d{1,18}", re.ASCII)
SCORE: Final = re.compile(r"-?(inf|\d{1,6}(\.\d{1,20})?(e-?\d{1,2})?):\d{1,18}", re.ASCII)
"""What the registry's lists give to go on from: a village, a day or a weight, and a row."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page, and the address of the next; empty where this is the last."""

    rows: list[Row]
    next: str


def newest_first(request: HttpRequest, queryset: QuerySet[Row], key: str, size: int = PAGE) -> Page[Row]:
    """The page of `queryset` (ordered by the unique whole number `key`, falling) below the request's `sebelum`."""
    below = number(request.GET, "sebelum")
    rows = list((queryset if below is None else queryset.filter(**{f"{key}__lt": below}))[: size + 1])
    shown = rows[:size]
    more = len(rows) > size
    return Page(shown, address_with(request, sebelum=str(getattr(shown[-1], key))) if more else "")


def number(given: QueryDict, name: str) -> int | None:
    """The whole number that a parameter holds; None where it holds none, or one that no row can have."""
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def going_on(given: QueryDict, form: re.Pattern[str], name: str = "lanjut") -> str:
    """From where a list goes on, as its query gave it; empty, the beginning, where somebody altered the address."""
    text = given.get(name, "")
    return text if form.fullmatch(text) and (form is not DAY or _is_day(text[:10])) else ""


def address_with(request: HttpRequest, **changed: str) -> str:
    """The request's own address with some parameters changed."""
    parameters = request.GET.copy()
    for name, value in changed.items():
        parameters[name] = value
    return f"{request.path}?{parameters.urlencode()}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
