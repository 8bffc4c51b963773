"""A meeting without a connection: held on a telephone whose network is cut and whose browser is killed, sent when
there is one again, nothing lost, nothing twice, what contradicts decided by the secretary, and nothing left behind."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import FAR, follow
from offline_devices import (
    NAMES,
    NOTHING,
    PIN,
    Device,
    Office,
    kept_on,
    make_meeting,
    office,
)
from playwright.sync_api import Page, Playwright, expect, sync_playwright
from served_portal import CHROMIUM, portal, sign_in
from watched_pages import Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]


@contextmanager
def devices(playwright: Playwright, folder: Path, count: int) -> Iterator[list[Device]]:
    made = []
    for number in range(count):
        profile = folder / f"telepon-{number}"
        profile.mkdir()
        made.append(Device(playwright, profile))
    try:
        yield made
    except BaseException:
        for number, device in enumerate(made):
            device.draw(f"gagal-{number}")
        raise
    finally:
        for device in made:
            device.kill()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("tanpa-sinyal")
    with portal(folder / "data") as found, office(found, folder / "log-kantor") as made:
        yield made


def prepare(page: Page, served: Office, meeting: str, account: str) -> None:
    """Sign in at the meeting's screen (as nobody: one is already) and keep the meeting on the device."""
    page.goto(f"{served.address}/kantor/musyawarah/{meeting}/layar/")
    if account:
        sign_in(page, served.served, account)
    follow(page.get_by_role("link", name="Siapkan untuk dipakai tanpa sinyal"))
    page.get_by_label("PIN atau kalimat sandi untuk perangkat ini").fill("12345678")
    page.get_by_label("Sekali lagi").fill("12345678")
    page.get_by_role("button", name="Siapkan untuk dipakai tanpa sinyal").click()
    expect(page.get_by_role("alert")).to_contain_text("bukan angka berurutan")
    page.get_by_label("PIN atau kalimat sandi untuk perangkat ini").fill(PIN)
    page.get_by_label("Sekali lagi").fill(PIN)
    page.get_by_role("button", name="Siapkan untuk dipakai tanpa sinyal").click()
    expect(page.locator("#belum")).to_have_text("Semua catatan sudah terkirim")


def unlock(page: Page) -> None:
    page.get_by_label("PIN atau kalimat sandi perangkat ini").fill(PIN)
    page.get_by_role("button", name="Buka", exact=True).click()
    # A device that finds everything taken in and decided goes on to the end by itself, however soon one looks.
    page.locator("#belum").or_(page.get_by_role("heading", name="Musyawarah selesai")).first.wait_for()


def tap(page: Page, name: str, unsent: int | None) -> None:
    """Press a button that writes a note, and see how many are on this device only."""
    page.get_by_role("button", name=name).first.click()
    unsent_are(page, unsent)


def unsent_are(page: Page, number: int | None) -> None:
    if number is not None:
        said = "Semua catatan sudah terkirim" if number == 0 else f"{number} catatan belum terkirim"
        expect(page.locator("#belum")).to_contain_text(said)


def fill(page: Page, form: str, button: str, unsent: int | None, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{form}-{name}").fill(value)
    page.locator(f"#{form}").get_by_role("button", name=button, exact=True).click()
    unsent_are(page, unsent)


def look(page: Page, name: str, watched: Watched) -> None:
    narrow = page.viewport_size
    assert narrow is not None
    page.set_viewport_size({"width": 1280, "height": 800})
    watched.at(page, f"tanpa-sinyal-{name}")
    page.set_viewport_size(narrow)


def no_words_on_disk(profile: Path) -> None:
    """Neither a name nor what was said lies readable in what the browser wrote."""
    files = [one for one in (profile / "Default" / "IndexedDB").rglob("*") if one.is_file()]
    assert files
    for one in files:
        content = one.read_bytes()
        for word in (*NAMES, "Jembatan ke Sumber", PIN):
            assert word.encode() not in content, one
            assert word.encode("utf-16-le") not in content, one


def test_a_meeting_is_held_without_a_connection_and_sent_afterwards(served: Office, tmp_path: Path) -> None:
    meeting = make_meeting(served.served)
    watched = Watched()
    with sync_playwright() as playwright, devices(playwright, tmp_path, 2) as (telephone, desk):
        telephone.watched = watched
        page, table = telephone.open(), desk.open()
        prepare(page, served, meeting, "village_operator")
        prepare(table, served, meeting, "planner")
        look(page, "siap", watched)

        begin(page, table, telephone)
        look(page, "belum-terkirim", watched)

        # Killed without warning, opened again where nothing answers: the portal itself is gone.
        telephone.kill()
        no_words_on_disk(telephone.profile)
        served.kill()
        page = telephone.open()
        page.goto(f"{served.address}/kantor/musyawarah/{meeting}/layar/")
        assert page.url.endswith(f"/kantor/musyawarah/perangkat/id/#{meeting}")
        page.get_by_label("PIN atau kalimat sandi perangkat ini").fill("bukan yang itu")
        page.get_by_role("button", name="Buka", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("PIN tidak cocok")
        unlock(page)
        unsent_are(page, 7)
        expect(page.get_by_label("Keadaan").get_by_text("sedang berlangsung")).to_be_visible()
        hold(page)
        look(page, "ditutup", watched)

        # The connection is back; the session ended with the browser.
        served.start()
        page.get_by_role("button", name="Kirim sekarang").click()
        expect(page.get_by_text("Sesi Anda berakhir. Catatan menunggu di sini.")).to_be_visible()
        unsent_are(page, 15)
        follow(page.get_by_role("link", name="Masuk"))
        sign_in(page, served.served, "village_operator")
        unlock(page)
        unsent_are(page, 0)
        decide(page, served, meeting, watched)
        expect(page.get_by_role("heading", name="Musyawarah selesai dan terkirim")).to_be_visible(timeout=FAR)
        assert kept_on(page) == NOTHING
        look(page, "selesai", watched)

        # The desk learns of the end by itself, within half a minute, and is cleared as well.
        expect(table.get_by_role("heading", name="Musyawarah selesai dan terkirim")).to_be_visible(timeout=FAR)
        assert kept_on(table) == NOTHING
        assert telephone.complaints + desk.complaints == []
    assert watched.faults == []
    log = served.events(meeting)
    assert [kind for kind, _device, state, _same in log if state == "standing"] == [
        "invited", "signed", "signed", "signed", "signed", "opened", "item_taken", "aspiration", "unresolved", "voted",
        "dissented", "item_taken", "spoke", "found", "agreed", "closed",
    ]  # fmt: skip
    assert [(kind, state) for kind, _device, state, _same in log if state != "standing"] == [("signed", "discarded")]
    assert {same for *_rest, same in log} == {1}
    assert len({device for _kind, device, _state, _same in log}) == 3


def begin(page: Page, table: Page, telephone: Device) -> None:
    """The desk signs the first in while there is a connection; the secretary's telephone has none any more."""
    telephone.context.set_offline(True)
    tap(table, NAMES[0], 1)
    unsent_are(table, 0)
    for place, name in enumerate(NAMES[:4], start=1):
        tap(page, name, place)
    expect(page.get_by_text("Kuorum tercapai.")).to_be_visible()
    tap(page, "Buka musyawarah", 5)
    tap(page, "Bahas butir ini", 6)
    fill(page, "aspirasi", "Catat aspirasi", 7, text="Jembatan ke Sumber putus")


def hold(page: Page) -> None:
    """Everything after the opening, without a connection: 8 notes after the 7 that are there."""
    page.locator("#tidak-mufakat").click()
    unsent_are(page, 8)
    fill(page, "suara", "Catat suara", None, in_favour="9", against="0", text="Jembatan didahulukan")
    assert page.locator("#suara-in_favour").evaluate("one => one.validity.rangeOverflow")
    fill(page, "suara", "Catat suara", 9, in_favour="3", against="1", text="Jembatan didahulukan")
    page.get_by_text("Pendapat berbeda", exact=True).first.click()
    page.locator("#beda-attendee").select_option(label=NAMES[1])
    fill(page, "beda", "Catat pendapat", 10, text="Sebaiknya menunggu data")
    tap(page, "Bahas butir ini", 11)
    page.locator("#bicara").get_by_role("button", name=NAMES[2]).click()
    unsent_are(page, 12)
    page.get_by_text("Temuan pengawasan", exact=True).click()
    fill(page, "temuan", "Catat temuan", 13, text="Bantuan triwulan pertama belum diterima.", promised_idr="3.000.000")
    fill(page, "mufakat", "Mufakat", 14, text="Temuan diteruskan")
    page.get_by_text("Tutup musyawarah", exact=True).click()
    tap(page, "Ya, tutup musyawarah", 15)
    expect(page.get_by_label("Keadaan").get_by_text("ditutup")).to_be_visible()


def decide(page: Page, served: Office, meeting: str, watched: Watched) -> None:
    """Both sides of the conflict are told, and it stays until the secretary decides."""
    told = page.get_by_role("region", name="Bertentangan")
    expect(told).to_contain_text("orang ini sudah menandatangani daftar hadir")
    facts = told.locator("dl").inner_text()
    assert re.search(rf"Perangkat (ini|lain)\s+{NAMES[0]}\s+Yang berlaku\s+.*{NAMES[0]}", facts), facts
    look(page, "bertentangan", watched)
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.get_by_text("Terakhir bertemu portal")).to_be_visible()
    expect(told).to_be_visible()
    follow(told.get_by_role("link", name="Putuskan"))
    page.wait_for_url(f"{served.address}/kantor/musyawarah/{meeting}/")
    page.locator("[name=reason]").first.fill("sudah ditandatangani di meja daftar")
    follow(page.get_by_role("button", name="Sisihkan"))
    expect(page.get_by_text("Disisihkan; tetap tersimpan.")).to_be_visible()
    page.goto(f"{served.address}/kantor/musyawarah/perangkat/id/")
    unlock(page)


def test_a_portal_killed_while_it_takes_notes_in_has_each_once(served: Office, tmp_path: Path) -> None:
    meeting = make_meeting(served.served)
    with sync_playwright() as playwright, devices(playwright, tmp_path, 1) as (telephone,):
        page = telephone.open()
        prepare(page, served, meeting, "village_operator")
        telephone.context.set_offline(True)
        for place, name in enumerate(NAMES[:4], start=1):
            tap(page, name, place)
        tap(page, "Buka musyawarah", 5)
        # Everybody speaks, often: three parts of fifty.
        for turn in range(120):
            page.locator("#bicara .taps button").nth(turn % 4).click()
            unsent_are(page, 6 + turn)
        with served.killed_in_the_middle(50):
            telephone.context.set_offline(False)  # it sends by itself
        expect(page.get_by_text("Tidak ada sambungan; dicoba lagi dengan sendirinya.")).to_be_visible(timeout=FAR)
        found = re.match(r"(\d+) catatan belum terkirim", page.locator("#belum").inner_text())
        assert found is not None
        taken = len(served.events(meeting)) - 1
        assert 50 <= taken < 125
        # What the portal has may still be here; what it has not is.
        assert int(found[1]) >= 125 - taken
        telephone.kill()
        served.start()
        page = telephone.open()
        page.goto(f"{served.address}/kantor/musyawarah/perangkat/id/")
        unlock(page)
        follow(page.get_by_role("link", name="Masuk"))
        sign_in(page, served.served, "village_operator")
        unlock(page)
        unsent_are(page, 0)
        expect(page.get_by_text("Terakhir bertemu portal")).to_be_visible()
        assert telephone.complaints == []
    log = served.events(meeting)
    assert Counter(kind for kind, *_rest in log) == {"invited": 1, "signed": 4, "opened": 1, "spoke": 120}
    assert {(state, same) for _kind, _device, state, same in log} == {("standing", 1)}


def test_signing_out_clears_the_device_and_asks_about_what_is_only_there(served: Office, tmp_path: Path) -> None:
    meeting = make_meeting(served.served)
    with sync_playwright() as playwright, devices(playwright, tmp_path, 1) as (telephone,):
        page = telephone.open()
        prepare(page, served, meeting, "planner")
        assert kept_on(page)["workers"] == 1
        # Whoever is typing while it speaks with the portal keeps the field and the caret.
        page.locator("#catatan-text").fill("Sambutan kepala desa")
        page.keyboard.press("Home")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("#kirim")).to_be_enabled()
        page.keyboard.type("1. ")
        expect(page.locator("#catatan-text")).to_have_value("1. Sambutan kepala desa")
        telephone.context.set_offline(True)
        tap(page, NAMES[0], 1)
        expect(page.locator("#catatan-text")).to_have_value("1. Sambutan kepala desa")
        page.get_by_role("button", name="Keluar dan hapus dari perangkat").click()
        expect(page.get_by_role("dialog")).to_contain_text("1 catatan belum terkirim. Tetap keluar?")
        if "MERATA_SCREENSHOTS" in os.environ:
            page.screenshot(path=Path(os.environ["MERATA_SCREENSHOTS"]) / "tanpa-sinyal-keluar-360.png")
        page.get_by_role("button", name="Tetap di sini").click()
        unsent_are(page, 1)
        page.get_by_role("button", name="Keluar dan hapus dari perangkat").click()
        page.get_by_role("button", name="Hapus dan keluar").click()
        expect(page.get_by_role("heading", name="Perangkat ini sudah bersih")).to_be_visible()
        assert kept_on(page) == NOTHING

        # With a connection the session ends too, and nothing is asked where nothing would be lost.
        telephone.context.set_offline(False)
        prepare(page, served, meeting, "")
        page.get_by_role("button", name="Keluar dan hapus dari perangkat").click()
        page.wait_for_url(f"{served.address}/")
        assert kept_on(page) == NOTHING
        page.goto(f"{served.address}/kantor/musyawarah/perangkat/id/#{meeting}")
        expect(page.get_by_text("Untuk menyiapkan, masuk dahulu.")).to_be_visible()
        assert kept_on(page) == NOTHING

        # The office's own button on the meeting's screen clears the device as well, after asking.
        prepare(page, served, meeting, "village_operator")
        telephone.context.set_offline(True)
        tap(page, NAMES[1], 1)
        page.goto(f"{served.address}/kantor/musyawarah/perangkat/en/")
        expect(page.locator("#buka-pin")).to_be_visible()
        leave_by_the_offices_button(page, telephone, served, meeting)
        assert kept_on(page) == NOTHING
        assert telephone.complaints == []
    assert [kind for kind, *_rest in served.events(meeting)] == ["invited"]


def leave_by_the_offices_button(page: Page, telephone: Device, served: Office, meeting: str) -> None:
    telephone.context.set_offline(False)
    page.goto(f"{served.address}/kantor/musyawarah/{meeting}/layar/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Keluar", exact=True).click()
    assert "belum terkirim: 1." in asked.value.message
    page.wait_for_timeout(500)  # nothing is to come of it
    assert kept_on(page)["databases"] == ["merata-musyawarah"]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Keluar", exact=True).click()
    page.wait_for_url(f"{served.address}/")
