"""What people wrote says on an English page that it is Indonesian (WCAG 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from made_courses import officers, opened
from made_meetings import closed
from reading_pages import in_english

from merata_portal.actor import Actor
from merata_portal.participation.actions import closing, proposing
from merata_portal.participation.models import Finding
from merata_portal.public.templatetags.as_written import as_written

TEMPLATES = Path(__file__).parents[3] / "src/merata_portal/public/templates/public"
OUTSIDE = re.compile(r"{% block main %}.*", re.S)
WORDS = re.compile(
    r"{{ ((?:[\w.]+\.)?(?:course|project|proposal|election|complaint|plan|split_from|goes_on|option)"
    r"\.(?:name|title|about|answer)"
    r"|\w+\.written|step\.note|page\.text|story\.text|told\.(?:text|answer)|row\.text|one\.title"
    r"|[\w.]*(?:hidden|withdrawn|revoked)_reason) [^}]*}}"
)
"""Outputs of what people write, as the templates call it."""
NOT_PEOPLES = ("inequality/", "villages/village.html", "villages/parts/welfare.html")
"""Where `title` and `text` are a measure's or a section's own."""


def test_own_words_are_marked_in_another_language_alone() -> None:
    with override("en"):
        assert as_written("Jembatan <Sumber>") == '<span lang="id">Jembatan &lt;Sumber&gt;</span>'
    with override("id"):
        assert as_written("Jembatan <Sumber>") == "Jembatan &lt;Sumber&gt;"
        assert as_written(None) == as_written("") == ""


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_templates_tell_own_words_as_written(path: Path) -> None:
    place = path.relative_to(TEMPLATES).as_posix()
    text = path.read_text(encoding="utf-8")
    inside = OUTSIDE.search(text)
    told = re.sub(r"<option.*?</option>|<title>.*?</title>|=\"[^\"<>]*\"", "", inside[0] if inside else text)
    found = [one[1] for one in WORDS.finditer(told) if "as_written" not in one[0]]
    if place.startswith(NOT_PEOPLES):
        found = [one for one in found if one not in {"one.title", "row.text"}]
    assert found == []


@pytest.fixture
def pages(
    areas: dict[str, Any], acting: Callable[..., Actor], monkeypatch: Any, own_folder: Path, settings: Any
) -> dict[str, tuple[str, ...]]:
    """Pages with people's words, and those words."""
    forum = closed(count=30, present=24)
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    finding = Finding.objects.get()
    course = opened(officers(acting), monkeypatch, about="Dari biji sampai cangkir.")
    made, _pin = proposing.submit(
        by=Actor(-1, "anonim / anonymous"), channel="page", village_code="35.05.01.2001", year=2027,
        title="Lampu jalan di tikungan", pillar="infrastructure", story="Gelap sejak pohon tumbang.", browser="x",
    )  # fmt: skip
    return {
        f"/musyawarah/{forum.meeting}/": ("RKP Desa 2027", "Jembatan Sumber didahulukan"),
        f"/temuan/{finding.uuid}/": (),
        f"/pelatihan/{course.uuid}/": ("Barista dan pengolahan kopi", "Dari biji sampai cangkir."),
        "/pelatihan/": ("Barista dan pengolahan kopi",),
        "/": ("Barista dan pengolahan kopi",),
        "/usulan/": ("Lampu jalan di tikungan",),
        f"/usulan/{made.ticket}/": ("Lampu jalan di tikungan", "Gelap sejak pohon tumbang."),
    }


def test_english_pages_mark_what_people_wrote(client: Client, pages: dict[str, tuple[str, ...]]) -> None:
    for address in pages:
        indonesian = client.get(address).content.decode()
        assert '<span lang="id">' not in indonesian, address
    browser = in_english(client)
    for address, written in pages.items():
        page = browser.get(address).content.decode()
        main = page[page.index("<main") :]
        assert '<html lang="en">' in page
        for words in written:
            if words in main:
                bare = main.replace(f'<span lang="id">{words}</span>', "")
                assert bare != main, (address, words)
        assert '<span lang="id">' in main, address
