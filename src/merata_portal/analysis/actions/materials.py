"""Bringing what no app of the portal keeps: checked against the catalogue, kept under its hash, the newest counts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from merata.errors import Fault, InputError
from merata.tables.catalogue import TABLES
from merata.tables.checking import checked
from merata.tables.loading import SUFFIXES, read_raw, table_files
from merata_portal.actor import Actor, Capability, Held
from merata_portal.analysis import store
from merata_portal.analysis.models import Material
from merata_portal.analysis.refusals import FaultyMaterial
from merata_portal.analysis.tables_of_catalogue import NEVER_BROUGHT, POLYGONS, POLYGONS_FILE, brought
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason

MOST_BYTES = 512 * 1024 * 1024
MOST_MAP_BYTES = 64 * 1024 * 1024
"""A map is read whole into memory, many times its size."""
_CHUNK = 1 << 20
_ORIGIN_LENGTH = 200
_CODE = "code"


def bring(*, by: Actor, area: str, table: str, file: BinaryIO, file_name: str, origin: str) -> Material:
    """Bring one table (Parquet, CSV or XLSX; the map as GeoJSON) for the analyses of `area`.

    The same content as the newest of the area is that one. Raises `FaultyMaterial` with every fault: nothing is kept
    of a file that has any.
    """
    held = by.require(Capability.BRING_MATERIAL, area)
    said = _origin(origin)
    _refuse_table(table, file_name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _name_of(table, file_name)
        _copied(file, path, MOST_MAP_BYTES if table == POLYGONS else MOST_BYTES)
        content_hash, rows = _kept(table, path, file_name)
    return _brought(by, held, area, table, content_hash, rows, said)


def bring_folder(*, by: Actor, area: str, folder: Path, origin: str) -> list[Material]:
    """Bring from a dataset folder every table that people may bring; what the registry keeps is passed over.

    Raises `FaultyMaterial` with the faults of all its tables: then nothing was brought.
    """
    held = by.require(Capability.BRING_MATERIAL, area)
    said = _origin(origin)
    kept: list[tuple[str, str, int]] = []
    faults: list[Fault] = []
    for table in brought():
        for path in [folder / POLYGONS_FILE] if table == POLYGONS else table_files(folder, table):
            if not path.is_file():
                continue
            try:
                kept.append((table, *_kept(table, path, path.name)))
            except FaultyMaterial as error:
                faults += error.faults
    if faults or not kept:
        raise FaultyMaterial(
            f"Tidak ada yang dibawa masuk: {len(faults)} kesalahan dalam tabel-tabel map ini."
            if faults
            else "Map ini tidak memuat satu pun tabel yang dapat dibawa masuk.",
            f"Nothing was brought: {len(faults)} faults in the tables of this folder."
            if faults
            else "This folder holds no table that can be brought.",
            faults,
        )
    with transaction.atomic():
        return [_brought(by, held, area, table, content_hash, rows, said) for table, content_hash, rows in kept]


@transaction.atomic
def _brought(by: Actor, held: Held, area: str, table: str, content_hash: str, rows: int, origin: str) -> Material:
    newest = Material.objects.filter(area=area, table=table).order_by("-id").first()
    if newest is not None and newest.content_hash == content_hash:
        return newest
    made = Material.objects.create(
        uuid=uuid4(), area=area, table=table, rows=rows, content_hash=content_hash, origin=origin,
        at=timezone.now(), by_user_id=by.user_id,
    )  # fmt: skip
    record(
        by=by, held=held, action="analysis.bring", subject=f"material:{made.uuid}", area=area, rows=rows,
        content_hash=f"sha256:{content_hash}", data={"table": table, "origin": origin},
    )  # fmt: skip
    return made


def _kept(table: str, path: Path, file_name: str) -> tuple[str, int]:
    """Check a file and keep what it holds; its hash and rows."""
    if table == POLYGONS:
        return _kept_polygons(path, file_name)
    try:
        typed, faults = checked(read_raw(path), TABLES[table])
    except InputError as error:
        raise _faulty(table, error.faults or [_whole_file(file_name, str(error))]) from error
    if faults:
        raise _faulty(table, [_named(one, path.name, file_name) for one in faults])
    with store.writing() as partial:
        pq.write_table(typed.combine_chunks(), partial, compression="zstd")
        return store.keep_file(partial), typed.num_rows


def _kept_polygons(path: Path, file_name: str) -> tuple[str, int]:
    """A map is a FeatureCollection whose every feature says which village it is."""
    content = path.read_bytes()
    try:
        found = json.loads(content)
        features = found["features"] if found.get("type") == "FeatureCollection" else None
    except (ValueError, KeyError, AttributeError, UnicodeDecodeError, RecursionError):
        features = None
    if not isinstance(features, list) or not features:
        fault = Fault(file_name, None, None, None, "GeoJSON, a FeatureCollection of villages", "it is none")
        raise _faulty(POLYGONS, [fault])
    faults = [
        Fault(file_name, at, _CODE, None, "the village's code among its properties, and a geometry", "one is missing")
        for at, one in enumerate(features, start=1)
        if not (isinstance(one, dict) and (one.get("properties") or {}).get(_CODE) and one.get("geometry"))
    ]
    if faults:
        raise _faulty(POLYGONS, faults)
    return store.keep_bytes(content), len(features)


def _faulty(table: str, faults: Sequence[Fault]) -> FaultyMaterial:
    return FaultyMaterial(
        f"Tabel {table} belum dapat dibawa masuk: {len(faults)} kesalahan. Perbaiki berkasnya, lalu bawa lagi.",
        f"The table {table} cannot be brought yet: {len(faults)} faults. Mend the file, then bring it again.",
        faults,
    )


def _named(fault: Fault, as_read: str, file_name: str) -> Fault:
    """A fault under the name that the person gave the file."""
    shown = file_name if fault.file == as_read else fault.file
    return Fault(shown, fault.row, fault.column, fault.value, fault.expected, fault.problem)


def _whole_file(file_name: str, problem: str) -> Fault:
    return Fault(file_name, None, None, None, "a table as Parquet, CSV or XLSX", problem)


def _refuse_table(table: str, file_name: str) -> None:
    if table not in brought():
        whose_id, whose_en = (
            (f"Tabel {table} tidak dibawa masuk dari luar.", f"The table {table} is not brought from outside.")
            if table in NEVER_BROUGHT
            else (f"Tidak ada tabel {table}.", f"There is no table {table}.")
        )
        names = ", ".join(brought())
        raise FaultyMaterial(f"{whose_id} Pilih salah satu: {names}.", f"{whose_en} Choose one of: {names}.")
    suffix = Path(file_name).suffix.lower()
    expected = (".geojson", ".json") if table == POLYGONS else SUFFIXES
    if suffix not in expected:
        names = ", ".join(expected)
        raise FaultyMaterial(
            f"Berkas {file_name} bukan salah satu dari {names}; simpan dalam bentuk itu, lalu bawa lagi.",
            f"The file {file_name} is none of {names}; save it as one of these, then bring it again.",
        )


def _name_of(table: str, file_name: str) -> str:
    return POLYGONS_FILE if table == POLYGONS else f"{table}{Path(file_name).suffix.lower()}"


def _copied(file: BinaryIO, path: Path, most_bytes: int) -> None:
    """Copy what was brought; refused before more than `most_bytes` of it lie on the disk."""
    left = most_bytes
    with path.open("wb") as target:
        while chunk := file.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large(path, most_bytes >> 20)
            target.write(chunk)


def _too_large(path: Path, most: int) -> FaultyMaterial:
    if path.name == POLYGONS_FILE:
        return FaultyMaterial(
            f"Peta lebih besar dari {most} MB; sederhanakan batas-batasnya, lalu bawa lagi.",
            f"The map is larger than {most} MB; simplify its borders, then bring it again.",
        )
    return FaultyMaterial(
        f"Berkas lebih besar dari {most} MB; simpan sebagai Parquet, lalu bawa lagi.",
        f"The file is larger than {most} MB; save it as Parquet, then bring it again.",
    )


def _origin(origin: str) -> str:
    said = require_reason(origin)
    if len(said) > _ORIGIN_LENGTH:
        raise FaultyMaterial(
            f"Asal bahan paling panjang {_ORIGIN_LENGTH} huruf; sebutkan lembaga, judul, dan tahunnya saja.",
            f"The origin has at most {_ORIGIN_LENGTH} letters; name only office, title and year.",
        )
    return said
