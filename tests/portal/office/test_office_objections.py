"""The office's pages of objections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_registry import household
from office_places import OTHER_VILLAGE, TYPED, VILLAGE

from merata_portal.actor import Actor
from merata_portal.attachments.models import Attachment
from merata_portal.audit.models import Event
from merata_portal.programmes.actions.objecting import file_objection
from merata_portal.programmes.models import Objection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
WORDS = "Tetangga saya Pak Karto masuk, saya tidak."
PDF = b"%PDF-1.7\n%%EOF\n"


def filed(**changed: Any) -> Objection:
    given = {
        "by": Actor(-1, "anonim / anonymous"), "channel": "resident", "programme_id": "pkh", "village_code": VILLAGE,
        "about": "not_listed", "text": WORDS, "contact": "0812-0000-0000",
    } | changed  # fmt: skip
    return file_objection(**given)[0]


def post(browser: Client, one: Objection, what: str, **given: Any) -> Any:
    return browser.post(f"/kantor/keberatan/{one.uuid}/{what}/", given, follow=True)


def form(**changed: Any) -> dict[str, Any]:
    return {
        "channel": "operator", "village_code": VILLAGE, "programme_id": "pkh", "about": "amount", "text": WORDS,
        "subject_text": "", "contact": "",
    } | changed  # fmt: skip


def test_the_overdue_are_counted_marked_and_first(officer: Client, text_of: Callable[[Any], str]) -> None:
    new, late = filed(), filed(village_code=OTHER_VILLAGE)
    Objection.objects.filter(pk=late.pk).update(due_on=date(2026, 1, 5))
    answer = officer.get("/kantor/keberatan/")
    assert [row["one"] for row in answer.context["rows"]] == [late, new]
    assert [row["late"] for row in answer.context["rows"]] == [True, False]
    assert "Lewat batas waktu 1" in text_of(answer)
    assert f"Desa {OTHER_VILLAGE}: 1" in text_of(answer)
    assert WORDS not in text_of(answer)
    shown = officer.get("/kantor/keberatan/", {"desa": VILLAGE})
    assert [row["one"] for row in shown.context["rows"]] == [new]
    for typed in ({"desa": TYPED}, {"lanjut": TYPED}, {"lanjut": "2026-02-30:1"}, {"lihat": TYPED}):
        assert officer.get("/kantor/keberatan/", typed).status_code == 200


def test_the_closed_are_listed_apart(officer: Client) -> None:
    one = filed()
    post(officer, one, "periksa")
    post(officer, one, "jawab", outcome="upheld", effect="", answer="Keputusan tetap.", reason="")
    assert officer.get("/kantor/keberatan/").context["rows"] == []
    rows = officer.get("/kantor/keberatan/", {"lihat": "selesai"}).context["rows"]
    assert [row["one"] for row in rows] == [one]


def test_an_officer_hears_it_and_answers(officer: Client, told: Any, text_of: Callable[[Any], str]) -> None:
    one, home = filed(), household(VILLAGE, "Slamet Santoso")
    shown = text_of(officer.get(f"/kantor/keberatan/{one.uuid}/"))
    assert WORDS in shown
    assert "0812-0000-0000" in shown
    assert told(post(officer, one, "periksa")) == ["Mulai diperiksa."]
    found = officer.post(f"/kantor/keberatan/{one.uuid}/cari/", {"cari": "slamet santoso"})
    assert "Slamet Santoso" in text_of(found)
    assert str(home.uuid) in found.content.decode()
    assert "slamet" not in found.request["PATH_INFO"] + found.request["QUERY_STRING"]
    assert told(post(officer, one, "keluarga", keluarga=str(home.uuid))) == ["Keluarga yang dimaksud dicatat."]
    assert told(post(officer, one, "tanya", text="Berapa orang di rumah?"))[0].startswith("Pertanyaan terkirim")
    assert told(post(officer, one, "lanjut", text=""))[0].startswith("Pemohon masih boleh menjawab")
    assert told(post(officer, one, "lanjut", text="Lima orang, katanya.")) == ["Waktu berjalan lagi."]
    answer = post(officer, one, "jawab", outcome="upheld", effect="", answer="Keputusan tetap.", reason="")
    assert told(answer) == ["Jawaban tersimpan."]
    assert "Keputusan tetap." in text_of(answer)
    one.refresh_from_db()
    assert (one.state, one.household) == ("answered", home)


def test_an_answer_that_is_refused_stays_written(officer: Client, text_of: Callable[[Any], str]) -> None:
    one = filed()
    post(officer, one, "periksa")
    answer = post(officer, one, "jawab", outcome="changed", effect="admit", answer="Anda dimasukkan.", reason="uji")
    assert answer.status_code == 422
    assert "Tentukan dahulu keluarga" in text_of(answer)
    assert "Anda dimasukkan." in answer.content.decode()
    answer = post(officer, one, "jawab", outcome="", effect="", answer="")
    assert set(answer.context["answer"].errors) == {"outcome", "answer"}


def test_who_had_a_part_in_it_is_told_so_and_refused(
    person: Callable[..., Any], browser_of: Callable[[Any], Client], text_of: Callable[[Any], str]
) -> None:
    from merata_portal.accounts.queries import actor_of  # noqa: PLC0415 - of a person made here

    user = person(("social_officer", "35.05"))
    browser = browser_of(user)
    one = filed(by=actor_of(user), channel="operator")
    shown = officer_page = browser.get(f"/kantor/keberatan/{one.uuid}/")
    assert "orang lain yang harus memutus" in text_of(shown)
    assert "Mulai memeriksa" not in text_of(officer_page)
    assert post(browser, one, "periksa").status_code == 403
    one.refresh_from_db()
    assert one.state == "filed"


def test_the_operator_sees_that_it_is_there_and_not_what_it_says(
    browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    one, other = filed(), filed(village_code=OTHER_VILLAGE)
    operator = browser("village_operator", VILLAGE)
    shown = text_of(operator.get(f"/kantor/keberatan/{one.uuid}/"))
    assert one.ticket in shown
    assert WORDS not in shown
    assert "0812" not in shown
    assert "Mulai memeriksa" not in shown
    assert operator.get(f"/kantor/keberatan/{other.uuid}/").status_code == 404
    assert other.ticket not in text_of(operator.get("/kantor/keberatan/"))
    assert post(operator, one, "periksa").status_code == 403


def test_the_operator_files_for_somebody_and_the_receipt_is_shown_once(
    browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    operator = browser("village_operator", VILLAGE)
    assert operator.get("/kantor/keberatan/baru/").status_code == 200
    answer = operator.post("/kantor/keberatan/baru/", form())
    one = Objection.objects.get()
    assert (answer.status_code, one.channel) == (200, "operator")
    assert one.ticket in text_of(answer)
    assert answer.context["pin"] in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    refused = operator.post("/kantor/keberatan/baru/", form(village_code=OTHER_VILLAGE, about="", text=""))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"village_code", "about", "text"}
    assert Objection.objects.count() == 1


def test_a_letter_comes_with_its_scan_whose_name_names_nobody(browser: Callable[..., Client], officer: Client) -> None:
    operator = browser("village_operator", VILLAGE)
    without = operator.post("/kantor/keberatan/baru/", form(channel="paper"))
    assert set(without.context["form"].errors) == {"scan"}
    html = SimpleUploadedFile("surat.pdf", b"<html>", "application/pdf")
    refused = operator.post("/kantor/keberatan/baru/", form(channel="paper", scan=html))
    assert (refused.status_code, Objection.objects.count()) == (422, 0)  # neither without the other
    letter = SimpleUploadedFile("Surat Pak Slamet.pdf", PDF, "application/pdf")
    assert operator.post("/kantor/keberatan/baru/", form(channel="paper", scan=letter)).status_code == 200
    one, scan = Objection.objects.get(), Attachment.objects.get()
    assert (scan.subject, scan.file_name) == (one.subject, f"{one.ticket}.pdf")
    address = f"/kantor/keberatan/{one.uuid}/surat/{scan.uuid}/"
    got = officer.get(address)
    assert (b"".join(got), got["Content-Type"]) == (PDF, "application/pdf")
    assert got["Content-Disposition"] == f'attachment; filename="{one.ticket}.pdf"'
    assert browser("village_operator", VILLAGE).get(address).status_code == 404  # a colleague did not write it down
    assert officer.get(f"/kantor/keberatan/{one.uuid}/surat/{one.uuid}/").status_code == 404


def test_what_is_held_is_looked_at_and_passed_on_or_discarded(
    officer: Client, told: Any, text_of: Callable[[Any], str]
) -> None:
    held = [filed(from_browser=9, text=f"{WORDS} {number}") for number in range(3)]
    day = held[0].filed_on.isoformat()
    assert "Saring (3)" in text_of(officer.get("/kantor/keberatan/"))
    shown = text_of(officer.get("/kantor/keberatan/saring/"))
    assert f"{WORDS} 0" in shown
    passed = officer.post("/kantor/keberatan/saring/teruskan/", {"tiket": held[0].ticket}, follow=True)
    assert told(passed) == ["Diteruskan kepada petugas."]
    address, village = "/kantor/keberatan/saring/buang/", {"desa": VILLAGE, "hari": day}
    assert told(officer.post(address, village, follow=True))[0].startswith("Alasan wajib")
    officer.post(address, village | {"reason": "teks yang sama"}, follow=True)
    assert [one.state for one in Objection.objects.order_by("id")] == ["filed", "discarded", "discarded"]
    for typed in ({"tiket": TYPED}, {"hari": "2026-02-31", "desa": VILLAGE}, {}):
        assert officer.post("/kantor/keberatan/saring/teruskan/", typed).status_code in {302, 404}
    assert officer.post(address, {"desa": "35.72.01.1001", "hari": day, "reason": "x"}).status_code == 403


def test_the_texts_of_a_closed_one_are_erased(officer: Client, told: Any, text_of: Callable[[Any], str]) -> None:
    one = filed()
    assert told(post(officer, one, "hapus", reason="diminta"))[0].startswith("Hanya keberatan yang sudah selesai")
    post(officer, one, "periksa")
    post(officer, one, "jawab", outcome="upheld", effect="", answer="Keputusan tetap.", reason="")
    answer = post(officer, one, "hapus", reason="diminta pemohon")
    assert told(answer) == ["Isi keberatan dihapus untuk selamanya."]
    assert WORDS not in text_of(answer)
    assert "Isinya sudah dihapus." in text_of(answer)
    assert Event.objects.filter(action="personal.erase").count() == 1


def test_what_nobody_should_type(officer: Client) -> None:
    one = filed()
    post(officer, one, "periksa")
    for what, given in (
        ("cari", {"cari": TYPED}), ("cari", {"cari": "\x00"}), ("cari", {}), ("tanya", {"text": ""}),
        ("jawab", {"outcome": TYPED}), ("lanjut", {"text": TYPED}),
    ):  # fmt: skip
        assert post(officer, one, what, **given).status_code in {200, 422}
    assert post(officer, one, "keluarga", keluarga=TYPED).status_code == 404
    assert post(officer, one, "keluarga", keluarga=str(one.uuid)).status_code == 404
