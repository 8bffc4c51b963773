from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import made_publications
import pytest
from django.test import Client
from made_council import A, B, budget, spent
from made_programmes import launch, rule_version
from made_public_pages import english, page, text_of

from merata_portal.accounts.models import Area
from merata_portal.actor import SYSTEM
from merata_portal.analysis.queries import published
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Line
from merata_portal.ledger.queries import public_figures, public_lines
from merata_portal.ledger.queries.public_figures import FOLDED, Group, Moved
from merata_portal.ledger.requests import Ceiling
from merata_portal.planning.models import Plan
from merata_portal.programmes.queries.everybody import named

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def books(areas: dict[str, Any]) -> dict[str, Line]:
    """2026 of 35.05: assistance 1,000 (300 reserved, 200 of it committed, 100 paid, 10 back), roads 4,000 (B: 900
    reserved, 600 of it committed, 400 paid, 50 back), 600 of no pillar. Desa A: 7,000 of no pillar, 3,300 of it for a
    launch and 20 for a work. Desa B: roads 90. 2025: roads 500."""
    made = {
        "aid": budget("assistance", 1_000), "roads": budget("infrastructure", 4_000), "rest": budget("", 600),
        "desa": budget("", 7_000, owner=A), "other": budget("infrastructure", 90, owner=B),
        "before": budget("infrastructure", 500, year=2025),
    }  # fmt: skip
    spent(made["aid"], A, 300, 200, 100, 10, purpose=f"launch:1/{A}", programme="blt_dbhcht")
    spent(made["roads"], B, 900, 600, 400, 50, purpose="project:00000000-0000-4000-8000-000000000001")
    spent(made["desa"], A, 3_300, 3_300, 2_400, purpose=f"launch:2/{A}", programme="blt_dd")
    spent(made["desa"], A, 20, 15, 5, purpose="project:00000000-0000-4000-8000-000000000002")
    return made


def test_pillars_add_up_and_of_assistance_the_appropriation_alone_is_told(books: dict[str, Line]) -> None:
    assert public_figures.by("pillar", public_figures.own_lines("35.05", YEAR)) == {
        "": Group("", 600, Moved(), untold=False),
        "assistance": Group("assistance", 1_000, Moved(), untold=True),
        "infrastructure": Group("infrastructure", 4_000, Moved(300, 200, 400, 50), untold=False),
    }
    assert Moved(300, 200, 400, 50).spent_idr == 350
    assert public_figures.by("fund_source", public_figures.own_lines("35.05", YEAR)) == {
        "DAU": Group("DAU", 5_600, Moved(300, 200, 400, 50), untold=True)
    }
    assert public_figures.years_of("35.05") == [2026, 2025]


def test_in_a_line_of_no_pillar_only_works_and_classes_are_told(books: dict[str, Line]) -> None:
    found = public_figures.by("pillar", public_figures.own_lines(A, YEAR))
    assert found == {"": Group("", 7_000, Moved(5, 10, 5, 0), untold=True)}
    (line,) = public_lines.line_figures(public_figures.own_lines(A, YEAR))
    assert (line.appropriated_idr, line.moved, line.untold) == (None, Moved(5, 10, 5, 0), True)
    assert public_lines.line_story(line.line.pk).changes == ()


def test_what_a_desa_may_spend_on_aid_is_told_with_the_rest_or_not_at_all(books: dict[str, Line]) -> None:
    """Divided by the benefit it is the most families that can receive it there."""
    budget("assistance", 60, owner=B)
    budget("assistance", 40, owner=A)
    told = {(one.year, one.pillar): one.appropriated_idr for one in public_figures.yearly(A)}
    assert told == {(YEAR, FOLDED): 7_040}
    assert [(one.pillar, one.appropriated_idr) for one in public_figures.yearly(B)] == [("infrastructure", 90)]
    lines = public_figures.desa_lines("35.05", YEAR)
    assert {code: one.appropriated_idr for code, one in public_figures.by_desa(lines).items()} == {A: 7_040, B: 90}
    for address, given in (
        ("/uang/", {"pemilik": A}), ("/uang/", {"pemilik": B}), ("/uang/", {"pemilik": "35.05.01"}),
        ("/uang/", {"pemilik": "35.05-desa"}), ("/uang/telusur/", {"q": "5."}),
        (f"/desa/{A}/", {}), (f"/desa/{B}/", {}),
        *((f"/uang/baris/{one.pk}/", {}) for one in Line.objects.exclude(owner="35.05")),
    ):  # fmt: skip
        words = set(page(address, **given).split())
        assert not {"40", "60", "100", "150", "7.000"} & words, (address, given)


@pytest.mark.parametrize(("desa", "told"), [(2, False), (3, True)])
def test_desa_together_tell_assistance_by_itself_where_they_are_not_few(areas: Any, desa: int, told: bool) -> None:
    for at, owner in enumerate((A, B, "35.05.01.2003")[:desa]):
        if owner == "35.05.01.2003":
            Area.objects.create(code=owner, name="Desa C", kind="village", village_type="desa", parent_id="35.05.01")
        budget("assistance", 10 + at, owner=owner)
        budget("", 100, owner=owner)
    assert public_figures.few_desa("35.05.01", YEAR) is not told
    assert public_figures.few_desa("35.05", YEAR) is not told
    for asked in ("35.05.01", "35.05-desa"):
        shown = page("/uang/", pemilik=asked)
        assert ("Bantuan sosial 33 " in shown) is told
        assert ("Bantuan sosial dan di luar keempat pilar 221 " in shown) is not told


def test_a_purpose_of_no_pillar_that_names_no_work_may_be_aid_and_is_not_told(books: dict[str, Line]) -> None:
    spent(books["rest"], A, 44, 33, 22, purpose="uji:lain", programme="blt_dd")
    found = public_figures.by("pillar", public_figures.own_lines("35.05", YEAR))
    assert found[""] == Group("", 600, Moved(), untold=True)
    assert [one.spent_idr for one in public_figures.yearly("35.05")] == [None, None, 350, 0]


def test_desa_are_summed_by_kecamatan_and_told_one_by_one(books: dict[str, Line]) -> None:
    lines = public_figures.desa_lines("35.05", YEAR)
    assert public_figures.by("kecamatan", lines) == {"35.05.01": Group("35.05.01", 7_090, Moved(5, 10, 5, 0), True)}
    assert {code: one.appropriated_idr for code, one in public_figures.by("owner", lines).items()} == {A: 7_000, B: 90}


def test_years_tell_no_spending_of_assistance_and_nor_does_the_calendar(books: dict[str, Line]) -> None:
    assert [(one.year, one.pillar, one.appropriated_idr, one.spent_idr) for one in public_figures.yearly("35.05")] == [
        (2026, "", 600, 0), (2026, "assistance", 1_000, None), (2026, "infrastructure", 4_000, 350),
        (2025, "infrastructure", 500, 0),
    ]  # fmt: skip
    assert "Bantuan sosial 2026 1.000 –" in page("/kalender/")


def test_the_page_tells_a_regency_a_kecamatan_and_a_desa(books: dict[str, Line]) -> None:
    regency = page("/uang/")
    assert "Anggaran Kabupaten 35.05 tahun 2026" in regency
    assert "Prasarana 4.000 300 200 400 50" in regency
    assert "Bantuan sosial 1.000 tidak ditampilkan: akan membuka jumlah penerima" in regency
    assert "DAU 5.600 300* 200* 400* 50*" in regency
    assert "Kecamatan 35.05.01 7.090 5*" in regency
    kecamatan = page("/uang/", pemilik="35.05.01", tahun="2026")
    assert f"Desa {A} 7.000 5*" in kecamatan
    assert f"Desa {B} 90 0" in kecamatan
    assert "BLT Dana Desa" in kecamatan
    own = page("/uang/", pemilik=A)
    assert "Bantuan sosial dan di luar keempat pilar 7.000 5* 10* 5* 0*" in own
    assert "* Tanpa bantuan." in own
    assert "Menurut sumber dana" not in own
    assert page("/uang/", pemilik="35.05-desa").count("Kecamatan 35.05.01") >= 2
    assert "Prasarana 500 0 0 0 0" in page("/uang/", pemilik="35.05", tahun="2025")
    assert "Belum ada anggaran" in page("/uang/", pemilik="35.05.10.1004")


def test_before_any_edition_the_page_says_so(books: dict[str, Line]) -> None:
    assert "edisi pertama masih disiapkan" in page("/uang/")


@pytest.mark.parametrize(
    "given",
    [
        {"pemilik": "35.99"}, {"pemilik": "35.05.01.9999"}, {"pemilik": "x" * 500}, {"pemilik": "a.b.c.\x00d"},
        {"tahun": "1999"}, {"tahun": "x"}, {"pemilik": "35.72", "tahun": "2026"},
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(books: dict[str, Line], given: dict[str, str]) -> None:
    assert Client().get("/uang/", given).status_code == 404


def test_a_portal_without_areas_says_so(db: None) -> None:
    assert "belum berisi wilayah" in page("/uang/")
    assert "Belum ada rencana" in page("/rencana/")
    assert "Belum ada pekerjaan" in page("/pekerjaan/")
    assert "Belum ada rencana, pekerjaan, atau kelas" in page("/uang/telusur/")


def test_a_line_tells_its_life(books: dict[str, Line]) -> None:
    line = books["roads"]
    ledger.amend(
        by=SYSTEM("uji"), owner="35.05", year=YEAR, reason="P-APBD", key="p-apbd", document="Perda 7/2026",
        ceilings=[Ceiling(line.account_code, "DAU", 3_500, "infrastructure")],
    )  # fmt: skip
    story = public_lines.line_story(line.pk)
    assert [(one.kind, one.amount_idr, one.said) for one in story.changes] == [
        ("appropriate", 4_000, "APBD"), ("amend", -500, "Perda 7/2026"),
    ]  # fmt: skip
    (purpose,) = story.purposes
    assert (purpose.kind, purpose.village_code, purpose.moved) == ("project", B, Moved(300, 200, 400, 50))
    told = page(f"/uang/baris/{line.pk}/")
    assert "Rp 3.500 dianggarkan, Rp 350 dibayar" in told
    assert "Diubah −500" in told.replace("Rp ", "") or "Diubah Rp −500" in told
    assert "dicadangkan Rp 300, terikat Rp 200, dibayar Rp 350 (kembali Rp 50)" in told
    assert "Pekerjaan yang belum diumumkan" in told


def test_a_line_of_assistance_tells_what_was_given_and_no_more(books: dict[str, Line]) -> None:
    told = page(f"/uang/baris/{books['aid'].pk}/")
    assert "Rp 1.000 dianggarkan" in told
    assert "Bantuan dibayar per orang" in told
    assert not {"300", "200", "100", "90", "10"} & set(told.split())
    of_desa = page(f"/uang/baris/{books['desa'].pk}/")
    assert "Pagu pos ini tidak ditampilkan tersendiri" in of_desa
    assert "7.000" not in of_desa
    assert "dicadangkan Rp 5, terikat Rp 10, dibayar Rp 5" in of_desa
    assert not [one for one in ("3.300", "2.400", "900", "3.310", "2.405", "905") if one in of_desa]


def test_only_programmes_that_may_be_announced_are_named(books: dict[str, Line]) -> None:
    rule = rule_version("blt_dbhcht")
    launch("running", {A: 100}, rule_version=rule, line=books["aid"], publication="nothing")
    assert (named(), named(books["aid"].pk)) == ([], [])
    second = launch("running", {B: 100}, rule_version=rule, line=books["aid"])
    assert [code for code, _id, _en in named(books["aid"].pk)] == ["blt_dbhcht"]
    assert named(books["rest"].pk) == []
    assert second.name_id in page(f"/uang/baris/{books['aid'].pk}/")


@pytest.mark.parametrize("number", ["999999", "99999999999999999999999999"])
def test_a_line_that_is_not_there_is_not_found(books: dict[str, Line], number: str) -> None:
    assert Client().get(f"/uang/baris/{number}/").status_code == 404


def test_as_many_queries_for_much_as_for_little(books: dict[str, Line], django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        more = budget("infrastructure", 10_000 + number)
        spent(more, B, 100, purpose=f"project:00000000-0000-4000-8000-0000000001{number:02d}")
        spent(books["roads"], B, 10, purpose=f"project:00000000-0000-4000-8000-0000000002{number:02d}")
    for path, most in (("/uang/", 24), (f"/uang/?pemilik={A}", 24), (f"/uang/baris/{books['roads'].pk}/", 12)):
        with django_assert_max_num_queries(most):
            assert Client().get(path).status_code == 200


def test_both_languages(books: dict[str, Line]) -> None:
    for path in ("/uang/", f"/uang/baris/{books['roads'].pk}/", "/uang/telusur/?q=DAU"):
        answer = english(path)
        assert '<html lang="en">' in answer.content.decode()
        assert "4,000" in text_of(answer)
        assert "<title>" in answer.content.decode()


def test_no_plan_no_chain(books: dict[str, Line]) -> None:
    assert Plan.objects.count() == 0
    assert public_lines.of_proposal("") == []


def test_recipients_are_told_as_the_edition_tells_them(
    books: dict[str, Line], own_folder: Any, planner: Any, social: Any
) -> None:
    made_publications.receive(made_publications.cycle(), made_publications.RECIPIENTS)
    made_publications.recorded("zakat_baznas", {A: 9})
    made_publications.published(planner, social)
    told = page("/uang/")
    # 42 households received: 40 is told; of no village anything is told here, and of a desa's own budget nobody.
    assert "(data terbuka edisi 1, tahun 2026):" in told
    assert ": 40 keluarga" in told
    assert "42" not in told.split("Menurut pilar")[1].split("Menurut sumber dana")[0]
    assert "Unduh sebagai data terbuka" in told
    links = set(re.findall(r'href="(/program/[^"]+)"', Client().get("/uang/").content.decode()))
    assert links == {"/program/blt_dbhcht/"}, "zakat_baznas has no page"
    assert "Program zakat_baznas: 10 keluarga" in told
    assert "kelipatan 5" not in page("/uang/", pemilik=A).split("Menurut pilar")[1]
    kept = Path(own_folder) / "portal-analysis"
    published._read.cache_clear()
    shutil.move(kept, f"{kept}-gone")
    assert "keluarga" not in page("/uang/").split("Menurut pilar")[1].split("Menurut sumber dana")[0]
