"""A village secretary's musyawarah from the plan to the report, what its findings become, and what everybody sees."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from browsing import follow, go, press, visitor
from forum_hours import Hours, portal_with_hours, promised_and_paid
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served_portal import CHROMIUM, Portal, enter
from watched_pages import NARROW, Watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian: apt install chromium"),
]
JATEN, WLINGI, REGENCY = "35.05.01.2001", "35.05.10.1004", "35.05"
GUESTS = """Siti Aminah; kelompok perempuan; P; Krajan
Budi Santoso; kelompok tani; L; Krajan
Slamet Riyadi; tokoh masyarakat; L; Sumber
Sri Utami; kelompok pemuda; P; Sumber
Joko Susilo; kelompok masyarakat miskin; L; Sumber"""
BRIDGE = "Jembatan ke Dusun Sumber putus sejak banjir Februari"


class Secretary:
    """The people of the journey, each at a browser of their own; every page is looked at once by its name."""

    def __init__(
        self, served: Portal, browser: Browser, hours: Hours, watched: Watched, account: str = "village_operator"
    ) -> None:
        self.served, self.browser, self.hours, self.watched = served, browser, hours, watched
        self.page = self.enters(account, viewport=NARROW)
        self.meeting = ""

    def enters(self, account: str, **context: object) -> Page:
        return self.watched.watch(enter(self.browser, self.served, account, **context))

    def look(self, name: str, page: Page | None = None) -> None:
        self.watched.at(page or self.page, name)

    def goes(self, path: str, page: Page | None = None) -> Page:
        found = page or self.page
        return go(found, f"{self.served.address}{path}")

    def screen(self) -> Page:
        return self.goes(f"{self.meeting}layar/")

    def signs(self, *people: str) -> None:
        for one in people:
            follow(self.page.locator("#hadir").get_by_role("button", name=re.compile(f"^{one}")))
            expect(self.page.locator("#hadir").get_by_role("button", name=re.compile(f"^{one}"))).to_have_count(0)


def plans(forum: Secretary) -> None:
    page = forum.goes("/kantor/musyawarah/baru/")
    page.get_by_label("Jenis musyawarah").select_option(label="Musyawarah desa")
    page.get_by_label("Wilayah", exact=True).select_option(JATEN)
    page.get_by_label("Hari dan jam mulai").fill("2026-06-03T09:00")
    page.get_by_label("Tempat", exact=True).fill("Balai Desa Jaten")
    page.get_by_label("Acara", exact=True).fill("RKP Desa 2027\nJam kerja posyandu")
    forum.look("forum-plan")
    press(page, "Simpan rencana")
    expect(page.get_by_text("Musyawarah direncanakan.")).to_be_visible()
    forum.meeting = page.url.removeprefix(forum.served.address)
    follow(page.get_by_role("link", name="Ubah rencana"))
    page.get_by_label("Hari dan jam mulai").fill("2026-06-04T09:00")
    forum.look("forum-change")
    press(page, "Simpan rencana")
    expect(page.get_by_text("Kamis, 4 Juni 2026")).to_be_visible()


def invites(forum: Secretary, guests: str = GUESTS) -> None:
    page = forum.page
    press(page, "Tambahkan semua", lines=guests)
    expect(page.get_by_text("Masuk daftar undangan.")).to_be_visible()
    press(page, "Tambahkan semua", lines=f"Wahyu Lestari; ratu; P\n{guests}")
    expect(page.get_by_text("baris 1: unsur tidak dikenal").first).to_be_visible()
    expect(page.get_by_text("baris 2: sudah ada dalam daftar").first).to_be_visible()
    typed = page.get_by_role("textbox", name="Daftar undangan", exact=True)
    assert "Wahyu Lestari; ratu; P" in typed.input_value()  # what was typed stays
    page.get_by_label("Nama", exact=True).fill("Wahyu Lestari")
    page.get_by_label("Mewakili unsur").select_option(label="kelompok penyandang disabilitas")
    page.get_by_label("Penyandang disabilitas").select_option(label="ya")
    press(page, "Tambahkan")
    expect(page.get_by_role("heading", name="Daftar undangan (6)")).to_be_visible()
    forum.look("forum-invitees")
    press(page, "Tetapkan undangan")
    expect(page.get_by_text("Undangan ditetapkan")).to_be_visible()
    forum.look("forum-invited")


def prints_invitations(forum: Secretary, folder: Path) -> None:
    answer = forum.page.request.get(f"{forum.served.address}{forum.meeting}undangan.pdf")
    (folder / "undangan.pdf").write_bytes(answer.body())
    read = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert len(read.pages) == 6
    assert "Kamis, 4 Juni 2026" in read.pages[0].extract_text()


def fails_of_quorum_and_meets_again(forum: Secretary) -> None:
    page = forum.page
    forum.hours.turn("2026-06-04T09:05")
    forum.screen()
    forum.signs("Siti Aminah", "Budi Santoso", "Wahyu Lestari")
    expect(page.get_by_text("Kurang 1 orang untuk kuorum.")).to_be_visible()
    expect(page.get_by_role("button", name="Buka musyawarah")).to_have_count(0)
    forum.look("forum-no-quorum")
    press(page, "Tunda")
    expect(page.get_by_text("Ditunda sampai 12.00")).to_be_visible()
    forum.look("forum-postponed")
    forum.hours.turn("2026-06-04T12:01")
    forum.screen()
    press(page, "Catat konsultasi", people="3")
    expect(page.get_by_text("konsultasi selesai", exact=True)).to_be_visible()
    press(page, "Tetapkan", starts_at="2026-06-05T09:00")
    expect(page.get_by_text("menunggu musyawarah kedua", exact=True)).to_be_visible()
    forum.hours.turn("2026-06-05T09:02")
    forum.screen()
    forum.signs("Siti Aminah", "Budi Santoso", "Wahyu Lestari")
    press(page, "Catat pengamat", name="Bu Parti", sex="perempuan", disability="tidak", part="Sumber")
    expect(page.get_by_text("1 pengamat")).to_be_visible()
    forum.look("forum-second")
    press(page, "Buka musyawarah")
    expect(page.get_by_text("sedang berlangsung", exact=True)).to_be_visible()


def deliberates(forum: Secretary) -> None:
    page = forum.page
    press(page, "Catat keberatan", attendee="Budi Santoso", text="Posyandu bukan urusan musyawarah ini")
    press(page, "Keberatan tidak diterima")
    expect(page.get_by_text("Keberatan tidak diterima", exact=True).first).to_be_visible()
    first, second = (page.locator("#acara li", has_text=title) for title in ("RKP Desa 2027", "Jam kerja posyandu"))
    press(first, "Bahas butir ini")
    follow(page.locator("#bicara").get_by_role("button", name=re.compile("^Wahyu Lestari")))
    press(page.locator("#bicara"), "Catat aspirasi", attendee="Siti Aminah", text=BRIDGE)
    press(first, "Mufakat", text="Jembatan Sumber didahulukan")
    expect(page.get_by_text("mufakat: Jembatan Sumber didahulukan")).to_be_visible()
    press(second, "Bahas butir ini")
    press(second, "Mufakat tidak tercapai")
    press(second, "Catat suara", in_favour="3", against="2", abstained="0", text="Posyandu buka sore")
    expect(page.get_by_text("5 suara dari 3 peserta").first).to_be_visible()
    expect(page.get_by_role("region", name="Belum tercatat").get_by_text("Posyandu buka sore")).to_be_visible()
    forum.look("forum-refused")
    press(second, "Catat suara", in_favour="2", against="1", abstained="0", text="Posyandu buka sore")
    expect(page.get_by_text("diterima: 2 setuju, 1 menolak, 0 abstain").first).to_be_visible()
    press(second, "Catat pendapat", attendee="Budi Santoso", text="Pagi lebih baik")
    forum.look("forum-open")


def oversees_and_closes(forum: Secretary) -> None:
    page = forum.page
    press(page.locator("#acara li", has_text="Pengawasan"), "Bahas butir ini")
    forum.goes(f"{forum.meeting}pengawasan/")
    row = page.locator("tr", has_text="BLT DBHCHT")
    expect(row).to_contain_text("12.000.000")
    expect(row).to_contain_text("9.000.000")
    forum.look("forum-oversight")
    press(row, "Catat temuan", text="Tiga juta rupiah BLT belum sampai kepada penerima.")
    press(page, "Ya, tutup musyawarah")
    follow(page.get_by_role("link", name="Lanjut: dokumen dan laporan"))
    expect(page.get_by_text("Laporan paling lambat")).to_be_visible()


def seals_and_reports(forum: Secretary, folder: Path) -> dict[str, bytes]:
    page = forum.page
    press(page, "Buat dan segel dokumen")
    expect(page.get_by_text("Dokumen dibuat dan disegel")).to_be_visible()
    found = {}
    for name in ("Berita acara", "Notulen", "Daftar hadir"):
        link = page.get_by_role("link", name=name, exact=True).get_attribute("href")
        found[name] = page.request.get(f"{forum.served.address}{link}").body()
        (folder / f"{name}.pdf").write_bytes(found[name])
    page.get_by_label("Pindaian bertanda tangan").set_input_files(
        [{"name": "pindaian.pdf", "mimeType": "application/pdf", "buffer": found["Berita acara"]}]
    )
    press(page, "Lampirkan")
    expect(page.get_by_text("Pindaian disimpan.")).to_be_visible()
    press(page, "Serahkan laporan")
    expect(page.get_by_text("diserahkan", exact=True)).to_be_visible()
    forum.look("forum-closed")
    return found


def an_aspiration_becomes_a_proposal(forum: Secretary) -> None:
    page = forum.page
    follow(page.get_by_role("link", name=re.compile("^Jadikan usulan")))
    assert page.get_by_label("Apa yang diusulkan").input_value() == BRIDGE
    page.get_by_label("Bidang").select_option(label="Prasarana: jalan, jembatan, gedung, air")
    forum.look("forum-aspiration")
    press(page, "Simpan usulan", title="Jembatan gantung Dusun Sumber")
    expect(page.get_by_role("heading", name="Jembatan gantung Dusun Sumber")).to_be_visible()
    forum.look("forum-proposal")
    forum.goes(forum.meeting)
    expect(page.get_by_role("link", name=re.compile("Jembatan gantung Dusun Sumber"))).to_be_visible()


def everybody_reads_and_checks(forum: Secretary, documents: dict[str, bytes]) -> None:
    page = forum.watched.watch(visitor(forum.browser, viewport=NARROW))
    forum.goes("/musyawarah/", page)
    forum.look("public-forums", page)
    forum.goes(forum.meeting.removeprefix("/kantor"), page)
    expect(page.get_by_text("Jembatan Sumber didahulukan")).to_be_visible()
    expect(page.get_by_text("musyawarah kedua, dengan yang hadir")).to_be_visible()
    expect(page.get_by_role("link", name="Jembatan gantung Dusun Sumber")).to_be_visible()
    told = page.content()
    assert not [one for one in ("Siti", "Budi", "Wahyu", "Parti", "banjir", "Pagi lebih baik") if one in told]
    forum.look("public-forum", page)
    follow(page.locator("section", has_text="Dokumen yang disegel").get_by_role("link").first)
    for content, said in ((documents["Daftar hadir"], "Cocok:"), (documents["Daftar hadir"] + b" ", "Tidak cocok:")):
        code = page.get_by_label("Kode periksa").input_value()
        file = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": content}
        page.get_by_label("Berkas PDF").set_input_files([file])  # type: ignore[list-item]
        press(page, "Periksa")
        expect(page.get_by_text(said)).to_be_visible()
        assert page.get_by_label("Kode periksa").input_value() == code
    forum.look("public-check", page)
    forum.goes(f"/desa/{JATEN}/?tahun=2026", page)
    expect(page.get_by_text("12.000.000")).to_have_count(0)  # rupiah of assistance count people
    expect(page.get_by_text("Tiga juta rupiah BLT")).to_be_visible()
    forum.look("public-village", page)
    forum.goes("/temuan/", page)
    forum.look("public-findings", page)
    follow(page.get_by_role("link", name=re.compile("Tiga juta")))
    forum.look("public-finding", page)


def the_office_answers(forum: Secretary, officer: Page, answer: str) -> None:
    forum.goes("/kantor/temuan/", officer)
    forum.look("findings", officer)
    follow(officer.get_by_role("link", name=re.compile("Tiga juta")))
    press(officer, "Jawab", reason=answer)
    expect(officer.get_by_text("Jawaban dicatat dan terbit")).to_be_visible()
    forum.look("finding", officer)


def the_next_forum_judges(forum: Secretary, day: str, button: str, **fields: str) -> None:
    """Another meeting with its quorum, which judges the finding."""
    page = forum.goes("/kantor/musyawarah/baru/")
    page.get_by_label("Hari dan jam mulai").fill(f"{day}T09:00")
    page.get_by_label("Tempat", exact=True).fill("Balai Desa Jaten")
    page.get_by_label("Acara", exact=True).fill("Evaluasi")
    press(page, "Simpan rencana")
    forum.meeting = page.url.removeprefix(forum.served.address)
    press(page, "Tambahkan semua", lines=GUESTS)
    press(page, "Tetapkan undangan")
    forum.hours.turn(f"{day}T09:01")
    forum.screen()
    forum.signs("Siti Aminah", "Budi Santoso", "Slamet Riyadi", "Sri Utami")
    expect(page.get_by_text("Kuorum tercapai.")).to_be_visible()
    press(page, "Buka musyawarah")
    expect(page.get_by_text("Tiga juta rupiah BLT").first).to_be_visible()
    press(page.locator("section", has=page.get_by_role("heading", name="Temuan sebelumnya")), button, **fields)
    press(page, "Ya, tutup musyawarah")
    follow(page.get_by_role("link", name="Lanjut: dokumen dan laporan"))
    press(page, "Buat dan segel dokumen")
    expect(page.get_by_text("Dokumen dibuat dan disegel")).to_be_visible()


def another_kind(forum: Secretary, page: Page, kind: str, area: str, day: str) -> None:
    """A meeting without quorum, held by who may: it opens with those who came, and reports in the new year."""
    forum.goes("/kantor/musyawarah/baru/", page)
    page.get_by_label("Jenis musyawarah").select_option(label=kind)
    page.get_by_label("Wilayah", exact=True).select_option(area)
    page.get_by_label("Hari dan jam mulai").fill(f"{day}T13:00")
    page.get_by_label("Tempat", exact=True).fill("Pendopo")
    page.get_by_label("Acara", exact=True).fill("Kebutuhan perempuan, anak, dan penyandang disabilitas")
    press(page, "Simpan rencana")
    expect(page.get_by_text("tidak diatur").first).to_be_visible()
    press(page, "Tambahkan semua", lines="Rini Astuti; kelompok perempuan; P\nHadi; kelompok pemuda; L")
    press(page, "Tetapkan undangan")
    meeting = page.url.removeprefix(forum.served.address)
    forum.hours.turn(f"{day}T13:05")
    forum.goes(f"{meeting}layar/", page)
    expect(page.get_by_text("Tidak ada kuorum untuk jenis musyawarah ini")).to_be_visible()
    follow(page.locator("#hadir").get_by_role("button", name=re.compile("^Rini Astuti")))
    press(page, "Buka musyawarah")
    press(page, "Catat aspirasi", text="Ruang bermain anak di puskesmas", attendee="Rini Astuti")
    press(page, "Ya, tutup musyawarah")
    follow(page.get_by_role("link", name="Lanjut: dokumen dan laporan"))
    expect(page.get_by_text(re.compile(r"\d+ Januari 2027")).first).to_be_visible()  # seven working days, New Year too
    expect(page.get_by_text("libur nasional tahun itu belum dimasukkan")).to_be_visible()
    forum.look(f"forum-{area}-{day}", page)


def walk(forum: Secretary, folder: Path) -> None:
    forum.look("home")
    plans(forum)
    invites(forum)
    prints_invitations(forum, folder)
    fails_of_quorum_and_meets_again(forum)
    deliberates(forum)
    oversees_and_closes(forum)
    documents = seals_and_reports(forum, folder)
    an_aspiration_becomes_a_proposal(forum)
    everybody_reads_and_checks(forum, documents)
    officer = forum.enters("social_officer")
    the_office_answers(forum, officer, "Sisa tiga juta rupiah disalurkan pada bulan Juli.")
    the_next_forum_judges(forum, "2026-09-10", "Buka kembali", text="Sampai September belum disalurkan")
    the_office_answers(forum, officer, "Disalurkan 14 September, bukti transfer terlampir.")
    the_next_forum_judges(forum, "2026-11-12", "Selesai")
    forum.goes("/kantor/temuan/?keadaan=confirmed")
    expect(forum.page.get_by_text("Tiga juta rupiah BLT")).to_be_visible()
    forum.goes("/kantor/musyawarah/")
    forum.look("forums")
    planner, member = (forum.enters(account, viewport=NARROW) for account in ("planner", "council_member"))
    another_kind(forum, planner, "Musyawarah Pena Intan", REGENCY, "2026-12-29")
    another_kind(forum, planner, "Musrenbang kelurahan", WLINGI, "2026-12-30")
    forum.goes("/kantor/musyawarah/baru/", member)
    kinds = member.get_by_label("Jenis musyawarah").locator("option")
    assert kinds.all_inner_texts() == ["Reses DPRD"]  # a council member holds nothing else
    another_kind(forum, member, "Reses DPRD", REGENCY, "2026-12-31")


def test_a_forum_decides_oversees_and_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    hours = portal_with_hours(tmp_path / "portal", monkeypatch, "2026-06-01T08:00")
    with sync_playwright() as playwright, hours as (served, clock):
        promised_and_paid(served, JATEN)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        walk(Secretary(served, browser, clock, watched), tmp_path)
        browser.close()
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert watched.faults == []
    assert not [one for one in ("Siti", "Wahyu", "banjir", "Posyandu buka sore") if one in log]
