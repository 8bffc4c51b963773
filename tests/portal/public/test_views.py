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
    assert client.get("/").getvalue().decode() == "<html lang=id>laporan</html>"
    assert client.get("/en/").getvalue().decode() == "<html lang=en>report</html>"


def test_a_missing_report_is_not_found(client: Client) -> None:
    assert client.get("/").status_code == 404


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post("/").status_code == 405
