"""The first page: what the editions say, where the money goes, what goes on, the doors; small in either language."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from made_inequality import edition, measured
from reading_pages import in_english, main_of, wire_bytes

from merata_portal.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(frozen: Any, planner: Actor, social: Actor) -> Any:
    measured(frozen)
    return edition(planner, social)


def budget(by: Actor, year: int, *ceilings: tuple[str, int]) -> None:
    from merata_portal.ledger import actions  # noqa: PLC0415 - models need the settings first
    from merata_portal.ledger.requests import Ceiling  # noqa: PLC0415

    given = [Ceiling(f"1.0{at}.02", "DAU", amount, pillar) for at, (pillar, amount) in enumerate(ceilings, start=1)]
    actions.appropriate(by=by, owner="35.05", year=year, ceilings=given, reason="APBD", key=f"apbd-{year}")


def test_an_empty_portal_says_what_is_missing(client: Client, db: None) -> None:
    said = main_of(client.get("/"))
    assert "Belum ada kabupaten atau kota di portal ini." in said
    assert "Cari desa atau kelurahan Anda" in said


def test_before_any_edition_each_regency_says_so(client: Client, areas: dict[str, Any]) -> None:
    said = main_of(client.get("/"))
    assert said.count("Belum ada angka yang diterbitkan.") == 2
    assert said.count("Anggarannya belum dimasukkan.") == 2
    assert "dari 100 orang" not in said


def test_the_headline_is_the_editions(client: Client, standing: Any) -> None:
    said = main_of(client.get("/"))
    assert "12 dari 100 orang hidup di bawah garis kemiskinan (antara 10 dan 14)" in said
    assert "Perkiraannya 12,0%, antara 10,0% dan 14,0%." in said
    assert "Rasio Gini 0,338 , antara 0,323 dan 0,353. Belanja dua orang" in said
    assert "Tahun 2025, survei, 1.000 rumah tangga." in said
    assert said.count("Belum ada angka yang diterbitkan.") == 1
    whole = client.get("/").content.decode()
    assert 'href="/data-terbuka/35.05/kesejahteraan/1/"' in whole
    assert 'href="/ketimpangan/35.05/"' in whole
    assert whole.count('r="6.5"/>') == 100


def test_the_people_of_the_picture_are_those_of_the_interval(client: Client, standing: Any) -> None:
    picture = re.search(r'<svg[^>]*class="picture people".*?</svg>', client.get("/").content.decode(), re.S)
    assert picture is not None
    groups = [len(re.findall("<circle", one)) for one in re.findall(r"<g fill=.*?</g>", picture[0])]
    assert groups == [10, 4, 86]
    assert "12 dari 100 orang" in picture[0]


def test_a_withheld_headline_is_not_told(client: Client, frozen: Any, planner: Actor, social: Actor) -> None:
    measured(frozen, flag="withheld")
    edition(planner, social)
    answer = client.get("/")
    assert "Di bawah garis kemiskinan (P0): ditahan, terlalu tidak pasti" in main_of(answer)
    assert "dari 100 orang" not in main_of(answer)
    assert "12,0%" not in answer.content.decode()


def test_a_withdrawn_edition_is_said_with_its_reason(client: Client, standing: Any, social: Actor) -> None:
    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415

    withdraw(by=social, publication=standing.uuid, reason="bobot survei keliru")
    said = main_of(client.get("/"))
    assert "Alasannya: bobot survei keliru" in said
    assert "dari 100 orang" not in said


def test_this_years_money_is_shown_by_pillar(client: Client, planner: Actor) -> None:
    year = timezone.localdate().year
    budget(planner, year, ("assistance", 300_000_000), ("infrastructure", 600_000_000), ("", 100_000_000))
    budget(planner, year + 1, ("assistance", 777_000_000))
    said = main_of(client.get("/"))
    assert f"Anggaran {year} yang tercatat di sini: Rp 1.000.000.000" in said
    assert "Bantuan sosial Rp 300.000.000 30,0%" in said
    assert "Prasarana Rp 600.000.000 60,0%" in said
    assert "Di luar keempat pilar Rp 100.000.000 10,0%" in said
    assert "777" not in said


def test_what_goes_on_now(client: Client, acting: Any, monkeypatch: pytest.MonkeyPatch, own_folder: Any) -> None:
    from made_courses import officers as trainers  # noqa: PLC0415
    from made_courses import opened  # noqa: PLC0415
    from made_meetings import invited  # noqa: PLC0415
    from made_works import officers, on, under_way  # noqa: PLC0415

    on(monkeypatch, date(2026, 5, 5))
    work = under_way(officers(acting))
    course = opened(trainers(acting), monkeypatch)
    from merata_portal.participation.models import Meeting  # noqa: PLC0415

    said = main_of(client.get("/"))
    assert f"Sedang dibangun 1 {work.name}" in said
    assert f"Pendaftaran dibuka 1 {course.name}" in said
    assert "Musyawarah berikutnya 0 Belum ada undangan." in said
    meeting = invited()
    Meeting.objects.update(starts_at=timezone.now() + timedelta(days=2))
    whole = client.get("/").content.decode()
    assert f'href="/musyawarah/{Meeting.objects.get().uuid}/"' in whole
    assert meeting is not None
    for over in ("closed", "reported", "cancelled"):
        Meeting.objects.update(state=over)
        assert "Musyawarah berikutnya 0 Belum ada undangan." in main_of(client.get("/")), over


def test_every_door_of_the_page_opens(client: Client, areas: dict[str, Any]) -> None:
    whole = client.get("/").content.decode()
    inside = whole[whole.index("<main") : whole.index("</main>")]
    doors = set(re.findall(r'href="(/[^"]*)"', inside))
    assert {"/usulan/baru/", "/pengaduan/baru/", "/keberatan/", "/pelatihan/", "/usulan/lacak/", "/pengaduan/lacak/",
            "/keberatan/ikuti/", "/pelatihan/tiket/", "/pekerjaan/tiket/"} <= doors  # fmt: skip
    for door in sorted(doors):
        assert client.get(door).status_code == 200, door


def test_the_form_finds_a_village(client: Client, areas: dict[str, Any]) -> None:
    whole = client.get("/").content.decode()
    address = re.search(r'<form class="find[^"]*" action="([^"]+)" method="get"', whole)
    assert address is not None
    assert client.get(address[1], {"q": "35.05.01.2001"}).status_code in {200, 302}


def test_it_is_small_in_both_languages_and_asks_a_bounded_number_of_questions(
    client: Client, standing: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2 + 2 * 3 + 7):
        answer = client.get("/")
    english = in_english(Client()).get("/")
    assert '<html lang="en">' in english.content.decode()
    assert "0.338" in main_of(english)
    for one in (answer, english):
        assert wire_bytes(one) < 50_000
        assert b" style=" not in one.content
        assert b"<script" not in one.content
    assert client.post("/").status_code == 405
