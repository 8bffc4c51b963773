"""The background check of an uploaded file: sound rows aside, faulty ones with their reasons into a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from merata.errors import MerataError
from merata.registry.export import Export, open_export
from merata.registry.file_checks import FileCheck
from merata.registry.household_cells import said_of_housing
from merata.registry.noting import Notes
from merata.registry.recognition import REASON_COLUMNS, Recognition
from merata_portal.actor import Capability
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.personal.vault import OPENED_AS, in_memory
from merata_portal.registry import bulk, spool
from merata_portal.registry.models import Import, ImportFault, uploads
from merata_portal.registry.places import villages_inside
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.safe_csv import csv_pieces
from merata_portal.registry.writing.benefits import expected_ended
from merata_portal.registry.writing.preview import expected_changes
from merata_portal.registry.writing.recipients import note_recipients

CHUNK_ROWS = 50_000
"""Rows applied in one transaction (setting REGISTRY_CHUNK_ROWS): seconds, in which SQLite lets nobody else write."""
SHOWN_WARNINGS = 1_000


def check_import(job: Running) -> dict[str, int]:
    """Check the file row by row. Starts anew after a crash: nothing of it is in the registry yet."""
    found = Import.objects.select_related("upload").get(uuid=job.parameters["import"])
    if found.state != Import.State.CHECKING:
        return {}
    spool.forget(found)
    suffix = PurePath(found.upload.stored_as).suffix
    try:
        with (
            uploads.opened(found.upload.stored_as, found.upload.uuid, suffix=suffix) as path,
            _mapping(found) as mapping,
        ):
            return _check(job, found, open_export(path, found.layout, mapping=mapping))
    except MerataError as error:
        problem = str(error).replace(f"{OPENED_AS}{suffix}", found.upload.file_name)
        Import.objects.filter(id=found.id).update(state=Import.State.REFUSED, problem=problem)
        raise JobFailed(
            f"Berkas tidak dapat dibaca sebagai data kependudukan: {problem}",
            f"The file cannot be read as an export of people: {problem}",
        ) from error


def _check(job: Running, found: Import, export: Export) -> dict[str, int]:
    villages = frozenset(villages_inside(job.by, Capability.IMPORT_REGISTRY, found.area))
    level = export.recognition.layout.level
    _refuse_people(found, level)
    check = FileCheck(
        export.recognition, on=timezone.localdate(), villages=villages,
        further=_against_registry(export.recognition, villages) if level == "benefit" else None,
    )  # fmt: skip
    rows = getattr(settings, "REGISTRY_CHUNK_ROWS", CHUNK_ROWS)
    counts: Counter[str] = Counter()
    findings: list[pa.Table] = []

    def faulty() -> Iterator[pa.Table]:
        for number, chunk in enumerate(export.chunks(rows)):
            job.stop_if_asked()
            checked = check.rows(chunk)
            _refuse_somebody(found, checked.rows)
            sound = said_of_housing(checked.accepted, export.recognition.names)
            spool.write(found, number, sound)
            findings.append(checked.findings)
            counts.update(
                rows=checked.rows, accepted=checked.accepted.num_rows, faulty=checked.faulty.num_rows, chunks=1
            )
            with transaction.atomic():  # temporary tables live in one
                counts.update(expected_changes(sound, level=level, villages=villages))
            job.progress(counts["rows"], 0, "Memeriksa baris", "Checking rows")
            yield checked.faulty
        _refuse_nobody(found, counts["rows"])

    name = f"{found.uuid.hex}-galat.csv"
    with in_memory() as file:
        file.writelines(csv_pieces((*export.recognition.own_columns, *REASON_COLUMNS), faulty()))
        file.seek(0)
        uploads.keep(name, found.uuid, file)
    findings.append(check.families())
    if found.nobody_year is not None:
        counts.update(chunks=0)
        with transaction.atomic():
            counts.update(expected_ended(programme_id=found.nobody_of, year=found.nobody_year, villages=villages))
    _finish(found, export.recognition, counts, pa.concat_tables(findings), name)
    return dict(counts)


def _refuse_people(found: Import, level: str) -> None:
    if found.nobody_of and level != "benefit":
        raise RegistryRefused(
            "Hanya daftar penerima bantuan yang dapat dinyatakan kosong; judul kolom berkas ini lain.",
            "Only a list of recipients can be declared to be empty; this file has other columns.",
        )


def _refuse_somebody(found: Import, rows: int) -> None:
    if found.nobody_of and rows:
        raise RegistryRefused(
            "Daftar ini dinyatakan kosong, tetapi berisi baris. Hapus barisnya, atau unggah lagi tanpa pernyataan itu.",
            "This list was declared to be empty, yet it has rows. Take them out, or upload it without declaring that.",
        )


def _refuse_nobody(found: Import, rows: int) -> None:
    """A list that lost its rows on the way must not end anybody's benefit: only a declaration can."""
    if not rows and not found.nobody_of:
        raise RegistryRefused(
            "Berkas hanya berisi judul kolom, tanpa satu baris pun. Periksa ekspornya; bila memang tidak ada lagi "
            "penerima, unggah lagi dan nyatakan bahwa daftarnya kosong.",
            "The file has a header and not one row. Look at the export; where nobody receives any more, upload it "
            "again and declare that the list is empty.",
        )


def _against_registry(recognition: Recognition, villages: frozenset[str]) -> Callable[[pa.Table, Notes], None]:
    """How the rows of a list of recipients are held against who lives where."""

    def note(records: pa.Table, notes: Notes) -> None:
        with transaction.atomic():  # temporary tables live in one
            note_recipients(records, notes, recognition, villages)

    return note


def _finish(found: Import, recognition: Recognition, counts: Counter[str], findings: pa.Table, name: str) -> None:
    codes = findings["code"].value_counts().to_pylist() if findings.num_rows else []
    found.state = Import.State.CHECKED
    found.level = recognition.layout.level
    found.columns = [list(pair) for pair in recognition.columns]
    found.rows, found.rows_accepted, found.rows_faulty = counts["rows"], counts["accepted"], counts["faulty"]
    found.counts = {**counts, "findings": {one["values"]: one["counts"] for one in codes}}
    found.fault_file = name if counts["faulty"] else ""
    with transaction.atomic():
        ImportFault.objects.filter(of=found).delete()
        _insert_findings(found, findings)
        found.save()
    if not counts["faulty"]:
        uploads.forget(name)


def _insert_findings(found: Import, findings: pa.Table) -> None:
    """Every fault, and of each kind of warning the first: a million rows may share one."""
    kept = findings.filter(pc.equal(findings["severity"], "fault"))
    for code in pc.unique(findings.filter(pc.equal(findings["severity"], "warning"))["code"]).to_pylist():
        kept = pa.concat_tables([kept, findings.filter(pc.equal(findings["code"], code)).slice(0, SHOWN_WARNINGS)])
    findings, count = kept, kept.num_rows
    bulk.insert(
        ImportFault,
        pa.table(
            {
                "of_id": pa.array([found.id] * count, pa.int64()),
                "row": findings["row"],
                "sheet": pc.utf8_slice_codeunits(pc.fill_null(findings["sheet"], ""), 0, 64),
                "column": pc.utf8_slice_codeunits(pc.fill_null(findings["column"], ""), 0, 128),
                "code": findings["code"],
                "severity": findings["severity"],
            }
        ),
    )


@contextmanager
def _mapping(found: Import) -> Iterator[Path | None]:
    """The import's own mapping as a file, None where there is none; a mapping holds no personal data."""
    if not found.mapping:
        yield None
        return
    with TemporaryDirectory(prefix="merata-") as place:
        path = Path(place) / "mapping.yaml"
        path.write_text(found.mapping, encoding="utf-8")
        yield path
