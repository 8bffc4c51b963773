"""Programmes and the rules they are given by."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import Page
from merata_portal.api.words import Words, both

ProgrammeCode = Field(description=both("kode program", "the programme's code"), examples=["pkh"])


class Programme(Schema):
    """Satu program bantuan. / One programme."""

    code: str = ProgrammeCode
    name: Words
    kind: str = Field(description=both("jenis", "kind"), examples=["cash"])
    payer: str = Field(
        description=both("centre, province, regency, desa, atau partner", "centre, province, regency, desa or partner")
    )
    decider: Words = Field(description=both("siapa yang memutuskan", "who decides"))
    regencies: list[str] = Field(
        description=both("kode daerah yang warganya dapat menerima; kosong: semua", "whose residents; empty: all")
    )
    instalments: int | None = Field(description=both("penyaluran setahun", "payments a year"))
    page: Page


class Condition(Schema):
    """Satu syarat. / One condition."""

    code: str = Field(description=both("kode syarat", "the condition's code"))
    wanted: Words | None = Field(description=both("apa yang harus terpenuhi", "what must hold"))
    otherwise: Words = Field(
        description=both(
            "alasan bila tidak terpenuhi; {…} diisi dengan data keluarga", "the reason where it fails; {…} are facts"
        )
    )
    expression: str = Field(description=both("syaratnya sebagai ekspresi CEL", "the condition as a CEL expression"))


class Parameter(Schema):
    """Satu nilai aturan dan masa berlakunya. / A value of a rule, and when it holds."""

    name: str = Field(description=both("nama parameter", "name of the parameter"))
    value: int | float | bool | str | list[str] = Field(description=both("nilainya", "its value"))
    start: date = Field(description=both("berlaku sejak", "holds from"))
    until: date | None = Field(description=both("sampai dengan; null: sampai diubah", "until; null: until changed"))
    legal_base: Words = Field(description=both("dasar hukum", "legal base"))
    source: Words = Field(description=both("sumber", "source"))
    certainty: str = Field(description=both("seberapa pasti", "how certain the source is"))


class ProgrammeRead(Programme):
    """Satu program dengan syarat dan dasar hukumnya. / One programme with its conditions and their legal base."""

    eligible: str = Field(description=both("bagaimana syarat digabung (CEL)", "how the conditions are joined (CEL)"))
    conditions: list[Condition]
    checked_by_decider: list[Words] = Field(
        description=both("diperiksa oleh yang memutuskan", "checked by whoever decides")
    )
    not_with: list[str] = Field(description=both("tidak bersama program ini", "not together with these programmes"))
    parameters: list[Parameter]
