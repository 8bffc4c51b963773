from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command


def run_merata(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    return subprocess.run(
        [str(Path(sys.executable).with_name("merata")), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_merata_finds_the_portal_and_migrates_an_empty_folder(tmp_path: Path) -> None:
    result = run_merata("portal", "migrate", str(tmp_path / "data"))
    assert result.returncode == 0, result.stderr
    with closing(sqlite3.connect(tmp_path / "data" / "portal.sqlite3")) as database:
        applied = database.execute("select count(*) from django_migrations").fetchone()[0]
    assert applied > 0


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        assert run_merata("portal", "migrate", str(tmp_path)).returncode == 0


@pytest.mark.django_db
def test_no_model_lacks_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run")
