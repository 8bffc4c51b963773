"""Pages by cursor: no row twice and none lost, however the list grows meanwhile.

A cursor is opaque to its reader: base64 of where the next page begins, with a digest of what was asked, so that a
cursor of another list or other filters is refused and not misread.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from merata_portal.api.asking import Paged
from merata_portal.api.problems import NOT_FOUND, Problem

Row = TypeVar("Row", bound=Model)
_DIGEST = 8


def cursor_at(name: str, asked: Paged, *position: str | int) -> str:
    """The cursor of the page of the list `name` that begins at the position."""
    text = json.dumps([_digest(name, asked), *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def position_of(name: str, asked: Paged, *kinds: type) -> list[Any] | None:
    """Where the page asked for begins; None for the first. Raises `Problem` for a cursor that is none of this list."""
    if not asked.after:
        return None
    padded = asked.after + "=" * (-len(asked.after) % 4)
    try:
        found = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError, RecursionError):
        found = None
    digest, *position = found if isinstance(found, list) and found else [None]
    # Exactly these kinds: True would pass for a number otherwise.
    fits = [type(one) for one in position] == list(kinds) and all(_storable(one) for one in position)
    if digest != _digest(name, asked) or not fits:
        raise Problem(
            NOT_FOUND, "Tidak ada halaman yang mulai pada cursor ini dengan penyaring ini; mulai lagi tanpa cursor.",
            "No page begins at this cursor with these filters; start again without a cursor.",
        )  # fmt: skip
    return position


def newest_first(name: str, asked: Paged, found: QuerySet[Row]) -> tuple[list[Row], str | None]:
    """The rows of the page, by falling primary key, and the cursor of the next."""
    at = position_of(name, asked, int)
    ordered = found.order_by("-pk")
    rows = list((ordered if at is None else ordered.filter(pk__lt=at[0]))[: asked.limit + 1])
    return _cut(name, asked, rows, lambda last: last.pk)


def by_code(name: str, asked: Paged, found: QuerySet[Row], field: str) -> tuple[list[Row], str | None]:
    """The rows of the page, by rising unique text, and the cursor of the next."""
    at = position_of(name, asked, str)
    ordered = found.order_by(field)
    rows = list((ordered if at is None else ordered.filter(**{f"{field}__gt": at[0]}))[: asked.limit + 1])
    return _cut(name, asked, rows, lambda last: getattr(last, field))


def of_few(name: str, asked: Paged, rows: Sequence[Any]) -> tuple[list[Any], str | None]:
    """The page of a list that never changes while the portal runs."""
    at = position_of(name, asked, int)
    start = 0 if at is None else at[0]
    end = start + asked.limit
    return list(rows[start:end]), cursor_at(name, asked, end) if end < len(rows) else None


def _cut(
    name: str, asked: Paged, rows: list[Row], position: Callable[[Row], str | int]
) -> tuple[list[Row], str | None]:
    if len(rows) <= asked.limit:
        return rows, None
    return rows[: asked.limit], cursor_at(name, asked, position(rows[asked.limit - 1]))


def _digest(name: str, asked: Paged) -> str:
    told: Mapping[str, Any] = {"list": name, **asked.filters}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_DIGEST]


def _storable(value: Any) -> bool:
    """Whether a database can look for it: no number beyond its columns, no sign NUL."""
    return 0 <= value < 2**63 if isinstance(value, int) else "\x00" not in value
