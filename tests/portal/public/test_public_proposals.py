from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import made_works
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from merata_portal.actor import Actor
from merata_portal.infrastructure.models import Project
from merata_portal.jobs.worker import Worker
from merata_portal.participation.actions import answering, balloting, costing, counting, merging, proposing
from merata_portal.participation.models import Ballot, Proposal
from merata_portal.participation.queries.proposals import public_story

pytestmark = pytest.mark.django_db
VILLAGE, NEIGHBOUR = "35.05.01.2001", "35.05.01.2002"
NEEDED = {"village_code": VILLAGE, "pillar": "infrastructure", "title": "Perbaikan jembatan Kali Lekso"}
FIELDS = {**NEEDED, "supporters": "3", "proposer": "Siti Aminah", "contact": "0812", "story": "Anak sekolah memutar."}


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def photo() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "brown").save(file, "JPEG")
    file.seek(0)
    file.name = "jembatan.jpg"
    return file


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode())).replace("\u00a0", " ")


def test_a_resident_sends_one_and_reads_ticket_and_pin_once_and_what_lacks(client: Client) -> None:
    answer = client.post("/usulan/baru/", {**FIELDS, "photo": photo()}, follow=True)
    made = Proposal.objects.get()
    assert answer.redirect_chain == [(f"/usulan/{made.ticket}/", 302)]
    first = text_of(answer)
    pin = re.search(r"PIN (\d{6})", first)
    assert pin is not None
    assert made.photos == 1
    for said in ("SIPD menolak usulan tanpa ini", "Alamat: jalan", "Volume: berapa", "Titik lokasi", "Batas lokasi"):
        assert said in first
    assert "Foto keadaan sekarang" not in first.split("SIPD menolak")[1].split("Ceritanya")[0]
    again = text_of(client.get(f"/usulan/{made.ticket}/"))
    assert pin[1] not in again
    assert "no-store" in answer["Cache-Control"]
    assert "Lengkapi" in again
    stranger = text_of(Client().get(f"/usulan/{made.ticket}/"))
    assert "Perbaikan jembatan" in stranger
    assert "Lengkapi" not in stranger
    assert "Siti" not in first + again + stranger
    other = Client()
    assert other.post("/usulan/lacak/", {"ticket": made.ticket, "pin": "x"}).status_code == 422
    opened = other.post("/usulan/lacak/", {"ticket": made.ticket.lower(), "pin": pin[1]}, follow=True)
    assert "Lengkapi" in text_of(opened)


def test_a_similar_one_is_shown_to_who_sends_and_to_nobody_else(client: Client) -> None:
    first = _submitted("Jembatan kali Lekso diperbaiki")
    page = text_of(client.post("/usulan/baru/", FIELDS, follow=True))
    assert f"{first.ticket}: Jembatan kali Lekso diperbaiki" in page
    made = Proposal.objects.latest("id")
    assert "Mungkin sudah ada" not in text_of(Client().get(f"/usulan/{made.ticket}/"))


def test_what_is_needed_is_told_in_the_form_and_nothing_is_kept(client: Client) -> None:
    answer = client.post("/usulan/baru/", {**FIELDS, "title": "x", "village_code": "35.99", "volume": "-1"})
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    typed = client.post("/usulan/baru/", {**FIELDS, "story": "NIK 9905010101800001"})
    assert "hapus NIK" in text_of(typed)


def test_it_is_completed_with_the_pin_alone(client: Client) -> None:
    client.post("/usulan/baru/", FIELDS)
    made = Proposal.objects.get()
    filled = {"object_kind": "bridge", "address": "Dusun Krajan", "boundaries": "masjid ke sawah", "volume": "12.5",
              "unit": "meter", "latitude": "-8.09", "longitude": "112.16"}  # fmt: skip
    for path in ("lengkapi", "tambah-foto", "tarik"):
        assert Client().post(f"/usulan/{made.ticket}/{path}/", filled).status_code == 404
    client.post(f"/usulan/{made.ticket}/lengkapi/", filled)
    client.post(f"/usulan/{made.ticket}/tambah-foto/", {"photo": photo()})
    made.refresh_from_db()
    assert (str(made.volume), made.latitude, made.photos) == ("12.50", -8.09, 1)
    assert "Yang masih kurang" not in text_of(client.get(f"/usulan/{made.ticket}/"))
    faulty = client.post(f"/usulan/{made.ticket}/lengkapi/", {**filled, "volume": "banyak"})
    assert faulty.status_code == 422


def test_photographs_are_public_and_others_are_not_found(client: Client) -> None:
    client.post("/usulan/baru/", {**FIELDS, "photo": photo()})
    made = Proposal.objects.get()
    number = public_story(made.ticket).photos[0].pk
    answer = Client().get(f"/usulan/{made.ticket}/foto/{number}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    for path in (f"{made.ticket}/foto/{number + 1}", "U-0000-0000/foto/1", "U-0000-0000"):
        assert Client().get(f"/usulan/{path}/").status_code == 404


def test_the_list_is_narrowed_and_paged(client: Client) -> None:
    for number in range(22):
        proposing.submit(
            by=_anybody(), channel="page", village_code=VILLAGE if number % 2 else NEIGHBOUR, year=2027,
            title=f"Lampu jalan {number}", pillar="infrastructure",
        )  # fmt: skip
    first = client.get("/usulan/")
    assert "Lampu jalan 21" in text_of(first)
    assert "Lampu jalan 1 " not in text_of(first)
    assert "Lampu jalan 1 " in text_of(client.get(first.context["next"]))
    assert "Lampu jalan 7" in text_of(client.get("/usulan/?text=jalan+7"))
    assert "Belum ada usulan" in text_of(client.get("/usulan/?village=35.05.10"))
    assert len(first.content) < 50_000
    for odd in ("?sebelum=x", "?sebelum=99999999999999999999999", "?state=%00", "?village=%27", "?text=%00a%00"):
        assert client.get(f"/usulan/{odd}").status_code == 200


def test_a_merged_ticket_leads_to_the_one_that_goes_on(client: Client, acting: Callable[..., Any]) -> None:
    one, two = (_submitted(f"Jembatan nomor {n} roboh") for n in (1, 2))
    merging.merge(by=acting(("village_operator", VILLAGE)), uuid=one.uuid, into=two.uuid, reason="sama")
    assert f'href="/usulan/{two.ticket}/"' in client.get(f"/usulan/{one.ticket}/").content.decode()
    assert "Digabung ke sini" in text_of(client.get(f"/usulan/{two.ticket}/"))


def test_a_vote_is_cast_with_a_code_and_the_result_is_explained(client: Client, acting: Callable[..., Any]) -> None:
    operator, sector = acting(("village_operator", VILLAGE)), acting(("sector_officer", "35.05"))
    made = [_submitted(f"Usulan nomor {n} untuk semua") for n in (1, 2)]
    for one, cost in zip(made, (60, 40), strict=True):
        costing.cost(by=sector, uuid=one.uuid, cost_idr=cost, basis="RAB", year=2026)
    election = balloting.draft_election(
        by=operator, area=VILLAGE, title="Dana dusun", budget_idr=70, step_idr=1, proposals=[p.uuid for p in made]
    )
    address = f"/suara/{election.uuid}/"
    assert client.get(address).status_code == 404
    balloting.announce(by=operator, uuid=election.uuid)
    shown = client.get(f"{address}aturan.json").content
    election.refresh_from_db()
    assert hashlib.sha256(shown).hexdigest() == election.terms_hash
    codes = balloting.issue_codes(by=operator, uuid=election.uuid, count=2)
    refused = client.post(address, {"choices": ["1"], "code": "0000-0000-0000"})
    assert refused.status_code == 422
    assert 'id="pilihan-1" checked' in refused.content.decode()
    assert client.post(address, {"choices": ["7"], "code": codes[0]}).status_code == 422
    told = client.post(address, {"choices": ["1", "2"], "code": codes[0]}, follow=True)
    assert "Suara Anda masuk" in text_of(told)
    client.post(address, {"code": codes[1]})
    assert Ballot.objects.count() == 2
    assert client.get(f"{address}suara.pb").status_code == 404
    balloting.close(by=operator, uuid=election.uuid)
    assert client.post(address, {"choices": ["1"], "code": codes[0]}).status_code == 422
    counting.start_count(by=operator, uuid=election.uuid)
    Worker().run(until_empty=True)
    page = text_of(client.get(address))
    assert "Suara masuk 2 Gawai sendiri: 2" in page
    for said in (
        "nasihat bagi musyawarah",
        "hasilnya sama",
        "Dua cara dibandingkan",
        "Periksa sendiri",
        "merata shares",
    ):
        assert said in page
    assert b"PROJECTS" in client.get(f"{address}suara.pb").content
    assert client.get(f"/suara/{uuid4()}/").status_code == 404


def test_the_way_from_the_answer_to_the_result_is_shown(client: Client, acting: Callable[..., Any]) -> None:
    sector, planner = acting(("sector_officer", "35.05")), acting(("planner", "35.05"))
    operator = acting(("village_operator", VILLAGE))
    made = _submitted("Jembatan gantung Kali Lekso")
    costing.cost(by=sector, uuid=made.uuid, cost_idr=90_000_000, basis="RAB dinas", year=2026)
    answering.answer(by=planner, uuid=made.uuid, outcome="accepted", reason="memperpendek jalan ke puskesmas")
    answering.link(by=planner, uuid=made.uuid, item_kind="project", item="jembatan-3")
    proposing.add_photo(by=operator, uuid=made.uuid, file_name="jadi.jpg", content=photo(), result=True)
    page = text_of(client.get(f"/usulan/{made.ticket}/"))
    for said in ("Rp 90.000.000", "RAB dinas", "Diterima untuk direncanakan", "puskesmas", "Proyek jembatan-3"):
        assert said in page
    assert 'alt="Hasil, foto' in client.get(f"/usulan/{made.ticket}/").content.decode()


def _anybody() -> Any:

    return Actor(-1, "anonim / anonymous")


def _submitted(title: str) -> Proposal:
    return proposing.submit(
        by=_anybody(), channel="page", village_code=VILLAGE, year=2027, title=title, pillar="infrastructure"
    )[0]


def test_the_work_that_answers_is_shown_where_it_stands(client: Client, acting: Callable[..., Any]) -> None:
    made = _submitted("Jembatan gantung Kali Lekso")
    address = f"/usulan/{made.ticket}/"
    officers_of_works = made_works.officers(acting)
    work = made_works.candidate(officers_of_works.officer, proposal=made.reference)
    assert "Pekerjaannya" not in text_of(client.get(address))
    Project.objects.filter(pk=work.pk).update(state="under_way")
    under_way = text_of(client.get(address))
    assert "Pekerjaannya Jembatan Kali Lekso Dikerjakan belum ada kontrak Hasilnya belum ada" in under_way
    Project.objects.filter(pk=work.pk).update(state="handed_over", handed_over_on=date(2026, 7, 1))
    page = text_of(client.get(address))
    assert "diserahterimakan 1 Juli 2026 Hasilnya Foto di halaman pekerjaan" in page
    assert f'href="{reverse("public:project", args=[work.uuid])}"' in client.get(address).content.decode()
