"""The documents of a meeting: what they say, that they are tagged, sealed, and the same for the same log."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from made_meetings import closed, invited, opened, operator, planner
from pypdf import PdfReader

from merata_portal.attachments.kinds import NotAccepted
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import content
from merata_portal.audit.models import Event
from merata_portal.participation.actions import closing
from merata_portal.participation.actions.syncing import decide_conflict, take_events
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.documents import making
from merata_portal.participation.models import Meeting, MeetingDocument, MeetingEvent
from merata_portal.participation.queries.inclusion import Heard, heard
from merata_portal.participation.queries.meetings import MeetingPage, meeting_to_hold
from merata_portal.participation.queries.publishing import document_by_code, superseded

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def kept(document: MeetingDocument) -> bytes:
    return b"".join(content(Attachment.objects.get(uuid=document.attachment)))


def test_minutes_notes_and_attendance_say_what_the_log_says() -> None:
    forum = closed()
    made = {one.kind: one for one in closing.seal_documents(by=forum.by, meeting=forum.meeting)}
    minutes, notes, attendance = (text(kept(made[kind])) for kind in ("minutes", "notes", "attendance"))
    assert "BERITA ACARA MUSYAWARAH DESA" in minutes
    assert "Kamis, 4 Juni 2026" in minutes
    assert "Musyawarah dibuka pukul 09.00 setelah kuorum tercapai." in minutes
    assert "1. RKP Desa 2027 Disepakati dengan mufakat: Jembatan Sumber didahulukan" in minutes
    assert "Diterima dengan pemungutan suara (3 setuju, 1 menolak, 1 abstain): Temuan diteruskan" in minutes
    assert "Pendapat berbeda: Budi Santoso: Sebaiknya menunggu data" in minutes
    assert "Laporan diserahkan paling lambat Senin, 15 Juni 2026." in minutes
    assert made["minutes"].code in minutes
    assert made["minutes"].log_hash[:16] in minutes
    assert "Siti Aminah: Jembatan ke dusun Sumber putus" in notes
    assert "Tamu Baru" in attendance
    assert "Hadir 6 orang, di antaranya 4 perempuan dan 1 penyandang disabilitas." in attendance


def everybody(page: MeetingPage) -> list[Heard]:
    return [one for one in heard([page], least=None) if one.dimension == "all"]


def test_a_sign_in_taken_back_is_told_and_counts_nowhere() -> None:
    forum = opened(count=6, present=5)
    forum.write("aspiration", 3, {"attendee": forum.invitees[4]}, text="Sumur dusun kering")
    (before,) = everybody(meeting_to_hold(forum.by, forum.meeting))
    assert (before.attended, before.spoke, before.asked) == (5, 1, 1)
    forum.write("unsigned", 4, {"invitee": forum.invitees[4]}, reason="Salah ketuk, yang datang kakaknya")
    forum.write("unsigned", 5, {"invitee": forum.invitees[0]}, reason="Salah orang")
    forum.write("signed", 6, {"invitee": forum.invitees[0]})
    forum.write("closed", 60)
    (after,) = everybody(meeting_to_hold(forum.by, forum.meeting))
    assert (after.attended, after.spoke, after.asked) == (4, 0, 0)
    made = {one.kind: one for one in closing.seal_documents(by=forum.by, meeting=forum.meeting)}
    minutes, notes, attendance = (text(kept(made[kind])) for kind in ("minutes", "notes", "attendance"))
    assert "Sesudah pembukaan 2 tanda hadir dibatalkan; alasannya dalam notulen." in minutes
    assert "4 orang, ditambah 0 pengamat" in minutes
    assert "09.04 Tanda hadir dibatalkan Sri Utami: Salah ketuk, yang datang kakaknya" in notes
    assert "Sri Utami: Sumur dusun kering" in notes
    assert "Hadir 4 orang" in attendance
    assert re.search(r"Siti Aminah .{1,40}Sumber 09\.06", attendance)
    assert re.search(r"Sri Utami .{1,40}Krajan –", attendance)
    assert Event.objects.filter(action="forum.unsigned", area=forum.row().area).count() == 2


def test_the_same_log_gives_the_same_bytes_and_another_one_other_bytes() -> None:
    forum = closed()
    first = closing.seal_documents(by=forum.by, meeting=forum.meeting)
    again = closing.seal_documents(by=planner(), meeting=forum.meeting)
    assert [one.pk for one in first] == [one.pk for one in again]
    page = meeting_to_hold(forum.by, forum.meeting)
    for one in first:
        bytes_now = making.document(page, one.kind, one.code)
        assert hashlib.sha256(bytes_now).hexdigest() == one.content_hash
        assert bytes_now == kept(one)
        assert making.document(page, one.kind, "D-0000-0000") != bytes_now


def test_the_pdf_is_tagged_and_has_a_title_and_a_language() -> None:
    forum = closed()
    for one in closing.seal_documents(by=forum.by, meeting=forum.meeting):
        root: Any = PdfReader(io.BytesIO(kept(one))).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("id")
        assert "/StructTreeRoot" in root
        assert "musyawarah desa" in str(PdfReader(io.BytesIO(kept(one))).metadata.title)  # type: ignore[union-attr]


def test_invitations_are_a_page_each() -> None:
    forum = invited(3)
    pdf = PdfReader(io.BytesIO(making.invitations(meeting_to_hold(forum.by, forum.meeting))))
    assert len(pdf.pages) == 3
    words = " ".join(pdf.pages[0].extract_text().split())
    assert "Pukul : 09.00 WIB" in words
    assert "1. RKP Desa 2027" in words


def test_words_of_people_give_the_typesetter_no_commands() -> None:
    forum = closed(place='#panic("x") $ \\ *tebal* @x <y>')
    made = closing.seal_documents(by=forum.by, meeting=forum.meeting)
    assert '#panic("x") $ \\ *tebal* @x <y>' in text(kept(made[0]))


def test_documents_come_after_closing_and_after_every_conflict_is_decided() -> None:
    forum = invited()
    with pytest.raises(MeetingDeclined, match="Tutuplah musyawarah"):
        closing.seal_documents(by=forum.by, meeting=forum.meeting)
    done = closed()
    take_events(
        by=done.by, meeting=done.meeting, device="tablet-0001",
        events=[done.event("agreed", 60, 1, {"item": done.items[0]}, text="Lain")],
    )  # fmt: skip
    with pytest.raises(MeetingDeclined, match="bertentangan"):
        closing.seal_documents(by=done.by, meeting=done.meeting)
    with pytest.raises(Meeting.DoesNotExist):
        closing.seal_documents(by=operator("35.05.01.2002"), meeting=done.meeting)
    assert MeetingDocument.objects.count() == 0


def test_what_comes_after_sealing_becomes_an_amendment_and_a_new_version() -> None:
    forum = closed()
    first = closing.seal_documents(by=forum.by, meeting=forum.meeting)
    late = forum.event("noted", 20, 1, None, text="Pak lurah minta data dusun")
    result = take_events(by=forum.by, meeting=forum.meeting, device="tablet-0001", events=[late])
    assert [(one.outcome, one.why_en) for one in result.events] == [
        ("conflict", "it came after the meeting's documents were sealed")
    ]
    assert meeting_to_hold(forum.by, forum.meeting).log_hash == first[0].log_hash  # not before it is decided
    row = MeetingEvent.objects.get(device="tablet-0001")
    decide_conflict(by=forum.by, meeting=forum.meeting, entry=row.uuid, amend=True, reason="perangkat tertinggal")
    second = closing.seal_documents(by=forum.by, meeting=forum.meeting)
    assert [one.version for one in second] == [2, 2, 2]
    assert second[0].log_hash != first[0].log_hash
    minutes = text(kept(next(one for one in second if one.kind == "minutes")))
    assert "Ralat" in minutes
    assert "Pak lurah minta data dusun (alasan: perangkat tertinggal)" in minutes
    assert superseded(first[0])
    assert not superseded(second[0])


def test_a_document_is_found_by_its_code_however_it_is_typed() -> None:
    forum = closed()
    one = closing.seal_documents(by=forum.by, meeting=forum.meeting)[0]
    assert document_by_code(one.code.lower().replace("-", " ", 1)) == one
    assert document_by_code("D-0000-0000") is None
    assert document_by_code("") is None


def test_the_report_needs_the_signed_scan() -> None:
    forum = closed()
    pdf = io.BytesIO(b"%PDF-1.4 x\n%%EOF")
    with pytest.raises(MeetingDeclined, match="Segel dokumen dahulu"):
        closing.attach_scan(by=forum.by, meeting=forum.meeting, file_name="a.pdf", file=pdf)
    made = closing.seal_documents(by=forum.by, meeting=forum.meeting)
    with pytest.raises(MeetingDeclined, match="pindaian"):
        closing.report(by=forum.by, meeting=forum.meeting)
    with pytest.raises(NotAccepted):
        closing.attach_scan(by=forum.by, meeting=forum.meeting, file_name="a.exe", file=io.BytesIO(b"MZ"))
    pdf.seek(0)
    closing.attach_scan(by=forum.by, meeting=forum.meeting, file_name="a.pdf", file=pdf)
    closing.report(by=forum.by, meeting=forum.meeting)
    page = meeting_to_hold(forum.by, forum.meeting)
    assert page.log.record.meeting.state == "reported"
    assert page.report_overdue  # due on 15 June 2026, handed in today
    assert page.log_hash == made[0].log_hash  # the report itself changes nothing of the sealed log
    assert Event.objects.filter(action="forum.seal").get().content_hash == f"sha256:{made[0].log_hash}"
