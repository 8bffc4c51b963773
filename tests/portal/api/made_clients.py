"""How a payer's system asks: its key, and by which right."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser
from django.utils import timezone
from made_exchange import client_with_key

__all__ = ["RIGHT", "asked", "client_with_key", "headers"]
RIGHT = {"X-Purpose": "PAYMENT", "X-Authority": "SK 188/12/2026"}


def headers(key: str, **changed: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {key}", **RIGHT, "X-Authority-Date": timezone.localdate().isoformat(), **changed,
    }  # fmt: skip


def asked(browser: Browser, address: str, key: str, query: Any = None, **changed: str) -> Any:
    return browser.get(f"/api/v1/{address}", query or {}, headers=headers(key, **changed))
