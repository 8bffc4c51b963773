"""Editions of open data."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import AreaCode, AreaName
from merata_portal.api.words import Words, both

_SYNTHETIC = both("orang di dalamnya dibuat oleh komputer", "its people were made by a computer")


class EditionRead(Schema):
    """Edisi yang dibaca. / The edition that was read."""

    area_code: AreaCode
    area_name: AreaName
    number: int = Field(description=both("nomor edisi wilayah itu", "number of the area's edition"))
    year: int = Field(description=both("tahun data", "year of the data"))
    published_at: datetime = Field(description=both("kapan terbit", "when it was published"))
    synthetic: bool = Field(description=_SYNTHETIC)
    address: str = Field(description=both("halaman data terbuka", "page of the open data"))


class PublishedTable(Schema):
    """Satu tabel edisi. / A table of an edition."""

    name: str = Field(description=both("nama tabel", "name of the table"))
    title: Words
    rows: int = Field(description=both("jumlah baris", "number of rows"))
    withheld: int = Field(description=both("sel tentang orang yang ditahan", "cells of people that are withheld"))
    csv: str = Field(description=both("alamat CSV", "address of the CSV"))
    parquet: str = Field(description=both("alamat Parquet", "address of the Parquet"))


class PublishedDataset(Schema):
    """Satu dataset edisi. / A dataset of an edition."""

    name: str = Field(description=both("nama dataset", "name of the dataset"))
    title: Words
    protection: Words = Field(description=both("bagaimana kelompok kecil dilindungi", "how small groups are protected"))
    address: str = Field(description=both("halaman dataset", "page of the dataset"))
    tables: list[PublishedTable]


class Edition(Schema):
    """Satu edisi data terbuka; tidak pernah berubah. / One edition of open data; it never changes."""

    id: str = Field(description=both("wilayah dan nomor", "area and number"), examples=["35.05-3"])
    area_code: AreaCode
    area_name: AreaName
    number: int = Field(description=both("nomor edisi wilayah itu", "number of the area's edition"))
    year: int = Field(description=both("tahun data", "year of the data"))
    state: Literal["published", "withdrawn"] = Field(description=both("keadaan", "state"))
    published_at: datetime = Field(description=both("kapan terbit", "when it was published"))
    withdrawn_at: datetime | None = Field(description=both("kapan ditarik", "when it was withdrawn"))
    withdrawn_reason: str = Field(description=both("mengapa ditarik", "why it was withdrawn"))
    synthetic: bool = Field(description=_SYNTHETIC)
    content_hash: str = Field(description=both("SHA-256 manifesnya", "SHA-256 of its manifest"))
    datasets: list[PublishedDataset] = Field(description=both("kosong bila ditarik", "empty where withdrawn"))
