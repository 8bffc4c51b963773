"""Handlers for the tests alone, and none of the portal's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from merata_portal.jobs import handlers
from merata_portal.jobs.handlers import Handler


@pytest.fixture
def handles(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[[Handler], Handler]]:
    """`@handles("test.count")` marks a handler, for this test."""
    known: dict[str, Handler] = {}
    monkeypatch.setattr(handlers, "_HANDLERS", known)
    monkeypatch.setattr(handlers, "_discover", lambda: None)
    return handlers.job
