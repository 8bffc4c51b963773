"""A social officer's day in a real browser: from an upload with faulty rows to a reviewed merge; then the auditor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import FAR, downloaded, follow, go, press, visitor
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter, portal
from watched_pages import Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
COLUMNS = (
    "nomor_induk_kependudukan", "nomor_kartu_keluarga", "nama_anggota_keluarga", "jenis_kelamin", "tanggal_lahir",
    "hubungan_keluarga", "kode_desa", "desil_nasional", "alamat",
)  # fmt: skip
JATEN, SALAM = "35.05.01.2001", "35.05.01.2002"
STEPS = (
    "Berkas diunggah", "Baris salah diunduh", "Impor diterima", "Data kembar dicari", "Dua data digabungkan",
    "Nomor utuh dibuka",
)  # fmt: skip
PAGES = (
    "", "potret/", "anggaran/", "anggaran/jurnal/", "anggaran/ikuti/", "pekerjaan/", "saya/",
    "rumah-tangga/desa/", "rumah-tangga/meninggal/", "rumah-tangga/pindah/", "rumah-tangga/unduh/", "impor/",
)  # fmt: skip
"""Those that the journey does not come to by itself."""
NIK_OF_SLAMET = "9905010101800001"


def exported(**changed: str) -> dict[str, str]:
    """A row of an export; numbers begin with 99, a province that does not exist."""
    head = {"jenis_kelamin": "L", "hubungan_keluarga": "KEPALA KELUARGA", "kode_desa": JATEN, "desil_nasional": "3"}
    return dict.fromkeys(COLUMNS, "") | head | {"alamat": "Dusun Krajan RT 001"} | changed


def numbered(number: int, name: str, **changed: str) -> dict[str, str]:
    return exported(
        nomor_induk_kependudukan=f"990501150375{number:04d}", nomor_kartu_keluarga=f"9905010101{number:06d}",
        nama_anggota_keluarga=name, tanggal_lahir="1975-03-15", **changed,
    )  # fmt: skip


def rows() -> list[dict[str, str]]:
    """Slamet with his wife, once more without a NIK and spelt otherwise, fifteen others, and three faulty rows."""
    slamet = {"nomor_kartu_keluarga": "9905010101000001", "tanggal_lahir": "1980-01-01"}
    first, last = ("Budi", "Eko", "Joko", "Rudi", "Hadi"), ("Utomo", "Wijaya", "Susanto")
    names = [f"{one} {two}" for one in first for two in last]
    return [
        exported(nomor_induk_kependudukan=NIK_OF_SLAMET, nama_anggota_keluarga="Slamet Santoso", **slamet),
        exported(
            nomor_induk_kependudukan="9905014101820002", nama_anggota_keluarga="Siti Aminah", jenis_kelamin="P",
            hubungan_keluarga="ISTRI", **(slamet | {"tanggal_lahir": "1982-01-01"}),
        ),
        exported(nama_anggota_keluarga="Slamet Santosa", **(slamet | {"nomor_kartu_keluarga": "9905010101000009"})),
        *(numbered(50 + place, name, kode_desa=SALAM) for place, name in enumerate(names)),
        numbered(90, "=HYPERLINK(1)"),
        numbered(91, "Tanpa Desa", kode_desa="99"),
        exported(nomor_induk_kependudukan="9,90501E+15", nama_anggota_keluarga="Rusak", nomor_kartu_keluarga="1"),
    ]  # fmt: skip


def as_csv(found: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("perjalanan") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def looked() -> Watched:
    return Watched()


def upload(page: Page) -> None:
    follow(page.get_by_role("link", name="Impor data"))
    page.get_by_label("Berkas CSV atau XLSX").set_input_files(
        {"name": "dtsen-januari.csv", "mimeType": "text/csv", "buffer": as_csv(rows())}
    )
    page.get_by_label("Keadaan per tanggal").fill("2026-01-31")
    press(page, "Unggah dan periksa")


def faults_of(page: Page) -> list[dict[str, Any]]:
    text = downloaded(page.get_by_role("button", name="Unduh baris salah")).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def from_an_upload_with_faults_to_a_reviewed_merge(served: Portal, browser: Browser, looked: Watched) -> None:
    page = looked.watch(enter(browser, served, "social_officer"))
    looked.at(page)

    upload(page)
    # Nobody reloads: htmx asks how far it is, and loads the page anew when the check has ended.
    expect(page.get_by_text("menunggu keputusan")).to_be_visible(timeout=FAR)
    looked.at(page)
    assert [row["nama_anggota_keluarga"] for row in faults_of(page)] == ["'=HYPERLINK(1)", "Tanpa Desa", "Rusak"]
    page.locator("#alasan-terima").fill("tiga baris menyusul setelah diperbaiki")
    press(page, "Masukkan yang benar")
    expect(page.get_by_role("heading", name="Yang berubah, per desa/kelurahan")).to_be_visible(timeout=FAR)
    expect(page.locator(".mark").first).to_have_text("sudah masuk")
    looked.at(page)

    follow(page.get_by_role("link", name="Data kembar"))
    page.get_by_label("Wilayah").select_option("35.05")
    press(page, "Mulai pencarian")
    expect(page.locator(".mark").first).to_have_text("Selesai", timeout=FAR)
    looked.at(page)
    follow(page.get_by_role("link", name="Data kembar"))
    pair = page.locator("section", has=page.get_by_role("heading", name="Slamet Santos"))
    expect(pair.get_by_text("tanggal lahir: sama")).to_be_visible()
    looked.at(page)
    pair.get_by_label("Alasan").fill("sudah dicek ke rumahnya: satu orang")
    press(pair, "Satu orang: gabungkan")
    expect(page.get_by_text("Digabungkan menjadi satu orang.")).to_be_visible()

    follow(page.get_by_role("link", name="Rumah tangga"))
    looked.at(page)
    page.get_by_label("Cari orang").fill("slamet santoso")
    press(page, "Cari")
    expect(page.locator("tbody tr")).to_have_count(1)
    looked.at(page)
    follow(page.get_by_role("link", name="Slamet Santoso"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Slamet Santoso")
    expect(page.get_by_text(NIK_OF_SLAMET)).to_have_count(0)
    looked.at(page)
    follow(page.get_by_role("row", name="Slamet Santoso").get_by_role("link", name="buka"))
    looked.at(page)
    page.get_by_label("Alasan").fill("mencocokkan dengan KTP di loket")
    press(page, "Buka nomor")
    expect(page.locator("#nomor")).to_have_text(NIK_OF_SLAMET)
    for path in PAGES:
        go(page, f"{served.address}/kantor/{path}")
        looked.at(page)
    go(page, f"{served.address}/kantor/anggaran/jurnal/")
    follow(page.locator("tbody a").first)
    looked.at(page)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Langsung ke isi")


def the_auditor_sees_each_step_and_verifies_the_chain(served: Portal, browser: Browser, looked: Watched) -> None:
    page = looked.watch(enter(browser, served, "auditor"))
    follow(page.get_by_role("link", name="Jejak audit").first)
    looked.at(page)
    told = page.locator("tbody").inner_text()
    assert [step for step in STEPS if step not in told] == []
    assert "mencocokkan dengan KTP di loket" in told
    assert NIK_OF_SLAMET not in page.content()
    press(page, "Periksa seluruh rantai")
    expect(page.get_by_text("Utuh:")).to_be_visible()
    looked.at(page)


def the_administrators_pages_and_english_have_no_barrier(served: Portal, browser: Browser, looked: Watched) -> None:
    page = looked.watch(enter(browser, served, "administrator"))
    follow(page.get_by_role("button", name="English"))
    follow(page.get_by_role("link", name="People", exact=True))
    looked.at(page)
    follow(page.get_by_role("link", name="Auditor (demo)"))
    looked.at(page)


def signing_in_has_no_barrier(served: Portal, browser: Browser, looked: Watched) -> None:
    page = looked.watch(visitor(browser))
    go(page, f"{served.address}/akun/masuk/")
    looked.at(page, people=False)


def no_page_of_the_journey_had_a_barrier_or_a_number_in_its_address(looked: Watched, served: Portal) -> None:
    assert len(looked.seen) == 9 + len(PAGES) + 1 + 2 + 2 + 1
    assert looked.faults == [], "\n".join(looked.faults)
    told = [text for seen in looked.seen for text in seen]
    assert not [text for text in told if "slamet" in text.lower() or NIK_OF_SLAMET in text]
    log = (served.folder.parent / "log").read_text(encoding="utf-8")
    assert NIK_OF_SLAMET not in log
    assert "slamet" not in log.lower()


def test_the_journey(served: Portal, browser: Browser, looked: Watched) -> None:
    """One test, as each step goes on from the one before: parallel workers would part them."""
    from_an_upload_with_faults_to_a_reviewed_merge(served, browser, looked)
    the_auditor_sees_each_step_and_verifies_the_chain(served, browser, looked)
    the_administrators_pages_and_english_have_no_barrier(served, browser, looked)
    signing_in_has_no_barrier(served, browser, looked)
    no_page_of_the_journey_had_a_barrier_or_a_number_in_its_address(looked, served)
