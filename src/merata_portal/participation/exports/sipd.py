"""Proposals for SIPD and the council's pokir as XLSX, with a sheet that says what is missing.

SIPD's own import sheet was not found in a public text: columns whose names are ours are marked "(*)", and a sheet
of the workbook says so. Nothing in it tells who proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from merata_portal.accounts.models import Area
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.participation.completeness import completeness, rules
from merata_portal.participation.exports.workbook import Book, Value
from merata_portal.participation.models import Proposal

COLUMNS: tuple[tuple[str, int], ...] = (
    ("Nomor usulan (*)", 16), ("Tahun", 8), ("Judul usulan", 44), ("Jenis usulan (*)", 24), ("Kewenangan (*)", 14),
    ("Kecamatan", 18), ("Desa/Kelurahan", 18), ("Kode wilayah", 15), ("Alamat", 34), ("Batas lokasi", 34),
    ("Volume", 10), ("Satuan", 10), ("Lintang", 12), ("Bujur", 12), ("Jumlah foto (*)", 10), ("Pagu usulan (Rp)", 18),
    ("Dasar biaya (*)", 30), ("Status", 24), ("Jawaban", 40), ("Kelengkapan % (*)", 14),
)  # fmt: skip
NOTES = (
    ("Kolom bertanda (*) bernama dari Merata: nama resminya di SIPD belum ditemukan dalam naskah terbuka.",
     "Columns marked (*) are named by Merata: their official names in SIPD were not found in a public text."),
    ("Berkas ini tidak memuat identitas pengusul.", "This file holds nothing that tells who proposed."),
    ("Syarat dengan kepastian 'memory' berasal dari ingatan, bukan naskah yang dibaca.",
     "Requirements of certainty 'memory' are from memory, not from a text that was read."),
)  # fmt: skip


def sipd_workbook(found: QuerySet[Proposal]) -> bytes:
    """The proposals that go on, what each lacks, how often each requirement is unmet, and notes."""
    rows = list(found)
    book = Book()
    book.sheet("Usulan", [name for name, _ in COLUMNS], _rows(rows), [width for _, width in COLUMNS])
    _add_report(book, rows)
    return book.content()


def pokir_workbook(found: QuerySet[Proposal]) -> bytes:
    """Council members' proposals from reses: as for SIPD, with the member first, and what each lacks."""
    rows = list(found)
    members = names_of({one.council_user_id for one in rows if one.council_user_id is not None})
    book = Book()
    named: Iterable[Sequence[Value]] = (
        (members.get(one.council_user_id or -1, ""), *row) for one, row in zip(rows, _rows(rows), strict=True)
    )
    book.sheet("Pokir", ["Anggota DPRD", *(name for name, _ in COLUMNS)], named, [24, *(w for _, w in COLUMNS)])
    _add_report(book, rows)
    return book.content()


def _add_report(book: Book, rows: list[Proposal]) -> None:
    reports = [(one, completeness(one)) for one in rows]
    book.sheet(
        "Kelengkapan",
        ["Nomor usulan", "Judul usulan", "Dipenuhi", "Diminta", "Yang kurang", "Missing"],
        (
            (one.ticket, one.title, report.met, report.asked, "; ".join(lack.id for lack in report.missing),
             "; ".join(lack.en for lack in report.missing))
            for one, report in reports
        ),
        [16, 44, 10, 10, 70, 70],
    )  # fmt: skip
    lacking = [lack.field for _, report in reports for lack in report.missing]
    book.sheet(
        "Ringkasan",
        ["Syarat", "Requirement", "Kepastian", "Usulan yang belum memenuhi"],
        ((one.id, one.en, one.certainty, lacking.count(one.field)) for one in rules().requirements),
        [50, 50, 12, 26],
    )
    book.sheet("Catatan", ["Catatan", "Note"], NOTES, [90, 90])


def _rows(rows: list[Proposal]) -> Iterator[tuple[Value, ...]]:
    villages = area_names({one.village_code for one in rows})
    around = dict(Area.objects.filter(code__in=villages).values_list("code", "parent__name"))
    for one in rows:
        kind = rules().kinds.get(one.object_kind)
        report = completeness(one)
        yield (
            one.ticket, one.year, one.title, kind.id if kind else "", kind.authority if kind else "",
            around.get(one.village_code, ""), villages.get(one.village_code, ""), one.village_code, one.address,
            one.boundaries, None if one.volume is None else float(one.volume), one.unit, one.latitude, one.longitude,
            one.photos, one.cost_idr, one.cost_basis,
            str(one.get_outcome_display() if one.outcome else one.get_state_display()), one.answer,
            round(100 * report.share),
        )  # fmt: skip
