"""Each page of programmes as its readers see it, and how many queries it asks, pinned, at two sizes of data."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_registry import household
from office_places import OTHER_VILLAGE, VILLAGE

sys.path.append(str(Path(__file__).parents[1] / "programmes"))

from made_programmes import NOON, cycle, enrolment, entitlement, launch, launched_by, rule_version, simulation
from made_targeting import RULE, frozen_registry, listed_launch
from paying_made import running

from merata_portal.attachments.queries import attached
from merata_portal.jobs.models import Job
from merata_portal.programmes.actions.rules import register_rulebook
from merata_portal.programmes.models import (
    Batch,
    Enrolment,
    Entitlement,
    Flag,
    Launch,
    ListedVillage,
    Pause,
    Receipt,
    Simulation,
    Verification,
)
from merata_portal.registry.models import Household

pytestmark = pytest.mark.django_db
PAGES = {
    "program/": "planner",
    "program/aturan/": "planner",
    "program/simulasi/": "planner",
    "program/simulasi/baru/": "planner",
    "program/bayar/": "social_officer",
    "program/perlu-dijawab/": "social_officer",
    "program/{launch}/": "social_officer",
    "program/{launch}/desa/": "social_officer",
    "program/{launch}/peserta/": "social_officer",
    "program/{launch}/siklus/": "social_officer",
    "program/{launch}/pengumuman/": "social_officer",
    "program/tahap/{cycle}/": "social_officer",
    "program/bayar/{batch}/": "social_officer",
    "program/peserta/{enrolment}/": "social_officer",
}
MOST_QUERIES = 40


class Made:
    """A running launch with `size` households, as many flags, other launches, rules and simulations."""

    def __init__(self, size: int) -> None:
        self.launch = launch("running", {VILLAGE: 2_000_000 * size, OTHER_VILLAGE: 2_000_000}, name_id="BLT Uji")
        self.cycle = cycle(self.launch)
        self.names = [f"Kepala {number}" for number in range(size)]
        for village in (VILLAGE, OTHER_VILLAGE):
            ListedVillage.objects.create(
                launch=self.launch, village_code=village, households=size, eligible=size, unknown=0,
                eligible_idr=0, chosen=size, chosen_idr=0,
            )  # fmt: skip
            Verification.objects.create(
                uuid=uuid4(), launch=self.launch, village_code=village, procedure="kelurahan", opened_at=NOON,
                opened_by_user_id=1, closed_at=NOON, closed_by_user_id=1,
            )  # fmt: skip
        for name in self.names:
            self.enrolment = enrolment(self.launch, household(VILLAGE, name), "enrolled")
            entitlement(self.cycle, self.enrolment)
            Flag.objects.create(
                uuid=uuid4(), enrolment=self.enrolment, kind="death", at=NOON, evidence={"what": "head_died"}
            )
            launch("listed", {VILLAGE: 1_000_000})
            simulation()
            rule_version(text=f"programme: uji{uuid4().hex}")
            self.batch = Batch.objects.create(
                uuid=uuid4(), launch=self.launch, cycle=self.cycle, number=uuid4().hex, day=NOON.date(),
                layout_id="bank_umum", layout="", state="made", made_at=NOON, made_by_user_id=1,
            )  # fmt: skip

    def path(self, page: str) -> str:
        return "/kantor/" + page.format(
            launch=self.launch.uuid, cycle=self.cycle.pk, batch=self.batch.uuid, enrolment=self.enrolment.uuid
        )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_whatever_it_shows(
    page: str, areas: dict[str, Any], browser: Callable[..., Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    counts = []
    client = browser(PAGES[page])
    for size in (2, 9):
        path = Made(size).path(page)
        assert client.get(path).status_code == 200
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_launch_says_where_it_stands_whose_turn_it_is_and_its_money(
    areas: dict[str, Any], officer: Client, text_of: Callable[[Any], str]
) -> None:
    listed = launch("listed", {VILLAGE: 3_600_000}, ceiling_idr=10_000_000, name_id="BLT Uji")
    text = text_of(officer.get("/kantor/program/"))
    assert "BLT Uji" in text
    assert "Dicadangkan Rp 10.000.000" in text
    assert "Berikutnya: Periksa dan setujui daftar" in text
    text = text_of(officer.get(f"/kantor/program/{listed.uuid}/"))
    assert "Diluncurkan 31 Jan 2026 Orang peluncur" in text
    assert "Setujui daftar" in text


def test_names_are_for_who_may_read_the_registry(
    areas: dict[str, Any], browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    made = Made(2)
    path = made.path("program/{launch}/peserta/")
    assert "Kepala 0" in text_of(browser("social_officer").get(path))
    assert "Kepala 0" in text_of(browser("village_operator", VILLAGE).get(path))
    told = text_of(browser("planner").get(path))
    assert "Kepala" not in told.replace("Kepala keluarga", "")
    assert "Memenuhi: uji." in told


def test_a_village_sees_its_own_part_alone(
    areas: dict[str, Any], browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    made = Made(2)
    path = made.path("program/{launch}/desa/")
    other = browser("village_operator", OTHER_VILLAGE)
    assert other.get(f"{path}{VILLAGE}/").status_code == 404
    assert browser("village_operator", VILLAGE).get(f"{path}{VILLAGE}/").status_code == 200
    assert browser("social_officer", "35.72").get(made.path("program/{launch}/")).status_code == 404


def test_a_question_is_answered_with_a_reason_and_leaves_the_list(
    areas: dict[str, Any], officer: Client, text_of: Callable[[Any], str], told: Callable[[Any], list[str]]
) -> None:
    made = Made(1)
    flag = Flag.objects.get(enrolment=made.enrolment)
    text = text_of(officer.get("/kantor/program/perlu-dijawab/"))
    assert "Kepala 0" in text
    assert "Kepala keluarga meninggal." in text
    address = f"/kantor/program/perlu-dijawab/{flag.uuid}/"
    assert told(officer.post(address, {"answer": "keep"}, follow=True)) == [
        "Alasan wajib diisi: tulis mengapa ini dilakukan."
    ]
    assert told(officer.post(address, {"answer": "exit", "reason": "sudah ditinjau"}, follow=True)) == ["Dijawab."]
    flag.refresh_from_db()
    assert flag.answer == "exit"
    made.enrolment.refresh_from_db()
    assert made.enrolment.state == "exited"


def test_a_pause_and_its_lifting_stand_in_the_history(
    areas: dict[str, Any], officer: Client, text_of: Callable[[Any], str]
) -> None:
    made = Made(1)
    Flag.objects.all().delete()
    path = made.path("program/peserta/{enrolment}/")
    officer.post(f"{path}tunda/", {"code": "absent", "reason": "tiga kali tidak ditemui"})
    made.enrolment.refresh_from_db()
    assert made.enrolment.state == "paused"
    text = text_of(officer.get(path))
    assert "tiga kali tidak ditemui" in text
    assert "Ditunda" in text
    pause = Pause.objects.get()
    officer.post(f"{path}tunda/{pause.pk}/cabut/", {"reason": "sudah bertemu"})
    made.enrolment.refresh_from_db()
    assert made.enrolment.state == "enrolled"
    assert "sudah bertemu" in text_of(officer.get(path))


def test_leaving_without_a_day_says_which_field(
    areas: dict[str, Any], officer: Client, told: Callable[[Any], list[str]]
) -> None:
    made = Made(1)
    path = made.path("program/peserta/{enrolment}/keluar/")
    said = told(officer.post(path, {"code": "asked", "reason": "x", "on_day": ""}, follow=True))
    assert len(said) == 1
    assert said[0].startswith("Sejak:")


@pytest.mark.parametrize("amount", ["", "0", "-5", "seribu", "1e9", "99999999999999999999"])
def test_a_ceiling_is_raised_by_whole_rupiah_alone(
    amount: str, areas: dict[str, Any], browser: Callable[..., Client], told: Callable[[Any], list[str]]
) -> None:
    made = launch("listed", {VILLAGE: 3_600_000})
    path = f"/kantor/program/{made.uuid}/tambah/"
    said = told(browser("planner").post(path, {"amount_idr": amount, "reason": "uji"}, follow=True))
    assert len(said) == 1
    assert said[0].startswith("Tambahan:")
    assert Launch.objects.get().ceiling_idr == made.ceiling_idr


def test_a_ceiling_typed_with_dots_is_read(areas: dict[str, Any], browser: Callable[..., Client]) -> None:
    made = launch("listed", {VILLAGE: 3_600_000})
    browser("planner").post(f"/kantor/program/{made.uuid}/tambah/", {"amount_idr": "Rp 1.500.000", "reason": "uji"})
    assert Launch.objects.get().ceiling_idr == made.ceiling_idr + 1_500_000


def test_names_are_printed_only_where_the_switch_and_its_basis_allow(
    areas: dict[str, Any], officer: Client, told: Callable[[Any], list[str]]
) -> None:
    made = Made(1)
    path = made.path("program/{launch}/pengumuman/") + VILLAGE
    said = told(officer.post(f"{path}/papan/", follow=True))
    assert said == ["Pengumuman program ini “Jumlah per desa”; ini tidak diumumkan."]
    Launch.objects.filter(pk=made.launch.pk).update(publication="village_board", publication_basis="Perbup 1/2026")
    board = officer.post(f"{path}/papan/")
    assert board.headers["Content-Type"] == "application/pdf"
    assert board.content.startswith(b"%PDF-")
    assert told(officer.post(f"{path}/stiker/", follow=True))[0].startswith("Pengumuman program ini")


def test_the_home_page_tells_each_what_waits_for_them(
    areas: dict[str, Any], browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    made = Made(1)
    shown = text_of(browser("social_officer").get("/kantor/"))
    assert "Daftar sasaran untuk disetujui 1" in shown
    assert "Batch untuk diperiksa atau dibayar 1" in shown
    assert "Pertanyaan tentang penerima 1" in shown
    assert "Batch untuk diperiksa" not in text_of(browser("planner").get("/kantor/"))
    Launch.objects.filter(pk=made.launch.pk).update(state="approved")
    Verification.objects.filter(launch=made.launch).update(closed_at=None)
    assert "Daftar untuk musyawarah desa 1" in text_of(browser("village_operator", VILLAGE).get("/kantor/"))


def test_a_village_speaks_in_its_meeting_and_attaches_its_papers(
    areas: dict[str, Any],
    browser: Callable[..., Client],
    told: Callable[[Any], list[str]],
    text_of: Callable[[Any], str],
) -> None:
    made = launch("approved", {VILLAGE: 3_600_000})
    part = Verification.objects.create(
        uuid=uuid4(), launch=made, village_code=VILLAGE, procedure="kelurahan", opened_at=NOON, opened_by_user_id=1
    )
    ListedVillage.objects.create(
        launch=made, village_code=VILLAGE, households=2, eligible=2, unknown=0, eligible_idr=0, chosen=2, chosen_idr=0
    )
    siti, budi = (enrolment(made, household(VILLAGE, name)) for name in ("Siti", "Budi"))
    client, path = browser("village_operator", VILLAGE), f"/kantor/program/{made.uuid}/desa/{VILLAGE}/"
    assert told(client.post(f"{path}tutup/", follow=True))[0].startswith("Bagian desa ini belum dapat ditutup")
    wrong = client.post(f"{path}musyawarah/", {"place": "Balai"})
    assert wrong.status_code == 422
    assert "isian perlu diperbaiki" in text_of(wrong)
    client.post(f"{path}kata/", {"enrolment": siti.uuid, "said": "confirm"})
    answer = client.post(
        f"{path}kata/", {"enrolment": budi.uuid, "said": "remove", "reason": "sudah mampu", "lanjut": "x"}
    )
    assert answer.headers["Location"] == f"{path}#k-{budi.uuid}"
    siti.refresh_from_db()
    budi.refresh_from_db()
    assert (siti.state, budi.state) == ("verified", "exited")
    pdf = SimpleUploadedFile("berita acara.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    assert told(client.post(f"{path}lampiran/", {"kind": "minutes", "file": pdf}, follow=True)) == [
        "Berkas dilampirkan."
    ]
    (paper,) = attached(part.subject, "minutes")
    given = client.get(f"{path}lampiran/{paper.uuid}/")
    assert b"".join(given) == b"%PDF-1.4\n%%EOF"
    assert given.headers["Content-Disposition"].startswith("attachment;")
    assert browser("village_operator", OTHER_VILLAGE).get(f"{path}lampiran/{paper.uuid}/").status_code == 404
    sheet = client.post(f"{path}cetak/")
    assert sheet.content.startswith(b"%PDF-")


def test_two_of_the_list_are_told_apart(
    areas: dict[str, Any],
    acting: Callable[..., Any],
    browser: Callable[..., Client],
    text_of: Callable[[Any], str],
) -> None:
    made = listed_launch(acting(("planner", "35.05")))
    homes = {one.dataset_id: one.uuid for one in Household.objects.all()}
    page = browser("planner").get(
        f"/kantor/program/{made.uuid}/daftar/banding/", {"satu": str(homes["r01"]), "dua": str(homes["r03"])}
    )
    text = text_of(page)
    assert "Mengapa yang ini, bukan yang itu" in text
    assert "terpilih" in text
    assert "tidak layak" in text
    listed = text_of(
        browser("planner").get(f"/kantor/program/{made.uuid}/daftar/", {"desa": VILLAGE, "hanya": "refused"})
    )
    assert "r03" in listed
    assert "r01" not in listed


def test_what_a_supplier_gives_back_is_entered_where_its_receipts_stand(
    areas: dict[str, Any], officer: Client, browser: Callable[..., Client], text_of: Callable[[Any], str],
    told: Callable[[Any], list[str]],
) -> None:  # fmt: skip
    made, _ = running(("Siti",), quantity=Decimal(120), instalments=12, delivery="in_kind", goods_unit="kg")
    found = cycle(made, entitled_at=NOON)
    due = entitlement(found, made.enrolments.get(), "received", quantity=10)
    receipt = Receipt.objects.create(
        uuid=uuid4(), entitlement=due, handed_on=found.pays_on, quantity=10, worth_idr=150_000, at=NOON, by_user_id=999
    )
    page = f"/kantor/program/tahap/{found.pk}/penyedia/{VILLAGE}/"
    assert page in officer.get(f"/kantor/program/tahap/{found.pk}/").content.decode()
    assert "penyedia belum dibayar" in text_of(officer.get(page))
    paid = {"document": "SP2D 1", "reason": "diterima"}
    payer = browser("sector_officer")
    assert told(payer.post(f"/kantor/program/tahap/{found.pk}/penyedia/", paid, follow=True)) == [
        "Penyedia dibayar untuk yang sudah diterima."
    ]
    assert "Penyedia mengembalikan" in text_of(officer.get(page))
    back = {"document": "STS 1", "reason": "beras rusak"}
    assert told(officer.post(f"{page}{receipt.uuid}/kembali/", back, follow=True)) == [
        "Pengembalian penyedia dicatat; haknya kembali terbuka."
    ]
    assert "beras rusak" in text_of(officer.get(page))
    due.refresh_from_db()
    assert due.state == "due"
    assert browser("social_officer", "35.72").get(page).status_code == 404


def test_money_owed_to_nobody_is_given_back_and_eligibility_reviewed(
    areas: dict[str, Any], officer: Client, browser: Callable[..., Client], told: Callable[[Any], list[str]]
) -> None:
    made = Made(1)
    Flag.objects.all().delete()
    Entitlement.objects.all().delete()
    Enrolment.objects.filter(pk=made.enrolment.pk).update(state="exited")
    path = made.path("program/{launch}/siklus/")
    assert "Kembalikan ke anggaran" in officer.get(path).content.decode()
    assert told(officer.post(f"{path}kembalikan/", {"reason": "sisa"}, follow=True)) == [
        "Dana yang tidak lagi menjadi hak siapa pun tersedia lagi di anggaran."
    ]
    assert "Kembalikan ke anggaran" not in browser("planner").get(path).content.decode()
    path = made.path("program/{launch}/peserta/")
    assert "Tinjau kelayakan peserta" in officer.get(path).content.decode()
    assert told(officer.post(f"{path}tinjau/", {}, follow=True)) == [
        "Kelayakan sedang ditinjau; yang tidak lagi memenuhi syarat muncul di Perlu dijawab."
    ]
    assert Job.objects.get(kind="programmes.graduate").parameters == {"launch": str(made.launch.uuid)}


def test_a_simulation_may_be_a_new_round_and_says_which_it_is(
    areas: dict[str, Any], browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    planner = browser("planner")
    text = planner.get("/kantor/program/simulasi/baru/").content.decode()
    assert 'name="renews"' in text
    frozen = frozen_registry()
    rule = register_rulebook(by=launched_by(), text=RULE)
    asked = {"rule": rule.uuid, "snapshot": frozen.uuid, "on_day": "2026-03-01", "keep": "1", "ceiling_idr": ""}
    for more, chosen, said in (({}, 8, "tambahan:"), ({"renews": "on"}, 9, "baru:")):
        page = planner.post("/kantor/program/simulasi/baru/", {**asked, **more}, follow=True)
        assert Simulation.objects.latest("pk").chosen == chosen
        assert said in text_of(page)
