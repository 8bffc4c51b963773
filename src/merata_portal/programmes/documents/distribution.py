"""The list by which goods are handed over in a village, for paper: rows as they are now, a box for each signature."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.resources import files

import typst
from django.utils import timezone

_TEMPLATE = files("merata_portal.programmes.documents") / "distribution.typ"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the number, by which what was signed is written down later, who, where, and how much."""

    number: int
    name: str
    address: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class DistributionList:
    """What the list says. `code`: of the list, so that two printouts can be told apart."""

    programme: str
    office: str
    village: str
    period: str
    unit: str
    code: str
    printed_at: datetime
    rows: tuple[Row, ...]
    synthetic: bool


def distribution_pdf(of: DistributionList) -> bytes:
    """The list as a tagged PDF (PDF/UA-1); the same list gives the same bytes."""
    printed = timezone.localtime(of.printed_at)
    given = {
        "title": f"Daftar penyerahan {of.programme}",
        "office": of.office,
        "village": of.village,
        "code": of.code,
        "unit": of.unit,
        "synthetic": of.synthetic,
        "total": plain(sum((row.quantity for row in of.rows), Decimal(0))),
        "facts": [
            ["Desa/kelurahan", of.village],
            ["Tahap", of.period],
            ["Dicetak", f"{printed:%d-%m-%Y %H:%M}"],
            ["Kode daftar", of.code],
        ],
        "rows": [
            {"number": row.number, "name": row.name, "address": row.address, "quantity": plain(row.quantity)}
            for row in of.rows
        ],
    }
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
        timestamp=int(of.printed_at.timestamp()),
    )
    return bytes(made)


def plain(quantity: Decimal) -> str:
    """A quantity as Indonesians write it, without zeros that say nothing: 10, 7,5."""
    return f"{quantity.normalize():f}".replace(".", ",")
