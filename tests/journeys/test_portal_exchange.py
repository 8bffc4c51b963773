"""An administrator lets a system of another office ask, sees what it was told, changes its key and closes it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from browsing import follow, go, press
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter, portal
from watched_pages import Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
NAME = "SIM Kesehatan"
UNAUTHORISED = 401


def register(page: Page, served: Portal, looked: Watched) -> None:
    go(page, f"{served.address}/kantor/")
    follow(page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Sistem kantor lain"))
    looked.at(page, "sistem-kosong")
    follow(page.get_by_role("link", name="Daftarkan sistem"))
    for label, value in {
        "Nama sistem": NAME, "Kantor yang bertanggung jawab": "Dinas Kesehatan", "Narahubung": "Ibu Ratna",
        "Pengenal pengirim": "dinkes", "Nomor perjanjian kerja sama": "PKS 1/2026", "Dasar hukum": "Perbup 1/2026",
        "Berlaku sampai sebelum tanggal": (datetime.now(tz=UTC).date() + timedelta(days=90)).isoformat(),
    }.items():  # fmt: skip
        page.get_by_label(label).fill(value)
    press(page, "Daftarkan sistem")
    expect(page.get_by_role("alert")).to_contain_text("2 isian perlu diperbaiki.")
    looked.at(page, "sistem-salah")
    for label in ("Meminta daftar rumah tangga menurut ciri", "Bantuan sosial", "banyaknya anggota", "desil"):
        page.get_by_label(label, exact=True).check()
    looked.at(page, "sistem-baru")
    press(page, "Daftarkan sistem")
    expect(page.get_by_text("Sistem terdaftar.")).to_be_visible()


def key_shown(page: Page) -> str:
    """The key on the page that shows it once."""
    return page.locator("#kunci").inner_text()


def ask(served: Portal, key: str, number: int) -> int:
    """Ask for the poorest households of the area by the standard's message; the status of the answer."""
    now = datetime.now(tz=UTC).isoformat()
    criteria = {
        "query_type": "predicate", "response_entity": "Group",
        "query": [{"seq_num": 1, "expression1": {"attribute_name": "poverty_score", "operator": "le",
                                                 "attribute_value": 2}}],
        "authorize": {"@id": "Perbup 1/2026", "ts": now, "purpose": {"code": "SOCIAL-ASSISTANCE", "text": "bansos"}},
    }  # fmt: skip
    message: dict[str, Any] = {
        "header": {"version": "1.0.0", "message_id": f"pesan-{number}", "message_ts": now, "action": "search",
                   "sender_id": "dinkes", "receiver_id": "merata", "total_count": 1},
        "message": {"transaction_id": f"kasus-{number}", "search_request": [
            {"reference_id": "1", "timestamp": now, "search_criteria": criteria}
        ]},
    }  # fmt: skip
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{served.address}/api/dci/registry/sync/search", json.dumps(message).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def walk(served: Portal, browser: Browser, looked: Watched) -> str:
    page = looked.watch(enter(browser, served, "administrator"))
    register(page, served, looked)
    press(page, "Terbitkan kunci")
    first = key_shown(page)
    looked.at(page, "kunci")
    follow(page.get_by_role("link", name="Sudah disalin"))
    assert first not in page.content()
    assert ask(served, first, 1) == 200
    page.get_by_text("Ganti semua kunci sekarang").click()
    panel = page.locator("details", has_text="Ganti semua kunci sekarang")
    panel.get_by_label("Alasan").fill("terkirim lewat surel")
    press(panel, "Cabut semua dan terbitkan yang baru")
    second = key_shown(page)
    assert (ask(served, first, 2), ask(served, second, 3)) == (UNAUTHORISED, 200)
    follow(page.get_by_role("link", name="Sudah disalin"))
    looked.at(page, "sistem")
    follow(page.get_by_role("link", name="Ubah perjanjian"))
    page.get_by_label("Bantuan sosial", exact=True).uncheck()
    page.get_by_label("Pendidikan", exact=True).check()
    page.get_by_label("Alasan").fill("Adendum 1")
    looked.at(page, "sistem-ubah")
    press(page, "Simpan perjanjian")
    expect(page.get_by_text("Perjanjian diubah")).to_be_visible()
    assert ask(served, second, 4) == 200  # the message is answered, its one question refused
    follow(page.get_by_role("link", name="Apa yang diberitahukan"))
    expect(page.get_by_role("row", name=re.compile(r"^Semua"))).to_contain_text("3")
    expect(page.get_by_text("tujuan tidak ada atau tidak diperjanjikan")).to_be_visible()
    looked.at(page, "pertanyaan")
    with page.expect_download() as told:
        page.get_by_role("link", name="CSV").click()
    file = Path(told.value.path()).read_text(encoding="utf-8-sig")
    assert len(file.splitlines()) == 4
    go(page, f"{served.address}/kantor/sistem-lain/")
    looked.at(page, "sistem-daftar")
    follow(page.get_by_role("link", name=NAME))
    close = page.locator("section", has=page.get_by_role("heading", name="Tutup sistem ini"))
    close.get_by_label("Alasan").fill("PKS berakhir")
    press(close, "Tutup sistem")
    expect(page.get_by_text("Sistem ditutup;")).to_be_visible()
    looked.at(page, "sistem-ditutup")
    assert ask(served, second, 5) == UNAUTHORISED
    return second


def test_a_system_of_another_office_from_its_agreement_to_its_end(tmp_path: Path) -> None:
    with sync_playwright() as playwright, portal(tmp_path / "portal") as served:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        looked = Watched()
        key = walk(served, browser, looked)
        browser.close()
    assert looked.faults == []
    assert len(looked.seen) == 9
    assert key.split("_", 2)[2] not in (tmp_path / "log").read_text(encoding="utf-8")
