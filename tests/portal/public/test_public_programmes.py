"""All programmes and one: what stands in the rulebooks, what is announced, and who receives by open data alone."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from merata.programmes.rules.loading import available
from merata_portal.actor import Actor

sys.path.append(str(Path(__file__).parents[1] / "programmes"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
REGENCY = "35.05"


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return tmp_path / "data"


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", REGENCY))


@pytest.fixture
def social(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", REGENCY))


def text_of(answer: Any) -> str:
    plain = html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", plain)


def in_english() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def test_all_programmes_whose_rules_are_in_force_are_listed(client: Client) -> None:
    answer = client.get("/program/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.content) < 50_000
    for code in available():
        assert f'href="/program/{code}/"' in page
    said = text_of(answer)
    assert "BLT Dana Desa Rp 300.000 , 12 kali setahun (setahun Rp 3.600.000)" in said
    assert "Rastrada 10 kg , 12 kali setahun (senilai Rp 1.560.000 setahun)" in said
    ended = page[page.index('id="berakhir"') :]
    assert "/program/beras/" in ended, "its rules held until the end of 2025"
    assert "/program/pkh/" not in ended


def test_without_an_edition_the_pages_say_what_is_missing_and_why(client: Client) -> None:
    for address in ("/program/", "/program/pkh/"):
        assert "belum ada edisi data terbuka yang diterbitkan" in text_of(client.get(address))


def test_a_programme_says_what_it_gives_to_whom_and_by_which_law(client: Client) -> None:
    said = text_of(client.get("/program/blt_dana_desa/"))
    assert "Dibayar oleh desa (APBDes)." in said
    assert "Tinggal di desa" in said
    assert "Desil paling banyak 4" in said
    assert "Desil: tingkat kesejahteraan keluarga" in said, "not everybody knows the word"
    assert "Desil: tingkat" not in text_of(client.get("/program/blt_dbhcht/")), "whose rule names no decile"
    assert "sejak 1 Januari 2023. Dasar: PMK 201/PMK.07/2022 dan PMK 108/2024" in said
    assert "sumber lemah" in said, "how certain a source is stands beside it"
    assert "Yang memutuskan: musyawarah desa khusus" in said
    assert "dijawab paling lambat 10 hari kerja" in said
    assert "Tidak boleh dirangkap dengan Bantuan pangan daerah" not in said
    assert "Program Keluarga Harapan (PKH)" in said
    # What changed, the latest first: the share of Dana Desa fell from 25% to 15%.
    changed = said[said.index("Apa yang berubah") :]
    assert "Bagian Dana Desa, paling banyak: 15% (sebelumnya 25%)" in changed
    assert changed.index("1 Januari 2025") < changed.index("1 Januari 2024")
    assert "Besar bantuan sebulan: tetap Rp 300.000, dengan dasar baru" in changed


def test_what_members_are_given_is_a_table(client: Client) -> None:
    said = text_of(client.get("/program/pkh/"))
    assert "Paling banyak 4 anggota keluarga yang dihitung." in said
    assert "Disalurkan dalam 4 tahap setahun." in said
    assert "ibu hamil atau nifas Rp 3.000.000" in said
    assert "Sumber lain menyebut 70: kompas.tv 2024" in said, "sources that contradict each other are told"


def test_the_other_side_of_an_incompatible_pair_is_told_too(client: Client) -> None:
    said = text_of(client.get("/program/sembako/"))
    part = said[said.index("Tidak boleh dirangkap dengan") :]
    assert {"BLT Dana Desa", "Bantuan pangan daerah", "Rastrada"} <= {
        one for one in ("BLT Dana Desa", "Bantuan pangan daerah", "Rastrada", "PBI-JKN") if one in part[:200]
    }
    assert "PBI-JKN" not in part[:200]


@pytest.mark.parametrize("code", available())
def test_every_programme_has_its_page_in_both_languages(client: Client, code: str) -> None:
    for one, name in ((client, "id"), (in_english(), "en")):
        answer = one.get(f"/program/{code}/")
        assert answer.status_code == 200
        page = answer.content.decode()
        assert f'<html lang="{name}">' in page
        assert page.count("<h1>") == 1
        assert "{parameter." not in page
        assert "{household." not in page
        assert "<script" not in page
        assert " style=" not in page


def test_rules_that_are_over_say_so_and_cannot_be_checked(client: Client) -> None:
    answer = client.get("/program/beras/")
    assert "Sudah berakhir pada 31 Desember 2025." in text_of(answer)
    assert "/program/beras/periksa/" not in answer.content.decode()
    assert client.get("/program/beras/periksa/").status_code == 404


def test_what_is_no_programme_is_not_found(client: Client) -> None:
    assert client.get("/program/tidak_ada/").status_code == 404
    assert client.get("/program/tidak_ada/periksa/").status_code == 404


def test_launches_are_told_once_approved_unless_nothing_is_announced(client: Client) -> None:
    from made_programmes import cycle, launch, simulation  # noqa: PLC0415 - models need the settings first

    running = launch(
        "running", name_id="Putaran pertama", simulation=simulation(parameters={"monthly_idr": "250000"}),
        publication="village_board", publication_basis="Perbup 7/2026",
    )  # fmt: skip
    cycle(running, 1)
    for state in ("launched", "listing", "listed", "withdrawn"):
        launch(state, name_id=f"Belum {state}")
    launch("running", name_id="Yang diam", publication="nothing")
    launch("closed", name_id="Putaran lama", year=2025)
    said = text_of(client.get("/program/blt_dbhcht/"))
    assert "Putaran pertama 2026 Berjalan" in said
    assert "Putaran lama 2025 Selesai" in said
    assert "Diumumkan nama penerima di papan pengumuman desa (Perbup 7/2026)" in said
    assert "Angka sendiri besar bantuan sebulan: Rp 250.000" in said
    assert "Tahap Untuk masa Dibayar 1 1 Jan 2026" in said
    assert "Ditetapkan" in said
    assert "(188.45/1/2026)" in said
    assert "Belum" not in said[said.index("Penyaluran lewat sistem ini") : said.index("Siapa yang menerima")]
    assert "Yang diam" not in said
    assert "Rp 3.600.000" not in said, "what a launch sets aside, divided by the benefit, counts people"
    first = text_of(client.get("/program/"))
    assert "Putaran pertama Berjalan Kabupaten 35.05 · 2026" in first
    assert "Putaran lama" not in first
    assert "Yang diam" not in first


def test_many_launches_are_cut_and_this_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from made_programmes import launch  # noqa: PLC0415

    from merata_portal.programmes.queries import everybody  # noqa: PLC0415

    monkeypatch.setattr(everybody, "MOST_LAUNCHES", 2)
    for number in range(3):
        launch("running", name_id=f"Putaran {number}")
    for address in ("/program/blt_dbhcht/", "/program/"):
        said = text_of(client.get(address))
        assert "Hanya 2 penyaluran terbaru yang ditampilkan." in said
        assert ("Putaran 0" in said, "Putaran 1" in said, "Putaran 2" in said) == (False, True, True)


def test_an_offices_own_programme_has_a_page_once_it_is_announced(client: Client) -> None:
    from made_programmes import launch, packaged, rule_version  # noqa: PLC0415

    text = packaged("blt_dbhcht").replace("programme: blt_dbhcht", "programme: santunan_lokal")
    text = text.replace("name: {id: BLT DBHCHT,", "name: {id: Santunan lokal,").partition("\ncases:")[0]
    rule = rule_version("santunan_lokal", text=text)
    assert client.get("/program/santunan_lokal/").status_code == 404
    launch("approved", rule_version=rule)
    assert "Santunan lokal" in text_of(client.get("/program/santunan_lokal/"))
    assert "Santunan lokal" in text_of(client.get("/program/"))


def test_recipients_are_those_of_the_standing_edition(client: Client, planner: Actor, social: Actor) -> None:
    from made_publications import FOUR, ONE, THREE, TWO, published, recorded  # noqa: PLC0415

    recorded("sembako", {ONE: 12, TWO: 23, THREE: 31, FOUR: 3})
    published(planner, social)
    answer = client.get("/program/sembako/")
    said = text_of(answer)
    assert (
        "70 keluarga 100 dari 100 keluarga yang terdaftar Menurut daftar tahun 2025 dari kantor yang menyalurkannya"
        in said
    )
    assert "1 angka ditahan agar tidak ada orang yang dapat dikenali." in said
    assert f"Desa {ONE} 10 · 100" in said
    assert f"Desa {FOUR} ditahan" in said
    assert 'href="/data-terbuka/35.05/program/1/"' in answer.content.decode()
    assert "70 keluarga di Kabupaten 35.05 (daftar 2025)" in text_of(client.get("/program/"))
    assert "belum ada yang tercatat menerima" in text_of(client.get("/program/pip/"))
    # What the registry holds since is told with the next edition, not before.
    recorded("sembako", {ONE: 40})
    assert f"Desa {ONE} 10" in text_of(client.get("/program/sembako/"))


def test_what_the_portal_paid_is_told_as_received(client: Client, planner: Actor, social: Actor) -> None:
    from made_publications import RECIPIENTS, cycle, published, receive  # noqa: PLC0415

    receive(cycle(), RECIPIENTS)
    published(planner, social)
    said = text_of(client.get("/program/blt_dbhcht/"))
    assert (
        "40 keluarga 100 dari 100 keluarga yang terdaftar Yang sudah menerima lewat sistem ini pada tahun 2026." in said
    )


def test_a_withdrawn_edition_tells_nothing_any_more(client: Client, planner: Actor, social: Actor) -> None:
    from made_publications import ONE, published, recorded  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415

    recorded("sembako", {ONE: 40})
    made = published(planner, social)
    withdraw(by=social, publication=made.uuid, reason="Salah")
    assert "belum ada edisi" in text_of(client.get("/program/sembako/"))


def test_the_number_of_queries_does_not_grow(
    client: Client, planner: Actor, social: Actor, django_assert_max_num_queries: Any
) -> None:
    from made_programmes import cycle, launch  # noqa: PLC0415
    from made_publications import ONE, published, recorded  # noqa: PLC0415

    for number in range(3):
        made = launch("running", name_id=f"Putaran {number}")
        for each in range(1, 4):
            cycle(made, each)
    recorded("sembako", {ONE: 40})
    published(planner, social)
    for address, most in (("/program/", 6), ("/program/blt_dbhcht/", 6), ("/program/sembako/", 6)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
