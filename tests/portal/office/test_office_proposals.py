from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from office_places import FAR_VILLAGE, OTHER_VILLAGE, TYPED, VILLAGE
from PIL import Image

from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.jobs.worker import Worker
from merata_portal.ledger.actions import appropriate, reserve
from merata_portal.ledger.requests import Ceiling, Share
from merata_portal.participation.actions import costing, proposing
from merata_portal.participation.models import Ballot, Election, Proposal

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
Text = Callable[[Any], str]
Told = Callable[[Any], list[str]]
FIELDS = {"channel": "phone", "village_code": VILLAGE, "year": "2027", "pillar": "infrastructure",
          "title": "Perbaikan jembatan Kali Lekso", "supporters": "2", "proposer": "Siti Aminah"}  # fmt: skip


def made(title: str = "Perbaikan jembatan Kali Lekso", village: str = VILLAGE, **changed: Any) -> Proposal:
    given = {"by": Actor(-1, "anonim"), "channel": "page", "year": 2027, "pillar": "infrastructure"}
    return proposing.submit(village_code=village, title=title, **(given | changed))[0]


def photo() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "brown").save(file, "JPEG")
    file.seek(0)
    file.name = "jadi.jpg"
    return file


def test_a_proposal_by_telephone_gets_ticket_and_pin_once(browser: Browser, text_of: Text) -> None:
    operator = browser("village_operator", VILLAGE)
    answer = operator.post("/kantor/usulan/baru/", {**FIELDS, "photo": photo()}, follow=True)
    found = Proposal.objects.get()
    assert answer.redirect_chain == [(f"/kantor/usulan/{found.uuid}/", 302)]
    assert re.search(r"PIN \d{6}", text_of(answer))
    assert "SIPD akan mengembalikan usulan ini: 2 dari 8" in text_of(answer)
    assert "Siti Aminah" in text_of(answer)
    assert not re.search(r"PIN \d{6}", text_of(operator.get(f"/kantor/usulan/{found.uuid}/")))
    assert found.photos == 1
    assert operator.post("/kantor/usulan/baru/", {**FIELDS, "village_code": OTHER_VILLAGE}).status_code == 422
    assert browser("auditor").post("/kantor/usulan/baru/", FIELDS).status_code == 403


def test_it_is_costed_answered_linked_and_its_money_followed(browser: Browser, text_of: Text, told: Told) -> None:
    found = made()
    path = f"/kantor/usulan/{found.uuid}/"
    sector, planner = browser("sector_officer"), browser("planner")
    cost = {"cost_idr": "150000000", "year": "2026", "basis": TYPED}
    assert told(sector.post(f"{path}biaya/", cost, follow=True)) == ["Biaya tersimpan."]
    assert browser("village_operator", VILLAGE).post(f"{path}biaya/", cost).status_code == 403
    assert sector.post(f"{path}biaya/", {"cost_idr": "x"}).status_code == 422
    assert planner.post(f"{path}jawab/", {"outcome": "", "reason": ""}).status_code == 422
    planner.post(f"{path}jawab/", {"outcome": "accepted", "reason": "prioritas"})
    planner.post(f"{path}tautan/", {"item_kind": "project", "item": "jembatan-3", "plan": "rencana:7"})
    found.refresh_from_db()
    assert (found.outcome, found.item, found.plan) == ("accepted", "jembatan-3", "rencana:7")
    _reserved(found)
    page = planner.get(path)
    assert "available → reserved" in text_of(page)
    assert "Rp 90.000.000" in text_of(page)
    assert "<script>alert" not in page.content.decode()
    public = text_of(Client().get(f"/usulan/{found.ticket}/"))
    assert "Pos anggaran 1.03.10 (DAU, 2026) Uangnya dicadangkan Rp 90.000.000, terikat Rp 0, dibayar Rp 0" in public


def _reserved(found: Proposal) -> None:
    from merata_portal.actor import SYSTEM, Held, Role  # noqa: PLC0415
    from merata_portal.ledger.models import Line  # noqa: PLC0415

    appropriate(
        by=SYSTEM("uji"), owner="35.05", year=2026, ceilings=[Ceiling("1.03.10", "DAU", 200_000_000, "infrastructure")],
        reason="APBD", key="apbd",
    )  # fmt: skip
    share = Share(Line.objects.get().pk, "proyek:jembatan-3", 90_000_000, proposal=found.reference)
    planner = Actor(999, "Perencana", (Held(Role.PLANNER, "35.05"),))
    from merata_portal.accounts.models import User  # noqa: PLC0415

    planner = Actor(User.objects.create(username="p", full_name="P").pk, "P", planner.held)
    reserve(by=planner, shares=[share], reason="rencana", key="cadangan")


def test_likeness_is_suggested_and_merging_asks_for_the_number(browser: Browser, text_of: Text, told: Told) -> None:
    one, two = made(), made("Jembatan Kali Lekso rusak")
    operator = browser("village_operator", VILLAGE)
    path = f"/kantor/usulan/{one.uuid}/"
    assert f"{two.ticket}: Jembatan Kali Lekso rusak" in text_of(operator.get(path))
    assert operator.post(f"{path}gabung/", {"into": "U-0000-0000", "reason": "sama"}).status_code == 422
    answer = operator.post(f"{path}gabung/", {"into": two.ticket.lower(), "reason": "sama"}, follow=True)
    assert told(answer) == ["Digabung; kedua cerita tetap terbaca."]
    assert f"Diteruskan sebagai {two.ticket}" in text_of(answer)
    split = f"/kantor/usulan/{two.uuid}/pecah/"
    operator.post(split, {"titles": "Papan jembatan baru\nPagar jembatan", "reason": "dua pekerjaan"})
    assert Proposal.objects.filter(split_from=two).count() == 2


def test_lists_are_of_ones_own_areas(browser: Browser, text_of: Text) -> None:
    made()
    made("Lampu jalan di Wlingi", FAR_VILLAGE)
    shown = text_of(browser("village_operator", VILLAGE).get("/kantor/usulan/"))
    assert "Perbaikan jembatan" in shown
    assert "Lampu jalan" not in shown
    assert "Lampu jalan" in text_of(browser("auditor").get("/kantor/usulan/?text=lampu"))
    assert browser("trainer").get("/kantor/usulan/").status_code == 403
    assert browser("auditor").get(f"/kantor/usulan/{uuid4()}/").status_code == 404


def test_the_workbook_for_sipd_computes_nothing_and_says_what_lacks(browser: Browser) -> None:
    made("=HYPERLINK(1) jembatan", proposer="Siti Aminah", details=proposing.Details(address="+62 Dusun Krajan"))
    made("Lampu jalan di Wlingi", FAR_VILLAGE)
    answer = browser("village_operator", VILLAGE).post("/kantor/usulan/sipd.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Usulan", "Kelengkapan", "Ringkasan", "Catatan"]
    rows = list(book["Usulan"].iter_rows(values_only=True))
    assert len(rows) == 2
    by_name = dict(zip(rows[0], rows[1], strict=True))
    assert by_name["Judul usulan"] == "'=HYPERLINK(1) jembatan"
    assert by_name["Alamat"] == "'+62 Dusun Krajan"
    assert by_name["Desa/Kelurahan"] == "Desa 35.05.01.2001"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    lacks = list(book["Kelengkapan"].iter_rows(values_only=True))[1]
    assert lacks[2:4] == (2, 8)
    assert "Volume" in str(lacks[4])
    counted = {row[0]: row[3] for row in book["Ringkasan"].iter_rows(min_row=2, values_only=True)}
    assert counted["Alamat: jalan, dusun, RT/RW"] == 0
    assert counted["Foto keadaan sekarang"] == 1
    assert b"Siti" not in answer.content
    assert Event.objects.get(action="proposals.export").rows == 1


def test_pokir_are_noted_by_the_member_and_exported_with_their_name(browser: Browser, text_of: Text) -> None:
    member = browser("council_member")
    answer = member.post("/kantor/usulan/baru/", {**FIELDS, "channel": "reses"}, follow=True)
    assert answer.status_code == 200
    assert Proposal.objects.get().channel == "reses"
    assert "Perbaikan jembatan" in text_of(member.get("/kantor/usulan/pokir/?saya=1"))
    assert "Perbaikan jembatan" not in text_of(browser("council_member").get("/kantor/usulan/pokir/?saya=1"))
    book = openpyxl.load_workbook(io.BytesIO(member.post("/kantor/usulan/pokir.xlsx").content))
    rows = list(book["Pokir"].iter_rows(values_only=True))
    assert (rows[0][0], rows[0][3]) == ("Anggota DPRD", "Judul usulan")
    assert str(rows[1][0]).startswith("Orang ")
    assert member.post("/kantor/usulan/baru/", FIELDS).status_code == 422


def test_a_ballot_goes_from_draft_to_result(browser: Browser, text_of: Text, told: Told, acting: Any) -> None:
    sector = acting(("sector_officer", "35.05"))
    found = [made(f"Usulan nomor {n} untuk semua") for n in (1, 2)]
    for one, cost in zip(found, (60, 40), strict=True):
        costing.cost(by=sector, uuid=one.uuid, cost_idr=cost, basis="RAB", year=2026)
    operator, second = browser("village_operator", VILLAGE), browser("village_operator", VILLAGE)
    fields = {"area": VILLAGE, "title": "Dana dusun", "budget_idr": "70", "step_idr": "1"}
    chosen = operator.post("/kantor/suara/baru/", fields)
    assert "Usulan nomor 2 untuk semua" in text_of(chosen)
    one_only = {**fields, "draft": "1", "proposals": [str(found[0].uuid)]}
    assert "pilih 2 sampai" in text_of(operator.post("/kantor/suara/baru/", one_only))
    operator.post("/kantor/suara/baru/", {**fields, "draft": "1", "proposals": [str(one.uuid) for one in found]})
    election = Election.objects.get()
    path = f"/kantor/suara/{election.uuid}/"
    assert browser("council_member").post(f"{path}umumkan/").status_code == 403
    operator.post(f"{path}umumkan/")
    slips = operator.post(f"{path}kode/", {"count": "3"})
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text_of(slips))) == 3
    assert operator.post(f"{path}kode/", {"count": "0"}).status_code == 422
    stand = operator.post(f"{path}kios/")
    code = re.search(r'name="code" value="([^"]+)"', stand.content.decode())
    assert code is not None
    thanked = operator.post(f"{path}kios/", {"cast": "1", "code": code[1], "choices": ["1"]})
    assert "Pemilih berikutnya" in text_of(thanked)
    assert told(operator.post(f"{path}kertas/", {"serial": "1", "numbers": "1, 2"}, follow=True)) == [
        "Kertas 1 tercatat; petugas kedua harus membacanya juga."
    ]
    assert told(second.post(f"{path}kertas/", {"serial": "1", "numbers": "2"}, follow=True))
    assert "1: [1, 2] · [2]" in text_of(operator.get(path))
    third = browser("village_operator", VILLAGE)
    third.post(f"{path}putuskan/", {"serial": "1", "numbers": "2", "reason": "dilihat bertiga"})
    assert Ballot.objects.count() == 2
    operator.post(f"{path}tutup/")
    operator.post(f"{path}hitung/")
    Worker().run(until_empty=True)
    assert "Hasil dan penjelasannya" in text_of(operator.get(path))
    assert "Periksa sendiri" in text_of(Client().get(f"/suara/{election.uuid}/"))


def test_the_village_takes_a_photograph_away_and_the_story_says_why(
    browser: Browser, text_of: Text, told: Told
) -> None:
    found = made()
    proposing.add_photo(by=Actor(-1, "anonim"), uuid=found.uuid, file_name="x.jpg", content=photo(), opened=True)
    path = f"/kantor/usulan/{found.uuid}/"
    operator = browser("village_operator", VILLAGE)
    number = re.search(r'<option value="(\d+)">1 ·', operator.get(path).content.decode())
    assert number is not None
    given = {"number": number[1], "reason": "memuat wajah anak"}
    assert browser("auditor").post(f"{path}foto/hapus/", given).status_code == 403
    assert told(operator.post(f"{path}foto/hapus/", given, follow=True)) == ["Foto dihapus."]
    assert "Foto dihapus: memuat wajah anak" in text_of(Client().get(f"/usulan/{found.ticket}/"))
    assert operator.post(f"{path}foto/hapus/", given).status_code == 404
