from __future__ import annotations

import os
from pathlib import Path

from merata_portal.office.context import synthetic


def test_people_are_synthetic_only_where_the_folder_says_so(tmp_path: Path) -> None:
    assert not synthetic(tmp_path)
    told = tmp_path / "dataset.yaml"
    told.write_text("name: x\nyear: 2025\nsynthetic: true\n", encoding="utf-8")
    assert synthetic(tmp_path)
    told.write_text("name: x\nyear: 2025\nsynthetic: false\n", encoding="utf-8")
    os.utime(told, (1, 1))
    assert not synthetic(tmp_path)
