"""A data folder of the test's own, officers with separate duties, and a class of eight who drew lots, frozen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "analysis"))


@pytest.fixture
def data_root(tmp_path: Path, settings: Any, areas: dict[str, Any]) -> Path:
    """Where the store and the snapshots of this test lie."""
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


@pytest.fixture
def frozen(data_root: Path) -> Any:
    """Inputs with a class of eight applicants, four of them winners, all found again."""
    from made_studies import eight_applicants  # noqa: PLC0415 - models need the settings first

    return eight_applicants()


@pytest.fixture
def who(acting: Callable[..., Any]) -> Any:
    """Who designs, and who reviews."""
    from made_studies import officers  # noqa: PLC0415

    return officers(acting)
