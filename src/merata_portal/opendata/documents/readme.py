"""The README that lies beside a dataset's files: what they are and how a spreadsheet opens them, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata_portal.opendata.documents.citing import citation
from merata_portal.opendata.documents.described import LICENCE, LICENCE_PATH, Described, about_file

_READING_ID = """\
## Membaca berkas CSV

- Teks UTF-8 tanpa BOM; kolom dipisah koma; baris pertama berisi nama kolom.
- Tanda desimal adalah titik (0.347), tanpa pemisah ribuan. Tanggal ditulis TTTT-BB-HH.
- Sel kosong berarti tidak ada nilainya atau ditahan; nol ditulis 0.
- Kolom kode (`area_code` dan lain-lain) adalah teks: "35.10" bukan bilangan 35,1.

Jangan buka CSV dengan klik ganda: dengan setelan Indonesia, lembar kerja membaca titik sebagai pemisah ribuan.

- LibreOffice Calc: Berkas › Buka. Himpunan karakter UTF-8, bahasa Inggris (AS), pemisah koma; jenis kolom kode: Teks.
- Microsoft Excel: Data › Dari Teks/CSV. Asal berkas 65001: Unicode (UTF-8), pembatas koma, lalu Ubah Data; jenis kolom
  kode: Teks; kolom angka: Menggunakan Lokal, Inggris (Amerika Serikat).
- Google Sheets: Berkas › Setelan › Lokal: Amerika Serikat, lalu Berkas › Impor tanpa mengubah teks menjadi angka.

Parquet memuat tabel yang sama dengan jenis setiap kolom; bagi R, Python, dan DuckDB itu lebih mudah.
"""
_READING_EN = """\
## Reading the CSV files

- UTF-8 without a BOM; columns are separated by commas; the first line has the columns' names.
- The decimal mark is a point (0.347), and nothing separates thousands. Dates are written YYYY-MM-DD.
- An empty cell has no value or is withheld; nought is written 0.
- Columns of codes (`area_code` and others) are text: "35.10" is not the number 35.1.

Do not open a CSV by double-click: in many languages, Indonesian among them, a spreadsheet takes the point for a
separator of thousands.

- LibreOffice Calc: File › Open. Character set UTF-8, language English (USA), separator comma; columns of codes: Text.
- Microsoft Excel: Data › From Text/CSV. File origin 65001: Unicode (UTF-8), delimiter comma, then Transform Data;
  columns of codes: Text; columns of numbers: Using Locale, English (United States).
- Google Sheets: File › Settings › Locale: United States, then File › Import without converting text to numbers.

Parquet holds the same tables with the kind of each column; to R, Python and DuckDB it is easier.
"""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "edition": "Edisi {number}, data tahun {year}", "files": "Berkas", "rows": "{rows} baris",
        "withheld": "{withheld} dari {cells} sel ditahan", "synthetic": "Data sintetis: orang di dalamnya dibuat oleh "
        "komputer; angkanya tidak menyebut apa pun tentang orang yang sebenarnya.", "kept": "Perlindungan",
        "about": "Arti setiap kolom: `datapackage.json`. Metadata Satu Data Indonesia: `satu-data.json`.",
        "cite": "Cara mengutip", "licence": "Lisensi", "reading": _READING_ID,
    },
    "en": {
        "edition": "Edition {number}, data of {year}", "files": "Files", "rows": "{rows} rows",
        "withheld": "{withheld} of {cells} cells withheld", "synthetic": "Synthetic data: the people in it were made "
        "by a computer; its figures say nothing of real people.", "kept": "Protection",
        "about": "What each column means: `datapackage.json`. Metadata of Satu Data Indonesia: `satu-data.json`.",
        "cite": "How to cite", "licence": "Licence", "reading": _READING_EN,
    },
}  # fmt: skip


def readme(found: Described) -> str:
    """The whole file, Indonesian first; Markdown that reads well as plain text."""
    return f"{_part(found, 'id')}\n---\n\n{_part(found, 'en')}"


def _part(found: Described, lang: str) -> str:
    told, words = found.told, _WORDS[lang]
    parts = [
        f"# {told['title'][lang]}, {found.area_name}",
        words["edition"].format(number=found.number, year=found.year) + f" · {found.address}",
        *([words["synthetic"]] if found.synthetic else []),
        told["about"][lang],
        f"## {words['files']}\n\n" + "\n".join(_files(told, words, lang)),
        words["about"],
        words["reading"].rstrip(),
        f"## {words['kept']}\n\n{told['protection'][lang]}",
        f"## {words['cite']}\n\n{citation(found)[lang]}",
        f"## {words['licence']}\n\n{LICENCE}: {LICENCE_PATH}",
    ]
    return "\n\n".join(parts) + "\n"


def _files(told: Mapping[str, Any], words: Mapping[str, str], lang: str) -> list[str]:
    lines = [
        f"- `{name}.csv`, `{name}.parquet`: {table['title'][lang]}; {_size(table, words)}"
        for name, table in told["tables"].items()
    ]
    return lines + [f"- `{name}`: {about_file(name)[lang]}" for name in told["files"]]


def _size(table: Mapping[str, Any], words: Mapping[str, str]) -> str:
    rows = words["rows"].format(rows=table["rows"])
    if not table["cells"]:
        return rows
    return f"{rows}, {words['withheld'].format(withheld=table['withheld'], cells=table['cells'])}"
