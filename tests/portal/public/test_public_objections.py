"""Objecting without an account: the form, the receipt, following, replying, withdrawing, appealing."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from merata_portal.actor import Actor
from merata_portal.programmes.actions import answering, screening
from merata_portal.programmes.models import Objection
from merata_portal.programmes.queries import objections as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
VILLAGE = "35.05.01.2001"
WORDS = "Tetangga saya Pak Karto masuk, saya tidak. <script>alert(1)</script>"


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def social(acting: Any) -> Actor:
    found: Actor = acting(("social_officer", "35.05"))
    return found


def text_of(answer: Any) -> str:
    plain = html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", plain)


def form(**changed: str) -> dict[str, str]:
    return {
        "village_code": VILLAGE, "programme_id": "pkh", "about": "not_listed", "text": WORDS, "subject_text": "",
        "contact": "", "key": uuid4().hex,
    } | changed  # fmt: skip


def filed(client: Client, **changed: str) -> tuple[Objection, str]:
    """What this browser files, and the PIN on its receipt."""
    answer = client.post("/keberatan/", form(**changed), follow=True)
    assert answer.redirect_chain == [("/keberatan/tanda-terima/", 302)]
    return answer.context["told"].objection, answer.context["pin"]


def opened(one: Objection, pin: str) -> Client:
    """Another browser, in which the ticket was opened by its PIN."""
    client = Client()
    answer = client.post("/keberatan/ikuti/", {"ticket": one.ticket, "pin": pin})
    assert (answer.status_code, answer["Location"]) == (302, "/keberatan/ikuti/")
    return client


def test_the_page_is_small_and_says_how_long_an_answer_may_take(client: Client) -> None:
    answer = client.get("/keberatan/")
    assert answer.status_code == 200
    assert len(answer.content) < 50_000
    said = text_of(answer)
    assert "Jawaban paling lambat 10 hari kerja" in said
    assert "Menunggu jawaban 0" in said
    assert '<optgroup label="Kecamatan 35.05.01">' in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_receipt_shows_ticket_and_pin_once(client: Client) -> None:
    one, pin = filed(client)
    assert (one.state, len(pin)) == ("filed", 6)
    again = client.get("/keberatan/tanda-terima/")
    assert pin not in again.content.decode()
    assert one.ticket in text_of(again)
    assert "PIN sudah ditampilkan" in text_of(again)
    assert "no-store" in again["Cache-Control"]
    assert Client().get("/keberatan/tanda-terima/")["Location"] == "/keberatan/ikuti/"


def test_who_could_not_write_the_pin_down_gets_another_in_the_browser_that_filed(client: Client) -> None:
    one, _pin = filed(client)
    fresh = client.post("/keberatan/tanda-terima/pin/", follow=True).context["pin"]
    assert queries.opened(one.ticket, fresh) == one
    other = opened(one, fresh)
    assert other.post("/keberatan/tanda-terima/pin/", follow=True).context["pin"] == ""
    assert Client().post("/keberatan/tanda-terima/pin/").status_code == 302
    assert queries.opened(one.ticket, fresh) == one


def test_sent_twice_on_a_bad_line_it_is_filed_once(client: Client) -> None:
    given = form()
    first = client.post("/keberatan/", given)
    again = client.post("/keberatan/", given, follow=True)
    assert (first.status_code, Objection.objects.count()) == (302, 1)
    assert len(again.context["pin"]) == 6  # whoever never saw the first answer sees the PIN now


def test_what_is_filled_in_wrongly_is_said_beside_it_and_stays_written(client: Client) -> None:
    answer = client.post("/keberatan/", form(village_code="", about="cuaca", text=""))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"village_code", "about", "text"}
    answer = client.post("/keberatan/", form(text="pendek"))
    assert "Tulis sedikit lebih panjang" in text_of(answer)
    assert "pendek" in answer.content.decode()
    assert client.post("/keberatan/", form(key="x")).status_code == 422
    assert client.post("/keberatan/", {}).status_code == 422
    assert Objection.objects.count() == 0


def test_what_was_written_is_shown_as_it_was_and_never_as_markup(client: Client) -> None:
    one, pin = filed(client)
    shown = opened(one, pin).get("/keberatan/ikuti/").content.decode()
    assert "<script" not in shown
    assert html.escape(WORDS) in shown


def test_ticket_and_pin_stand_in_no_address(client: Client) -> None:
    one, pin = filed(client)
    browser = Client()
    by_get = browser.get("/keberatan/ikuti/", {"ticket": one.ticket, "pin": pin})
    assert one.ticket not in text_of(by_get)
    answer = browser.post("/keberatan/ikuti/", {"ticket": one.ticket.lower(), "pin": pin}, follow=True)
    assert answer.redirect_chain == [("/keberatan/ikuti/", 302)]
    assert one.ticket in text_of(answer)
    assert "0 dari 10 hari kerja" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_pin_opens_nothing_and_five_lock_it(client: Client) -> None:
    one, pin = filed(client)
    wrong, browser = f"{(int(pin) + 1) % 10**6:06d}", Client()
    for _ in range(5):
        answer = browser.post("/keberatan/ikuti/", {"ticket": one.ticket, "pin": wrong})
        assert (answer.status_code, "tidak cocok" in text_of(answer)) == (422, True)
    answer = browser.post("/keberatan/ikuti/", {"ticket": one.ticket, "pin": pin})
    assert "coba lagi dalam 15 menit" in text_of(answer)
    assert one.ticket not in text_of(browser.get("/keberatan/ikuti/"))
    assert browser.post("/keberatan/ikuti/", {"ticket": "K", "pin": ""}).status_code == 422


def test_nothing_is_done_in_a_browser_in_which_no_ticket_is_open(client: Client) -> None:
    one, _ = filed(client)
    for what in ("jawab", "cabut", "banding", "tutup"):
        answer = Client().post(f"/keberatan/ikuti/{what}/", {"text": WORDS, "ticket": one.ticket, "uuid": one.uuid})
        assert (answer.status_code, answer["Location"]) == (302, "/keberatan/ikuti/")
        assert client.get(f"/keberatan/ikuti/{what}/").status_code == 405
    one.refresh_from_db()
    assert one.state == "filed"


def test_a_question_is_answered_and_the_clock_goes_on(client: Client, social: Actor) -> None:
    one, pin = filed(client)
    answering.take_up(by=social, objection=one.uuid)
    answering.ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
    browser = opened(one, pin)
    shown = text_of(browser.get("/keberatan/ikuti/"))
    assert "Berapa orang di rumah?" in shown
    assert "Waktu berhenti" in shown
    assert "pendek" not in text_of(browser.post("/keberatan/ikuti/jawab/", {"text": ""}, follow=True))
    answer = browser.post("/keberatan/ikuti/jawab/", {"text": "Lima orang, dua anak."}, follow=True)
    assert "Jawaban Anda diterima." in text_of(answer)
    assert "Lima orang, dua anak." in text_of(answer)
    one.refresh_from_db()
    assert one.state == "heard"


def test_an_answer_is_read_in_the_residents_language_and_appealed_against_once(client: Client, social: Actor) -> None:
    one, pin = filed(client)
    answering.take_up(by=social, objection=one.uuid)
    answering.answer(by=social, objection=one.uuid, outcome="upheld", answer="Desil Anda 7; keputusan tetap.")
    Objection.objects.update(reason_id="Desil 7 melebihi 4.", reason_en="Decile 7 is above 4.")
    browser = opened(one, pin)
    shown = text_of(browser.get("/keberatan/ikuti/"))
    assert "Desil Anda 7; keputusan tetap." in shown
    assert "Desil 7 melebihi 4." in shown
    browser.post("/bahasa/", {"language": "en", "next": "/keberatan/ikuti/"})
    assert "Decile 7 is above 4." in text_of(browser.get("/keberatan/ikuti/"))
    answer = browser.post("/keberatan/ikuti/banding/", {"text": "Desil saya 2, bukan 7."}, follow=True)
    made = Objection.objects.get(appeals=one)
    assert answer.redirect_chain == [("/keberatan/tanda-terima/", 302)]
    assert (answer.context["told"].objection, len(answer.context["pin"])) == (made, 6)
    assert queries.opened(made.ticket, answer.context["pin"]) == made
    again = opened(one, pin)
    assert "banding" in text_of(again.get("/keberatan/ikuti/"))
    again.post("/keberatan/ikuti/banding/", {"text": "Sekali lagi saya banding."})
    assert Objection.objects.filter(appeals=one).count() == 1


def test_it_is_withdrawn_and_the_ticket_closed_on_a_shared_telephone(client: Client) -> None:
    one, _ = filed(client)
    assert "Keberatan dicabut." in text_of(client.post("/keberatan/ikuti/cabut/", follow=True))
    client.post("/keberatan/ikuti/tutup/")
    assert one.ticket not in text_of(client.get("/keberatan/ikuti/"))
    assert client.get("/keberatan/tanda-terima/").status_code == 302
    client.post("/keberatan/ikuti/cabut/")


def test_one_browser_is_slowed_and_its_neighbours_are_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "FREE_FROM_BROWSER", 1)
    monkeypatch.setattr(screening, "MOST_FROM_BROWSER", 2)
    assert [filed(client)[0].state for _ in range(2)] == ["filed", "held"]
    answer = client.post("/keberatan/", form())
    assert answer.status_code == 429
    assert "operator dapat mencatatnya" in text_of(answer)
    neighbour = Client(REMOTE_ADDR="127.0.0.1")  # behind the same address
    assert filed(neighbour)[0].state == "filed"


def test_a_form_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/keberatan/", form()).status_code == 403


def test_a_discarded_one_says_what_a_person_can_do(client: Client) -> None:
    one, _ = filed(client)
    Objection.objects.filter(pk=one.pk).update(state="discarded")
    assert "datanglah ke kantor desa" in text_of(client.get("/keberatan/ikuti/"))


def test_one_that_is_overdue_says_where_else_to_go(client: Client) -> None:
    one, _ = filed(client)
    Objection.objects.filter(pk=one.pk).update(filed_on="2026-01-05", due_on="2026-01-20")
    shown = text_of(client.get("/keberatan/ikuti/"))
    assert "Lewat batas waktu" in shown
    assert "Ombudsman" in shown
    assert "Lewat batas waktu 1" in text_of(Client().get("/keberatan/"))
