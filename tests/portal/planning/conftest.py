"""The people of the planning room, each a person of their own, and a data folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_plans
import pytest

from merata_portal.actor import Actor


@pytest.fixture
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


@pytest.fixture
def who(data_root: Path, acting: Callable[..., Actor]) -> made_plans.People:
    """A planner, another one, a council member, officers; a data folder with nothing in it."""
    return made_plans.people(acting)
