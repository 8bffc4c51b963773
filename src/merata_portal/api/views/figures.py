"""Figures about people and budgets, as editions of open data publish them and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from merata_portal.api.asking import Code, OfArea, OfAreaAndYear
from merata_portal.api.documented import listed
from merata_portal.api.edition_rows import Told, rows_of
from merata_portal.api.schemas.fields import BY_HEAD, HELD, UNRELIABLE
from merata_portal.api.schemas.figures import BudgetSum, Complaints, Estimate, Recipients, Registered, TravelTime
from merata_portal.api.schemas.lists import Published
from merata_portal.api.words import both

router = Router(tags=["angka"])
DELIVERED = ("penerima_menurut_jenis_kelamin", "penerima_menurut_disabilitas")
RECORDED = "penerima_tercatat"
_GROUPS = {DELIVERED[0]: "head_sex", DELIVERED[1]: "disability"}


class AskedEstimates(OfAreaAndYear):
    """Which estimates."""

    measure: Code = Field(
        default_factory=str, description=both("kode ukuran", "code of the measure"), examples=["gini"]
    )


class AskedRecipients(OfArea):
    """Which recipients."""

    programme: Code = Field(
        default_factory=str, description=both("kode program", "the programme's code"), examples=["pkh"]
    )


class AskedTimes(OfArea):
    """Which travel times."""

    service: Code = Field(default_factory=str, description=both("jenis layanan", "service"), examples=["puskesmas"])
    season: Code = Field(default_factory=str, description=both("dry atau wet", "dry or wet"))


class AskedBudget(OfAreaAndYear):
    """Which sums."""

    pillar: Code = Field(default_factory=str, description=both("pilar", "pillar"), examples=["infrastructure"])
    fund_source: str = Field(
        default_factory=str, pattern=r"^[A-Za-z0-9_ \-]{1,64}$", description=both("sumber dana", "fund source"),
        examples=["DAU"],
    )  # fmt: skip


class AskedComplaints(OfArea):
    """Which complaints."""

    category: Code = Field(default_factory=str, description=both("kode kategori", "the category's code"))


@router.get("/estimates", **listed(
    Published[Estimate], "Perkiraan ketimpangan dan kemiskinan", "Estimates of inequality and poverty",
    "Gini, kemiskinan, dan ukuran lain dari edisi terbaru tiap wilayah, dengan selang 95% dan n.",
    "Gini, poverty and other measures of the newest edition of each area, with 95% intervals and n.",
))  # fmt: skip
def estimates(request: HttpRequest, asked: Query[AskedEstimates]) -> Any:  # noqa: D103 - described in its document
    told = rows_of("estimates", asked, "kesejahteraan", ("ukuran",), measure=asked.measure, year=asked.year)
    return _page(told, Published[Estimate], lambda row: {"withheld": UNRELIABLE if row["value"] is None else None})


@router.get("/recipients", **listed(
    Published[Recipients], "Penerima program", "Recipients of programmes",
    "Rumah tangga penerima per program, wilayah, dan kelompok. Jumlah kecil ditahan, selebihnya dibulatkan ke "
    "kelipatan 5.",
    "Recipient households by programme, area and group. Small counts are withheld, others rounded to multiples of 5.",
))  # fmt: skip
def recipients(request: HttpRequest, asked: Query[AskedRecipients]) -> Any:  # noqa: D103
    told = rows_of("recipients", asked, "program", (*DELIVERED, RECORDED), programme=asked.programme)
    return _page(told, Published[Recipients], _recipients)


@router.get("/registered-households", **listed(
    Published[Registered], "Rumah tangga terdaftar", "Registered households",
    "Rumah tangga dalam registri sosial pada hari edisi disiapkan; penyebut bagi penerima.",
    "Households in the social registry on the day the edition was prepared; the denominator of recipients.",
))  # fmt: skip
def registered(request: HttpRequest, asked: Query[OfArea]) -> Any:  # noqa: D103
    told = rows_of("registered", asked, "rumah-tangga", ("rumah_tangga",))
    return _page(told, Published[Registered], _held_households)


@router.get("/budget", **listed(
    Published[BudgetSum], "Anggaran dan realisasi", "Budgets and spending",
    "Pagu dan realisasi menurut pemilik, sumber dana, dan pilar; desa dijumlahkan per kecamatan.",
    "What was adopted and spent, by owner, fund source and pillar; villages are summed by kecamatan.",
))  # fmt: skip
def budget(request: HttpRequest, asked: Query[AskedBudget]) -> Any:  # noqa: D103
    equal = {"pillar": asked.pillar, "fund_source": asked.fund_source, "year": asked.year}
    told = rows_of("budget", asked, "anggaran", ("pagu_dan_realisasi",), **equal)
    return _page(told, Published[BudgetSum], lambda row: {"withheld": BY_HEAD if row["spent_idr"] is None else None})


@router.get("/travel-times", **listed(
    Published[TravelTime], "Waktu tempuh ke layanan", "Travel times to services",
    "Menit dari tiap desa ke pasar, puskesmas, rumah sakit, dan sekolah terdekat, menurut musim.",
    "Minutes from each village to the nearest market, health centre, hospital and school, by season.",
))  # fmt: skip
def travel_times(request: HttpRequest, asked: Query[AskedTimes]) -> Any:  # noqa: D103
    told = rows_of("times", asked, "akses", ("waktu_tempuh",), service=asked.service, season=asked.season)
    return _page(told, Published[TravelTime])


@router.get("/complaints", **listed(
    Published[Complaints], "Jumlah pengaduan", "Counts of complaints",
    "Pengaduan pada daftar umum menurut kecamatan, kategori, dan tenggat jawabannya.",
    "Complaints on the public list by kecamatan, category and the term of their answer.",
))  # fmt: skip
def complaints(request: HttpRequest, asked: Query[AskedComplaints]) -> Any:  # noqa: D103
    told = rows_of("complaints", asked, "pengaduan", ("menurut_tenggat",), category=asked.category)
    return _page(told, Published[Complaints])


def _recipients(row: dict[str, Any]) -> dict[str, Any]:
    by = _GROUPS.get(row["table"], "none")
    return {
        **_held_households(row), "programme_name": row["programme_title"], "group_by": by,
        "group": row.get(by) or "total", "recorded_by": "other_office" if row["table"] == RECORDED else "delivered",
    }  # fmt: skip


def _held_households(row: dict[str, Any]) -> dict[str, Any]:
    return {"withheld": HELD if row["households"] is None else None}


def _page(told: Told, schema: Any, more: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> Any:
    items = told.rows if more is None else [{**row, **more(row)} for row in told.rows]
    return schema(items=items, next=told.next, editions=told.editions, missing=told.missing)
