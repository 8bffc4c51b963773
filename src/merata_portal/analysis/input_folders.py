"""The folder of a frozen dataset: links into the store under the names that `merata` reads, whole or not there."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from merata_portal.analysis import store
from merata_portal.analysis.refusals import BrokenStore
from merata_portal.analysis.tables_of_catalogue import DESCRIPTION, DESCRIPTION_FILE, POLYGONS, POLYGONS_FILE

_FILES = {POLYGONS: POLYGONS_FILE, DESCRIPTION: DESCRIPTION_FILE}
_ATTEMPTS = 3


def file_name(table: str) -> str:
    """The file of a table in a dataset folder."""
    return _FILES.get(table, f"{table}.parquet")


def content_hash(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """One hash over a dataset: of its files' names and hashes, in the order of the names."""
    lines = sorted(f"{one['hash']}  {file_name(name)}\n" for name, one in tables.items())
    return hashlib.sha256("".join(sorted(lines, key=lambda line: line[66:])).encode()).hexdigest()


def path_of(content: str) -> Path:
    """Where the folder of that content lies, or would."""
    return store.root() / "inputs" / content


def build(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Make the folder of these tables; its content's hash. A folder that stands there and is whole stays."""
    content = content_hash(tables)
    place = path_of(content)
    if place.is_dir() and not faults(place, tables):
        return content
    place.parent.mkdir(parents=True, exist_ok=True)
    store.sweep(place.parent)
    partial = place.with_name(f".{uuid4().hex}.partial")
    partial.mkdir()
    try:
        for name, one in tables.items():
            store.link(one["hash"], partial / file_name(name))
        store.sync_folder(partial)
        _put(partial, place, tables)
        store.sync_folder(place.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return content


def _put(partial: Path, place: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Under its name; who made the same at the same moment keeps theirs, for somebody may be reading it already."""
    for _attempt in range(_ATTEMPTS):
        try:
            partial.rename(place)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        else:
            return
        if not faults(place, tables):
            return
        # What stands there is broken: nobody can compute anything sound from it.
        aside = place.with_name(f".{uuid4().hex}.partial")
        with suppress(FileNotFoundError):
            place.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
    raise BrokenStore(
        f"Map masukan {place.name[:12]}… terus berubah saat dibuat; periksa siapa yang menulis di gudang analisis.",
        f"The inputs' folder {place.name[:12]}… keeps changing while it is made; see who writes in the analysis store.",
    )


def faults(place: Path, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """By file, `missing`, `changed` or `added`; empty where the folder is what was frozen."""
    found = {
        file_name(name): fault
        for name, one in tables.items()
        if (fault := store.fault_of(place / file_name(name), one["hash"]))
    }
    expected = {file_name(name) for name in tables}
    there = {path.name for path in place.iterdir()} if place.is_dir() else set()
    return found | dict.fromkeys(sorted(there - expected), "added")
