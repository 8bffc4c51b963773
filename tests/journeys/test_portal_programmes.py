"""Aid from a rule to a hand, in a real browser, by the people who do it: cash, rice, a premium, school aid."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from json import loads
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from browsing import FAR, downloaded, follow, go, press, reveal
from journey_files import minutes_pdf
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from programme_rules import CASH, RICE
from programme_steps import VILLAGES, YEAR, write_tables
from served_portal import CHROMIUM, Portal, enter, portal
from watched_pages import Watched

pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
JATEN, SALAM, WLINGI = VILLAGES
OPERATORS = {JATEN: "village_operator", SALAM: "operator_salam", WLINGI: "operator_wlingi"}
FAILED = 4
"""Whose payment fails: somebody of a village's own list, whose money is not the reserve's."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("penyaluran") / "data") as made:
        write_tables(made.folder)
        script = str(Path(import_module("programme_steps").__file__ or ""))
        done = subprocess.run(
            [sys.executable, script, str(made.folder)],
            env=made.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield replace(made, passwords=made.passwords | loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Office:
    """The people of the journeys, each at a browser of their own, and what was seen on the pages they came to."""

    def __init__(
        self, served: Portal, browser: Browser, watched: Watched, operators: Mapping[str, str] = OPERATORS
    ) -> None:
        self.served, self._browser, self.watched, self.operators = served, browser, watched, operators
        self._pages: dict[str, Page] = {}

    def __getitem__(self, account: str) -> Page:
        if account not in self._pages:
            self._pages[account] = self.watched.watch(enter(self._browser, self.served, account))
        return self._pages[account]

    def at(self, account: str, path: str) -> Page:
        return go(self[account], f"{self.served.address}/kantor/{path}")

    def look(self, page: Page, name: str) -> None:
        self.watched.at(page, name)


@pytest.fixture(scope="module")
def office(served: Portal, browser: Browser) -> Office:
    return Office(served, browser, Watched())


def until(page: Page, so: Callable[[], bool]) -> None:
    """Reload until background work has come so far."""
    ends = time.monotonic() + FAR / 1000
    while time.monotonic() < ends:
        # The page may be loading itself anew at any moment, as htmx has it do when its job has ended.
        with suppress(PlaywrightError):
            page.wait_for_load_state()
            if so():
                return
            page.wait_for_timeout(400)
            page.goto(page.url.split("#")[0])
    raise AssertionError(page.locator("main").inner_text())


def has_come_to(page: Page, state: str) -> None:
    """What the page is about stands so."""
    until(page, lambda: page.locator(".head .mark").first.inner_text() == state)


def path_of(page: Page) -> str:
    return page.url.split("/kantor/", 1)[1].split("?")[0].split("#")[0]


def registered(office: Office, text: str) -> None:
    """The planner registers a rulebook of their own."""
    page = office.at("planner", "program/aturan/")
    page.get_by_label("Berkas aturan (YAML)").set_input_files(
        {"name": "aturan.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    press(page, "Periksa dan daftarkan", said="Aturan terdaftar.")


def launched(
    office: Office, rule: str, *, ceiling: str, line: int, delivery: str, unit: str, area: str = "", reaching: str = ""
) -> str:
    """Previewed with money that reaches so far, stored, launched with a ceiling; the path of the launch's page."""
    page = office.at("planner", "program/simulasi/baru/")
    expect_snapshot(office, page)
    choice = page.locator("#id_rule option", has_text=rule).first.get_attribute("value")
    page.get_by_label("Aturan", exact=True).select_option(value=choice)
    if area:
        page.get_by_label("Wilayah", exact=True).select_option(area)
    page.get_by_label("Berlaku pada").fill(f"{YEAR}-03-01")
    page.get_by_label("Pagu, rupiah").fill(reaching)
    press(page, "Pratinjau")
    expect(page.get_by_role("heading", name="Menurut desil")).to_be_visible(timeout=FAR)
    office.look(page, "pratinjau")
    press(page, "Simpan simulasi ini", said="Simulasi disimpan.")
    office.look(page, "simulasi")
    page.get_by_label("Pos anggaran").select_option(index=line)
    page.get_by_label("Pagu, rupiah").fill(ceiling)
    page.get_by_label("Penyaluran").select_option(delivery)
    page.get_by_label("Diberikan kepada").select_option(unit)
    page.get_by_label("Pengumuman", exact=True).select_option("village_board")
    page.get_by_label("Dasar hukum pengumuman").fill("Perbup 12/2025 pasal 7")
    press(page, "Luncurkan", reason="sesuai rencana", said="Diluncurkan; seluruh pagu dicadangkan.")
    office.look(page, "diluncurkan")
    return path_of(page)


def expect_snapshot(office: Office, page: Page) -> None:
    """The snapshot that the preparation asked for is frozen by the worker."""
    until(page, lambda: page.locator("#id_snapshot option").count() > 0)


def listed_and_approved(office: Office, launch: str) -> None:
    page = office.at("planner", launch)
    press(page, "Susun daftar sasaran")
    has_come_to(page, "Daftar beku")
    page = office.at("social_officer", f"{launch}daftar/")
    office.look(page, "daftar-per-desa")
    page = office.at("social_officer", launch)
    office.look(page, "menunggu-persetujuan")
    press(page, "Setujui daftar", reason="daftar diperiksa", said="Daftar disetujui")


def waits_for_villages(office: Office, launch: str, village: str) -> Page:
    """The village's page, as soon as the list has come there."""
    page = office[office.operators[village]]
    address = f"{office.served.address}/kantor/{launch}desa/{village}/"
    ends = time.monotonic() + FAR / 1000
    while time.monotonic() < ends:
        answer = page.goto(address)
        if answer is not None and answer.status == 200:
            return page
        page.wait_for_timeout(500)
    raise AssertionError(f"{village} was not asked")


def met(office: Office, page: Page) -> None:
    """The meeting is written down and its papers attached."""
    for label, value in (
        ("Tempat", "Balai desa"), ("Pimpinan musyawarah", "Ketua BPD"), ("Diundang, orang", "30"),
        ("Hadir, orang", "24"), ("Di antaranya perempuan", "11"), ("Nomor berita acara", "BA/7"),
    ):  # fmt: skip
        page.get_by_label(label).fill(value)
    press(page, "Simpan", said="Musyawarah dicatat.")
    for kind in ("minutes", "attendance"):
        page.get_by_text("Lampirkan berita acara atau daftar hadir").click()
        page.get_by_label("Jenis").select_option(kind)
        page.get_by_label("PDF atau foto").set_input_files(
            {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": minutes_pdf(kind)}
        )
        press(page, "Lampirkan", said="Berkas dilampirkan.")


def confirmed(page: Page) -> None:
    rest = page.get_by_role("button", name=re.compile(r"Setujui \d+ yang belum dibahas"))
    if rest.count():
        follow(rest)
        expect(page.get_by_text("Sisanya disetujui.")).to_be_visible()
    press(page, "Tutup verifikasi", said="Verifikasi desa ini selesai.")


def verified(office: Office, launch: str, *villages: str) -> None:
    for village in villages:
        page = waits_for_villages(office, launch, village)
        met(office, page)
        confirmed(page)


def decreed(office: Office, launch: str) -> None:
    page = office.at("sector_officer", launch)
    office.look(page, "sebelum-sk")
    page.get_by_label("Nomor SK").fill(f"188.45/{len(launch)}/{YEAR}")
    press(page, "Tetapkan dengan SK", reason="semua desa selesai", said="Ditetapkan; peserta sedang didaftarkan.")
    has_come_to(page, "Berjalan")
    office.look(page, "berjalan")


def entitled(office: Office, launch: str, number: int = 1) -> str:
    """The cycle's path, its entitlements settled."""
    page = office.at("social_officer", f"{launch}siklus/")
    if page.get_by_role("button", name="Buka siklus").count():
        press(page, "Buka siklus", said="Siklus dibuka.")
        office.look(page, "siklus")
    follow(page.get_by_role("link", name=f"Tahap {number}", exact=True))
    press(page, "Tetapkan hak tahap ini")
    until(page, lambda: page.get_by_role("heading", name="Siapa mendapat berapa").count() > 0)
    return path_of(page)


def test_cash_by_bank_from_a_rule_to_a_settled_batch(office: Office) -> None:
    registered(office, CASH)
    launch = launched(
        office, "BLT Daerah", reaching="18.000.000", ceiling="20.000.000", line=1, delivery="bank", unit="household"
    )  # fmt: skip
    listed_and_approved(office, launch)
    verified(office, launch, SALAM, WLINGI)
    jaten_adds_one_and_removes_one(office, launch)
    decreed(office, launch)
    cycle = entitled(office, launch)
    batch = made_checked_and_paid(office, cycle)
    sent = sent_lines(office, batch)
    assert len(sent) == 14
    page = office.at("social_officer", cycle)
    expect(page.get_by_text("belum ada nomor rekening")).to_be_visible()
    office.look(page, "tahap-bank")
    answered(office, batch, sent)
    retried(office, launch, cycle)


def jaten_adds_one_and_removes_one(office: Office, launch: str) -> None:
    page = waits_for_villages(office, launch, JATEN)
    office.look(page, "verifikasi")
    met(office, page)
    first = page.locator("article.word").first
    first.get_by_text("Keberatan atau keluarkan").click()
    first.get_by_label("Alasan").fill("sudah mampu, disepakati musyawarah")
    follow(first.get_by_role("button", name="Keluarkan"))
    expect(page.locator("article.word").first.get_by_text("dikeluarkan", exact=True)).to_be_visible()
    name = not_listed_in(office, launch)
    page.get_by_label("Cari warga desa ini").fill(name)
    press(page, "Cari")
    office.look(page, "verifikasi-tambah")
    found = page.locator("#tambah ~ article.word").first
    found.get_by_label("Alasan").fill("rumahnya rusak, disepakati musyawarah")
    follow(found.get_by_role("button"))
    expect(page.get_by_text("Ditambahkan.")).to_be_visible()
    follow(page.locator("article.word").nth(1).get_by_role("button", name="Setuju").first)
    assert downloaded(reveal(page, "Cetak daftar (PDF)")).read_bytes().startswith(b"%PDF-")
    office.look(page, "verifikasi-diisi")
    confirmed(page)


def not_listed_in(office: Office, launch: str) -> str:
    """The head of a household of Jaten that the list leaves out."""
    page = office.at("social_officer", f"{launch}daftar/?desa={JATEN}&hanya=beyond")
    office.look(page, "daftar")
    first = page.locator("tbody tr").first
    follow(first.get_by_role("link", name="bandingkan…"))
    page.get_by_label("Tampilkan").select_option("chosen")
    press(page, "Saring")
    follow(page.get_by_role("link", name="bandingkan", exact=True).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mengapa yang ini, bukan yang itu")
    office.look(page, "banding")
    return page.locator(".columns h2").first.inner_text()


def made_checked_and_paid(office: Office, cycle: str) -> str:
    page = office.at("social_officer", cycle)
    press(page, "Susun batch")
    has_come_to(page, "Menunggu pemeriksaan")
    batch = path_of(page)
    office.look(page, "batch")
    page = office.at("sector_officer", "")
    expect(page.get_by_text("Batch untuk diperiksa atau dibayar")).to_be_visible()
    office.look(page, "beranda")
    press(office.at("sector_officer", batch), "Periksa dan setujui", reason="cocok", said="Diperiksa.")
    page = office.at("treasurer", batch)
    page.get_by_label("Nomor SP2D atau dokumen").fill("SP2D/1")
    page.locator("#alasan-bayar").fill("tahap pertama")
    follow(page.get_by_role("button", name=re.compile("Bayar Rp")))
    expect(page.get_by_text("Dibayar; unduh berkasnya")).to_be_visible()
    return batch


def sent_lines(office: Office, batch: str) -> list[list[str]]:
    """The payments of the file for the bank: number, payment, account, name, rupiah."""
    page = office.at("treasurer", batch)
    lines = downloaded(reveal(page, "Unduh berkas untuk penyalur")).read_text(encoding="ascii").splitlines()
    return [line.split(";")[1:] for line in lines if line.startswith("D")]


def answered(office: Office, batch: str, sent: list[list[str]]) -> None:
    """The bank pays all but one, whose account it does not find; one row stands twice, one names nobody."""
    rows = [(row[1], row[2], row[4], "14" if row is sent[FAILED] else "00") for row in sent]
    rows.append(rows[0])
    rows.append(("P0-TIDAK-ADA", rows[0][1], rows[0][2], "00"))
    number = office.at("treasurer", batch).get_by_role("heading", level=1).inner_text().split()[-1]
    page = office["treasurer"]
    page.get_by_label("Berkas balasan penyalur").set_input_files(
        {"name": "balasan.txt", "mimeType": "text/plain", "buffer": bank_answer(number, rows)}
    )
    press(page, "Unggah dan cocokkan")
    until(page, lambda: page.get_by_role("heading", name="Perlu dilihat orang").count() > 0)
    office.look(page, "rekonsiliasi")
    expect(page.get_by_role("row", name="Diterima 13")).to_be_visible()
    expect(page.get_by_role("row", name="Gagal, uangnya kembali tersedia 1")).to_be_visible()
    press(page, "Simpan temuan", reason="baris uji dari bank", said="Baris diperiksa.")
    press(page, "Nyatakan selesai", said="Batch selesai direkonsiliasi.")
    office.look(page, "batch-selesai")


def bank_answer(number: str, rows: list[tuple[str, str, str, str]], on: date | None = None) -> bytes:
    """What the bank says of a batch, on a day of the portal's clock; today where none is given."""
    day = f"{on or datetime.now(ZoneInfo('Asia/Jakarta')):%Y%m%d}"
    lines = [f"H;{number};{day}"]
    lines += [
        f"D;{payment};{account};{amount};{code};{day};REF{at}"
        for at, (payment, account, amount, code) in enumerate(rows)
    ]
    lines.append(f"T;{len(rows)};{sum(int(row[2]) for row in rows)}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def retried(office: Office, launch: str, cycle: str) -> None:
    """What failed is reserved and committed again, and paid by a second batch."""
    press(office.at("planner", f"{launch}siklus/"), "Cadangkan lagi", reason="satu gagal", said="dicadangkan.")
    press(office.at("social_officer", f"{launch}siklus/"), "Ikat lagi", reason="satu gagal", said="diikat.")
    batch = made_checked_and_paid(office, cycle)
    sent = sent_lines(office, batch)
    assert len(sent) == 1
    page = office.at("treasurer", batch)
    number = page.get_by_role("heading", level=1).inner_text().split()[-1]
    page.get_by_label("Berkas balasan penyalur").set_input_files(
        {
            "name": "ulang.txt",
            "mimeType": "text/plain",
            "buffer": bank_answer(number, [(*sent[0][1:3], sent[0][4], "00")]),
        }
    )
    press(page, "Unggah dan cocokkan")
    until(page, lambda: page.get_by_role("row", name="Diterima 1 ").count() > 0)
    press(page, "Nyatakan selesai", said="Batch selesai direkonsiliasi.")


def test_rice_is_handed_over_by_the_villages_operator(office: Office) -> None:
    registered(office, RICE)
    launch = launched(
        office, "Beras Daerah", area=SALAM, ceiling="9.000.000", line=0, delivery="in_kind", unit="household"
    )  # fmt: skip
    listed_and_approved(office, launch)
    verified(office, launch, SALAM)
    decreed(office, launch)
    cycle = entitled(office, launch)
    page = office.at(OPERATORS[SALAM], cycle)
    office.look(page, "tahap-beras")
    follow(page.get_by_role("link", name="Salam"))
    assert downloaded(reveal(page, "Cetak daftar tanda tangan (PDF)")).read_bytes().startswith(b"%PDF-")
    ticks = page.locator("input[name=got]")
    count = ticks.count()
    for place in range(count):
        ticks.nth(place).check()
    page.locator("input[name^=quantity]").first.fill("11")
    press(page, "Catat yang dicentang", said="Tidak ada yang dicatat")
    office.look(page, "serah-terima-salah")
    page.locator("input[name^=quantity]").first.fill("7,5")
    page.locator("select[name^=by]").first.select_option("neighbour")
    page.locator("input[name^=note]").first.fill("Bu RT")
    press(page, "Catat yang dicentang", said="Penyerahan dicatat.")
    office.look(page, "serah-terima")
    page = office.at("treasurer", cycle)
    page.get_by_text("Bayar penyedia untuk yang sudah diterima").click()
    page.get_by_label("Nomor SP2D atau dokumen").fill("SP2D/2")
    press(page, "Bayar penyedia", reason="diterima seluruhnya", said="Penyedia dibayar")
    page = office.at(OPERATORS[SALAM], f"{launch}pengumuman/")
    office.look(page, "pengumuman")
    assert downloaded(page.get_by_role("button", name="Papan (PDF)")).read_bytes().startswith(b"%PDF-")


def members_of(office: Office, cycle: str) -> Page:
    """The month's list made, checked and sent by three people."""
    press(office.at("social_officer", cycle), "Susun daftar bulan ini", said="Daftar bulan ini disusun.")
    press(office.at("sector_officer", cycle), "Periksa dan setujui", reason="cocok", said="Daftar diperiksa.")
    page = office.at("treasurer", cycle)
    page.get_by_label("Nomor SP2D atau dokumen").fill("SP2D/3")
    press(page, "Kirim dan bayar", reason="iuran bulan ini", said="iuran bulan ini dibayar")
    return page


def card(page: Page, name: str) -> str:
    return page.locator(".card", has_text=name).first.locator(".value").inner_text()


def test_a_premium_is_sent_as_what_changed_each_month(office: Office) -> None:
    page = office.at("planner", "program/aturan/")
    page.get_by_label("Program", exact=True).select_option("pbpu_pemda")
    press(page, "Daftarkan aturan", said="Aturan terdaftar.")
    office.look(page, "aturan")
    launch = launched(
        office, "PBPU Pemda", area=WLINGI, ceiling="60.000.000", line=0, delivery="membership", unit="person"
    )  # fmt: skip
    listed_and_approved(office, launch)
    verified(office, launch, WLINGI)
    decreed(office, launch)
    first = entitled(office, launch)
    page = members_of(office, first)
    office.look(page, "kepesertaan")
    members = int(card(page, "Peserta"))
    assert (card(page, "Anggota masuk"), card(page, "Anggota keluar")) == (str(members), "0")
    assert downloaded(reveal(page, "Unduh berkas perubahan")).stat().st_size > 0
    one_leaves(office, launch)
    page = members_of(office, entitled(office, launch, 2))
    told = [card(page, name) for name in ("Peserta", "Anggota masuk", "Anggota keluar")]
    assert told == [str(members - 1), "0", "1"]


def one_leaves(office: Office, launch: str) -> None:
    page = office.at("social_officer", f"{launch}peserta/")
    office.look(page, "peserta")
    follow(page.locator("tbody th a").first)
    office.look(page, "penerima")
    page.get_by_text("Keluarkan dari program", exact=True).click()
    page.locator("#keluar-code").select_option("asked")
    press(page, "Keluarkan", reason="bekerja dan dijamin perusahaan", said="Keluar dicatat.")
    office.look(page, "penerima-keluar")


def test_school_aid_goes_to_each_pupil_by_membership(office: Office) -> None:
    page = office.at("planner", "program/aturan/")
    page.get_by_label("Program", exact=True).select_option("pip")
    press(page, "Daftarkan aturan", said="Aturan terdaftar.")
    launch = launched(
        office, "Program Indonesia Pintar", area=JATEN, ceiling="20.000.000", line=1, delivery="membership",
        unit="person",
    )  # fmt: skip
    listed_and_approved(office, launch)
    verified(office, launch, JATEN)
    decreed(office, launch)
    page = members_of(office, entitled(office, launch))
    assert int(card(page, "Peserta")) == int(card(page, "Anggota masuk")) == 16
    page = office.at("village_operator", f"{launch}peserta/")
    follow(page.locator("tbody th a").first)
    follow(page.get_by_role("link", name="Rumah tangga", exact=True).last)
    expect(page.locator("main").get_by_role("heading", name="Bantuan", exact=True)).to_be_visible()
    office.look(page, "rumah-tangga")
    office.look(office.at("village_operator", "program/belum-menerima/"), "belum-menerima")
    office.look(office.at("auditor", "program/"), "program")
    office.look(office.at("social_officer", "program/perlu-dijawab/"), "perlu-dijawab")


def test_no_page_had_a_barrier_was_too_wide_or_told_a_number(office: Office) -> None:
    """After the others, in the same worker; alone it sees the first page."""
    office.look(office.at("planner", "program/"), "program-perencana")
    page = office.at("social_officer", "program/#menu")
    office.look(page, "menu")
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_role("link", name="Potret data")).to_be_visible()
    page.get_by_role("link", name="Tutup menu").click()
    expect(page.get_by_role("link", name="Potret data")).to_be_hidden()
    assert office.watched.faults == [], "\n".join(office.watched.faults)
    log = (office.served.folder.parent / "log").read_text(encoding="utf-8")
    assert not re.search(r"\b\d{16}\b", log)
