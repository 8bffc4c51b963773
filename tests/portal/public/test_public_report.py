"""The written report as everybody reads it, and that it says so where its figures are not the edition's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from made_inequality import THREE, TWO, measured
from made_publications import published
from pytest_django import Settings

from merata.errors import UsageError
from merata.report.published import read_published
from merata_portal.actor import Actor
from merata_portal.analysis.models import Publication
from merata_portal.analysis.queries.publications import content, hash_in
from merata_portal.config import demonstration

pytestmark = pytest.mark.django_db
PAGE = '<html lang=id><meta name="merata-figures" content="{0}"><main>laporan</main></html>'
NOTE = "Angka desa di sini bukan angka edisi yang terbit"


@pytest.fixture
def client(settings: Settings, tmp_path: Path) -> Client:
    settings.DATA_ROOT = tmp_path
    return Client()


def read(folder: Path, figures: str, address: str = "/laporan/") -> str:
    name = "report.html" if address == "/laporan/" else "report-en.html"
    (folder / name).write_text(PAGE.format(figures), encoding="utf-8")
    return Client().get(address).content.decode()


def test_the_report_is_served_in_both_languages(client: Client, tmp_path: Path) -> None:
    page = "<html lang=id><style>p { color: red }</style>laporan</html>"
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    (tmp_path / "report-en.html").write_text("<html lang=en>report</html>", encoding="utf-8")
    given = client.get("/laporan/")
    assert given.content.decode() == page
    # printf '%s' 'p { color: red }' | openssl dgst -sha256 -binary | base64
    own = "'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='"
    assert f"style-src 'self' {own};" in given.headers["Content-Security-Policy"] + ";"
    assert client.get("/laporan/en/").content.decode() == "<html lang=en>report</html>"


def test_a_missing_report_is_not_found(client: Client) -> None:
    missing = client.get("/laporan/")
    assert missing.status_code == 404
    assert "sha256-" not in missing.headers["Content-Security-Policy"]  # only the file has a style of its own


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post("/laporan/").status_code == 405


@pytest.fixture
def edition(frozen: Any, planner: Actor, social: Actor) -> Publication:
    measured(frozen)
    return published(planner, social)


def test_a_report_that_measured_by_itself_says_that_the_edition_can_differ(
    edition: Publication, own_folder: Path, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        page = read(own_folder, "35.05 measured")
    assert NOTE in page
    assert page.index(NOTE) < page.index("<main>")
    assert 'href="/ketimpangan/35.05/"' in page
    assert "angka edisi 1 data" in " ".join(page.split())
    # Also a report from before reports said whose figures they tell.
    (own_folder / "report.html").write_text("<main>lama</main>", encoding="utf-8")
    assert NOTE in Client().get("/laporan/").content.decode()


def test_a_report_of_the_standing_edition_stands_as_it_is(
    edition: Publication, own_folder: Path, planner: Actor, social: Actor
) -> None:
    mine = hash_in(edition, "kesejahteraan", "ukuran", "csv")
    figures = f"35.05 {mine}"
    assert read(own_folder, figures) == PAGE.format(figures)
    assert read(own_folder, "35.05 " + "0" * 64) != PAGE.format("35.05 " + "0" * 64)
    # Of a regency that published nothing there is nothing to differ from.
    assert read(own_folder, "35.72 measured") == PAGE.format("35.72 measured")


def test_a_portal_without_an_edition_serves_any_report_as_it_is(areas: dict[str, Any], own_folder: Path) -> None:
    assert read(own_folder, "35.05 measured") == PAGE.format("35.05 measured")


def test_what_an_edition_withholds_a_report_of_it_cannot_tell(edition: Publication, own_folder: Path) -> None:
    """The rule is one: of four villages one is withheld, in the file that a report is made of too."""
    file = own_folder / "ukuran.csv"
    file.write_bytes(content(edition, hash_in(edition, "kesejahteraan", "ukuran", "csv")))
    found = read_published(file)
    assert {code for code, of in found.of("village").items() if of["p0"].flag == "withheld"} == {THREE}
    assert found.of("village")[TWO]["p0"].value == 0.205
    assert "0.666" not in file.read_text(encoding="utf-8")
    assert found.sha256 == hash_in(edition, "kesejahteraan", "ukuran", "csv")


def test_the_demonstration_has_its_report_written_again_from_its_edition(edition: Publication) -> None:
    given: list[bytes] = []
    demonstration.report(lambda file: given.append(file.read_bytes()))
    assert given == [content(edition, hash_in(edition, "kesejahteraan", "ukuran", "csv"))]


def test_a_demonstration_that_published_nothing_says_so(areas: dict[str, Any], own_folder: Path) -> None:
    with pytest.raises(UsageError, match=r"no edition of 35\.05 was published"):
        demonstration.report(lambda _file: pytest.fail("there is nothing to write it from"))
