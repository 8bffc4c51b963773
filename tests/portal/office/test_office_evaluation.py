from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

for _folder in ("analysis", "evaluation"):
    sys.path.append(str(Path(__file__).parents[1] / _folder))

from merata_portal.evaluation.models import Attribution, Review, Study  # noqa: E402 - the folders come first

pytestmark = pytest.mark.django_db
Text = Callable[[Any], str]


@pytest.fixture
def who(acting: Callable[..., Any]) -> Any:
    from made_studies import officers  # noqa: PLC0415

    return officers(acting)


@pytest.fixture
def frozen(data_root: Path, areas: Any) -> Any:
    from made_studies import eight_applicants  # noqa: PLC0415

    data_root.mkdir(exist_ok=True)
    return eight_applicants()


def address(route: str, found: Study) -> str:
    return reverse(f"office:{route}", args=[found.uuid])


def test_a_study_goes_its_way_by_its_pages(
    browser: Callable[..., Client], frozen: Any, text_of: Text, told: Callable[[Any], list[str]]
) -> None:
    from made_studies import COURSE, computed  # noqa: PLC0415

    planner, auditor = browser("planner"), browser("auditor")
    sent = {
        "name": "Las untuk pemuda", "question": "Apakah las menaikkan penghasilan?", "subject": "training_vocational",
        "starts_on": "2099-01-05", "level_pc": "5", "power_pc": "80", "classes": "1", "seats": "4", "applicants": "8",
        "months": ["3", "6", "12"], "inputs": str(frozen.uuid),
    }  # fmt: skip
    answered = planner.post(reverse("office:study-new", args=["lottery"]), sent)
    found = Study.objects.get()
    assert (answered.status_code, answered["Location"]) == (302, address("study", found))
    computed()
    page = text_of(planner.get(address("study", found)))
    assert "Ukuran ini terlalu kecil untuk melihat dampak yang diperkirakan rencana (10,0%)" in page
    assert "Daftarkan rancangan" in page
    assert "Daftarkan rancangan" not in text_of(auditor.get(address("study", found)))
    planner.post(address("study-register", found))
    planner.post(address("study-estimate", found), {"inputs": str(frozen.uuid)})
    assert "Menunggu" in text_of(planner.get(address("study", found)))
    computed()
    page = text_of(auditor.get(address("study", found)))
    for said in (
        "Ditawari kursi: dampaknya pada penghasilan belum dapat dibedakan dari nol", "Las angkatan 1",
        "8 pendaftar, 4 di antaranya pemenang undian", "0,0% pemenang, 0,0% yang kalah", "Simpan pendapat",
        "Yang akan dipelajari bila diterima", "merata portal analysis recompute DATA",
    ):  # fmt: skip
        assert said in page, said
    assert "Simpan pendapat" not in text_of(planner.get(address("study", found)))
    answered = auditor.post(address("study-review", found), {"verdict": "accept", "reason": "Diikuti"}, follow=True)
    assert told(answered) == ["Pendapat Anda dicatat."]
    assert Study.objects.get().state == "accepted"
    page = text_of(browser("council_member").get(reverse("office:evidence")))
    for said in ("diubah evaluasi sendiri", "belum masuk bahan beku", "Las untuk pemuda", "+10,0%"):
        assert said in page, said
    assert COURSE not in page


def test_a_faulty_design_says_all_its_faults_and_is_not_kept(
    browser: Callable[..., Client], frozen: Any, told: Callable[[Any], list[str]]
) -> None:
    planner = browser("planner")
    answered = planner.post(reverse("office:study-new", args=["staggered"]), {"waves": "dua ribu", "sizes": "0"})
    assert answered.status_code == 422
    errors = answered.context["form"].errors
    assert errors["waves"] == ["Tulis tahun, dipisah koma: misalnya 2027, 2028."]
    assert {"name", "question", "subject", "villages", "years", "starts_on"} <= set(errors)
    sent = {
        "name": "Bertahap", "question": "Apakah?", "subject": "desa_wisata", "starts_on": "2099-01-05", "level_pc": "5",
        "power_pc": "80", "villages": ["35.05.01.2001", "35.05.01.2002"], "waves": "2099, 2100", "sizes": "1, 2",
        "years": "2098, 2099, 2100",
    }  # fmt: skip
    answered = planner.post(reverse("office:study-new", args=["staggered"]), sent)
    assert answered.status_code == 200
    (said,) = told(answered)
    assert "harus sama dengan desa yang diundi (2)" in said
    assert "sedikitnya 2 desa" in said
    assert not Study.objects.exists()


def test_the_same_role_is_refused_and_told_why(browser: Callable[..., Client], who: Any, frozen: Any) -> None:
    from made_studies import estimated  # noqa: PLC0415

    found = estimated(who.planner, frozen)
    answered = browser("planner").post(address("study-review", found), {"verdict": "accept", "reason": "Baik"})
    assert answered.status_code == 403
    assert not Review.objects.exists()


def test_waves_are_drawn_on_the_page_and_anyone_may_see_by_what(
    browser: Callable[..., Client], who: Any, frozen: Any, text_of: Text
) -> None:
    from made_studies import AREA, STAGGERED, YEAR  # noqa: PLC0415

    from merata_portal.evaluation.actions.studies import design  # noqa: PLC0415

    made = design(by=who.planner, area=AREA, year=YEAR, draft=STAGGERED, inputs=frozen.uuid)
    before = text_of(browser("auditor").get(address("study", made)))
    assert made.lot["secret_hash"] in before
    browser("planner").post(address("study-waves", made), {"number": "6 4 2 2 5 1"})
    lot = Study.objects.get().lot
    after = text_of(browser("auditor").get(address("study", made)))
    for said in (lot["secret"], lot["seed"], "642251", "Masuk 2027: 2 desa", "Masuk 2028: 2 desa"):
        assert said in after, said
    assert lot["secret"] not in before


def test_an_attribution_is_asked_for_shown_and_handed_out(
    browser: Callable[..., Client], who: Any, frozen: Any, text_of: Text
) -> None:
    from access_samples_evaluation import _report  # noqa: PLC0415

    planner = browser("planner")
    answered = planner.post(reverse("office:attribution-ask"), {"inputs": str(frozen.uuid)})
    made = Attribution.objects.get()
    assert answered["Location"] == reverse("office:attribution", args=[made.uuid])
    assert "Menunggu" in text_of(planner.get(answered["Location"]))
    assert planner.get(reverse("office:attribution-report", args=[made.uuid])).status_code == 404
    finished = _report("35.05.01.2001").arguments["uuid"]
    page = text_of(planner.get(reverse("office:attribution", args=[finished])))
    for said in ("Program Sembako (BPNT)", "Sisa yang tidak terjelaskan", "Membaik 1,00", "asumsi", "0 → 4.000"):
        assert said in page, said
    report = planner.get(reverse("office:attribution-report", args=[finished]))
    assert report["Content-Type"] == "application/pdf"
    assert report.content.startswith(b"%PDF-")
    assert 'filename="lkpj-atribusi-35.05-2023-2025-id.pdf"' in report["Content-Disposition"]


def test_the_list_says_whose_turn_it_is(browser: Callable[..., Client], who: Any, frozen: Any, text_of: Text) -> None:
    from made_studies import estimated  # noqa: PLC0415

    estimated(who.planner, frozen)
    assert "menunggu pemeriksaan Anda" in text_of(browser("auditor").get(reverse("office:studies")))
    assert "menunggu pemeriksaan Anda" not in text_of(browser("planner").get(reverse("office:studies")))
    assert "Rancang evaluasi" not in text_of(browser("auditor").get(reverse("office:studies")))
    elsewhere = text_of(browser("planner", "35.72").get(reverse("office:studies")))
    assert "Las untuk pemuda" not in elsewhere


def test_evidence_names_the_scenarios_that_rest_on_it_and_how_a_plan_moved(
    browser: Callable[..., Client], frozen: Any, text_of: Text
) -> None:
    from uuid import uuid4  # noqa: PLC0415

    from made_analysis import done  # noqa: PLC0415

    from merata_portal.planning.models import Scenario  # noqa: PLC0415

    def scenario(name: str, effect: float, before: Scenario | None = None) -> Scenario:
        value = {"effects": [{"evidence_id": "training_vocational", "mean": effect, "standard_error": 0.05}]}
        result = done(frozen, "plan", value, parameters={"name": name})
        return Scenario.objects.create(
            uuid=uuid4(), area="35.05", year=2027, name=name, settings={}, inputs=frozen.uuid, result=result.uuid,
            copied_from=before, made_at="2026-11-30T03:00:00Z", made_by_user_id=0,
        )  # fmt: skip

    old = scenario("Rencana awal", 0.1)
    new = scenario("Rencana dengan bukti baru", 0.127, old)
    same = scenario("Tiruan", 0.127, new)
    answered = browser("council_member").get(reverse("office:evidence"))
    page = text_of(answered)
    for said in ("Rencana awal (10,0%)", "Rencana dengan bukti baru (12,7%)", "Tiruan (12,7%)"):
        assert said in page, said
    assert page.count("bagaimana rencananya bergeser") == 1
    assert reverse("office:scenario-moved", args=[old.uuid, new.uuid]) in answered.content.decode()
    assert reverse("office:scenario", args=[same.uuid]) in answered.content.decode()
