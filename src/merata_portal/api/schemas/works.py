"""Works and classes: what is built and taught, for how much, promised and real."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import AreaCode, AreaName, Id, OwnerCode, Page, Withheld, Year
from merata_portal.api.words import both

_PROPOSAL = both("usulan yang dijawabnya (usulan:TIKET), kosong bila tidak ada", "the proposal it answers, if any")
_STATE = both("keadaan", "state")


class Work(Schema):
    """Satu pekerjaan fisik. / One work."""

    id: Id
    name: str = Field(description=both("nama pekerjaan", "name of the work"))
    kind: str = Field(description=both("jenis", "kind"), examples=["bridge"])
    work: str = Field(description=both("bangun baru, perbaikan, atau lain", "construction, rehabilitation or other"))
    owner_code: OwnerCode
    area_code: AreaCode
    area_name: AreaName
    place: str = Field(description=both("tempatnya", "where it is"))
    latitude: float = Field(description=both("lintang, derajat WGS84", "degrees north, WGS84"))
    longitude: float = Field(description=both("bujur, derajat WGS84", "degrees east, WGS84"))
    state: str = Field(description=_STATE)
    budget_idr: int = Field(description=both("anggaran, rupiah", "budget, rupiah"))
    contract_idr: int = Field(
        description=both("nilai kontrak; 0 bila belum ada", "value of the contract; 0 without one")
    )
    reserved_idr: int = Field(description=both("dicadangkan, rupiah", "reserved, rupiah"))
    committed_idr: int = Field(description=both("terikat, rupiah", "committed, rupiah"))
    spent_idr: int = Field(description=both("dibayar dikurangi yang kembali", "paid less what came back, rupiah"))
    physical_pc: float | None = Field(description=both("kemajuan fisik, persen", "physical progress, percent"))
    reported_on: date | None = Field(description=both("hari laporan terakhir", "day of the latest report"))
    promised_on: date | None = Field(
        description=both("hari selesai yang pertama dijanjikan", "completion first promised")
    )
    due_on: date | None = Field(description=both("hari selesai sesudah adendum", "completion as amendments moved it"))
    started_on: date | None = Field(description=both("mulai", "begun"))
    finished_on: date | None = Field(description=both("selesai", "finished"))
    handed_over_on: date | None = Field(description=both("serah terima", "handed over"))
    delay_days: int | None = Field(
        description=both("hari terlambat dari janji pertama; negatif: lebih cepat", "days late; negative: early")
    )
    open_defects: int = Field(description=both("kerusakan yang belum diperbaiki", "defects not mended yet"))
    proposal: str = Field(description=_PROPOSAL)
    plan: str = Field(description=both("rencana yang memuatnya", "the plan it is of"))
    page: Page
    oc4ids: str = Field(description=both("semua pekerjaan dalam OC4IDS 0.9", "all works as OC4IDS 0.9"))


class Class(Schema):
    """Satu kelas pelatihan. / One class."""

    id: Id
    course: str = Field(description=both("kode kelas", "the class's code"))
    name: str = Field(description=both("nama kelas", "name of the class"))
    sector: str = Field(description=both("bidang", "sector"))
    about: str = Field(description=both("tentang kelas", "about the class"))
    owner_code: OwnerCode
    year: Year
    area_code: AreaCode
    area_name: AreaName
    place: str = Field(description=both("tempatnya", "where it is held"))
    state: str = Field(description=_STATE)
    starts_on: date = Field(description=both("mulai", "begins"))
    ends_on: date = Field(description=both("selesai", "ends"))
    sessions: int = Field(description=both("pertemuan", "sessions"))
    seats: int = Field(description=both("kursi", "seats"))
    women_seats: int = Field(description=both("kursi sedikitnya untuk perempuan", "seats for women at least"))
    disability_seats: int = Field(
        description=both("kursi sedikitnya untuk penyandang disabilitas", "seats for people with a disability at least")
    )
    applied: int = Field(description=both("pelamar yang tidak mundur", "applications not withdrawn"))
    cost_idr: int = Field(description=both("biaya kelas, rupiah", "cost of the class, rupiah"))
    partner: str = Field(description=both("badan yang menyelenggarakan bersama", "body that holds it with the regency"))
    proposal: str = Field(description=_PROPOSAL)
    page: Page


class ClassWithCounts(Class):
    """Satu kelas dengan hitungannya. / One class with its counts."""

    refused: int | None = Field(description=both("tidak memenuhi syarat", "did not meet the terms"))
    seated: int = Field(description=both("mendapat kursi", "got a seat"))
    completed: int | None = Field(description=both("lulus", "completed"))
    not_completed: int | None = Field(description=both("tidak lulus", "did not complete"))
    asked_afterwards: int | None = Field(
        description=both("menjawab survei sesudahnya", "answered the survey afterwards")
    )
    withheld: Withheld
