"""A bridge from its contract to a mended defect: an officer, the village, and a resident's telephone."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browsing import follow, go, press, visitor
from course_days import portal_with_days
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter
from watched_pages import NARROW, Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
JATEN = "35.05.01.2001"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TEXT = "Jembatan ambruk di sisi timur, motor tidak bisa lewat"
BEGUN, FINISHED, HANDED, FAILED = date(2026, 2, 10), date(2026, 6, 20), date(2026, 7, 1), date(2026, 10, 5)


def photograph(colour: int, latitude: float = 8.1) -> dict[str, Any]:
    picture, written = Image.new("RGB", (800, 600), (colour, 120, 90)), Image.Exif()
    written.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "S", ExifTags.GPS.GPSLatitude: (latitude, 0.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (112.1, 0.0, 0.0),
        }
    )  # fmt: skip
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=written)
    return {"name": f"foto{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def fill(page: Page, *given: tuple[str, str]) -> None:
    for label, text in given:
        page.get_by_label(label, exact=True).fill(text)


def reasoned(page: Page, opener: str, button: str, reason: str, *given: tuple[str, str]) -> None:
    """Open a step of the page, fill it in and press its button."""
    form = page.locator("form", has=page.get_by_role("button", name=button, exact=True))
    if not form.is_visible():
        page.locator("summary", has_text=opener).first.click()
    for label, text in given:
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_label("Alasan", exact=True).fill(reason)
    press(form, button)


def contracted(served: Portal, browser: Browser, watched: Watched) -> Page:
    page = watched.watch(enter(browser, served, "sector_officer"))
    go(page, f"{served.address}/kantor/pekerjaan-fisik/baru/")
    fill(page, ("Nama pekerjaan", "Jembatan Kali Lekso"), ("Lokasi", "Dusun Krajan"), ("Lintang", "-8.1"),
         ("Bujur", "112.1"))  # fmt: skip
    page.get_by_label("Jenis", exact=True).select_option("bridge")
    page.get_by_label("Anggaran", exact=True).select_option("35.05")
    page.get_by_label("Desa/kelurahan", exact=True).select_option(JATEN)
    watched.at(page, "project-new")
    press(page, "Simpan")
    expect(page.get_by_text("Calon disimpan.")).to_be_visible()

    planner = watched.watch(enter(browser, served, "planner"))
    go(planner, page.url)
    reasoned(
        planner, "Rencanakan dan cadangkan dana", "Rencanakan", "RKPD 2026", ("Anggaran (rupiah)", "300000000"),
        ("Mulai tanggal", BEGUN.isoformat()), ("Dijanjikan selesai", "2026-06-01"), ("Tahap 1", "Seluruh jembatan"),
        ("Bobot tahap 1 (persen)", "100"), ("Tenggat tahap 1", "2026-06-01"),
    )  # fmt: skip
    expect(planner.get_by_text("Direncanakan; dananya dicadangkan.")).to_be_visible()
    watched.at(planner, "project-planned")

    page.reload()
    reasoned(page, "", "Mulai pengadaan", "diumumkan di LPSE")
    reasoned(
        page, "Catat kontrak", "Catat kontrak", "pemenang tender", ("Nomor kontrak", "602/01/2026"),
        ("Nama pelaksana", "CV Karya Jaya"), ("NPWP badan", "01.234.567.8-901.000"), ("Tanda tangan", "2026-02-01"),
        ("Mulai tanggal", "2026-02-01"), ("Sampai tanggal", "2026-06-01"), ("Nilai kontrak (rupiah)", "280000000"),
    )  # fmt: skip
    expect(page.get_by_text("Kontrak dicatat; nilainya diikat.")).to_be_visible()
    reasoned(page, "", "Mulai dikerjakan", "SPMK terbit", ("Hari mulai", BEGUN.isoformat()))
    return page


def reported(page: Page, day: date, percent: str, *photographs: dict[str, Any]) -> None:
    page.locator("summary", has_text="Laporkan kemajuan").click()
    form = page.locator("form", has=page.get_by_role("button", name="Simpan laporan"))
    form.get_by_label("Hari").fill(day.isoformat())
    form.get_by_label("Kemajuan fisik (persen)").fill(percent)
    form.get_by_label("Catatan").fill("pondasi sisi timur")
    form.get_by_label("Foto").set_input_files(list(photographs))  # type: ignore[arg-type]
    press(form, "Simpan laporan")
    expect(page.get_by_text("Laporan disimpan.")).to_be_visible()


def test_a_bridge_from_contract_to_a_mended_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: PLR0915 - one walk, step by step
    watched = Watched()
    with sync_playwright() as playwright, portal_with_days(tmp_path / "data", monkeypatch, BEGUN) as (served, days):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        officer = contracted(served, browser, watched)
        project = officer.url
        public = project.replace("/kantor/pekerjaan-fisik/", "/pekerjaan/")
        days.turn(FINISHED)
        reported(officer, date(2026, 4, 1), "45", photograph(10), photograph(20, 8.2))
        reported(officer, FINISHED, "100", photograph(30))
        watched.at(officer, "project-reported")
        officer.locator("summary", has_text="Tahap selesai").click()
        officer.locator("#hari-tahap").fill(FINISHED.isoformat())
        press(officer, "Catat selesai")
        reasoned(officer, "Selesai dikerjakan", "Nyatakan selesai", "siap diperiksa", ("Hari selesai", "2026-06-20"))

        days.turn(HANDED)
        village = watched.watch(enter(browser, served, "village_operator"))
        go(village, project)
        fill(village, ("Hari", HANDED.isoformat()), ("Nomor berita acara", "BAST/1"), ("Temuan", "cat railing"))
        village.get_by_label("Berita acara bertanda tangan (PDF atau foto)").set_input_files(
            {"name": "bast.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        press(village, "Simpan putusan")
        expect(village.get_by_text("Putusan desa dicatat.")).to_be_visible()
        watched.at(village, "project-handed-over")

        days.turn(FAILED)
        phone = visitor(browser, viewport=NARROW, java_script_enabled=False)
        go(phone, public)
        follow(phone.get_by_role("link", name="Laporkan kerusakan"))
        phone.get_by_label("Apa yang rusak").select_option("collapse")
        phone.get_by_label("Ceritakan").fill(TEXT)
        phone.get_by_label("Foto").set_input_files([photograph(99)])  # type: ignore[list-item]
        press(phone, "Kirim laporan")
        expect(phone.get_by_text("Laporan Anda sudah tampil untuk semua.")).to_be_visible()

        anybody = watched.watch(visitor(browser, viewport=NARROW))
        go(anybody, public)
        shown = anybody.locator("#kerusakan")
        expect(shown).to_contain_text(TEXT)
        expect(shown).to_contain_text("96 hari setelah serah terima")
        expect(shown).to_contain_text("dalam masa pemeliharaan")
        expect(shown.locator("img")).to_have_count(1)
        expect(anybody.get_by_text("CV Karya Jaya").first).to_be_visible()
        watched.at(anybody, "public-project")
        go(anybody, f"{served.address}/pekerjaan/")
        expect(anybody.get_by_text("1 kerusakan belum beres")).to_be_visible()
        watched.at(anybody, "public-projects")

        go(officer, f"{served.address}/kantor/pekerjaan-fisik/kerusakan/")
        watched.at(officer, "defects")
        follow(officer.get_by_role("link", name="Runtuh atau tidak dapat dilalui"))
        officer.get_by_label("Hari kerja untuk memperbaiki").fill("5")
        officer.get_by_label("Isi permintaan kepada pelaksana").fill("surat teguran 1")
        press(officer, "Minta pelaksana memperbaiki")
        officer.locator("summary", has_text="Pelaksana menyatakan selesai").click()
        officer.get_by_label("Yang diperbaiki").fill("gelagar diganti")
        officer.get_by_label("Foto sesudah diperbaiki").set_input_files([photograph(150)])  # type: ignore[list-item]
        press(officer, "Catat selesai diperbaiki")
        expect(officer.get_by_text("Dicatat; desa akan memeriksanya.")).to_be_visible()
        watched.at(officer, "defect")
        go(village, officer.url)
        village.get_by_label("Yang diperiksa desa").fill("dicoba dengan truk")
        press(village, "Nyatakan baik")
        go(anybody, public)
        expect(anybody.locator("#kerusakan")).to_contain_text("Perbaikan dinyatakan baik oleh desa")
        go(officer, f"{served.address}/kantor/pekerjaan-fisik/")
        watched.at(officer, "projects")
        browser.close()
    assert watched.faults == []
