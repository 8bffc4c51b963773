from __future__ import annotations

from pathlib import Path

import pytest

from merata.demo.destination import refuse_foreign
from merata.errors import UsageError


def test_a_new_or_an_empty_folder_is_taken(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "new")
    refuse_foreign(tmp_path)


def test_an_earlier_demo_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("name: x\nyear: 2025\nsynthetic: true\n", encoding="utf-8")
    for name in ("households.parquet", "villages.geojson", "report.html", "portal.sqlite3"):
        (tmp_path / name).touch()
    (tmp_path / ".persons.parquet.abc.partial").touch()
    refuse_foreign(tmp_path)


def test_foreign_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("name: x\nyear: 2025\nsynthetic: true\n", encoding="utf-8")
    for name in ("households.csv", "thesis.docx"):
        (tmp_path / name).touch()
    with pytest.raises(UsageError, match=r"not the demo's: households\.csv, thesis\.docx"):
        refuse_foreign(tmp_path)


def test_a_real_dataset_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "households.parquet").touch()
    with pytest.raises(UsageError, match="does not say `synthetic: true`"):
        refuse_foreign(tmp_path)
    (tmp_path / "dataset.yaml").write_text("name: Blitar\nyear: 2025\nsynthetic: false\n", encoding="utf-8")
    with pytest.raises(UsageError, match="does not say `synthetic: true`"):
        refuse_foreign(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        refuse_foreign(tmp_path / "file")
