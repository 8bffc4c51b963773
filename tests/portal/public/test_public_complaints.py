from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from merata_portal.complaints.actions import handling, moderating
from merata_portal.complaints.models import Complaint

pytestmark = pytest.mark.django_db
VILLAGE, OTHER = "35.05.01.2001", "35.05.01.2002"
FIELDS = {"village_code": VILLAGE, "category": "road", "text": "Jembatan Kali Lekso berlubang sejak Maret.",
          "name": "Siti Aminah", "contact": "0812"}  # fmt: skip


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


@pytest.fixture
def operator(acting: Callable[..., Any]) -> Any:
    return acting(("village_operator", VILLAGE))


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode())).replace("\u00a0", " ")


def pdf() -> io.BytesIO:
    file = io.BytesIO(b"%PDF-1.4\n%%EOF\n")
    file.name = "bukti.pdf"
    return file


def test_a_complaint_is_filed_and_followed_without_a_name_on_any_page(client: Client) -> None:
    answer = client.post("/pengaduan/baru/", {**FIELDS, "file": pdf()}, follow=True)
    made = Complaint.objects.get()
    assert answer.redirect_chain == [(f"/pengaduan/{made.ticket}/", 302)]
    own = text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    pin = re.search(r"PIN (\d{6})", own)
    assert pin is not None
    assert "bukti.pdf" in own
    assert "14 hari kerja lagi" in own
    everybody = text_of(Client().get(f"/pengaduan/{made.ticket}/"))
    listed = text_of(Client().get("/pengaduan/"))
    assert "Jembatan Kali Lekso" in everybody
    assert "Jembatan Kali Lekso" in listed
    for page in (own, everybody, listed):
        assert "Siti" not in page
    assert "bukti.pdf" not in everybody
    number = re.search(r"/berkas/(\d+)/", answer.content.decode())
    assert number is not None
    path = f"/pengaduan/{made.ticket}/berkas/{number[1]}/"
    assert client.get(path).status_code == 200
    assert Client().get(path).status_code == 404
    other = Client()
    for typed in ("000000", ""):
        assert other.post("/pengaduan/lacak/", {"ticket": made.ticket, "pin": typed}).status_code == 422 or typed == pin
    assert "Tambah keterangan" in text_of(
        other.post("/pengaduan/lacak/", {"ticket": made.ticket, "pin": pin[1]}, follow=True)
    )


def test_all_that_is_wrong_is_told(client: Client) -> None:
    answer = client.post("/pengaduan/baru/", {"text": "pendek"})
    assert answer.status_code == 422
    assert "3 isian perlu diperbaiki" in text_of(answer)
    assert not Complaint.objects.exists()


def test_what_is_overdue_says_so_to_everybody(client: Client) -> None:
    client.post("/pengaduan/baru/", FIELDS)
    Complaint.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert "terlambat" in text_of(Client().get("/pengaduan/"))
    ticket = Complaint.objects.get().ticket
    assert "terlambat" in text_of(Client().get(f"/pengaduan/{ticket}/"))
    assert Complaint.objects.get().ticket in Client().get("/pengaduan/?state=overdue").content.decode()


def test_neighbours_reopen_without_an_account(client: Client, operator: Any) -> None:
    client.post("/pengaduan/baru/", FIELDS)
    made = Complaint.objects.get()
    handling.answer(by=operator, uuid=made.uuid, text="Sudah diperbaiki.")
    path = f"/pengaduan/{made.ticket}/masih/"
    assert "Hanya tetangga" in text_of(Client().post(path, {"village_code": OTHER}, follow=True))
    assert Client().post(path, {}).status_code == 422
    neighbour = Client()
    for _ in range(2):
        answer = neighbour.post(path, {"village_code": VILLAGE}, follow=True)
    assert "sudah menyatakannya" in text_of(answer)
    for _ in range(2):
        answer = Client().post(path, {"village_code": VILLAGE}, follow=True)
    assert "Dibuka kembali oleh tetangga" in text_of(answer)
    made.refresh_from_db()
    assert (made.state, made.role) == ("filed", "sector_officer")


def test_the_complainant_answers_a_question_and_reopens(client: Client, operator: Any) -> None:
    client.post("/pengaduan/baru/", FIELDS)
    made = Complaint.objects.get()
    handling.ask(by=operator, uuid=made.uuid, question="Di RT berapa?")
    assert "Di RT berapa?" in text_of(Client().get(f"/pengaduan/{made.ticket}/"))
    assert Client().post(f"/pengaduan/{made.ticket}/tambah/", {"text": "RT 02"}).status_code == 404
    client.post(f"/pengaduan/{made.ticket}/tambah/", {"text": "RT 02 dekat masjid"})
    assert "RT 02 dekat masjid" not in text_of(Client().get(f"/pengaduan/{made.ticket}/"))
    handling.answer(by=operator, uuid=made.uuid, text="Sudah ditambal.")
    answer = client.post(f"/pengaduan/{made.ticket}/tambah/", {"text": "Masih bocor", "reopen": "1"}, follow=True)
    assert "Dibuka kembali oleh pelapor" in text_of(answer)
    assert Complaint.objects.get().round == 1


def test_what_is_hidden_or_off_the_list_is_not_read(client: Client, operator: Any) -> None:
    client.post("/pengaduan/baru/", FIELDS)
    made = Complaint.objects.get()
    moderating.hide(by=operator, uuid=made.uuid, reason="menuduh orang bernama")
    for path in ("/pengaduan/", f"/pengaduan/{made.ticket}/"):
        page = text_of(Client().get(path))
        assert "Jembatan Kali" not in page
        assert "menuduh orang bernama" in page
    client.post("/pengaduan/baru/", {**FIELDS, "category": "oversight", "text": "Pungutan dua puluh ribu"})
    secret = Complaint.objects.get(category="oversight")
    assert Client().get(f"/pengaduan/{secret.ticket}/").status_code == 404
    assert "Pungutan dua puluh ribu" in text_of(client.get(f"/pengaduan/{secret.ticket}/"))
    assert Client().post(f"/pengaduan/{secret.ticket}/masih/", {"village_code": VILLAGE}).status_code == 404


def test_one_address_serves_a_village(client: Client) -> None:
    for number in range(12):
        answer = Client(REMOTE_ADDR="10.0.0.1").post(
            "/pengaduan/baru/", {**FIELDS, "text": f"Lampu jalan nomor {number} mati"}
        )
        assert answer.status_code == 302
    for number in range(8):
        client.post("/pengaduan/baru/", {**FIELDS, "text": f"Selokan nomor {number} mampet"})
    refused = client.post("/pengaduan/baru/", {**FIELDS, "text": "Selokan nomor delapan mampet"})
    assert "sudah mengirim 8 pengaduan" in text_of(refused)


def test_pages_are_small(client: Client) -> None:
    for path in ("/pengaduan/", "/pengaduan/baru/", "/pengaduan/lacak/"):
        answer = client.get(path)
        assert len(answer.content) < 50_000
        assert "<script" not in answer.content.decode()
