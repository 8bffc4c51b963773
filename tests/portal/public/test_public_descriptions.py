"""Every public page has a title and a description of its own: search engines and shared links show them."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from reading_pages import in_english

from merata_portal.accounts.checks import routes

pytestmark = pytest.mark.django_db
PORTAL = Path(__file__).parents[3] / "src" / "merata_portal"
PAGES = sorted(
    path for app in ("public", "opendata", "api") for path in (PORTAL / app / "templates").rglob("*.html")
    if '{% extends "' in path.read_text(encoding="utf-8") and path.name != "base.html"
)  # fmt: skip
BLOCK = r"{{% block {0} %}}(.*?){{% endblock %}}"
FRAME = re.search(
    BLOCK.format("description"), (PORTAL / "public/templates/public/base.html").read_text(encoding="utf-8"), re.S
)
ALONE = ("public:", "opendata:", "api:")


def block(path: Path, name: str) -> str:
    found = re.search(BLOCK.format(name), path.read_text(encoding="utf-8"), re.S)
    assert found is not None, f"{path.name} has no {name}"
    return found[1]


def addresses() -> list[str]:
    """The public routes that name nothing, as everybody opens them."""
    open_to_all = [one for one in routes() if one.name.startswith(ALONE) and "<" not in one.pattern]
    return [f"/{one.pattern}" for one in open_to_all]


def test_there_are_as_many_pages_as_there_were() -> None:
    """So that the tests below are of something."""
    assert len(PAGES) > 50
    assert FRAME is not None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_describes_itself_in_words_of_its_own(path: Path) -> None:
    description = block(path, "description")
    assert len(description) > 20
    assert FRAME is not None
    assert description != FRAME[1]
    assert block(path, "title").strip()


@pytest.mark.parametrize("name", ["title", "description"])
def test_no_two_pages_say_the_same(name: str) -> None:
    said: dict[str, Path] = {}
    for path in PAGES:
        words = block(path, name)
        if words == "{{ name }}":
            continue  # a village's, kecamatan's or programme's own
        assert words not in said, (path, said.get(words))
        said[words] = path


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_route_that_names_nothing_answers_with_a_description_of_its_own(
    client: Client, areas: dict[str, Any], own_folder: Path, lang: str
) -> None:
    browser = in_english(client) if lang == "en" else client
    found: dict[str, str] = {}
    for address in addresses():
        answer = browser.get(address)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        if answer.status_code != 200 and not address.startswith("/laporan"):
            continue  # what only takes posts, and files that are not there yet
        said = re.search(r'<meta name="description" content="([^"]*)">', answer.content.decode())
        assert said is not None, address
        words = html.unescape(said[1])
        other = found.get(words)
        # The same page of open data, and that there is no report yet, have an address in each language.
        assert other is None or other.replace("/en/", "/") == address.replace("/en/", "/"), (address, other, words)
        found[words] = address
    assert len(found) >= 25
