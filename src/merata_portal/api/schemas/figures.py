"""What editions publish: welfare, recipients, registered households, budgets, complaints."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import (
    AreaCode,
    AreaName,
    EditionNumber,
    Level,
    OwnerCode,
    Pillar,
    Withheld,
    Year,
)
from merata_portal.api.words import both

_HOUSEHOLDS = both(
    "rumah tangga, dibulatkan ke kelipatan 5; null bila ditahan", "households, rounded to 5; null where withheld"
)


class Estimate(Schema):
    """Satu perkiraan kesejahteraan. / One estimate of welfare."""

    area_code: AreaCode
    area_name: AreaName
    area_level: Level
    year: Year
    measure: str = Field(description=both("ukuran", "measure"), examples=["gini"])
    value: float | None = Field(description=both("nilai; null bila ditahan", "value; null where withheld"))
    low: float | None = Field(description=both("batas bawah selang 95%", "lower end of the 95% interval"))
    high: float | None = Field(description=both("batas atas selang 95%", "upper end of the 95% interval"))
    standard_error: float | None = Field(description=both("galat baku", "standard error"))
    relative_standard_error_pc: float | None = Field(
        description=both("galat baku relatif, persen", "relative standard error, percent")
    )
    sampled_households: int | None = Field(
        description=both("rumah tangga sampel (n); null bila dari model", "sampled households (n); null where modelled")
    )
    method: str = Field(
        description=both("direct: survei; predicted: model area kecil", "direct: survey; predicted: small-area model")
    )
    reliability: str = Field(
        description=both(
            "reliable, caution (galat baku besar atau tidak diketahui, atau dari terlalu sedikit gugus atau rumah "
            "tangga survei), atau withheld",
            "reliable, caution (a standard error that is large or unknown, or of too few clusters or households of the "
            "survey) or withheld",
        )
    )
    withheld: Withheld
    edition: EditionNumber


class Recipients(Schema):
    """Rumah tangga penerima sebagaimana terbit. / Recipient households as published."""

    programme: str = Field(description=both("kode program", "the programme's code"))
    programme_name: str = Field(description=both("nama program", "name of the programme, in Indonesian"))
    area_code: AreaCode
    area_name: AreaName
    area_level: Level
    recorded_by: Literal["delivered", "other_office"] = Field(
        description=both(
            "delivered: disalurkan lewat sistem ini; other_office: tercatat di daftar kantor lain",
            "delivered: through this system; other_office: recorded on another office's list",
        )
    )
    group_by: Literal["head_sex", "disability", "none"] = Field(
        description=both(
            "pembagian: jenis kelamin kepala keluarga, disabilitas", "divided by: sex of the head, disability"
        )
    )
    group: str = Field(description=both("kelompok; total: semua", "group; total: all of them"))
    households: int | None = Field(description=_HOUSEHOLDS)
    withheld: Withheld
    edition: EditionNumber


class Registered(Schema):
    """Rumah tangga dalam registri sosial. / Households in the social registry."""

    area_code: AreaCode
    area_name: AreaName
    area_level: Level
    households: int | None = Field(description=_HOUSEHOLDS)
    withheld: Withheld
    edition: EditionNumber


class BudgetSum(Schema):
    """Anggaran satu pemilik, sumber dana, dan pilar. / A budget by owner, fund and pillar."""

    owner_code: OwnerCode
    owner_name: AreaName
    owner_level: Literal["regency", "villages"] = Field(
        description=both("villages: semua desa di kecamatan itu", "villages: all villages of the kecamatan")
    )
    year: Year
    fund_source: str = Field(description=both("sumber dana", "fund source"))
    pillar: Pillar
    appropriated_idr: int = Field(description=both("pagu yang ditetapkan, rupiah", "what was adopted, rupiah"))
    committed_idr: int | None = Field(description=both("terikat dan belum dibayar, rupiah", "committed, not yet paid"))
    spent_idr: int | None = Field(
        description=both("dibayar dikurangi yang kembali", "paid less what came back, rupiah")
    )
    withheld: Withheld
    edition: EditionNumber


class TravelTime(Schema):
    """Waktu tempuh dari satu desa ke satu layanan. / Travel time from a village to a service."""

    area_code: AreaCode
    area_name: AreaName
    area_level: Level
    service: str = Field(description=both("kode jenis layanan", "code of the kind of service"))
    service_title: str = Field(description=both("jenis layanan", "kind of service, in Indonesian"))
    season: str = Field(description=both("dry: kemarau; wet: hujan", "season: dry or wet"))
    mode: str = Field(description=both("motorcycle: sepeda motor; walk: jalan kaki", "motorcycle or walk"))
    reach: str = Field(
        description=both(
            "reached, atau unreachable: tak ada jalan yang diketahui", "reached, or unreachable: no way known"
        )
    )
    minutes: float | None = Field(description=both("menit sekali jalan; null: unreachable", "minutes one way"))
    edition: EditionNumber


class Complaints(Schema):
    """Pengaduan pada daftar umum. / Complaints on the public list."""

    kecamatan_code: AreaCode
    kecamatan_name: AreaName
    category: str = Field(description=both("kode kategori", "the category's code"))
    category_title: str = Field(description=both("nama kategori", "name of the category, in Indonesian"))
    term: str = Field(
        description=both(
            "answered_in_term, answered_late, waiting, overdue, atau other",
            "answered_in_term, answered_late, waiting, overdue or other",
        )
    )
    complaints: int = Field(description=both("jumlah pengaduan", "number of complaints"))
    edition: EditionNumber
