"""A village's part of a launch on paper: a sheet for its meeting, a list for its notice board, stickers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst
from django.utils import timezone

_FOLDER = files("merata_portal.programmes.documents")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number, who, where, and rupiah a year."""

    number: int
    name: str
    address: str
    annual_idr: int


@dataclass(frozen=True, slots=True)
class VillageList:
    """What is printed. `basis`: by which law names are shown; `code`: so that two printouts can be told apart."""

    programme: str
    office: str
    village: str
    year: int
    basis: str
    code: str
    printed_at: datetime
    rows: tuple[Row, ...]
    synthetic: bool


def meeting_pdf(of: VillageList) -> bytes:
    """The sheet for the village's meeting, with boxes to fill in."""
    return _list(of, f"Daftar untuk musyawarah: {of.programme} {of.year}", meeting=True)


def board_pdf(of: VillageList) -> bytes:
    """The list for the notice board: names and addresses, no number and no rupiah."""
    return _list(of, f"Penerima {of.programme} {of.year}", meeting=False)


def stickers_pdf(of: VillageList) -> bytes:
    """Stickers, one for each row, without a name."""
    given = {
        "title": f"Stiker {of.programme} {of.year}",
        "office": of.office,
        "programme": of.programme,
        "year": str(of.year),
        "village": of.village,
        "basis": of.basis,
        "synthetic": of.synthetic,
        "rows": [{"number": row.number} for row in of.rows],
    }
    return _compiled("stickers.typ", given, of.printed_at)


def _list(of: VillageList, title: str, *, meeting: bool) -> bytes:
    printed = timezone.localtime(of.printed_at)
    given = {
        "title": title,
        "office": of.office,
        "village": of.village,
        "code": of.code,
        "synthetic": of.synthetic,
        "meeting": meeting,
        "basis": of.basis,
        "facts": [
            ["Pemerintah", of.office],
            ["Desa/kelurahan", of.village],
            ["Dicetak", f"{printed:%d-%m-%Y %H:%M}"],
            ["Kode daftar", of.code],
        ],
        "rows": [
            {"number": row.number, "name": row.name, "address": row.address, "amount": _grouped(row.annual_idr)}
            for row in of.rows
        ],
    }
    return _compiled("village_list.typ", given, of.printed_at)


def _compiled(template: str, given: dict[str, Any], at: datetime) -> bytes:
    """The PDF/UA-1; the same input gives the same bytes."""
    made = typst.compile(
        (_FOLDER / template).read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    return bytes(made)


def _grouped(amount_idr: int) -> str:
    return f"{amount_idr:,}".replace(",", ".")
