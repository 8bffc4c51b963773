"""How unequal: every figure is the edition's, with its interval and n; what is withheld is not there; light pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from made_inequality import AREA, ONE, THREE, edition, measured
from reading_pages import in_english, main_of, wire_bytes

from merata.measurement.estimates import BPS, FEWEST_DEGREES, FEWEST_SAMPLED
from merata_portal.actor import Actor

pytestmark = pytest.mark.django_db
ALL, HERE = "/ketimpangan/", f"/ketimpangan/{AREA}/"


@pytest.fixture
def standing(frozen: Any, planner: Actor, social: Actor) -> Any:
    measured(frozen)
    return edition(planner, social)


def test_before_any_edition_the_pages_say_why_there_is_nothing(client: Client, areas: dict[str, Any]) -> None:
    for address in (ALL, HERE):
        said = main_of(client.get(address))
        assert "Belum ada angka yang diterbitkan." in said
        assert "Rasio Gini" not in said
    assert client.get("/ketimpangan/35.99/").status_code == 404
    assert client.get("/ketimpangan/35.05.01/").status_code == 404


def test_each_figure_is_the_editions_with_its_interval_and_n(client: Client, standing: Any) -> None:
    said = main_of(client.get(HERE))
    for wanted in (
        "12,0% antara 10,0% dan 14,0%",
        "12 dari 100 orang hidup di bawah garis kemiskinan (antara 10 dan 14).",
        "0,338 antara 0,323 dan 0,353",
        "Belanja dua orang yang diambil acak rata-rata berbeda 68% dari belanja rata-rata (antara 65% dan 71%).",
        "19,5% antara 18,7% dan 20,2%",
        "40% penduduk terbawah membelanjakan 19,5 rupiah (antara 18,7 dan 20,2).",
        "1,32 antara 1,21 dan 1,43",
        "10% penduduk teratas membelanjakan 1,32 kali yang dibelanjakan 40% terbawah bersama",
        "1,4% antara 0,9% dan 2,1% hati-hati: kurang pasti",
        "Rp 1,21 juta antara Rp 1,14 juta dan Rp 1,27 juta",
        "(survei, 1.000 rumah tangga)",
        "survei tahun 2025",
    ):
        assert wanted in said, wanted


def test_what_is_withheld_is_nowhere_on_the_page(client: Client, standing: Any) -> None:
    answer = client.get(HERE)
    said, whole = main_of(answer), answer.content.decode()
    assert "Keparahan kemiskinan (P2) ditahan, terlalu tidak pasti" in said
    assert "Kecamatan 35.05.10 ditahan, terlalu tidak pasti" in said
    assert f"Desa {THREE} ditahan, terlalu tidak pasti" in said
    assert "1 dari 3 desa dan kelurahan ditahan" in said
    for untold in ("66,6", "77,7", "0.666", "0.777", "4,4%"):
        assert untold not in whole


def test_doubtful_figures_bear_a_mark_and_an_unknown_error_says_so(client: Client, standing: Any) -> None:
    said = main_of(client.get(HERE))
    assert "Kecamatan 35.05.01 0,0% hati-hati: galat tidak diketahui 0,338" in said
    assert "20,5% antara 11,0% dan 34,2% hati-hati" in said
    assert "8,2% antara 4,1% dan 15,3% Desa" in said
    assert f"kurang dari {FEWEST_DEGREES} sesudah dikurangi jumlah stratanya" in said
    assert f"kurang dari {FEWEST_SAMPLED} rumah tangga" in said
    assert f"di atas {BPS.caution_rse * 100:.0f} persen dari angkanya" in said


def test_a_map_has_each_village_with_its_name_and_value(client: Client, standing: Any) -> None:
    whole = client.get(HERE).content.decode()
    assert f"<title>Desa {ONE}: 8,2%</title>" in whole
    assert f"<title>Desa {THREE}: ditahan, terlalu tidak pasti</title>" in whole
    assert "2 desa dengan angka, 1 ditahan" in whole


def test_without_outlines_the_table_stands_alone(client: Client, standing: Any) -> None:
    from merata_portal.analysis.models import Material  # noqa: PLC0415 - models need the settings first

    Material.objects.filter(table="polygons").delete()
    said = main_of(client.get(HERE))
    assert "Batas desa belum dimasukkan" in said
    assert f"Desa {ONE} 8,2% antara 4,1% dan 15,3%" in said


def test_figures_lead_to_their_dataset_and_to_the_command_that_computes_them_again(
    client: Client, standing: Any
) -> None:
    whole = client.get(HERE).content.decode()
    assert 'href="/data-terbuka/35.05/kesejahteraan/1/"' in whole
    uuids = {one.split(" ")[0].removeprefix("result:") for name, one in standing.sources.items()
             if name.startswith("measure_")}  # fmt: skip
    assert len(uuids) == 3
    assert set(re.findall(r"merata portal analysis recompute DATA ([0-9a-f-]{36})", whole)) == uuids
    assert 'href="/data-terbuka/35.05/kesejahteraan/1/"' in client.get(ALL).content.decode()


def test_english_says_the_same_numbers_as_english_readers_write_them(client: Client, standing: Any) -> None:
    answer = in_english(client).get(HERE)
    assert '<html lang="en">' in answer.content.decode()
    said = main_of(answer)
    for wanted in ("0.338", "12.0%", "Rp 1.21 million", "1,000"):
        assert wanted in said, wanted


def test_a_withdrawn_edition_tells_nothing_but_why(
    client: Client, standing: Any, planner: Actor, social: Actor
) -> None:
    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415

    withdraw(by=social, publication=standing.uuid, reason="bobot survei keliru")
    for address in (ALL, HERE):
        said = main_of(client.get(address))
        assert "Edisi 1 ditarik pada" in said
        assert "bobot survei keliru" in said
        assert "Tidak ada edisi yang berlaku" in said
        assert "12,0%" not in said


def test_an_edition_whose_file_is_gone_is_not_told_and_breaks_no_page(
    client: Client, standing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from merata_portal.analysis import store  # noqa: PLC0415
    from merata_portal.analysis.queries import published  # noqa: PLC0415

    kept = standing.manifest["kesejahteraan"]["tables"]["ukuran"]["files"]["parquet"]["hash"]
    store.path_of(kept).unlink()
    published._read.cache_clear()
    for address in ("/", ALL, HERE):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Edisi 1 tidak dapat dibaca sebagaimana diterbitkan" in main_of(answer)
        assert "12,0%" not in main_of(answer)
    assert "edition 1 of 35.05 cannot be read" in caplog.text


def test_years_of_several_editions_are_drawn_and_the_one_before_speaks_where_the_newest_is_withdrawn(
    client: Client, frozen: Any, planner: Actor, social: Actor
) -> None:
    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415

    measured(frozen, 2024, value=0.151, low=0.13, high=0.175)
    edition(planner, social, 2025)
    assert "Dari tahun ke tahun" not in main_of(client.get(HERE))
    measured(frozen, 2025)
    second = edition(planner, social, 2026)
    said = main_of(client.get(HERE))
    assert "Dari tahun ke tahun" in said
    assert "2024 15,1% antara 13,0% dan 17,5% 2025 12,0% antara 10,0% dan 14,0%" in said
    withdraw(by=social, publication=second.uuid, reason="bobot survei keliru")
    said = main_of(client.get(HERE))
    assert "Angka di sini dari edisi 1, yang terbit sebelumnya." in said
    assert "15,1% antara 13,0% dan 17,5%" in said
    assert "12,0%" not in said


def test_the_pages_are_light_without_style_or_script_and_ask_a_few_questions(
    client: Client, standing: Any, django_assert_max_num_queries: Any
) -> None:
    for address, most, questions in ((ALL, 50_000, 2), (HERE, 100_000, 4)):
        with django_assert_max_num_queries(questions):
            answer = client.get(address)
        assert answer.status_code == 200
        assert wire_bytes(answer) < most
        assert b" style=" not in answer.content
        assert b"<script" not in answer.content
        assert re.findall(r"<h(\d)", answer.content.decode())[0] == "1"
    assert client.post(HERE).status_code == 405
