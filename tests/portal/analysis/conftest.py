"""A data folder of the test's own, and the three villages frozen in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def data_root(tmp_path: Path, settings: Any, areas: dict[str, Any]) -> Path:
    """Where the store and the snapshots of this test lie."""
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


@pytest.fixture
def frozen(data_root: Path) -> Any:
    """The inputs of the three villages."""
    from made_analysis import inputs  # noqa: PLC0415 - models need the settings first

    return inputs()
