"""A village's page: what its edition tells, by hand; what is withheld, in words; what is not there, with a way out."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from made_villages import (
    AREA,
    KECAMATAN,
    KELURAHAN,
    NAMES,
    ONE,
    THREE,
    TWO,
    all_measured,
    estimate,
    inputs,
    measured,
    named,
)  # fmt: skip

from merata_portal.actor import Actor

RECIPIENTS = {(ONE, "female"): 12, (ONE, "male"): 3, (TWO, "female"): 3, (THREE, "male"): 8}
SECTIONS = (
    "kesejahteraan", "layanan", "bantuan", "uang", "pekerjaan", "pelatihan", "musyawarah", "temuan", "usulan",
    "pengaduan",
)  # fmt: skip


@pytest.fixture(autouse=True)
def data_root(tmp_path: Path, settings: Any, areas: Any) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    named()
    return Path(settings.DATA_ROOT)


@pytest.fixture
def edition(acting: Callable[..., Actor]) -> Any:
    """Measures, minutes and recipients of the three villages, published."""
    from made_publications import cycle, published, receive  # noqa: PLC0415 - models need the settings first

    frozen = inputs()
    all_measured(frozen)
    receive(cycle(), RECIPIENTS)
    return published(acting(("planner", AREA)), acting(("social_officer", AREA)))


def read(address: str, lang: str = "id") -> str:
    """The page in a language, as text."""
    client = Client()
    client.cookies["django_language"] = lang
    answer = client.get(address)
    assert answer.status_code == 200, address
    plain = html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))


def section(page: str, start: str, end: str) -> str:
    """What stands from one heading to the next."""
    return page[page.index(start) : page.index(end, page.index(start))]


def test_welfare_is_told_with_its_interval_beside_kecamatan_and_regency(edition: Any) -> None:
    page = read(f"/desa/{ONE}/")
    told = section(page, "Seberapa miskin", "Berapa lama ke layanan")
    assert "25 dari 100 orang di Desa Jaten hidup di bawah garis kemiskinan (antara 20 dan 30)." in told
    assert "Lebih tinggi daripada Kabupaten Blitar." in told  # 20 to 30 against 8 to 12
    assert "Desa Jaten 25,0%, antara 20,0% dan 30,0% perkiraan model" in told
    assert "Kabupaten Blitar 10,0%, antara 8,0% dan 12,0% survei, 40 rumah tangga" in told
    assert "Kecamatan Wonodadi 0,0%, selangnya tidak diketahui baca hati-hati survei, 40 rumah tangga" in told
    assert (
        "Seorang di Desa Jaten rata-rata membelanjakan Rp 0,90 juta sebulan (antara Rp 0,72 juta dan Rp 1,08 juta)"
        in (told)
    )
    assert "Tidak jelas berbeda dari Kabupaten Blitar" in told  # 0.72 to 1.08 against 1 to 1.5
    assert "Rasio Gini Desa Jaten 0,31 (antara 0,25 dan 0,37)." in told
    assert "Kabupaten Blitar belum diukur" in told
    assert "Ketimpangan dan kemiskinan , data terbuka edisi 1, survei 2025" in told


def test_the_figures_are_the_edition_s_own(edition: Any) -> None:
    from merata_portal.analysis.queries.published import rows  # noqa: PLC0415

    (row,) = rows(edition, "kesejahteraan", "ukuran", area_code=ONE, measure="p0")
    assert (row["value"], row["low"], row["high"]) == (0.25, 0.2, pytest.approx(0.3))
    (row,) = rows(edition, "akses", "waktu_tempuh", area_code=TWO, service="market", season="wet", mode="motorcycle")
    assert row["minutes"] == 48.0
    assert rows(edition, "akses", "waktu_tempuh", no_such_column="x") == []


def test_a_withheld_measure_is_said_in_words_and_its_number_is_nowhere(edition: Any) -> None:
    page = read(f"/desa/{TWO}/")
    told = section(page, "Seberapa miskin", "Berapa lama ke layanan")
    assert "Untuk Desa Sumber Agung ditahan: terlalu tidak pasti, atau dari terlalu sedikit rumah tangga." in told
    assert "20,0%" not in page
    assert "dari 100 orang di Desa Sumber Agung" not in page


def test_what_is_withheld_is_not_said_to_come_from_no_household(acting: Callable[..., Actor]) -> None:
    from made_publications import published  # noqa: PLC0415

    frozen = inputs()
    withheld = estimate(KECAMATAN, "p0", 0.2, flag="withheld", method="direct", n=31)
    measured(frozen, "kecamatan", withheld, estimate(KECAMATAN, "mean", 900_000.0, method="direct"))
    published(acting(("planner", AREA)), acting(("social_officer", AREA)))
    told = section(read(f"/desa/{KECAMATAN}/"), "Untuk Kecamatan Wonodadi ditahan", "Belanja")
    assert re.search(r"terlalu sedikit rumah tangga survei (?!,)", told)
    assert "0 rumah tangga" not in told
    assert "31" not in told, "how many were asked is withheld with what they said"


def test_a_picture_has_its_intervals_and_says_them(edition: Any) -> None:
    page = Client().get(f"/desa/{ONE}/").content.decode()
    pictures = re.findall(r"<svg.*?</svg>", page)
    assert len(pictures) == 3
    first = pictures[0]
    assert first.count('class="value"') == 2, "what has no known interval is in the table alone"
    alt = html.unescape(re.search(r'aria-label="([^"]*)"', first)[1])  # type: ignore[index]
    assert alt.startswith("Kemiskinan. Desa Jaten: 25,0% (antara 20,0% dan 30,0%); Kecamatan Wonodadi: 0,0%;")
    assert "style=" not in page, "the policy lets no style attribute through"


def test_minutes_in_both_seasons_and_no_way_in_words(edition: Any) -> None:
    told = section(read(f"/desa/{TWO}/"), "Berapa lama ke layanan", "Siapa menerima")
    assert "Pasar jauh 36 menit 48 menit 3 jam 3 jam 10 menit" not in told, "36 is not twice what others need"
    assert "Pasar 36 menit 48 menit 3 jam 3 jam 10 menit 36 menit" in told
    assert "Puskesmas kurang dari 1 menit" in told
    away = section(read(f"/desa/{THREE}/"), "Berapa lama ke layanan", "Siapa menerima")
    assert away.count("tidak ada jalan yang diketahui") == 8
    assert away.count("jauh ") == 2
    none = section(read(f"/desa/{KELURAHAN}/"), "Berapa lama ke layanan", "Siapa menerima")
    assert "Waktu tempuh belum terbit" in none


def test_recipients_are_rounded_and_the_withheld_say_so(edition: Any) -> None:
    told = section(read(f"/desa/{ONE}/"), "Siapa menerima", "Uang ")
    assert re.search(r"Program blt_dbhcht disalurkan lewat sistem ini sekitar 15", told)
    few = section(read(f"/desa/{TWO}/"), "Siapa menerima", "Uang ")
    assert re.search(
        r"Program blt_dbhcht disalurkan lewat sistem ini ditahan agar tidak ada orang yang dapat dikenali", few
    )
    assert not re.search(r"sekitar \d", few.replace("Di sini terdaftar sekitar", ""))
    nobody = section(read(f"/desa/{KELURAHAN}/"), "Siapa menerima", "Uang ")
    assert "Tidak satu pun program yang dicatat menjangkau rumah tangga di sini." in nobody


def test_only_programmes_that_have_a_page_are_links(acting: Callable[..., Actor]) -> None:
    from made_publications import cycle, published, receive, recorded  # noqa: PLC0415

    all_measured(inputs())
    receive(cycle(), RECIPIENTS)
    recorded("pkh", {ONE: 9})
    recorded("zakat_baznas", {ONE: 9})
    published(acting(("planner", AREA)), acting(("social_officer", AREA)))
    page = Client().get(f"/desa/{ONE}/").content.decode()
    assert "Program zakat_baznas" in page
    links = set(re.findall(r'href="(/program/[^"]+)"', page))
    assert links == {"/program/blt_dbhcht/", "/program/pkh/"}, "whose rules are written down here"
    for link in links:
        assert Client().get(link).status_code == 200, link


def test_a_meeting_that_is_over_does_not_come_whatever_day_it_was_called_for() -> None:
    from made_meetings import invited  # noqa: PLC0415

    from merata_portal.participation.models import Meeting  # noqa: PLC0415

    invited()
    Meeting.objects.update(area=ONE, starts_at=timezone.now() + timedelta(days=2))
    assert "Akan datang" in read(f"/desa/{ONE}/")
    for over in ("closed", "reported", "cancelled"):
        Meeting.objects.update(state=over)
        page = read(f"/desa/{ONE}/")
        assert "Akan datang" not in page, over
        assert "Sudah lewat" in page, over


def test_nothing_counts_people_but_the_edition(edition: Any) -> None:
    from made_registry import household  # noqa: PLC0415

    from merata_portal.registry.models import Benefit  # noqa: PLC0415

    before = read(f"/desa/{ONE}/")
    for number in range(37):
        home = household(ONE, f"Nama Rahasia {number}")
        Benefit.objects.create(household=home, programme_id="pkh", year=2026, annual_idr=1_234_567)
    assert read(f"/desa/{ONE}/") == before


def test_rupiah_of_assistance_are_not_told_whatever_line_pays_them(acting: Callable[..., Actor]) -> None:
    from merata_portal.ledger import actions  # noqa: PLC0415
    from merata_portal.ledger.models import Line  # noqa: PLC0415
    from merata_portal.ledger.requests import Ceiling, Share  # noqa: PLC0415

    by = acting(("planner", AREA), ("village_operator", ONE))
    ceilings = [
        Ceiling("1.06", "DAU", 100_000_000, "assistance"), Ceiling("1.03", "DAU", 900_000_000, "infrastructure"),
        Ceiling("9.99", "DAU", 50_000_000, ""),
    ]  # fmt: skip
    actions.appropriate(by=by, owner=AREA, year=2026, ceilings=ceilings, reason="APBD", key="a")
    lines = {one.pillar: one.pk for one in Line.objects.all()}
    shares = [
        Share(lines["assistance"], "pkh", 6_000_003, programme="pkh", village_code=ONE),
        Share(lines["infrastructure"], "project:1", 40_000_007, programme="jalan", village_code=ONE),
        Share(lines[""], "launch:1", 5_000_001, programme="blt", village_code=ONE),
        Share(lines["infrastructure"], "project:2", 70_000_009, programme="lain", village_code=TWO),
    ]  # fmt: skip
    for number, share in enumerate(shares):
        actions.reserve(by=by, shares=[share], reason="rencana", key=f"r{number}")
    page = read(f"/desa/{ONE}/?tahun=2026")
    assert "Dijanjikan Rp 40.000.007, terwujud Rp 0." in page
    for hidden in ("6.000.003", "5.000.001", "46.000.010", "51.000.011", "70.000.009", "pkh"):
        assert hidden not in page, hidden
    assert "40.000.007" not in read(f"/desa/{ONE}/?tahun=2025")


def test_a_desa_s_own_budget_and_that_a_kelurahan_has_none(acting: Callable[..., Actor]) -> None:
    from merata_portal.ledger import actions  # noqa: PLC0415
    from merata_portal.ledger.requests import Ceiling  # noqa: PLC0415

    by = acting(("planner", AREA), ("village_operator", ONE))
    ceilings = [
        Ceiling("2.1", "DD", 30_000_000, "infrastructure"), Ceiling("2.2", "DD", 12_000_000, "assistance"),
        Ceiling("1.1", "ADD", 8_000_000),
    ]  # fmt: skip
    actions.appropriate(by=by, owner=ONE, year=2026, ceilings=ceilings, reason="APBDes", key="a")
    told = section(read(f"/desa/{ONE}/?tahun=2026"), "Anggaran sendiri", "Dijanjikan dan terwujud")
    assert "APBDes 2026: Rp 50.000.000." in told
    assert "Prasarana Rp 30.000.000 Rp 0" in told
    assert "Bantuan, pemerintahan desa, dan belanja lain Rp 20.000.000 tidak dimuat" in told
    assert "12.000.000" not in told
    other = section(read(f"/desa/{ONE}/?tahun=2024"), "Anggaran sendiri", "Dijanjikan dan terwujud")
    assert "APBDes 2024 belum dimuat." in other
    none = section(read(f"/desa/{KELURAHAN}/?tahun=2026"), "Anggaran sendiri", "Dijanjikan dan terwujud")
    assert "Kelurahan tidak punya anggaran sendiri: tidak ada Dana Desa." in none
    assert "APBD Kabupaten Blitar" in none


def test_plans_are_told_by_village_without_assistance() -> None:
    import made_monitored  # noqa: PLC0415

    decided, refused = made_monitored.plan("approved"), made_monitored.plan("refused")
    made_monitored.item(decided, "project", 120_000_000, name="Saluran Krajan", village_code=ONE, state="made")
    made_monitored.item(decided, "programme", 36_000_000, name="BLT rahasia", village_code=ONE, state="made")
    made_monitored.item(decided, "project", 5_000_000, name="Yang ditinggal", village_code=ONE, state="left_out")
    made_monitored.item(decided, "project", 6_000_000, name="Desa lain", village_code=TWO, state="made")
    made_monitored.item(refused, "project", 7_000_000, name="Rencana ditolak", village_code=ONE, state="made")
    told = section(read(f"/desa/{ONE}/"), "Sudah ditetapkan dalam rencana", "Apa yang dibangun")
    assert "Saluran Krajan Prasarana · Rp 120.000.000" in told
    assert "188/7/DPRD/2026" in told
    for hidden in ("BLT rahasia", "36.000.000", "Yang ditinggal", "Desa lain", "Rencana ditolak"):
        assert hidden not in told


def test_works_courses_meetings_findings_proposals_and_complaints_are_those_of_the_public_lists(
    acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    import made_courses  # noqa: PLC0415
    import made_meetings  # noqa: PLC0415
    import made_works  # noqa: PLC0415

    from merata_portal.complaints.models import Complaint  # noqa: PLC0415
    from merata_portal.participation.actions import closing, proposing  # noqa: PLC0415
    from merata_portal.participation.actions.findings import answer_finding  # noqa: PLC0415
    from merata_portal.participation.models import Finding  # noqa: PLC0415

    made_works.candidate(made_works.officers(acting).officer, name="Belum dijanjikan")
    work = made_works.planned(made_works.officers(acting))
    course = made_courses.opened(made_courses.officers(acting), monkeypatch)
    forum = made_meetings.closed(count=30, present=24)
    before = read(f"/desa/{ONE}/")
    assert "Bantuan triwulan pertama" not in before, "the minutes are not sealed"
    assert "hadir 24" not in before
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    answer_finding(by=made_meetings.officer(), finding=Finding.objects.get().uuid, text="Sisanya dibayar 20 Juni.")
    by = Actor(-1, "anonim / anonymous")
    made, _pin = proposing.submit(
        by=by, channel="page", village_code=ONE, year=2027, title="Jembatan Kali Putih", pillar="infrastructure",
        proposer="Nama Rahasia",
    )  # fmt: skip
    page = read(f"/desa/{ONE}/")
    works = section(page, "Apa yang dibangun", " Pelatihan ")
    assert work.name in works
    assert "Belum dijanjikan" not in page
    assert course.name in section(page, "Foto dari waktu ke waktu", "Akan datang" if "Akan datang" in page else "lewat")
    assert "berita acara disegel · hadir 24 dari 30 undangan, kuorum 20 tercapai" in page
    found = section(page, "Temuan musyawarah dan jawabannya", "Usulan warga")
    assert "Bantuan triwulan pertama belum diterima sebagian keluarga. Dijawab" in found
    assert "Sisanya dibayar 20 Juni." in found
    assert "Masuk, menunggu biaya: 1" in page
    assert "Jembatan Kali Putih" in page
    assert "Nama Rahasia" not in page
    for name in made_meetings.NAMES:
        assert name not in page
    assert f"/usulan/{made.ticket}/" in Client().get(f"/desa/{ONE}/").content.decode()
    assert Complaint.objects.count() == 0
    assert "Belum ada pengaduan dari sini pada daftar umum." in page
    assert "Jembatan Kali Putih" not in read(f"/desa/{TWO}/")


def test_only_complaints_of_the_public_list_are_told() -> None:
    from merata_portal.complaints.actions.filing import file_complaint  # noqa: PLC0415
    from merata_portal.complaints.categories import rules  # noqa: PLC0415
    from merata_portal.complaints.models import Complaint  # noqa: PLC0415

    by = Actor(-1, "anonim / anonymous")
    for number, text in enumerate(("Jalan depan SD rusak berat", "Yang ini tidak untuk umum")):
        file_complaint(
            by=by,
            channel="page",
            village_code=ONE,
            category=next(iter(rules().categories)),
            text=text,
            browser=str(number),
            name="Rahasia",
        )
    Complaint.objects.update(public=True, state="filed", was_overdue=True)
    Complaint.objects.filter(pk=Complaint.objects.latest("id").pk).update(public=False)
    told = read(f"/desa/{ONE}/")
    assert "1 pengaduan pada daftar umum, 1 menunggu jawaban, 1 di antaranya terlambat" in told
    assert "Jalan depan SD rusak berat" in told
    assert "Yang ini tidak untuk umum" not in told
    assert "Rahasia" not in told


def test_where_there_is_nothing_the_page_says_so_and_what_one_can_do() -> None:
    page = read(f"/desa/{ONE}/")
    for said in (
        "Angka tentang orang belum terbit: Kabupaten Blitar belum menerbitkan edisi data terbuka",
        "Belum ada ukuran yang terbit", "Waktu tempuh belum terbit", "Belum ada penerima yang terbit",
        "belum dimuat. Desa wajib mengumumkannya", "selain bantuan.", "Belum ada pekerjaan atau pelatihan bagi",
        "Belum ada jalan, jembatan, atau bangunan", "Belum ada pelatihan yang diadakan di sini",
        "Belum ada musyawarah yang undangannya", "Belum ada temuan.", "Belum ada usulan dari sini.",
        "Belum ada pengaduan dari sini", "Ajukan keberatan",
    ):  # fmt: skip
        assert said in page, said


def test_a_withdrawn_edition_tells_nothing_more(edition: Any, acting: Callable[..., Actor]) -> None:
    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415

    assert "25 dari 100 orang" in read(f"/desa/{ONE}/")
    withdraw(by=acting(("social_officer", AREA)), publication=edition.uuid, reason="Salah tahun")
    page = read(f"/desa/{ONE}/")
    assert "25 dari 100 orang" not in page
    assert "Angka tentang orang belum terbit" in page


def test_the_village_is_chosen_where_one_files() -> None:
    page = Client().get(f"/desa/{ONE}/").content.decode()
    for form in ("/usulan/baru/", "/pengaduan/baru/"):
        assert f'href="{form}?desa={ONE}"' in page
        assert f'<option value="{ONE}" selected>' in Client().get(f"{form}?desa={ONE}").content.decode()
        assert "selected>" not in re.sub(
            r'<option value="[a-z_]*" selected', "", Client().get(f"{form}?desa=x").content.decode()
        ).replace('<option value="" selected>', "")


@pytest.mark.parametrize("code", ["35.05.01.2999", "x", "35.05.01.2001 ", "35.05.01.2001%00", "99", "35.05.01.20011"])
def test_what_is_no_area_is_not_found(code: str) -> None:
    assert Client().get(f"/desa/{code}/").status_code == 404


@pytest.mark.parametrize("year", ["x", "99999", "²026", "-1", "1999", ""])
def test_a_year_that_is_none_is_this_one(year: str) -> None:
    from django.utils import timezone  # noqa: PLC0415

    assert f"Uang {timezone.localdate().year}" in read(f"/desa/{ONE}/?tahun={year}")


def test_both_languages_name_the_same_sections(edition: Any) -> None:
    found = {}
    for lang in ("id", "en"):
        client = Client()
        client.cookies["django_language"] = lang
        page = client.get(f"/desa/{ONE}/").content.decode()
        assert f'<html lang="{lang}">' in page
        assert re.search(r'<meta name="description" content="[^"]{40,}">', page)
        for name in SECTIONS:
            assert f'id="{name}"' in page
            assert f'href="#{name}"' in page
        found[lang] = page
    assert "25.0%" in found["en"]
    assert "25,0%" in found["id"]
    assert "Health centre (puskesmas)" in found["en"]
    assert f"/en/data-terbuka/{AREA}/kesejahteraan/1/" in found["en"]
    assert f"/data-terbuka/{AREA}/kesejahteraan/1/" in found["id"]


def test_headings_come_in_order(edition: Any) -> None:
    page = Client().get(f"/desa/{ONE}/").content.decode()
    levels = [int(one) for one in re.findall(r"<h(\d)", page)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_as_many_queries_whatever_there_is_to_tell(
    edition: Any, acting: Callable[..., Actor], django_assert_num_queries: Callable[[int], Any]
) -> None:
    import made_works  # noqa: PLC0415

    from merata_portal.participation.actions import proposing  # noqa: PLC0415

    def asked(code: str) -> int:
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as found:
            assert Client().get(f"/desa/{code}/").status_code == 200
        return len(found)

    asked(ONE)  # tables of the edition are read once
    before = asked(ONE)
    who = made_works.officers(acting)
    counts = []
    for number in range(2):
        for one in range(3):
            made_works.planned(who, name=f"Jalan {number} {one}")
            proposing.submit(
                by=Actor(-1, "anonim / anonymous"), channel="page", village_code=ONE, year=2027,
                title=f"Usulan nomor {number} {one}", pillar="infrastructure", browser=f"{number}-{one}",
            )  # fmt: skip
        counts.append(asked(ONE))
    assert counts[0] == counts[1]
    assert counts[0] - before == 6, "what is known of works, asked once there are any"
    assert counts[0] == 22
    with django_assert_num_queries(counts[1]):
        Client().get(f"/desa/{ONE}/")


def test_the_page_is_small(edition: Any) -> None:
    import gzip  # noqa: PLC0415

    assert len(gzip.compress(Client().get(f"/desa/{ONE}/").content)) < 20_000


def test_the_older_address_leads_here() -> None:
    answer = Client().get(f"/musyawarah/wilayah/{ONE}/?tahun=2025")
    assert (answer.status_code, answer["Location"]) == (301, f"/desa/{ONE}/?tahun=2025#uang")
    assert Client().get(f"/musyawarah/wilayah/{ONE}/")["Location"] == f"/desa/{ONE}/#uang"
    for wrong in ("35.05.01.2999", "x", "35.05.01.2001\x00"):
        assert Client().get(f"/musyawarah/wilayah/{wrong}/").status_code == 404


def test_a_kecamatan_tells_its_villages_beside_each_other(
    edition: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    page = read("/desa/35.05.01/")
    told = section(page, "Desa dan kelurahannya", "Seberapa miskin")
    assert "Desa Jaten 25,0%, antara 20,0% dan 30,0% 48 menit" in told
    assert "Desa Sumber Agung ditahan kurang dari 1 menit" in told
    assert "Survei memberi 0,0% untuk Kecamatan Wonodadi, tetapi seberapa pasti angka itu tidak diketahui." in page
    assert re.search(
        r"Program blt_dbhcht disalurkan lewat sistem ini sekitar 20", section(page, "Siapa menerima", "Musyawarah")
    )  # 18
    assert NAMES[THREE] not in told
    other = read("/desa/35.05.10/")
    assert "Desa Tegalasri belum terbit tidak ada jalan yang diketahui" in other
    assert "Kelurahan Wlingi belum terbit belum terbit" in other
    with django_assert_num_queries(5):
        Client().get("/desa/35.05.01/")
