"""A data folder of the test's own, and two people of whom one prepares and the other publishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor


@pytest.fixture(autouse=True)
def data_root(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", "35.05"))


@pytest.fixture
def social(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", "35.05"))
