"""A data folder of the test's own where it asks for one, frozen inputs, and the two people who publish."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor

# What public pages show is made by the helpers of every app's tests.
for _folder in ("analysis", "oversight", "participation", "planning", "programmes"):
    sys.path.append(str(Path(__file__).parents[1] / _folder))


@pytest.fixture
def own_folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


@pytest.fixture
def frozen(own_folder: Path, areas: dict[str, Any]) -> Any:
    from made_analysis import inputs  # noqa: PLC0415 - models need the settings first

    return inputs()


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", "35.05"))


@pytest.fixture
def social(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", "35.05"))
