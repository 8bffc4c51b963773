"""Who runs it, how people are protected, what must not be done, how to complain."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from reading_pages import in_english, main_of, wire_bytes

from merata_portal.opendata.documents.described import LICENCE

pytestmark = pytest.mark.django_db


def test_it_names_who_answers_and_says_what_is_not_done(client: Client, areas: dict[str, Any]) -> None:
    said = main_of(client.get("/tentang/"))
    assert "Kabupaten 35.05, Kabupaten 35.72" in said
    for wanted in ("di bawah lima tidak ditampilkan", "Membuat peringkat desa", "Menunjuk rumah tangga", "Apache 2.0",
                   "WCAG 2.2 tingkat AA", "Ombudsman"):  # fmt: skip
        assert wanted in said, wanted
    assert LICENCE == "CC-BY-4.0"
    assert "Creative Commons Atribusi 4.0" in said


def test_what_it_says_of_small_counts_is_what_the_kernel_does() -> None:
    from merata.stats.disclosure.rules import ROUNDING, THRESHOLD  # noqa: PLC0415

    assert (THRESHOLD, ROUNDING) == (5, 5)


def test_a_contact_for_weaknesses_is_told_where_there_is_one(client: Client, db: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert "Celah keamanan" not in main_of(client.get("/tentang/"))
    settings.SECURITY_CONTACT = "mailto:aman@blitar.example"
    assert 'href="mailto:aman@blitar.example"' in client.get("/tentang/").content.decode()


def test_its_links_open_and_it_is_small(client: Client, areas: dict[str, Any], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/tentang/")
    whole = answer.content.decode()
    inside = whole[whole.index("<main") : whole.index("</main>")]
    for door in sorted(set(re.findall(r'href="(/[^"]*)"', inside))):
        assert client.get(door).status_code == 200, door
    assert wire_bytes(answer) < 50_000
    assert '<html lang="en">' in in_english(Client()).get("/tentang/").content.decode()
