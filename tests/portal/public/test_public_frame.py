"""The frame around every public page: menu, where one is, languages, footer, description; and its style sheets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from reading_pages import SHEETS, in_english, wire_bytes

from merata_portal.public.menu import FIRST, GROUPS, menu

pytestmark = pytest.mark.django_db
ENTRIES = [*FIRST, *(one for _heading, entries in GROUPS for one in entries)]
ADDRESSES = [reverse(one.route) for one in ENTRIES]
PLAIN = ("/", "/tentang/", "/ketimpangan/", "/keberatan/", "/usulan/", "/usulan/baru/", "/pengaduan/", "/musyawarah/",
         "/temuan/", "/pelatihan/", "/suara/", "/pekerjaan/")  # fmt: skip


def sheet(name: str) -> str:
    found = finders.find(name)
    assert found, name
    return Path(str(found)).read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_entry_opens_and_is_marked_where_one_is(client: Client, areas: dict[str, Any], address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    nav = re.search(r"<nav class=\"public-menu\".*?</nav>", answer.content.decode(), re.S)
    assert nav is not None
    marked = re.findall(r'href="([^"]+)" aria-current="(\w+)"', nav[0])
    # Pages of open data are the same bytes for everybody, so they know their part of the menu and not their own place.
    assert marked == [(address, "true" if address.startswith("/data-terbuka") else "page")]
    assert ('class="here"' in nav[0]) == (address not in ADDRESSES[: len(FIRST)])


def test_a_page_under_an_entry_marks_it(areas: dict[str, Any]) -> None:
    assert [one.current for one in menu("/ketimpangan/35.05/").first] == ["true", "", "", "", ""]
    found = menu("/temuan/").inside
    assert found is not None
    assert (found.address, found.current) == ("/musyawarah/", "true")
    assert menu("/").inside is None
    assert not any(one.current for one in menu("/").first)


def test_no_entry_begins_another() -> None:
    """Otherwise two were current."""
    assert not [(one, two) for one in ADDRESSES for two in ADDRESSES if one != two and two.startswith(one)]


def test_no_two_pages_of_the_menu_describe_themselves_alike(client: Client, areas: dict[str, Any]) -> None:
    """Search engines show the description; the frame's own says nothing of the page."""
    found: dict[str, str] = {}
    for address in [*ADDRESSES, "/temuan/"]:
        said = re.search(r'<meta name="description" content="([^"]+)">', client.get(address).content.decode())
        assert said is not None, address
        assert said[1] not in found, (address, found.get(said[1]))
        found[said[1]] = address


@pytest.mark.parametrize("address", [*PLAIN, "/data-terbuka/", "/en/data-terbuka/"])
def test_a_page_has_its_landmarks_language_and_description(client: Client, areas: dict[str, Any], address: str) -> None:
    answer = client.get(address)
    whole = answer.content.decode()
    lang = "en" if address.startswith("/en/") else "id"
    assert f'<html lang="{lang}">' in whole
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert len(re.findall(rf"<{landmark}[ >]", whole)) == 1, landmark
    description = re.search(r'<meta name="description" content="([^"]+)">', whole)
    assert description is not None
    assert len(description[1]) > 40
    assert re.search(r"<title>[^<]+ · Merata</title>", whole)
    footer = whole[whole.index("<footer") :]
    for href in ('href="/tentang/"', "data-terbuka/", 'href="/laporan/'):
        assert href in footer
    assert "Bahasa halaman ini: Indonesia" in footer or lang == "en"
    assert b" style=" not in answer.content
    assert wire_bytes(answer) < 50_000


def test_english_stays_english(client: Client, areas: dict[str, Any]) -> None:
    whole = in_english(client).get("/keberatan/").content.decode()
    assert '<html lang="en">' in whole
    assert 'href="/en/data-terbuka/"' in whole
    assert 'href="/laporan/en/"' in whole
    assert 'name="language" value="id"' in whole


def test_a_page_without_a_report_says_so(client: Client, own_folder: Path) -> None:
    answer = client.get("/laporan/")
    assert answer.status_code == 404
    assert "Laporan belum ada" in answer.content.decode()
    assert '<html lang="en">' in client.get("/laporan/en/").content.decode()


def test_the_public_front_loads_what_it_needs_and_not_the_offices(client: Client, areas: dict[str, Any]) -> None:
    sheets = SHEETS.findall(client.get("/").content.decode())
    assert sheets == ["accounts/tokens.css", "accounts/pieces.css", "public/public.css"]
    for name in sheets:
        assert "@import" not in sheet(name), "an import waits for the sheet that imports"


def test_the_office_has_every_piece_and_a_device_keeps_every_sheet() -> None:
    from merata_portal.office.views.forums.offline import STYLES  # noqa: PLC0415 - views need the settings first

    imported = re.findall(r'@import url\("\.\./([^"]+)"\)', sheet("office/office.css"))
    assert imported == ["accounts/tokens.css", "accounts/pieces.css"]
    assert set(imported) < set(STYLES)
    for piece in (".panel", ".notice", ".mark", ".facts", ".cards", ".table-box", ".filters", ".pages", ".timeline"):
        assert f"\n{piece} {{" in sheet("accounts/pieces.css"), piece
    for piece in (".menu", ".frame", ".stages", ".word", ".act"):
        assert f"\n{piece} " in sheet("office/office.css"), piece


def test_sheets_close_what_they_open() -> None:
    for name in ("accounts/tokens.css", "accounts/pieces.css", "office/office.css", "public/public.css"):
        assert sheet(name).count("{") == sheet(name).count("}"), name
