"""Materials and results on screen: what is missing, all faults, progress, staleness, provenance, who may do what."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

sys.path.append(str(Path(__file__).parents[1] / "analysis"))
pytestmark = pytest.mark.django_db
AREA = "35.05"
BAD = b"regency_code,year,line_idr\n35.05,1900,-1\n,2025,x\n"


@pytest.fixture
def frozen(tmp_path: Path, settings: Any, areas: dict[str, Any]) -> Any:
    from made_analysis import inputs  # noqa: PLC0415 - models need the settings first

    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return inputs()


@pytest.fixture
def opened(person: Callable[..., Any], browser_of: Callable[[Any], Client]) -> Callable[..., Client]:
    return lambda role, area=AREA: browser_of(person((role, area)))


def bring(browser: Client, content: bytes, **given: str) -> Any:
    asked = {"area": AREA, "table": "poverty_lines", "origin": "BPS"} | given
    file = SimpleUploadedFile("garis.csv", content)
    return browser.post(reverse("office:materials"), {**asked, "file": file})


def test_materials_show_what_is_there_what_is_missing_and_what_for(frozen: Any, opened: Callable[..., Client]) -> None:
    page = opened("planner").get(reverse("office:materials")).content.decode()
    assert "survey_households" in page and "360" in page  # noqa: PT018 - the row and its count
    assert "Jaringan jalan, untuk waktu tempuh" in page
    assert "Peragaan tiga desa" in page
    council = opened("council_member").get(reverse("office:materials")).content.decode()
    assert "Bawa masuk bahan" not in council and "Bekukan sekarang" not in council  # noqa: PT018


def test_a_faulty_file_lists_every_fault_and_a_good_one_counts(frozen: Any, opened: Callable[..., Client]) -> None:
    from merata_portal.analysis.models import Material  # noqa: PLC0415

    browser = opened("planner")
    faulty = bring(browser, BAD)
    page = faulty.content.decode()
    assert faulty.status_code == 422
    for told in ("baris 2", "baris 3", "regency_code", "line_idr"):
        assert told in page
    before = Material.objects.count()
    good = bring(browser, b"regency_code,year,line_idr\n35.05,2025,430000\n")
    assert (good.status_code, Material.objects.count()) == (302, before + 1)
    assert bring(opened("council_member"), BAD).status_code == 403
    assert bring(opened("planner", "35.72"), BAD).status_code == 422
    assert Material.objects.count() == before + 1


def test_a_result_shows_everything_that_its_digits_follow_from(frozen: Any, opened: Callable[..., Client]) -> None:
    from made_analysis import done  # noqa: PLC0415

    made = done(frozen)
    page = opened("council_member").get(reverse("office:result", args=[made.uuid])).content.decode()
    for told in (
        made.answer_hash, made.code_version, f"merata portal analysis recompute DATA {made.uuid}", "Peragaan tiga desa",
        "numpy", "60.000.000", frozen.tables["households"]["hash"][:12],
    ):  # fmt: skip
        assert told in page
    assert "Hitung lagi" not in page
    assert "rt-000" not in page


def test_the_answer_is_taken_along_byte_for_byte_and_recipients_are_not(
    frozen: Any, opened: Callable[..., Client]
) -> None:
    from made_analysis import done, plan_answer  # noqa: PLC0415

    from merata_portal.analysis import store  # noqa: PLC0415

    made = done(frozen)
    answer = opened("auditor").get(reverse("office:result-answer", args=[made.uuid]))
    assert answer.content == store.read(made.answer_hash)
    assert json.loads(answer.content) == plan_answer()
    assert answer["Cache-Control"] == "no-store"
    assert b"rt-0" not in answer.content
    path = store.path_of(made.answer_hash)
    path.chmod(0o640)
    path.write_bytes(b"{}")
    assert opened("auditor").get(reverse("office:result-answer", args=[made.uuid])).status_code == 409


def test_stale_is_said_and_computing_again_makes_a_new_result(frozen: Any, opened: Callable[..., Client]) -> None:
    from made_analysis import done  # noqa: PLC0415

    from merata_portal.analysis.models import Result  # noqa: PLC0415

    made, browser = done(frozen), opened("planner")
    here = reverse("office:result", args=[made.uuid])
    assert "Tidak ada data atau kode yang lebih baru." in browser.get(here).content.decode()
    bring(browser, b"regency_code,year,line_idr\n35.05,2025,430000\n")
    assert "Hasil ini usang" in browser.get(here).content.decode()
    assert "usang" in browser.get(reverse("office:results")).content.decode()
    answer = browser.post(reverse("office:result-again", args=[made.uuid]))
    second = Result.objects.exclude(pk=made.pk).get()
    assert answer["Location"] == reverse("office:result", args=[second.uuid])
    assert second.replaces_id == made.pk
    assert "Buka hasil yang lebih baru" in browser.get(here).content.decode()


def test_a_waiting_result_is_polled_and_stopped_with_a_reason(frozen: Any, opened: Callable[..., Client]) -> None:
    from made_analysis import PARAMETERS  # noqa: PLC0415

    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.analysis.actions.calculating import calculate  # noqa: PLC0415

    asked = calculate(by=SYSTEM("uji"), kind="plan", inputs=frozen.uuid, parameters=PARAMETERS)
    browser, here = opened("planner"), reverse("office:result", args=[asked.uuid])
    page = browser.get(here).content.decode()
    assert f'hx-get="{here}"' in page
    part = browser.get(here, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode() and "HX-Refresh" not in part  # noqa: PT018
    assert 'hx-trigger="load delay:2s"' in browser.get(reverse("office:results")).content.decode()
    stop = reverse("office:result-cancel", args=[asked.uuid])
    browser.post(stop, {"reason": ""})
    asked.refresh_from_db()
    assert asked.state == "queued"
    browser.post(stop, {"reason": "salah tanya"})
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert browser.get(here, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert opened("auditor").post(stop, {"reason": "x"}).status_code == 403


def test_a_refused_result_says_why_with_its_faults(frozen: Any, opened: Callable[..., Client]) -> None:
    from made_analysis import done  # noqa: PLC0415

    fault = {"file": "constraints.yaml", "row": 3, "column": "min_idr", "value": "x", "expected": "a number",
             "problem": "no number"}  # fmt: skip
    made = done(
        frozen, state="refused", answer_hash="", refused_id="Batas saling bertentangan.", refused_en="Conflict.",
        refusal={"faults": [fault]},
    )  # fmt: skip
    page = opened("planner").get(reverse("office:result", args=[made.uuid])).content.decode()
    assert "Batas saling bertentangan." in page and "constraints.yaml" in page  # noqa: PT018


def test_inputs_freeze_from_the_page_and_name_what_is_newer(frozen: Any, opened: Callable[..., Client]) -> None:
    from merata_portal.analysis.models import Inputs  # noqa: PLC0415

    browser = opened("planner")
    bring(browser, b"regency_code,year,line_idr\n35.05,2025,430000\n")
    stale = browser.get(reverse("office:inputs", args=[frozen.uuid])).content.decode()
    assert "Sejak dibekukan ada yang lebih baru" in stale and "poverty_lines" in stale  # noqa: PT018
    answer = browser.post(reverse("office:inputs-freeze"), {"area": AREA, "snapshot": str(frozen.snapshot)})
    made = Inputs.objects.exclude(pk=frozen.pk).get()
    assert answer["Location"] == reverse("office:inputs", args=[made.uuid])
    assert browser.post(reverse("office:inputs-freeze"), {"area": AREA, "snapshot": "bukan"}).status_code == 302
    assert opened("auditor").post(reverse("office:inputs-freeze"), {"area": AREA}).status_code == 403


def test_another_area_finds_nothing(frozen: Any, opened: Callable[..., Client]) -> None:
    from made_analysis import done  # noqa: PLC0415

    made, stranger = done(frozen), opened("planner", "35.72")
    for name, uuid in (("result", made.uuid), ("result-answer", made.uuid), ("inputs", frozen.uuid)):
        assert stranger.get(reverse(f"office:{name}", args=[uuid])).status_code == 404
    assert stranger.post(reverse("office:result-again", args=[made.uuid])).status_code == 404
    assert str(made.uuid)[:8] not in stranger.get(reverse("office:results")).content.decode()
    assert stranger.get(reverse("office:materials") + "?wilayah=35.05").status_code == 404


def measured(frozen: Any, **changed: Any) -> Any:
    from made_analysis import done  # noqa: PLC0415

    row = {"area": AREA, "area_name": "Kabupaten Blitar", "measure": "gini", "value": 0.3381, "se": 0.01, "low": 0.3181,
           "high": 0.3581, "n": 180, "flag": None, "method": "direct"}  # fmt: skip
    poor = row | {"measure": "p0", "value": 0.0757, "low": 0.05, "high": 0.1013, "flag": "caution"}
    few = row | {"measure": "p1", "value": 0.4321, "flag": "withheld"}
    value = {
        "by": "regency",
        "year": 2025,
        "synthetic": True,
        "estimates": [row, poor, few],
        "model": None,
        "notes": [],
    }
    return done(frozen, "measure", value | changed, parameters={"by": "regency", "seed": 1})


def test_inequality_is_measured_from_the_inputs_page(frozen: Any, opened: Callable[..., Client]) -> None:
    from merata_portal.analysis.models import Result  # noqa: PLC0415

    browser, here = opened("planner"), reverse("office:inputs", args=[frozen.uuid])
    assert "Ukur ketimpangan dan kemiskinan" in browser.get(here).content.decode()
    assert "Ukur ketimpangan dan kemiskinan" not in opened("auditor").get(here).content.decode()
    answer = browser.post(reverse("office:inputs-measure", args=[frozen.uuid]), {"by": "kecamatan"})
    made = Result.objects.get()
    assert answer["Location"] == reverse("office:result", args=[made.uuid])
    assert (made.kind, made.parameters) == ("measure", {"by": "kecamatan", "seed": 1})
    assert browser.post(reverse("office:inputs-measure", args=[frozen.uuid]), {"by": "x"}).status_code == 302
    assert opened("auditor").post(reverse("office:inputs-measure", args=[frozen.uuid])).status_code == 403
    assert opened("planner", "35.72").post(reverse("office:inputs-measure", args=[frozen.uuid])).status_code == 404


def test_a_measurement_is_read_with_its_intervals_and_nothing_withheld(
    frozen: Any, opened: Callable[..., Client]
) -> None:
    page = opened("council_member").get(reverse("office:result", args=[measured(frozen).uuid])).content.decode()
    for told in ("0,3381", "0,3181 sampai 0,3581", "7,57%", "5,00% sampai 10,13%", "pakai dengan hati-hati"):
        assert told in page
    assert "terlalu sedikit data" in page
    assert "43,21" not in page


@pytest.mark.parametrize(
    ("se", "why"),
    [
        (0.03, "galatnya besar"),
        (0.01, "gugus atau rumah tangga sampelnya terlalu sedikit"),
        (None, "galatnya tidak diketahui"),
    ],
)
def test_a_warning_says_why(frozen: Any, opened: Callable[..., Client], se: float | None, why: str) -> None:
    poor = {"area": AREA, "area_name": "Kabupaten Blitar", "measure": "p0", "value": 0.0757, "se": se, "low": 0.05,
            "high": 0.1013, "n": 20, "flag": "caution", "method": "direct"}  # fmt: skip
    made = measured(frozen, estimates=[poor])
    page = opened("council_member").get(reverse("office:result", args=[made.uuid])).content.decode()
    assert f"pakai dengan hati-hati: {why}" in page
    assert page.count("pakai dengan hati-hati") == 1


def test_a_measurement_whose_file_changed_is_said_to_be_broken(frozen: Any, opened: Callable[..., Client]) -> None:
    from merata_portal.analysis import store  # noqa: PLC0415

    made = measured(frozen)
    store.path_of(made.answer_hash).unlink()
    page = opened("planner").get(reverse("office:result", args=[made.uuid])).content.decode()
    assert "tidak ada lagi di gudang analisis" in page


def test_the_reason_being_typed_is_not_in_what_is_polled(frozen: Any, opened: Callable[..., Client]) -> None:
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.analysis.actions.calculating import calculate  # noqa: PLC0415

    asked = calculate(by=SYSTEM("uji"), kind="measure", inputs=frozen.uuid, parameters={})
    browser, here = opened("planner"), reverse("office:result", args=[asked.uuid])
    stop = reverse("office:result-cancel", args=[asked.uuid])
    assert stop in browser.get(here).content.decode()
    assert stop not in browser.get(here, headers={"HX-Request": "true"}).content.decode()
    assert stop not in opened("auditor").get(here).content.decode()
