"""Files as offices export them, for the tests: synthetic people whose numbers begin with 99, a province that is not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

COLUMNS = (
    "nomor_induk_kependudukan",
    "nomor_kartu_keluarga",
    "nama_anggota_keluarga",
    "jenis_kelamin",
    "tanggal_lahir",
    "hubungan_keluarga",
    "kode_desa",
    "desil_nasional",
    "alamat",
)
VILLAGE, OTHER_VILLAGE, FAR_VILLAGE = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001"
HEAD, SPOUSE, CHILD = "KEPALA KELUARGA", "ISTRI", "ANAK"


def nik(number: int, born: str = "010180") -> str:
    return f"990501{born}{number:04d}"


def kk(number: int) -> str:
    return f"9905010101{number:06d}"


def row(number: int, family: int, name: str, **changed: Any) -> dict[str, Any]:
    """A sound row of a man, head of his family, born 1 January 1980."""
    made = dict(
        zip(
            COLUMNS,
            (nik(number), kk(family), name, "L", "1980-01-01", HEAD, VILLAGE, "3", "Dusun Krajan RT 001"),
            strict=True,
        )
    )
    return made | changed


def as_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def two_families() -> list[dict[str, Any]]:
    """Five people: Slamet with wife and child in one village, Budi with his wife in another."""
    woman = {"jenis_kelamin": "P", "hubungan_keluarga": SPOUSE}
    siti = {"nomor_induk_kependudukan": nik(2, "410182"), "tanggal_lahir": "1982-01-01", **woman}
    agus = {"nomor_induk_kependudukan": nik(3, "050510"), "tanggal_lahir": "2010-05-05", "hubungan_keluarga": CHILD}
    dewi = {"nomor_induk_kependudukan": nik(5, "410185"), "tanggal_lahir": "1985-01-01", **woman}
    budi = {"kode_desa": OTHER_VILLAGE, "desil_nasional": "5", "alamat": "Dusun Sumber RT 002"}
    return [
        row(1, 1, "Slamet Santoso"),
        row(2, 1, "Siti Aminah", **siti),
        row(3, 1, "Agus Santoso", **agus),
        row(4, 2, "Budi Prasetyo", **budi),
        row(5, 2, "Dewi Lestari", **dewi, **budi),
    ]
