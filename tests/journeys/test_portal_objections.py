"""An objection from a telephone without JavaScript to a changed decision, and back to whoever objected."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import FAR, follow, go, press
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter, portal
from watched_pages import NARROW, Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
HERE = Path(__file__).parent
TELEPHONE: dict[str, Any] = {"viewport": NARROW, "locale": "id-ID"}
WORDS = "Tetangga saya Karto masuk, saya tidak. Rumah saya berlantai tanah."
ANSWERED = "Rumah Anda sudah kami lihat. Anda dimasukkan mulai tahap berikutnya."
STEPS = (
    "Keberatan diajukan", "Keberatan mulai diperiksa", "Keluarga pada keberatan ditemukan", "Pemohon ditanya",
    "Pemohon menjawab", "Keberatan dijawab",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("keberatan") / "data") as made:
        steps = [sys.executable, str(HERE / "objection_steps.py"), str(made.folder), str(HERE.parent)]
        done = subprocess.run(steps, env=made.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def fits(page: Page) -> None:
    """Nothing on it is wider than the telephone: its widest part is known without a script."""
    boxes = [one.bounding_box() for one in page.locator("main, main > *, header, .panel > *, form > *").all()]
    assert max((box["x"] + box["width"] for box in boxes if box), default=0) <= 360.5, page.url


def a_resident_objects_on_a_telephone(telephone: BrowserContext, served: Portal) -> tuple[str, str]:
    page = telephone.new_page()
    go(page, f"{served.address}/keberatan/")
    fits(page)
    page.get_by_label("Desa/kelurahan Anda").select_option(label="Jaten")
    page.get_by_label("Program bantuan").select_option("blt_dbhcht")
    page.get_by_label("Apa yang keliru").select_option("not_listed")
    page.get_by_label("Tentang siapa").fill("Slamet Santoso, Dusun Krajan")
    page.get_by_label("Ceritakan dengan kata-kata Anda").fill(WORDS)
    press(page, "Ajukan keberatan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tanda terima keberatan")
    fits(page)
    ticket, pin = page.locator("#tiket").inner_text(), page.locator("#pin").inner_text()
    page.reload()
    expect(page.locator("#pin")).to_have_count(0)
    follow(page.get_by_role("link", name="Lihat keberatan saya"))
    expect(page.get_by_text("0 dari 10 hari kerja")).to_be_visible()
    fits(page)
    press(page, "Selesai: tutup tiket di telepon ini")
    expect(page.get_by_text(ticket)).to_have_count(0)
    page.close()
    return ticket, pin


def opened(telephone: BrowserContext, served: Portal, ticket: str, pin: str) -> Page:
    page = telephone.new_page()
    go(page, f"{served.address}/keberatan/ikuti/")
    page.get_by_label("Nomor tiket").fill(ticket.lower())
    page.get_by_label("PIN").fill(pin)
    press(page, "Buka")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ticket)
    assert ticket not in page.url
    return page


def an_officer_hears_it(page: Page, looked: Watched, served: Portal, ticket: str) -> str:
    go(page, f"{served.address}/kantor/keberatan/")
    looked.at(page)
    follow(page.get_by_role("link", name=ticket))
    expect(page.get_by_text(WORDS)).to_be_visible()
    press(page, "Mulai memeriksa")
    page.get_by_label("Cari orang").fill("slamet santoso")
    press(page, "Cari")
    looked.at(page)
    press(page, "Keluarga ini Slamet Santoso")
    expect(page.get_by_text("Desil 7 melebihi batas 4.")).to_be_visible()
    page.get_by_text("Tanya pemohon").click()
    page.get_by_label("Pertanyaan kepada pemohon").fill("Berapa orang tinggal di rumah itu?")
    press(page, "Kirim pertanyaan")
    expect(page.get_by_text("waktu berhenti", exact=True)).to_be_visible()
    looked.at(page)
    return page.url


def the_resident_replies(telephone: BrowserContext, served: Portal, ticket: str, pin: str) -> None:
    page = opened(telephone, served, ticket, pin)
    expect(page.locator("#pertanyaan")).to_contain_text("Berapa orang tinggal di rumah itu?")
    fits(page)
    page.get_by_label("Jawaban Anda").fill("Lima orang, dua anak sekolah.")
    press(page, "Kirim jawaban")
    expect(page.get_by_text("Jawaban Anda diterima.")).to_be_visible()
    page.close()


def the_officer_changes_the_decision(page: Page, looked: Watched, where: str) -> None:
    go(page, where)
    expect(page.get_by_text("Lima orang, dua anak sekolah.")).to_be_visible()
    page.get_by_label("Keputusan", exact=True).select_option("changed")
    page.get_by_label("Tindakan").select_option("admit")
    page.get_by_label("Alasan keputusan baru").fill("Kunjungan rumah: desil dihitung ulang menjadi 2.")
    page.get_by_label("Jawaban kepada pemohon").fill(ANSWERED)
    looked.at(page)
    press(page, "Simpan jawaban")
    expect(page.get_by_text("Jawaban tersimpan.")).to_be_visible()
    expect(page.get_by_text("Peserta")).to_be_visible()
    looked.at(page)


def the_resident_sees_it(telephone: BrowserContext, served: Portal) -> None:
    page = telephone.new_page()
    go(page, f"{served.address}/keberatan/ikuti/")  # still open on this telephone
    answer = page.locator("#jawaban")
    expect(answer).to_contain_text("Keputusan diubah")
    expect(answer).to_contain_text(ANSWERED)
    expect(answer).to_contain_text("desil dihitung ulang menjadi 2")
    fits(page)
    page.close()


def the_public_pages_have_no_barrier(browser: Browser, looked: Watched, served: Portal, ticket: str, pin: str) -> None:
    """With JavaScript, which axe-core needs and the pages do not."""
    context = browser.new_context(**TELEPHONE)
    context.set_default_timeout(FAR)
    page = looked.watch(context.new_page())
    go(page, f"{served.address}/keberatan/")
    looked.at(page)
    follow(page.get_by_role("link", name="Sudah punya tiket?"))
    looked.at(page)
    page.get_by_label("Nomor tiket").fill(ticket)
    page.get_by_label("PIN").fill("000000" if pin != "000000" else "000001")
    press(page, "Buka")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    looked.at(page)
    page.get_by_label("PIN").fill(pin)
    press(page, "Buka")
    looked.at(page)
    follow(page.get_by_role("button", name="English"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(ticket)
    looked.at(page)
    context.close()


def the_auditor_sees_each_step_and_no_word_of_it(browser: Browser, looked: Watched, served: Portal) -> None:
    page = looked.watch(enter(browser, served, "auditor"))
    go(page, f"{served.address}/kantor/audit/?tindakan=objection.")
    told = page.locator("tbody").inner_text()
    assert [step for step in STEPS if step not in told] == []
    for word in ("Karto", "Slamet", "Dusun", "lantai"):
        assert word not in page.content()
    log = (served.folder.parent / "log").read_text(encoding="utf-8")
    for word in ("Karto", "Slamet", "slamet", "Rumah Anda"):
        assert word not in log


def test_the_journey(served: Portal, browser: Browser) -> None:
    """One test, as each step goes on from the one before."""
    looked = Watched()
    telephone = browser.new_context(java_script_enabled=False, **TELEPHONE)
    telephone.set_default_timeout(FAR)
    ticket, pin = a_resident_objects_on_a_telephone(telephone, served)
    officer = looked.watch(enter(browser, served, "social_officer"))
    where = an_officer_hears_it(officer, looked, served, ticket)
    the_resident_replies(telephone, served, ticket, pin)
    the_officer_changes_the_decision(officer, looked, where)
    the_resident_sees_it(telephone, served)
    the_public_pages_have_no_barrier(browser, looked, served, ticket, pin)
    the_auditor_sees_each_step_and_no_word_of_it(browser, looked, served)
    assert looked.faults == [], "\n".join(looked.faults)
    assert not [address for address, _title in looked.seen if ticket in address]
