"""Fields that many answers share, each with its meaning once."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from merata_portal.api.words import Words, both

AreaCode = Annotated[
    str, Field(description=both("kode wilayah Kemendagri", "area code of the Ministry of Home Affairs"))
]
AreaName = Annotated[str, Field(description=both("nama wilayah", "name of the area"))]
OwnerCode = Annotated[
    str, Field(description=both("kode pemilik anggaran", "code of the area whose budget it is"))
]  # fmt: skip
Level = Annotated[
    Literal["regency", "kecamatan", "village"],
    Field(description=both("tingkat wilayah", "level of the area")),
]
Id = Annotated[UUID, Field(description=both("pengenal yang tetap", "identifier that stays"))]
Year = Annotated[int, Field(description=both("tahun", "year"))]
EditionNumber = Annotated[
    int, Field(description=both("nomor edisi yang memuatnya", "number of the edition it is from"))
]
Withheld = Annotated[
    Words | None,
    Field(description=both("mengapa nilainya null; null bila ada", "why the value is null; null where there is one")),
]
Pillar = Annotated[
    str,
    Field(
        description=both(
            "assistance, training, infrastructure, participation, atau none: di luar keempatnya",
            "assistance, training, infrastructure, participation, or none: outside the four",
        )
    ),
]
Page = Annotated[str, Field(description=both("halaman untuk dibaca orang", "page for people to read"))]
Ticket = Annotated[str, Field(description=both("nomor tiket usulan", "ticket of the proposal"))]
OptionalDay = date | None
HELD = Words(id="ditahan agar tidak ada orang yang dapat dikenali", en="withheld so that nobody can be recognised")
UNRELIABLE = Words(
    id="ditahan: galat bakunya terlalu besar atau rumah tangganya terlalu sedikit",
    en="withheld: its error is too large or it is of too few households",
)
BY_HEAD = Words(
    id="tidak dimuat: realisasi bantuan dibagi besar bantuan memberi jumlah penerima",
    en="not told: spending on assistance divided by the benefit gives how many received",
)
