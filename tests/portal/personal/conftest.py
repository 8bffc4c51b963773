"""A key file of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from merata_portal.personal.keys import new_keys


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "outside" / "keys.json"
    monkeypatch.setenv("MERATA_KEYS", str(path))
    new_keys(path)
    return path
