from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from made_analysis import done
from made_attribution import answer
from pypdf import PdfReader

from merata_portal.analysis.models import Inputs
from merata_portal.evaluation.documents.lkpj import lkpj, report
from merata_portal.evaluation.models import Attribution
from merata_portal.evaluation.queries.attribution_rows import told
from merata_portal.evaluation.queries.attributions import Attributed

pytestmark = pytest.mark.django_db


def attributed(frozen: Inputs, *, synthetic: bool = True) -> Attributed:
    value = answer(synthetic=synthetic)
    result = done(frozen, "attribute", value, parameters={"seed": 7, "uuid": uuid4().hex})
    made = Attribution(
        uuid=uuid4(), area="35.05", year=2025, earlier=frozen.uuid, later=frozen.uuid, first_year=2023,
        second_year=2025, result=result.uuid, made_at=datetime(2026, 3, 1, tzinfo=UTC), made_by_user_id=1,
    )  # fmt: skip
    return Attributed(made, result, value)


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def test_the_report_says_every_figure_with_interval_and_n_and_how_to_recompute_it(frozen: Any) -> None:
    found = attributed(frozen)
    content = lkpj(found, office="Kabupaten Blitar", language="id")
    text = text_of(content)
    for said in (
        "Laporan atribusi untuk LKPJ 2025 · Kabupaten Blitar",
        "DATA SINTETIS: semua orang di sini dibuat oleh komputer.",
        "Membaik 1,00 (selang 95% −1,40 sampai −0,60).",
        "1.000 rumah tangga survei dalam 100 gugus (2023), 900 dalam 90 gugus (2025)",
        "Program Sembako (BPNT) bantuan asumsi",
        "−0,500 −0,700 sampai −0,300 0 → 4.000",
        "11,0% ± 6,0%",
        "Bantuan beras: hanya tercatat di satu tahun",
        f"merata portal analysis recompute DATA {found.result.uuid}",
    ):
        assert said in text, said
    # On every page, not on the first alone.
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert all("DATA SINTETIS" in page for page in pages)


def test_the_report_is_tagged_and_the_same_for_the_same_figures(frozen: Any) -> None:
    found = attributed(frozen)
    first, second = (lkpj(found, office="Kabupaten Blitar", language="id") for _ in range(2))
    assert first == second
    root = PdfReader(io.BytesIO(first)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "id"


def test_real_data_are_not_called_synthetic(frozen: Any) -> None:
    assert "SINTETIS" not in text_of(lkpj(attributed(frozen, synthetic=False), office="Blitar", language="id"))


def test_the_parts_come_to_the_whole_and_only_what_is_certain_is_marked(frozen: Any) -> None:
    gini, p0 = told(answer())
    for one in (gini, p0):
        assert sum(row.value for row in one.rows) == pytest.approx(
            float(one.change.replace("−", "-").replace(",", ".").replace("+", "")), abs=0.006
        )
    assert [(row.name, row.certain) for row in gini.rows] == [
        ("Pertumbuhan merata", False), ("Program Sembako (BPNT)", True), ("Jalan", False),
        ("Sisa yang tidak terjelaskan", False),
    ]  # fmt: skip
    assert gini.rows[0].interval == "pasti"
    assert p0.sentence.startswith("Perubahannya belum dapat dibedakan dari nol")


def test_another_figure_is_another_hash(frozen: Any) -> None:
    found = attributed(frozen)
    one = report(found, office="Blitar", language="id")
    assert found.answer is not None
    found.answer["n"][0] = 999
    assert report(found, office="Blitar", language="id")["hash"] != one["hash"]
