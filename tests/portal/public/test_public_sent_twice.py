"""A second tap, the back button, a page loaded again: the same form is taken once by one browser."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from merata_portal.complaints.models import Complaint
from merata_portal.infrastructure.models import Defect
from merata_portal.participation.models import Proposal
from merata_portal.training.models import Application

pytestmark = pytest.mark.django_db
VILLAGE = "35.05.01.2001"
SAID = "Kiriman yang sama sudah tercatat; ini halamannya."
COMPLAINT = {"village_code": VILLAGE, "category": "road", "text": "Jembatan Kali Lekso berlubang sejak Maret."}
PROPOSAL = {"village_code": VILLAGE, "title": "Perbaikan jembatan Kali Lekso", "pillar": "infrastructure",
            "supporters": "3"}  # fmt: skip


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def twice(client: Client, address: str, fields: dict[str, Any]) -> None:
    first = client.post(address, fields)
    assert first.status_code == 302, first.content.decode()[:2000]
    again = client.post(address, fields, follow=True)
    assert again.redirect_chain == [(first["Location"], 302)]
    assert SAID in again.content.decode()


def test_a_complaint(client: Client) -> None:
    twice(client, "/pengaduan/baru/", COMPLAINT)
    assert Complaint.objects.count() == 1
    client.post("/pengaduan/baru/", {**COMPLAINT, "text": "Lampu jalan mati sejak Maret."})
    Client().post("/pengaduan/baru/", COMPLAINT)
    assert Complaint.objects.count() == 3


def test_what_was_written_does_not_lie_in_the_session(client: Client) -> None:
    client.post("/pengaduan/baru/", COMPLAINT)
    assert "Kali Lekso" not in str(dict(client.session))


def test_after_half_an_hour_it_is_a_new_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from merata_portal.public import browser  # noqa: PLC0415

    client.post("/pengaduan/baru/", COMPLAINT)
    monkeypatch.setattr(browser, "SENT_SECONDS", -1)
    client.post("/pengaduan/baru/", COMPLAINT)
    assert Complaint.objects.count() == 2


def test_a_proposal_and_its_photograph(client: Client) -> None:
    def fields() -> dict[str, Any]:
        file = io.BytesIO()
        Image.new("RGB", (64, 48), "grey").save(file, "JPEG")
        file.seek(0)
        file.name = "foto.jpg"
        return {**PROPOSAL, "photo": file}

    first = client.post("/usulan/baru/", fields())
    assert client.post("/usulan/baru/", fields())["Location"] == first["Location"]
    assert Proposal.objects.count() == 1


def test_an_application(client: Client, acting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from made_courses import officers, opened  # noqa: PLC0415 - models need the settings first

    course = opened(officers(acting), monkeypatch)
    fields = {"name": "Siti Aminah", "birth_date": "1990-05-01", "village_code": VILLAGE}
    twice(client, f"/pelatihan/{course.uuid}/daftar/", fields)
    assert Application.objects.count() == 1


def test_a_report_of_a_defect(client: Client, acting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from made_works import handed_over, officers, on  # noqa: PLC0415 - models need the settings first

    on(monkeypatch, date(2026, 10, 5))
    made = handed_over(officers(acting))
    twice(client, f"/pekerjaan/{made.uuid}/lapor/", {"kind": "crack", "text": "Retak di sisi timur jembatan"})
    assert Defect.objects.get().browser_digest is not None
