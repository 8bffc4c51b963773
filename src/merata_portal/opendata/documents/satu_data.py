"""Metadata of Satu Data Indonesia: activity, variables and indicators (Perpres 39/2019; Peraturan BPS 5/2020).

The names of the fields are those of the forms MS-Keg, MS-Var and MS-Ind as they are commonly written; what a form asks
and this program does not know is left to the regency's walidata.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata_portal.opendata.documents.described import Described

_TYPES = {"string": "teks", "integer": "bilangan bulat", "number": "bilangan", "date": "tanggal"}
OPEN = "ya"
"""Whether everybody may read it: of open data always."""


def satu_data(found: Described) -> dict[str, Any]:
    """The three descriptions of one dataset of one edition."""
    told = found.told
    return {
        "kegiatan": {
            "judul_kegiatan": told["activity"]["id"],
            "judul_dataset": told["title"]["id"],
            "tahun": found.year,
            "instansi_penyelenggara": found.area_name,
            "kode_wilayah": found.area,
            "cara_pengumpulan_data": "kompilasi produk administrasi",
            "tujuan": told["about"]["id"],
            "periode": told["period"]["id"],
            "perlindungan_kerahasiaan": told["protection"]["id"],
            "edisi": found.number,
            "data_sintetis": "ya" if found.synthetic else "tidak",
            "dapat_diakses_umum": OPEN,
        },
        "variabel": [
            _variable(found, table, column)
            for table, described in told["tables"].items()
            for column in described["columns"]
        ],
        "indikator": [
            {
                "nama_indikator": one["name"]["id"],
                "konsep": one["concept"]["id"],
                "definisi": one["concept"]["id"],
                "metode_rumus_penghitungan": one["formula"]["id"],
                "satuan": one["unit"]["id"],
                "indikator_komposit": "tidak",
                "dapat_diakses_umum": OPEN,
            }
            for one in told["indicators"]
        ],
    }


def _variable(found: Described, table: str, column: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "nama_variabel": column["name"],
        "tabel": table,
        "konsep": column["about"]["id"],
        "definisi": column["about"]["id"],
        "referensi_waktu": found.told["period"]["id"],
        "tipe_data": _TYPES[column["kind"]],
        "satuan": None if column["unit"] is None else column["unit"]["id"],
        "dapat_diakses_umum": OPEN,
    }
