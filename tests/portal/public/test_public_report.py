from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def client(settings: Settings, tmp_path: Path) -> Client:
    settings.DATA_ROOT = tmp_path
    return Client()


def test_the_report_is_served_in_both_languages(client: Client, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<html lang=id>laporan</html>", encoding="utf-8")
    (tmp_path / "report-en.html").write_text("<html lang=en>report</html>", encoding="utf-8")
    given = client.get("/laporan/")
    assert given.getvalue().decode() == "<html lang=id>laporan</html>"
    assert "style-src 'self' 'unsafe-inline'" in given.headers["Content-Security-Policy"]
    assert client.get("/laporan/en/").getvalue().decode() == "<html lang=en>report</html>"


def test_a_missing_report_is_not_found(client: Client) -> None:
    missing = client.get("/laporan/")
    assert missing.status_code == 404
    assert "unsafe-inline" not in missing.headers["Content-Security-Policy"]  # only the file needs it


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post("/laporan/").status_code == 405
