from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

from merata_portal.accounts.checks import routes

PUBLIC = ("public:", "opendata:")


@pytest.fixture
def rules(client: Client) -> RobotFileParser:
    answer = client.get("/robots.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=86400"
    found = RobotFileParser()
    found.parse(answer.content.decode().splitlines())
    return found


def test_every_page_for_everybody_may_be_read_by_a_crawler(rules: RobotFileParser) -> None:
    patterns = [route.pattern for route in routes() if route.name.startswith(PUBLIC)]
    assert len(patterns) > 40
    assert [one for one in patterns if not rules.can_fetch("*", f"/{one.partition('<')[0]}")] == []


@pytest.mark.parametrize("path", ["/kantor/", "/kantor/keluarga/", "/akun/masuk/", "/api/", "/metrik/", "/bahasa/"])
def test_the_office_and_signing_in_are_left_alone(rules: RobotFileParser, path: str) -> None:
    assert not rules.can_fetch("*", path)
