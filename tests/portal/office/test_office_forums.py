"""The pages of forums: from the plan to the report, by forms alone."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from made_meetings import VILLAGE, Forum, closed, guests, invited, operator, planned

from merata_portal.ledger.queries.villages import ForVillage
from merata_portal.office.views.forums import oversight
from merata_portal.participation.actions import closing, inviting
from merata_portal.participation.actions.proposing import Details
from merata_portal.participation.actions.raising import raise_aspiration
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import local
from merata_portal.participation.models import Finding, Meeting, MeetingEvent, Proposal

pytestmark = pytest.mark.usefixtures("areas")
Text = Callable[[Any], str]


@pytest.fixture
def secretary(browser: Callable[..., Client]) -> Client:
    return browser("village_operator", VILLAGE)


def today(count: int = 6) -> Forum:
    """A meeting that was to start five minutes ago."""
    by = operator()
    start = timezone.now() - timedelta(minutes=5)
    meeting = planned(by, starts_at=start)
    inviting.add_invitees(by=by, meeting=meeting.uuid, guests=guests(count))
    inviting.send_invitations(by=by, meeting=meeting.uuid, at=start - timedelta(days=3))
    people = [str(one) for one in meeting.invitees.order_by("id").values_list("uuid", flat=True)]
    return Forum(meeting.uuid, by, people, [str(one.uuid) for one in meeting.agenda.all()])


def tap(secretary: Client, forum: Forum, kind: str, **fields: Any) -> Any:
    """As the screen's form posts it."""
    given = {"kind": kind, "event": str(uuid4()), "place": "acara", **fields}
    return secretary.post(f"/kantor/musyawarah/{forum.meeting}/catat/", given, follow=True)


def test_a_meeting_is_planned_and_people_are_invited(secretary: Client, text_of: Text) -> None:
    answer = secretary.post(
        "/kantor/musyawarah/baru/",
        {
            "kind": "musyawarah_desa", "area": VILLAGE, "starts_at": "2030-06-04T09:00", "place": "Balai desa",
            "agenda": "RKP 2031\n\nLain-lain", "oversight": "on",
        },
        follow=True,
    )  # fmt: skip
    meeting = Meeting.objects.get()
    assert [one.title for one in meeting.agenda.all()][:2] == ["RKP 2031", "Lain-lain"]
    assert [one.oversight for one in meeting.agenda.all()] == [False, False, True]
    assert local(meeting.starts_at).hour == 9
    assert "Musyawarah direncanakan" in text_of(answer)
    base = f"/kantor/musyawarah/{meeting.uuid}/"
    lines = "Siti Aminah; kelompok perempuan; P; Krajan\nBudi; farmers; L"
    secretary.post(f"{base}undang/banyak/", {"lines": lines})
    secretary.post(f"{base}undang/", {"name": "Wahyu", "element": "disability", "disability": "true", "sex": "male"})
    kept = list(meeting.invitees.order_by("id").values_list("element", "sex", "disability", "part"))
    assert kept == [
        ("women", "female", None, "Krajan"),
        ("farmers", "male", None, ""),
        ("disability", "male", True, ""),
    ]
    page = text_of(secretary.get(base))
    assert "Siti Aminah kelompok perempuan perempuan Krajan" in page
    assert "2/3 dari undangan" in page
    secretary.post(f"{base}kirim/")
    assert Meeting.objects.get().state == "invited"
    pdf = secretary.get(f"{base}undangan.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Cache-Control"] == "no-store"


def test_a_faulty_list_is_refused_with_every_row_named_and_stays_typed(secretary: Client, text_of: Text) -> None:
    meeting = planned()
    answer = secretary.post(
        f"/kantor/musyawarah/{meeting.uuid}/undang/banyak/", {"lines": "Siti; ratu; P\n; women; X"}, follow=True
    )
    said = text_of(answer)
    assert answer.status_code == 422
    assert "Siti; ratu; P ; women; X" in said
    assert "baris 1: unsur tidak dikenal" in said
    assert "baris 2: nama kosong" in said
    assert "baris 2: jenis kelamin tidak dikenal" in said
    assert meeting.invitees.count() == 0


def test_a_kelurahan_holds_no_musyawarah_desa(browser: Callable[..., Client]) -> None:
    given = {
        "kind": "musyawarah_desa", "area": "35.05.10.1004", "starts_at": "2030-06-04T09:00", "place": "x",
        "agenda": "y",
    }  # fmt: skip
    answer = browser("village_operator", "35.05.10.1004").post("/kantor/musyawarah/baru/", given)
    assert answer.status_code == 422
    assert [one for one, _ in answer.context["form"].fields["kind"].choices] == ["musrenbang_kelurahan"]
    assert Meeting.objects.count() == 0


def test_the_whole_meeting_by_taps(secretary: Client, text_of: Text) -> None:
    forum = today()
    screen = f"/kantor/musyawarah/{forum.meeting}/layar/"
    page = text_of(secretary.get(screen))
    assert "Hadir 0 / 4 diperlukan" in page
    assert "Kurang 4 orang untuk kuorum" in page
    assert "Buka musyawarah" not in page
    for who in forum.invitees[:4]:
        page = text_of(tap(secretary, forum, "signed", invitee=who))
    assert "Kuorum tercapai." in page
    assert "Buka musyawarah" in page
    page = text_of(tap(secretary, forum, "opened"))
    assert "sedang berlangsung" in page
    first, second = forum.items
    tap(secretary, forum, "item_taken", item=first)
    tap(
        secretary,
        forum,
        "observed",
        visitor=str(uuid4()),
        name="Tamu",
        sex="female",
        disability="",
        element="",
        part="",
    )
    tap(secretary, forum, "spoke", attendee=forum.invitees[0], item=first)
    tap(secretary, forum, "aspiration", attendee=forum.invitees[0], item=first, text="Jembatan putus")
    tap(secretary, forum, "unresolved", item=first)
    assert "Pungut suara" in text_of(secretary.get(screen))
    tap(secretary, forum, "voted", item=first, in_favour="3", against="1", abstained="0", text="Jembatan dahulu")
    tap(secretary, forum, "dissented", item=first, attendee="", text="Jalan dahulu")
    tap(secretary, forum, "item_taken", item=second)
    tap(
        secretary, forum, "found", item=second, text="Bantuan belum sampai", promised_idr="300.000",
        delivered_idr="200000",
        office_role="social_officer", office_area="35.05", deadline="",
    )  # fmt: skip
    page = text_of(tap(secretary, forum, "closed"))
    assert "ditutup" in page
    assert "diterima: 3 setuju, 1 menolak, 0 abstain: Jembatan dahulu" in page
    found = Finding.objects.get()
    assert (found.promised_idr, found.delivered_idr, found.item) == (300_000, 200_000, Finding.objects.get().item)
    assert MeetingEvent.objects.exclude(state="standing").count() == 0


def test_a_refusal_is_told_and_nothing_is_kept(secretary: Client, told: Callable[..., list[str]]) -> None:
    forum = today()
    answer = tap(secretary, forum, "opened")
    assert "Kuorum belum tercapai: 0 dari 6" in told(answer)[0]
    assert "Isian belum lengkap" in told(tap(secretary, forum, "noted", text=" "))[0]
    assert "Isian belum lengkap" in told(tap(secretary, forum, "reported"))[0]
    assert MeetingEvent.objects.count() == 1


def test_a_wrong_tap_is_taken_back_with_a_reason(secretary: Client, text_of: Text) -> None:
    forum = today()
    for who in forum.invitees[:4]:
        tap(secretary, forum, "signed", invitee=who)
    page = text_of(tap(secretary, forum, "opened"))
    assert "Sudah menandatangani: 4 orang" in page
    page = text_of(tap(secretary, forum, "unsigned", invitee=forum.invitees[3], reason=""))
    assert "Isian belum lengkap; tidak dicatat." in page
    assert "Hadir 4 / 4 diperlukan" in page
    answer = tap(secretary, forum, "unsigned", invitee=forum.invitees[3], reason="Salah ketuk")
    page = text_of(answer)
    assert "Hadir 3 / 4 diperlukan" in page
    assert "Kuorum tercapai saat dibuka." in page
    assert "sedang berlangsung" in page
    assert "Kurang 1 orang" not in page
    assert "Tanda hadir dibatalkan · Slamet Riyadi · Salah ketuk" in page
    assert [one.uuid for one in answer.context["signed"]] == forum.invitees[2::-1]  # the last tap first
    assert forum.invitees[3] in {one.uuid for one in answer.context["absent"]}
    page = text_of(tap(secretary, forum, "signed", invitee=forum.invitees[3]))
    assert "Hadir 4 / 4 diperlukan" in page


def test_a_double_tap_is_one_entry(secretary: Client) -> None:
    forum, key = today(), str(uuid4())
    for _ in range(2):
        tap(secretary, forum, "signed", invitee=forum.invitees[0], event=key)
    assert MeetingEvent.objects.filter(kind="signed").count() == 1


def test_documents_scan_and_report(secretary: Client, text_of: Text) -> None:
    forum = closed()
    base = f"/kantor/musyawarah/{forum.meeting}/"
    page = text_of(secretary.post(f"{base}lapor/", follow=True))
    assert "Laporan memerlukan dokumen yang disegel" in page
    page = text_of(secretary.post(f"{base}segel/", follow=True))
    codes = re.findall(r"D-\w{4}-\w{4}", page)
    assert len(codes) == 3
    link = re.search(rf'href="({base}berkas/[^"]+)"', secretary.get(base).content.decode())
    assert link is not None
    pdf = secretary.get(link[1])
    assert pdf.content.startswith(b"%PDF")
    scan = io.BytesIO(b"%PDF-1.4 pindaian\n%%EOF")
    scan.name = "berita acara.pdf"
    secretary.post(f"{base}pindaian/", {"file": scan})
    page = text_of(secretary.post(f"{base}lapor/", follow=True))
    assert "Laporan dicatat diserahkan" in page
    assert Meeting.objects.get().state == "reported"


def test_a_conflict_is_shown_and_decided_with_a_reason(secretary: Client, text_of: Text) -> None:
    forum = closed()
    event = forum.event("agreed", 60, 1, {"item": forum.items[0]}, text="Jalan Krajan dahulu")
    body = json.dumps({"device": "tablet-0001", "events": [event]})
    base = f"/kantor/musyawarah/{forum.meeting}/"
    answer = secretary.post(f"{base}sinkron/", body, content_type="application/json").json()
    assert [(one["outcome"], one["why_id"]) for one in answer["events"]] == [("conflict", "butir ini sudah diputuskan")]
    assert answer["conflicts"] == 1
    page = text_of(secretary.get(base))
    assert "Jalan Krajan dahulu" in page
    assert "butir ini sudah diputuskan" in page
    assert "putuskan dahulu" in text_of(secretary.post(f"{base}segel/", follow=True))
    row = MeetingEvent.objects.get(device="tablet-0001")
    secretary.post(f"{base}pertentangan/{row.uuid}/", {"how": "amend", "reason": "salah urut perangkat kedua"})
    row.refresh_from_db()
    assert (row.state, row.decision_reason) == ("amended", "salah urut perangkat kedua")
    page = text_of(secretary.post(f"{base}segel/", follow=True))
    assert "Dokumen dibuat dan disegel" in page
    assert "Ralat" in page


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"events": 5}', "[" * 100_000, '{"device": "x", "events": []}'])
def test_what_is_no_synchronisation_is_400_and_changes_nothing(secretary: Client, body: str) -> None:
    forum = invited()
    answer = secretary.post(f"/kantor/musyawarah/{forum.meeting}/sinkron/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert MeetingEvent.objects.count() == 1


def test_a_device_gets_all_it_needs_to_go_on(secretary: Client, browser: Callable[..., Client]) -> None:
    forum = invited()
    address = f"/kantor/musyawarah/{forum.meeting}/sinkron/"
    answer = secretary.get(address)
    given = answer.json()
    assert answer["Cache-Control"] == "no-store"
    assert given["rules"]["quorum"] == [2, 3]
    assert {one["name"] for one in given["invitees"]} >= {"Siti Aminah"}
    assert [one["kind"] for one in given["entries"]] == ["invited"]
    assert browser("council_member").get(address).status_code == 404
    assert browser("social_officer").get(address).status_code == 403


def test_names_are_for_who_holds_the_meeting(browser: Callable[..., Client], text_of: Text) -> None:
    forum = closed()
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    for role in ("council_member", "auditor", "social_officer"):
        page = text_of(browser(role).get(f"/kantor/musyawarah/{forum.meeting}/"))
        assert "Siti" not in page
        assert "dusun Sumber putus" not in page
        assert "Hadir 5" in page


def test_the_office_answers_a_finding(browser: Callable[..., Client], text_of: Text) -> None:
    forum = closed()
    found = Finding.objects.get(meeting__uuid=forum.meeting)
    officer = browser("social_officer")
    assert "Bantuan triwulan pertama" in text_of(officer.get("/kantor/temuan/"))
    photo = io.BytesIO(b"%PDF-1.4 bukti\n%%EOF")
    photo.name = "bukti.pdf"
    answer = officer.post(
        f"/kantor/temuan/{found.uuid}/jawab/", {"reason": "Dibayar pada 3 Juli", "file": photo}, follow=True
    )
    page = text_of(answer)
    assert "Dijawab kantor Dibayar pada 3 Juli" in page
    assert "bukti.pdf" in page
    assert browser("sector_officer").post(f"/kantor/temuan/{found.uuid}/jawab/", {"reason": "x"}).status_code == 404
    assert browser("village_operator", VILLAGE).get(f"/kantor/temuan/{found.uuid}/").status_code == 200


def test_what_was_promised_stands_beside_what_came(secretary: Client, text_of: Text) -> None:
    forum = closed()
    page = text_of(secretary.get(f"/kantor/musyawarah/{forum.meeting}/pengawasan/"))
    assert "Dijanjikan dan terwujud di Desa 35.05.01.2001, 2026" in page
    assert "Bantuan triwulan pertama belum diterima" in page


def test_a_finding_names_a_programme_and_no_work(secretary: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Works stand in the same place under a name of their own; of a programme's finding no rupiah are told."""
    forum = closed()
    kept = [
        ForVillage("35.05", 2026, pillar, name, "", 300, 200)
        for pillar, name in (("assistance", "pkh"), ("", "blt_dana_desa"), ("infrastructure", "PJ-35.05-057"))
    ]
    monkeypatch.setattr(oversight, "for_village", lambda *_: kept)
    page = secretary.get(f"/kantor/musyawarah/{forum.meeting}/pengawasan/")
    assert [name for _, name in page.context["money"]] == ["pkh", "blt_dana_desa", ""]


def test_a_plan_is_changed_on_its_page_until_the_invitations(secretary: Client, text_of: Text) -> None:
    meeting = planned()
    address = f"/kantor/musyawarah/{meeting.uuid}/ubah/"
    assert "RKP Desa 2027" in text_of(secretary.get(address))
    given = {"starts_at": "2030-07-01T13:30", "place": "Pendopo", "agenda": "RKP 2031\nLain-lain"}
    assert "Rencana diubah." in text_of(secretary.post(address, given, follow=True))
    meeting.refresh_from_db()
    assert (local(meeting.starts_at).isoformat(), meeting.place) == ("2030-07-01T13:30:00", "Pendopo")
    assert [(one.title, one.oversight) for one in meeting.agenda.all()] == [("RKP 2031", False), ("Lain-lain", False)]
    assert secretary.post(address, given | {"agenda": " "}).status_code == 422
    sent = invited()
    answer = secretary.get(f"/kantor/musyawarah/{sent.meeting}/ubah/", follow=True)
    assert "tidak dapat diubah lagi" in text_of(answer)


def test_an_aspiration_becomes_one_proposal(secretary: Client, text_of: Text) -> None:
    forum = closed()
    base = f"/kantor/musyawarah/{forum.meeting}/"
    spoken = MeetingEvent.objects.get(kind="aspiration")
    assert "Jadikan usulan" in text_of(secretary.get(base))
    address = f"{base}aspirasi/{spoken.event_uuid}/usulan/"
    page = text_of(secretary.get(address))
    assert "Jembatan ke dusun Sumber putus" in page
    given = {
        "village_code": VILLAGE, "year": "2031", "pillar": "infrastructure", "title": "Jembatan gantung Sumber",
        "supporters": "1",
    }  # fmt: skip
    assert secretary.post(address, given).status_code == 302
    made = Proposal.objects.get()
    assert (made.channel, made.origin, made.aspiration) == ("forum", str(forum.meeting), str(spoken.event_uuid))
    assert secretary.post(address, given)["Location"].endswith(f"/usulan/{made.uuid}/")  # once
    with pytest.raises(MeetingDeclined, match=made.ticket):
        raise_aspiration(
            by=forum.by, meeting=forum.meeting, aspiration=spoken.event_uuid, details=Details(), village_code=VILLAGE,
            year=2031, pillar="infrastructure", title="Jembatan gantung Sumber",
        )  # fmt: skip
    assert Proposal.objects.count() == 1
    assert made.ticket in text_of(secretary.get(base))
    assert secretary.get(f"{base}aspirasi/{uuid4()}/usulan/").status_code == 404
    spoke = MeetingEvent.objects.filter(kind="spoke").first()
    assert spoke is not None
    assert secretary.get(f"{base}aspirasi/{spoke.event_uuid}/usulan/").status_code == 404


def test_what_was_typed_and_refused_is_shown_once_and_kept_nowhere(secretary: Client, text_of: Text) -> None:
    forum = today()
    answer = tap(secretary, forum, "aspiration", text="Jembatan putus sejak Februari")
    assert answer.status_code == 422
    assert "Belum tercatat" in text_of(answer)
    assert "Jembatan putus sejak Februari" in text_of(answer)
    assert "Jembatan putus" not in str(dict(secretary.session))
    assert "Jembatan putus" not in text_of(secretary.get(f"/kantor/musyawarah/{forum.meeting}/layar/"))


def test_a_log_changed_by_hand_is_told_apart_from_an_amendment(secretary: Client, text_of: Text) -> None:
    forum = closed()
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    base = f"/kantor/musyawarah/{forum.meeting}/"
    assert "Catatan" in text_of(secretary.get(base))
    assert "Catatan tidak lagi sama" not in text_of(secretary.get(base))
    row = MeetingEvent.objects.get(kind="voted")
    row.data |= {"in_favour": 1, "against": 3}
    row.save()
    assert "tidak ada ralat yang menjelaskannya" in text_of(secretary.get(base))


@pytest.mark.parametrize("role", ["village_operator", "council_member", "auditor", "social_officer"])
def test_a_plan_and_an_aspiration_are_of_who_holds_the_meeting(browser: Callable[..., Client], role: str) -> None:
    forum, meeting = closed(), planned()
    spoken = MeetingEvent.objects.get(kind="aspiration")
    other = browser(role, "35.05.01.2002" if role == "village_operator" else "35.05")
    for address in (f"{forum.meeting}/aspirasi/{spoken.event_uuid}/usulan/", f"{meeting.uuid}/ubah/"):
        for answer in (other.get(f"/kantor/musyawarah/{address}"), other.post(f"/kantor/musyawarah/{address}", {})):
            assert answer.status_code in {403, 404}
            assert "Jembatan ke dusun" not in answer.content.decode()
