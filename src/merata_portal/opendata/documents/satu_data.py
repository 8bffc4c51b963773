"""Metadata of Satu Data Indonesia: activity, variables and indicators (Perpres 39/2019; Peraturan BPS 5/2020).

The names of the fields are those of the forms MS-Keg, MS-Var and MS-Ind as they are commonly written; what a form asks
and this program does not know is left to the regency's walidata. The forms are Indonesian; in English stand the same
fields with what the English pages say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata_portal.opendata.documents.described import Described

_TYPES = {
    "string": ("teks", "text"), "integer": ("bilangan bulat", "whole number"), "number": ("bilangan", "number"),
    "date": ("tanggal", "date"),
}  # fmt: skip
_YES, _NO = ("ya", "yes"), ("tidak", "no")
_COLLECTED = ("kompilasi produk administrasi", "compilation of administrative records")
LABELS: Mapping[str, tuple[str, str]] = {
    "judul_kegiatan": ("Judul kegiatan", "Title of the activity"),
    "judul_dataset": ("Judul dataset", "Title of the dataset"),
    "tahun": ("Tahun", "Year"),
    "instansi_penyelenggara": ("Instansi penyelenggara", "Institution"),
    "kode_wilayah": ("Kode wilayah", "Area code"),
    "cara_pengumpulan_data": ("Cara pengumpulan data", "How the data are collected"),
    "tujuan": ("Tujuan", "Purpose"),
    "periode": ("Periode", "Period"),
    "perlindungan_kerahasiaan": ("Perlindungan kerahasiaan", "How confidentiality is protected"),
    "edisi": ("Edisi", "Edition"),
    "data_sintetis": ("Data sintetis", "Synthetic data"),
    "dapat_diakses_umum": ("Dapat diakses umum", "Open to everybody"),
    "nama_indikator": ("Nama indikator", "Name of the indicator"),
    "nama_variabel": ("Nama variabel", "Name of the variable"),
    "tabel": ("Tabel", "Table"),
    "konsep": ("Konsep", "Concept"),
    "definisi": ("Definisi", "Definition"),
    "metode_rumus_penghitungan": ("Metode atau rumus penghitungan", "Method or formula"),
    "referensi_waktu": ("Referensi waktu", "Reference period"),
    "tipe_data": ("Tipe data", "Type"),
    "satuan": ("Satuan", "Unit"),
    "indikator_komposit": ("Indikator komposit", "Composite indicator"),
}
"""What the forms' fields are called, in both languages."""


def satu_data(found: Described, lang: str = "id") -> dict[str, Any]:
    """The three descriptions of one dataset of one edition in a language."""
    told, said = found.told, 0 if lang == "id" else 1
    return {
        "kegiatan": {
            "judul_kegiatan": told["activity"][lang],
            "judul_dataset": told["title"][lang],
            "tahun": found.year,
            "instansi_penyelenggara": found.area_name,
            "kode_wilayah": found.area,
            "cara_pengumpulan_data": _COLLECTED[said],
            "tujuan": told["about"][lang],
            "periode": told["period"][lang],
            "perlindungan_kerahasiaan": told["protection"][lang],
            "edisi": found.number,
            "data_sintetis": (_YES if found.synthetic else _NO)[said],
            "dapat_diakses_umum": _YES[said],
        },
        "variabel": [
            _variable(found, table, column, lang)
            for table, described in told["tables"].items()
            for column in described["columns"]
        ],
        "indikator": [
            {
                "nama_indikator": one["name"][lang],
                "konsep": one["concept"][lang],
                "definisi": one["concept"][lang],
                "metode_rumus_penghitungan": one["formula"][lang],
                "satuan": one["unit"][lang],
                "indikator_komposit": _NO[said],
                "dapat_diakses_umum": _YES[said],
            }
            for one in told["indicators"]
        ],
    }


def _variable(found: Described, table: str, column: Mapping[str, Any], lang: str) -> dict[str, Any]:
    said = 0 if lang == "id" else 1
    return {
        "nama_variabel": column["name"],
        "tabel": table,
        "konsep": column["about"][lang],
        "definisi": column["about"][lang],
        "referensi_waktu": found.told["period"][lang],
        "tipe_data": _TYPES[column["kind"]][said],
        "satuan": None if column["unit"] is None else column["unit"][lang],
        "dapat_diakses_umum": _YES[said],
    }
