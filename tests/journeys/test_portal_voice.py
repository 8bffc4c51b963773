"""A resident without JavaScript on a telephone proposes and complains; the office answers; a neighbour reopens."""

from __future__ import annotations

import io
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsing import follow, go, press, visitor
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter, portal
from watched_pages import NARROW, Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
TITLE = "Jembatan gantung Kali Lekso"


def photograph() -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 150, 110)).save(file, "JPEG")
    return {"name": "jembatan.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def resident(browser: Browser) -> Page:
    """A telephone without JavaScript (evaluating from outside still works there)."""
    return visitor(browser, viewport=NARROW, java_script_enabled=False)


def propose(page: Page, served: Portal) -> tuple[str, str]:
    go(page, f"{served.address}/usulan/")
    follow(page.get_by_role("link", name="Kirim usulan"))
    page.get_by_label("Desa/kelurahan").select_option(label="Jaten")
    page.get_by_label("Bidang").select_option(label="Prasarana: jalan, jembatan, gedung, air")
    page.get_by_label("Apa yang diusulkan").fill(TITLE)
    page.get_by_label("Ceritanya: mengapa, siapa yang terbantu").fill("Anak sekolah memutar lima kilometer.")
    page.get_by_label("Foto keadaan sekarang").set_input_files([photograph()])  # type: ignore[list-item]
    press(page, "Kirim usulan")
    expect(page.get_by_text("SIPD menolak usulan tanpa ini:")).to_be_visible()
    return receipt(page)


def receipt(page: Page) -> tuple[str, str]:
    """The ticket and the PIN that are shown once."""
    found = re.search(
        r"([A-Z]-\w{4}-\w{4})\s+PIN\s+(\d{6})", page.get_by_role("region", name="Tanda terima").inner_text()
    )
    assert found is not None
    return found[1], found[2]


def complain(page: Page, served: Portal) -> tuple[str, str]:
    go(page, f"{served.address}/pengaduan/")
    follow(page.get_by_role("link", name="Kirim pengaduan"))
    page.get_by_label("Desa/kelurahan").select_option(label="Jaten")
    page.get_by_label("Perihal").select_option(label="Jalan dan jembatan")
    page.get_by_label("Apa yang terjadi").fill("Papan jembatan patah dua, anak-anak hampir jatuh.")
    page.get_by_label("Nama Anda").fill("Siti Aminah")
    press(page, "Kirim pengaduan")
    return receipt(page)


def late(served: Portal, ticket: str) -> None:
    """Let the complaint's term be over: days are not waited for."""
    with sqlite3.connect(served.folder / "portal.sqlite3", timeout=30) as database:
        yesterday = (datetime.now(tz=UTC).date() - timedelta(days=40)).isoformat()
        changed = database.execute(
            "UPDATE complaints_complaint SET due_on = ?, started_on = ? WHERE ticket = ?",
            (yesterday, yesterday, ticket),
        )
        assert changed.rowcount == 1


def in_office(page: Page, heading: str, button: str, fields: dict[str, str]) -> None:
    """Open a part of the page, fill its form in and send it."""
    part = page.locator("details", has=page.locator("summary", has_text=re.compile(f"^{heading}$")))
    part.locator("summary").click()
    for label, value in fields.items():
        field = part.get_by_label(label)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    press(part, button)


def walk(served: Portal, browser: Browser, looked: Watched) -> None:
    phone, with_scripts = resident(browser), looked.watch(visitor(browser, viewport=NARROW))
    proposal, _pin = propose(phone, served)
    complaint, pin = complain(phone, served)
    see(looked, with_scripts, served, phone, f"/usulan/{proposal}/", f"/pengaduan/{complaint}/")

    officer = looked.watch(enter(browser, served, "sector_officer", viewport=NARROW))
    go(officer, f"{served.address}/kantor/usulan/")
    looked.at(officer)
    follow(officer.get_by_role("link", name=TITLE))
    in_office(
        officer,
        "Hitung biaya",
        "Simpan biaya",
        {"Biaya (Rp)": "150000000", "Tahun harga": "2026", "Dasar hitungan": "RAB dinas"},
    )
    expect(officer.get_by_text("Biaya tersimpan.")).to_be_visible()
    in_office(
        officer, "Jawab", "Simpan jawaban", {"Jawaban": "Diterima untuk direncanakan", "Alasan": "memperpendek jalan"}
    )
    expect(officer.get_by_text("Jawaban tersimpan dan dapat dibaca umum.")).to_be_visible()
    looked.at(officer)
    go(phone, f"{served.address}/usulan/{proposal}/")
    expect(phone.get_by_text("Rp\u00a0150.000.000 (harga 2026)")).to_be_visible()
    expect(phone.get_by_text("memperpendek jalan").first).to_be_visible()

    late(served, complaint)
    go(phone, f"{served.address}/pengaduan/?state=overdue")
    expect(phone.get_by_text("terlambat", exact=True)).to_be_visible()

    operator = looked.watch(enter(browser, served, "village_operator", viewport=NARROW))
    go(operator, f"{served.address}/kantor/pengaduan/")
    expect(operator.get_by_role("heading", name="Giliran Anda")).to_be_visible()
    looked.at(operator)
    follow(operator.get_by_role("link", name="Papan jembatan").first)
    assert "Siti" not in operator.content()
    in_office(operator, "Buka identitas", "Buka dan catat", {"Alasan": "menanyakan lokasi"})
    expect(operator.get_by_text("Siti Aminah")).to_be_visible()
    looked.at(operator)
    go(operator, operator.url.removesuffix("identitas/"))
    in_office(operator, "Jawab", "Kirim jawaban", {"Jawaban": "Papan sudah diganti hari ini."})
    expect(operator.get_by_text("Jawaban tersimpan dan dapat dibaca umum.")).to_be_visible()

    for number in range(3):
        neighbour = resident(browser)
        go(neighbour, f"{served.address}/pengaduan/{complaint}/")
        neighbour.get_by_label("Saya tinggal di").select_option(label="Jaten")
        press(neighbour, "Masih begitu")
        expect(neighbour.get_by_text("Dibuka kembali oleh tetangga" if number == 2 else "Tercatat.")).to_be_visible()
    own = resident(browser)
    go(own, f"{served.address}/pengaduan/lacak/")
    own.get_by_label("Nomor tiket").fill(complaint.lower())
    own.get_by_label("PIN").fill(pin)
    press(own, "Buka")
    expect(own.get_by_role("heading", name="Tambah keterangan")).to_be_visible()
    expect(own.get_by_text("Petugas sektor", exact=False).first).to_be_visible()


def see(looked: Watched, page: Page, served: Portal, phone: Page, *own: str) -> None:
    """The public pages, with axe-core; one's own pages with the session of the telephone."""
    page.context.add_cookies(phone.context.cookies())  # type: ignore[arg-type]
    for path in ("/usulan/", "/usulan/baru/", "/usulan/lacak/", "/suara/", "/pengaduan/", "/pengaduan/baru/", *own):
        go(page, f"{served.address}{path}")
        looked.at(page)


def test_a_resident_is_heard_and_answered(tmp_path: Path) -> None:
    with sync_playwright() as playwright, portal(tmp_path / "portal") as served:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        looked = Watched()
        walk(served, browser, looked)
        browser.close()
    assert looked.faults == []
    assert len(looked.seen) == 12
    assert "Siti" not in (tmp_path / "log").read_text(encoding="utf-8")
