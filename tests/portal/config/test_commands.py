from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
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


def test_the_report_is_served_until_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<html lang=id>laporan</html>", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("merata")), "portal", "serve", str(tmp_path), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        page = fetched(f"http://127.0.0.1:{port}/", process)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/portal.sqlite3")
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    assert page == "<html lang=id>laporan</html>"
    assert f"http://127.0.0.1:{port}/" in output
    assert process.returncode == 0, output


def fetched(address: str, process: subprocess.Popen[str]) -> str:
    """The page, once the server answers."""
    for _ in range(200):
        assert process.poll() is None, process.communicate()[0]
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - a page of ours
                return str(answer.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


@pytest.mark.django_db
def test_no_model_lacks_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run")
