from __future__ import annotations

import re
from datetime import date
from typing import Any

import made_public_pages
import made_works
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from made_public_pages import english, page, text_of
from shapely.geometry import box

from merata.report.shapes import Shapes
from merata_portal.analysis.queries.outlines import Drawn, drawn, outlines
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.queries import public_works
from merata_portal.infrastructure.queries.public_works import Pin
from merata_portal.public.views.projects.works_map import works_picture

pytestmark = pytest.mark.django_db
OTHER = "35.05.10.2001"


@pytest.fixture
def who(acting: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> made_works.Officers:
    settings.DATA_ROOT = tmp_path / "data"
    made_works.on(monkeypatch, date(2026, 8, 1))
    return made_works.officers(acting)


@pytest.fixture
def works(who: made_works.Officers) -> dict[str, Project]:
    """On 1 August 2026: one planned (Rp500 million), one contracted (Rp400 million) whose day has passed, one handed
    over of which Rp100 million were paid, a candidate that is nobody's promise."""
    handed = made_works.handed_over(who, name="Jembatan jadi")
    made_works.paid(who, handed, 100_000_000)
    late = made_works.contracted(who, name="Jalan lambat", kind="road", village=OTHER)
    planned = made_works.planned(who, name="Pasar nanti", kind="market")
    Project.objects.filter(pk=planned.pk).update(promised_on=date(2026, 12, 31))
    return {"handed": handed, "late": late, "planned": planned, "candidate": made_works.candidate(who.officer)}


def test_works_are_summed_up_by_stage(works: dict[str, Project]) -> None:
    found = public_works.sums("35.05")
    assert [(one.code, one.works, one.budget_idr, one.contract_idr) for one in found.stages] == [
        ("planned", 1, 500_000_000, 0), ("contracted", 1, 500_000_000, 400_000_000),
        ("finished", 1, 500_000_000, 400_000_000), ("cancelled", 0, 0, 0),
    ]  # fmt: skip
    assert (found.works, found.late, found.paid_idr) == (3, 1, 100_000_000)
    assert public_works.sums("35.72").works == 0
    assert public_works.sums().paid_idr == 100_000_000


def test_works_are_narrowed(works: dict[str, Project]) -> None:
    def names(**wanted: Any) -> list[str]:
        return [one.name for one in public_works.works(**wanted)]

    assert names() == ["Pasar nanti", "Jalan lambat", "Jembatan jadi"]
    assert names(late=True) == ["Jalan lambat"]
    assert names(stage="finished") == ["Jembatan jadi"]
    assert names(stage="planned", kind="market") == ["Pasar nanti"]
    assert names(village=OTHER) == names(village="35.05.10") == ["Jalan lambat"]
    assert names(area="35.72") == []
    assert names(state="planned") == ["Pasar nanti"]


def test_the_page_tells_sums_and_each_work(works: dict[str, Project]) -> None:
    told = page("/pekerjaan/")
    assert "Direncanakan 1 Rp 500 juta Berkontrak atau dikerjakan 1 Rp 400 juta Selesai 1 Rp 400 juta" in told
    assert "Terlambat 1" in told
    assert "Sudah dibayar Rp 100 juta" in told
    assert "terlambat 32 hari" in told
    assert "Jembatan Kali Lekso" not in told
    late = page("/pekerjaan/", tahap="late")
    assert ("Jalan lambat" in late, "Jembatan jadi" in late) == (True, False)
    assert "Hanya di Desa 35.05.10.2001" in page("/pekerjaan/", desa=OTHER)
    assert "Tidak ada pekerjaan yang sesuai" in page("/pekerjaan/", jenis="school")


@pytest.mark.parametrize("given", [{"wilayah": "35.99"}, {"wilayah": "\x00"}])
def test_a_regency_that_is_none_is_not_found(works: dict[str, Project], given: dict[str, str]) -> None:
    expected = 200 if given["wilayah"] == "\x00" else 404
    assert Client().get("/pekerjaan/", given).status_code == expected


@pytest.mark.parametrize("name", ["tahap", "jenis", "desa", "keadaan", "sebelum"])
def test_odd_filters_do_no_harm(works: dict[str, Project], name: str) -> None:
    for value in ("x" * 3000, "%", "'; --", "\x00", "-1", "𝕏"):
        assert Client().get("/pekerjaan/", {name: value}).status_code == 200


def test_a_work_tells_promise_contract_payment_and_hand_over(works: dict[str, Project]) -> None:
    told = page(f"/pekerjaan/{works['handed'].uuid}/")
    assert "Kontrak CV Karya Jaya, Rp 400.000.000" in told
    assert "Dibayar Rp 100.000.000" in told
    assert "diserahterimakan 1 Juli 2026" in told
    assert "tidak berasal dari usulan" in told
    assert "Yang sudah dibayar" in told
    assert "Pondasi SP" in told
    assert "railing dicat ulang" in told
    planned = page(f"/pekerjaan/{works['planned'].uuid}/")
    assert "Kontrak belum ada kontrak" in planned
    assert "Yang sudah dibayar" not in planned
    assert Client().get(f"/pekerjaan/{works['candidate'].uuid}/").status_code == 404


def test_as_many_queries_for_many_works_as_for_few(
    works: dict[str, Project], who: made_works.Officers, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        made_works.planned(who, name=f"Jalan {number}")
    with django_assert_max_num_queries(18):
        assert Client().get("/pekerjaan/").status_code == 200
    with django_assert_max_num_queries(30):
        assert Client().get(f"/pekerjaan/{works['handed'].uuid}/").status_code == 200


def test_both_languages(works: dict[str, Project]) -> None:
    for path in ("/pekerjaan/", f"/pekerjaan/{works['handed'].uuid}/"):
        answer = english(path)
        assert '<html lang="en">' in answer.content.decode()
        assert "Jembatan jadi" in text_of(answer)


def square() -> Drawn:
    """One kecamatan of two villages from 112 to 113 degrees east and 8 to 9 south, shrunk by a half."""
    west, east = box(56, -9, 56.25, -8), box(56.25, -9, 56.5, -8)
    shapes = Shapes({"35.05.01.2001": west, "35.05.01.2002": east}, dict.fromkeys(
        ("35.05.01.2001", "35.05.01.2002"), "35.05.01"
    ))  # fmt: skip
    return Drawn(shapes, 0.5)


def pin(longitude: float, latitude: float, stage: str = "finished", *, late: bool = False) -> Pin:
    return Pin(made_public_pages.NOBODY, "Jembatan <Lekso>", "35.05.01.2001", stage, late, latitude, longitude)


def test_a_work_stands_where_it_is() -> None:
    told = works_picture(square(), [pin(112.0, -8.0), pin(113.0, -9.0)], {"35.05.01": "Wonodadi"}, alt="Peta")
    assert re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="4.5"', told)[:2] == [("1", "1"), ("359", "717")]
    assert "Wonodadi" in told
    assert "Jembatan &lt;Lekso&gt;" in told
    assert "<Lekso>" not in told


def test_stages_differ_by_shape_and_lateness_by_a_ring() -> None:
    told = works_picture(
        square(), [pin(112.5, -8.5, stage, late=stage == "contracted") for stage in public_works.STAGES], {}, alt="P"
    )
    assert (told.count('r="4.5"'), told.count("h8v8h-8z"), told.count("l5 9h-10z"), told.count("l8 8m0-8l-8 8")) == (
        2, 2, 2, 2,
    )  # fmt: skip
    assert told.count('r="7"') == 2
    assert "style=" not in told


def test_without_outlines_or_works_there_is_no_map(areas: dict[str, Any]) -> None:
    assert (outlines("35.05"), drawn("35.05")) == (None, None)
    assert works_picture(None, [pin(112, -8)], {}, alt="") == ""
    assert works_picture(square(), [], {}, alt="") == ""


@given(st.floats(112, 113), st.floats(-9, -8))
def test_every_place_within_the_outlines_lies_in_the_picture(longitude: float, latitude: float) -> None:
    told = works_picture(square(), [pin(longitude, latitude)], {}, alt="P")
    ((x, y),) = re.findall(r'<title>[^<]*</title><circle cx="([\d.]+)" cy="([\d.]+)"', told)
    assert 0.9 <= float(x) <= 359.1
    assert 0.9 <= float(y) <= 717.1


def test_many_signs_are_drawn_smaller() -> None:
    few = works_picture(square(), [pin(112.5, -8.5)] * 80, {}, alt="P")
    many = works_picture(square(), [pin(112.5, -8.5)] * 81, {}, alt="P")
    assert (few.count('r="4.5"'), many.count('r="2.9"')) == (81, 81)
