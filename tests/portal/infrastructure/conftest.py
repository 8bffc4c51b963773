"""Officers of a regency and a village, on a day late in 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from merata_portal.actor import Actor

NOW = date(2026, 10, 5)


@pytest.fixture
def who(acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch) -> Any:
    from made_works import officers, on  # noqa: PLC0415 - models need the settings first

    on(monkeypatch, NOW)
    return officers(acting)
