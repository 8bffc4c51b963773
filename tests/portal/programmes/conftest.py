"""Officers whose duties are apart, each a person of their own, and a data folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", "35.05"))


@pytest.fixture
def social(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", "35.05"))


@pytest.fixture
def social2(acting: Callable[..., Actor]) -> Actor:
    """Another one, for what the same person may not do twice."""
    return acting(("social_officer", "35.05"))


@pytest.fixture
def sector(acting: Callable[..., Actor]) -> Actor:
    return acting(("sector_officer", "35.05"))


@pytest.fixture
def operator(acting: Callable[..., Actor]) -> Actor:
    """Of the village 35.05.01.2001."""
    return acting(("village_operator", "35.05.01.2001"))


@pytest.fixture
def auditor(acting: Callable[..., Actor]) -> Actor:
    return acting(("auditor", "35.05"))
