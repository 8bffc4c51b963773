"""A client that walks through a list page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.test import Client


def walk(
    client: Client, address: str, *, limit: int, between: Callable[[], object] = lambda: None, **asked: object
) -> list[Any]:
    """All rows, `limit` at a time; `between` is done after every page."""
    rows: list[Any] = []
    cursor: str | None = None
    while True:
        given = {**asked, "limit": limit} | ({"cursor": cursor} if cursor else {})
        answer = client.get(f"{address}?{urlencode(given)}")
        assert answer.status_code == 200, answer.content
        page = answer.json()
        assert len(page["items"]) <= limit
        rows += page["items"]
        cursor = page["next"]
        between()
        if cursor is None:
            return rows
        assert len(page["items"]) == limit
