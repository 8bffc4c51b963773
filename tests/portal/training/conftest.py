"""Officers of a regency, an operator of its villages and a trainer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from merata_portal.actor import Actor


@pytest.fixture
def who(acting: Callable[..., Actor]) -> Any:
    from made_courses import officers  # noqa: PLC0415 - models need the settings first

    return officers(acting)
