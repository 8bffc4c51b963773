from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from office_places import OTHER_VILLAGE, TYPED, VILLAGE

from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.complaints.actions.filing import file_complaint
from merata_portal.complaints.models import Complaint

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
Text = Callable[[Any], str]
Told = Callable[[Any], list[str]]
FIELDS = {"channel": "office", "village_code": VILLAGE, "category": "road", "text": "Papan jembatan patah dua."}


def made(text: str = "Papan jembatan patah dua.", **changed: Any) -> Complaint:
    given = {"by": Actor(-1, "anonim"), "channel": "page", "village_code": VILLAGE, "category": "road"}
    return file_complaint(text=text, **(given | changed))[0]


def test_one_is_taken_in_for_somebody_who_came(browser: Browser, text_of: Text) -> None:
    operator = browser("village_operator", VILLAGE)
    answer = operator.post("/kantor/pengaduan/baru/", {**FIELDS, "name": "Siti Aminah"}, follow=True)
    assert re.search(r"PIN \d{6}", text_of(answer))
    assert "tersegel" in text_of(answer)
    assert operator.post("/kantor/pengaduan/baru/", {**FIELDS, "village_code": OTHER_VILLAGE}).status_code == 422
    assert browser("council_member").post("/kantor/pengaduan/baru/", FIELDS).status_code == 403


def test_the_handler_takes_it_up_asks_and_answers_with_a_public_file(
    browser: Browser, text_of: Text, told: Told
) -> None:
    found = made(TYPED + " jembatan patah")
    path = f"/kantor/pengaduan/{found.uuid}/"
    operator = browser("village_operator", VILLAGE)
    assert "Giliran Anda" in text_of(operator.get("/kantor/pengaduan/"))
    assert "<script>alert" not in operator.get(path).content.decode()
    assert told(operator.post(f"{path}tangani/", follow=True)) == ["Tercatat: sedang ditangani."]
    assert operator.post(f"{path}tanya/", {"question": ""}).status_code == 422
    operator.post(f"{path}tanya/", {"question": "Di RT berapa?"})
    unfilled = operator.post(f"{path}jawab/", {"text": "Diperbaiki pada {hari}."})
    assert "Isi dahulu: {hari}." in text_of(unfilled)
    assert ">Diperbaiki pada {hari}.</textarea>" in unfilled.content.decode().replace("\n", "")
    file = io.BytesIO(b"%PDF-1.4\n%%EOF\n")
    file.name = "surat.pdf"
    operator.post(f"{path}jawab/", {"text": "Papan sudah diganti.", "file": file})
    assert "surat.pdf" in text_of(Client().get(f"/pengaduan/{found.ticket}/"))
    found.refresh_from_db()
    assert found.state == "answered"


def test_the_identity_is_shown_to_the_handler_once_and_recorded(browser: Browser, text_of: Text) -> None:
    found = made(name="Siti Aminah", contact="0812")
    path = f"/kantor/pengaduan/{found.uuid}/"
    operator = browser("village_operator", VILLAGE)
    assert "Siti" not in text_of(operator.get(path))
    assert "Siti" not in text_of(operator.post(f"{path}identitas/", {"reason": ""}, follow=True))
    shown = operator.post(f"{path}identitas/", {"reason": "menanyakan lokasi"})
    assert "Siti Aminah · 0812" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert "Siti" not in text_of(operator.get(path))
    assert Event.objects.filter(action="complaints.open_identity").count() == 1
    sector = browser("sector_officer")
    assert sector.get(path).status_code == 200
    assert sector.post(f"{path}identitas/", {"reason": "ingin tahu"}).status_code == 403
    assert "Buka identitas" not in text_of(sector.get(path))


def test_it_is_escalated_assigned_hidden_and_shown_with_reasons(browser: Browser, text_of: Text, told: Told) -> None:
    found = made()
    path = f"/kantor/pengaduan/{found.uuid}/"
    operator = browser("village_operator", VILLAGE)
    assert told(operator.post(f"{path}naikkan/", {"reason": ""}, follow=True))[0].startswith("Alasan wajib diisi")
    operator.post(f"{path}naikkan/", {"reason": "jalan kabupaten"})
    operator.post(f"{path}alihkan/", {"to": "assistance:1", "reason": "salah perihal"})
    found.refresh_from_db()
    assert (found.category, found.role) == ("assistance", "social_officer")
    assert operator.post(f"{path}alihkan/", {"to": "x:1", "reason": "y"}).status_code == 422
    operator.post(f"{path}sembunyikan/", {"reason": "menuduh orang bernama"})
    assert "menuduh orang bernama" in text_of(Client().get(f"/pengaduan/{found.ticket}/"))
    operator.post(f"{path}tampilkan/", {"reason": "nama dihapus"})
    assert "Papan jembatan" in text_of(Client().get(f"/pengaduan/{found.ticket}/"))
    for what in ("naikkan", "alihkan", "sembunyikan", "lihat"):
        assert browser("social_officer").post(f"{path}{what}/", {"reason": "x"}).status_code == 403


def test_what_waits_is_looked_at(browser: Browser, text_of: Text) -> None:
    found = made()
    Complaint.objects.update(state="review")
    operator = browser("village_operator", VILLAGE)
    path = f"/kantor/pengaduan/{found.uuid}/"
    assert "Apakah ini pengaduan?" in text_of(operator.get(path))
    operator.post(f"{path}lihat/", {"is_complaint": "1", "reason": "benar"})
    found.refresh_from_db()
    assert found.state == "filed"


def test_lists_are_of_ones_own_areas(browser: Browser, text_of: Text) -> None:
    made()
    assert "Papan jembatan" in text_of(browser("auditor").get("/kantor/pengaduan/"))
    assert "Papan jembatan" not in text_of(browser("planner", "35.72").get("/kantor/pengaduan/"))
    assert browser("council_member").get("/kantor/pengaduan/").status_code == 403
    for odd in ("?sebelum=x", "?state=%27", "?category=zz", "?text=%00"):
        assert browser("auditor").get(f"/kantor/pengaduan/{odd}").status_code == 200
