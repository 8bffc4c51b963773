"""Forums for everybody: what is published when, and that no name is ever among it."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from made_meetings import NAMES, VILLAGE, closed, invited, officer, planned

from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import content
from merata_portal.participation.actions import closing
from merata_portal.participation.actions.findings import answer_finding
from merata_portal.participation.models import Finding, Invitee, MeetingDocument, MeetingEvent

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def read(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    plain = html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))


def test_a_plan_is_nobodys_before_the_invitations() -> None:
    meeting = planned()
    assert Client().get(f"/musyawarah/{meeting.uuid}/").status_code == 404
    assert "Belum ada musyawarah." in read("/musyawarah/")


def test_from_the_invitations_on_day_place_and_agenda() -> None:
    forum = invited()
    page = read(f"/musyawarah/{forum.meeting}/")
    assert "Kamis, 4 Juni 2026 pukul 09.00 · Balai desa" in page
    assert "RKP Desa 2027" in page
    assert "Keputusan, temuan, dan hitungan terbit setelah berita acara dibuat." in page
    assert "Undangan 6 Kuorum 4" in page


def test_decisions_groups_and_findings_wait_for_the_seal() -> None:
    forum = closed(count=30, present=24)
    found = Finding.objects.get()
    page = read(f"/musyawarah/{forum.meeting}/")
    assert "Jembatan Sumber didahulukan" not in page
    assert "Bantuan triwulan" not in page
    assert Client().get(f"/temuan/{found.uuid}/").status_code == 404
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    page = read(f"/musyawarah/{forum.meeting}/")
    assert "Mufakat : Jembatan Sumber didahulukan" in page
    assert "Bantuan triwulan pertama belum diterima sebagian keluarga." in page
    assert "Hadir 24 · 1 pengamat" in page
    assert re.search(r"perempuan 15 13 • • 0", page)  # one spoke and asked: not told
    assert "laki-laki 15 12" in page


def test_no_name_and_no_aspiration_is_on_any_page() -> None:
    forum = closed(count=30, present=24)
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    found = Finding.objects.get()
    for address in ("/musyawarah/", f"/musyawarah/{forum.meeting}/", "/temuan/", f"/temuan/{found.uuid}/"):
        page = read(address)
        for words in (*NAMES, "Tamu Baru", "dusun Sumber putus", "menunggu data"):
            assert words not in page


def test_a_small_meeting_tells_no_groups() -> None:
    forum = closed(count=6, present=5)
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    page = read(f"/musyawarah/{forum.meeting}/")
    table = page[page.index("Siapa didengar") : page.index("Temuan", page.index("Siapa didengar"))]
    assert not re.search(r"(perempuan|laki-laki|kelompok \w+) [1-4]\b", table)


def test_a_document_is_checked_by_code_and_by_its_bytes() -> None:
    forum = closed()
    one = closing.seal_documents(by=forum.by, meeting=forum.meeting)[0]
    pdf = b"".join(content(Attachment.objects.get(uuid=one.attachment)))
    page = read(f"/musyawarah/periksa/?kode={one.code}")
    assert one.content_hash in page
    assert "Berita acara" in page
    for changed, says in ((pdf, "Cocok: berkas ini sama persis"), (pdf + b" ", "Tidak cocok")):
        file = io.BytesIO(changed)
        file.name = "ba.pdf"
        answer = Client().post("/musyawarah/periksa/", {"kode": one.code.lower(), "file": file})
        assert says in answer.content.decode()
    assert "Tidak ada dokumen dengan kode itu" in read("/musyawarah/periksa/?kode=D-0000-0000")
    assert Attachment.objects.count() == 3  # what was checked is not kept


def test_a_finding_with_its_history_and_overdue_for_everybody() -> None:
    forum = closed()
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    found = Finding.objects.get()
    assert "terlambat" in read(f"/temuan/?wilayah={VILLAGE}")  # due on 25 June 2026
    assert "Temuan musyawarah: bukan wilayah" not in read("/temuan/?wilayah=bukan wilayah"), "only areas are named"
    photo = io.BytesIO(b"%PDF-1.4 bukti\n%%EOF")
    answer_finding(by=officer(), finding=found.uuid, text="Dibayar 3 Juli", file=photo, file_name="bukti.pdf")
    page = read(f"/temuan/{found.uuid}/")
    assert "Dijawab kantor Dibayar 3 Juli" in page
    assert "terlambat" not in page
    link = re.search(r'href="(/temuan/[^"]+/berkas/[^"]+)"', Client().get(f"/temuan/{found.uuid}/").content.decode())
    assert link is not None
    assert Client().get(link[1]).content == b"%PDF-1.4 bukti\n%%EOF"
    assert Client().get(f"/temuan/{found.uuid}/berkas/{found.uuid}/").status_code == 404


def test_rupiah_of_a_programme_are_not_told_for_they_count_its_recipients() -> None:
    forum = closed()
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    found = Finding.objects.get()
    assert re.search(r"Dijanjikan Rp\s?300 Terwujud Rp\s?200", read(f"/temuan/{found.uuid}/"))
    Finding.objects.update(programme="blt_dana_desa")
    page = read(f"/temuan/{found.uuid}/")
    assert "Rp" not in page
    assert "Rupiahnya tidak dimuat" in page


def test_a_hamlet_that_few_came_from_is_not_named() -> None:
    forum = invited(30)
    Invitee.objects.filter(uuid=forum.invitees[0]).update(part="rumah Bu Rini 3505991209750001")
    forum.sign(*range(28))
    forum.write("opened", 0)
    forum.write("agreed", 10, {"item": forum.items[0]}, text="Jalan")
    forum.write("closed", 20)
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    page = read(f"/musyawarah/{forum.meeting}/")
    assert "rumah Bu Rini" not in page
    assert "350599" not in page
    assert "dusun lain, terlalu sedikit orang" in page
    assert "Krajan" in page


def test_a_log_that_changed_after_the_seal_says_so() -> None:
    forum = closed()
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    code = MeetingDocument.objects.get(kind="minutes").code
    assert "berubah sejak" not in read(f"/musyawarah/{forum.meeting}/") + read(f"/musyawarah/periksa/?kode={code}")
    row = MeetingEvent.objects.get(kind="voted")
    row.data |= {"in_favour": 1, "against": 3}
    row.save()  # by hand, past every action
    assert "berubah sejak dokumennya disegel" in read(f"/musyawarah/{forum.meeting}/")
    assert "berubah sejak dokumen ini disegel" in read(f"/musyawarah/periksa/?kode={code}")
