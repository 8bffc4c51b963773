"""A class from its announcement to a certificate: a resident's telephone without JavaScript, an officer, a trainer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from browsing import follow, go, press, visitor
from course_days import portal_with_days, registered
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter
from watched_pages import NARROW, Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
NAME, JATEN = "Siti Aminah", "35.05.01.2001"
ANNOUNCED, FROZEN, DRAWN, FIRST, SECOND = (
    date(2026, 1, 5), date(2026, 2, 2), date(2026, 2, 5), date(2026, 3, 2), date(2026, 3, 9),
)  # fmt: skip


def telephone(browser: Browser, *, script: bool = False) -> Page:
    return visitor(browser, viewport=NARROW, java_script_enabled=script)


def a_class_is_made_and_announced(served: Portal, browser: Browser, watched: Watched) -> Page:
    page = watched.watch(enter(browser, served, "sector_officer"))
    go(page, f"{served.address}/kantor/pelatihan/baru/")
    for label, text in (
        ("Nama pelatihan", "Barista dan pengolahan kopi"), ("Tempat", "BLK Wlingi"),
        ("Mulai tanggal", FIRST.isoformat()), ("Sampai tanggal", "2026-03-31"), ("Kursi", "1"), ("Pertemuan", "2"),
        ("Biaya seluruh kelas (rupiah)", "30000000"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Bidang").select_option("services")
    page.get_by_label("Desa/kelurahan tempat").select_option(JATEN)
    watched.at(page, "course-new")
    press(page, "Simpan")
    expect(page.get_by_text("Kelas disimpan sebagai rancangan.")).to_be_visible()
    address = page.url

    planner = watched.watch(enter(browser, served, "planner"))
    go(planner, address)
    planner.get_by_text("Cadangkan", exact=True).first.click()
    planner.locator("#alasan-cadang").fill("RKPD 2026")
    press(planner, "Cadangkan")
    expect(planner.get_by_text("Dana dicadangkan.")).to_be_visible()
    watched.at(planner, "course-planner")

    go(page, address)
    for label, text in (
        ("Pendaftaran ditutup", "2026-01-31"), ("Hari angka umum", DRAWN.isoformat()),
        ("Batas membuka rahasia", "2026-02-07"),
        ("Di mana dan oleh siapa", "Pendopo, sepuluh warga masing-masing melempar satu dadu"),
    ):  # fmt: skip
        page.get_by_label(label).fill(text)
    press(page, "Umumkan")
    expect(page.locator("#sidik")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    watched.at(page, "course-announced")
    follow(page.get_by_role("link", name="Ke halaman kelas"))
    page.locator("summary", has_text="Pelatih").click()
    page.get_by_label("Akun pelatih").select_option(index=0)
    press(page, "Tugaskan")
    watched.at(page, "course-open")
    return page


def a_resident_applies(served: Portal, browser: Browser, watched: Watched) -> tuple[str, str]:
    """On 360 pixels, without JavaScript; the same pages are looked at by axe in a browser with it."""
    page = telephone(browser)
    go(page, f"{served.address}/pelatihan/")
    follow(page.get_by_role("link", name="Barista dan pengolahan kopi"))
    follow(page.get_by_role("link", name="Daftar", exact=True))
    page.get_by_label("Nama lengkap sesuai KTP").fill(NAME)
    page.get_by_label("Tanggal lahir").fill("1990-05-01")
    page.get_by_label("Desa/kelurahan tempat tinggal").select_option(JATEN)
    seen = watched.watch(telephone(browser, script=True))
    for address in (page.url, page.url.removesuffix("daftar/"), f"{served.address}/pelatihan/"):
        go(seen, address)
        watched.at(seen, f"public-{len(address)}")
    press(page, "Kirim pendaftaran")
    ticket, pin = page.locator("#tiket").inner_text(), page.locator("#pin").inner_text()
    assert re.fullmatch(r"\d{6}", pin)
    return ticket, pin


def an_operator_finds_her(served: Portal, browser: Browser, watched: Watched, course: str) -> None:
    page = watched.watch(enter(browser, served, "village_operator"))
    go(page, f"{course}pendaftar/")
    watched.at(page, "applicants")
    follow(page.get_by_role("link", name=NAME))
    watched.at(page, "application")
    press(page, f"Ini orangnya: {NAME}")
    expect(page.get_by_text("Orangnya dicatat")).to_be_visible()


def a_trainer_ticks_her(served: Portal, page: Page, watched: Watched, number: int) -> None:
    go(page, f"{served.address}/kantor/pelatihan/kelas-saya/")
    watched.at(page, f"own-{number}")
    follow(page.get_by_role("link", name=f"Pertemuan {number}"))
    page.get_by_label("Hadir", exact=True).check()
    press(page, "Simpan daftar hadir")
    expect(page.get_by_text("Daftar hadir disimpan.")).to_be_visible()
    watched.at(page, f"sheet-{number}")


def test_a_class_from_announcement_to_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: PLR0915 - one walk, step by step
    watched = Watched()
    with sync_playwright() as playwright, portal_with_days(tmp_path / "data", monkeypatch, ANNOUNCED) as (served, days):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        registered(served, JATEN, NAME)
        officer = a_class_is_made_and_announced(served, browser, watched)
        course = officer.url
        ticket, pin = a_resident_applies(served, browser, watched)
        an_operator_finds_her(served, browser, watched, course)

        days.turn(FROZEN)
        go(officer, course)
        press(officer, "Bekukan daftar")
        expect(officer.get_by_text("Daftar dibekukan; bacakan sidiknya.")).to_be_visible()
        days.turn(DRAWN)
        officer.get_by_label("Angka umum, berurutan").fill("6 4 2 2 5 1 3 3 6 1")
        press(officer, "Catat angka")
        expect(officer.get_by_text("Angka umum dicatat.")).to_be_visible()
        if (open_now := officer.get_by_role("button", name="Buka rahasia dan undi")).is_visible():
            follow(open_now)  # else the portal's worker was faster, as it may still be
        go(officer, course)

        phone = telephone(browser)
        go(phone, f"{served.address}/pelatihan/tiket/")
        phone.get_by_label("Tiket").fill(ticket.lower())
        phone.get_by_label("PIN").fill(pin)
        press(phone, "Buka")
        expect(phone.locator("#keadaan")).to_have_text("Mendapat kursi")
        follow(phone.get_by_role("link", name="Periksa undian"))
        expect(phone.get_by_text("cocok", exact=True)).to_have_count(6)
        expect(phone.get_by_text("tidak cocok", exact=True)).to_have_count(0)
        assert NAME not in phone.content()
        seen = watched.watch(telephone(browser, script=True))
        go(seen, phone.url)
        watched.at(seen, "draw")

        press(officer, "Simpan jadwal")
        expect(officer.get_by_text("Jadwal disimpan.")).to_be_visible()
        # Signed in once: a code of the second factor is taken once.
        trainer = watched.watch(enter(browser, served, "trainer", viewport=NARROW))
        for number, day in enumerate((FIRST, SECOND), 1):
            days.turn(day)
            a_trainer_ticks_her(served, trainer, watched, number)
        go(officer, course)
        press(officer, "Selesaikan kelas dan terbitkan sertifikat")
        expect(officer.get_by_text("Kelas selesai; sertifikat diterbitkan.")).to_be_visible()
        watched.at(officer, "course-finished")
        code = officer.get_by_text(re.compile(r"^S-\w{4}-\w{4}$")).inner_text()

        go(phone, f"{served.address}/pelatihan/sertifikat/")
        phone.get_by_label("Kode pada sertifikat").fill(code)
        press(phone, "Periksa")
        expect(phone.locator("#sertifikat")).to_contain_text(NAME)
        days.turn(date(2026, 7, 1))
        go(officer, f"{served.address}/kantor/pelatihan/survei/")
        expect(officer.get_by_role("link", name=NAME)).to_be_visible()
        watched.at(officer, "surveys")
        go(officer, f"{served.address}/kantor/pelatihan/")
        watched.at(officer, "courses")
        browser.close()
    assert watched.faults == []
