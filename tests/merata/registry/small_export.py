"""A small export as SIKS-NG writes it, and how to read one from text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from merata.registry.export import Export, open_export
from merata.registry.record import Chunk

ON = date(2026, 1, 1)
VILLAGES = frozenset({"35.05.01.2001"})
HEADER = "NOKK,NIK,Nama,jenis_kelamin,tgl_lahir,hubungan_keluarga,id_desa,desil,keterangan_meninggal"
HEAD = "3505990101100001,3505990101800001,BUDI,L,1980-01-01,1,3505012001,3,"
WIFE = "3505990101100001,3505994202850002,SITI,P,02-02-1985,ISTRI,35.05.01.2001,6-10,Tidak"


def written(folder: Path, *rows: str, header: str = HEADER, name: str = "anggota.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def opened(folder: Path, *rows: str, header: str = HEADER) -> tuple[Export, Chunk]:
    """An export of these rows, all of them in one chunk."""
    export = open_export(written(folder, *rows, header=header))
    (chunk,) = export.chunks()
    return export, chunk


def with_cell(row: str, column: str, value: str) -> str:
    """`row` with another value in a column of `HEADER`."""
    cells = row.split(",")
    cells[HEADER.split(",").index(column)] = value
    return ",".join(cells)
