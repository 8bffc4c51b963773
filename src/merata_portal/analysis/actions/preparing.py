"""The background half of an edition: built from what the apps keep, protected beside the last one, stored."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from merata.stats.disclosure.editions import Edition
from merata.stats.disclosure.keeping import kept_bytes, kept_edition
from merata.tables.folder import DESCRIPTION_FILE, Dataset
from merata_portal.actor import Actor, Capability, Held
from merata_portal.analysis import store
from merata_portal.analysis.canonical import hash_of
from merata_portal.analysis.code import code_version
from merata_portal.analysis.models import Publication
from merata_portal.analysis.models.publications import EDITIONS
from merata_portal.analysis.publishing.datasets import DATASETS
from merata_portal.analysis.publishing.definitions import Built
from merata_portal.analysis.publishing.places import places_of
from merata_portal.analysis.publishing.protecting import Told, protected
from merata_portal.analysis.queries.publications import newest
from merata_portal.audit.actions import record
from merata_portal.jobs.running import Running

_STEPS = len(DATASETS) + 2


def run_preparing(job: Running) -> dict[str, Any]:
    """Prepare one edition. After a crash it begins anew; a second time the same edition is found."""
    done = Publication.objects.filter(job=job.id).first()
    if done is not None:
        return {"publication": str(done.uuid)}
    area, year = str(job.parameters["area"]), int(job.parameters["year"])
    held = job.by.require(Capability.PUBLISH_DATA, area)
    places = places_of(area)
    built: dict[str, Built] = {}
    for at, (name, one) in enumerate(DATASETS.items()):
        job.stop_if_asked()
        job.progress(at, _STEPS, f"Menghitung {name}", f"Counting {name}")
        built[name] = one.build(places, year)
    job.progress(len(DATASETS), _STEPS, "Melindungi kelompok kecil", "Protecting small groups")
    last = newest(area)
    told, edition = protected({name: one.drafts for name, one in built.items()}, places, edition_of(last))
    job.stop_if_asked()
    manifest = {name: _kept(name, tables, built[name]) for name, tables in told.items()}
    return _settle(job, job.by, held, (area, year), last, manifest, built, edition)


def edition_of(publication: Publication | None) -> Edition | None:
    """What was kept of a publication to protect the next one beside it; None where there is none.

    Raises `SealBroken` or FileNotFoundError where it is gone: without it nothing further can be published safely.
    """
    if publication is None:
        return None
    return kept_edition(b"".join(EDITIONS.read(str(publication.uuid), publication.uuid)))


def _kept(name: str, tables: list[Told], built: Built) -> dict[str, Any]:
    """A dataset as the manifest has it, every file of it in the store."""
    return DATASETS[name].as_json() | {
        "tables": {one.name: _table(one) for one in tables},
        "files": {file: {"hash": store.keep_bytes(content), "bytes": len(content)}
                  for file, content in sorted(built.files.items())},
        "sources": dict(built.sources),
    }  # fmt: skip


def _table(one: Told) -> dict[str, Any]:
    contents = {"csv": csv_bytes(one.table), "parquet": parquet_bytes(one.table)}
    return {
        "title": one.title.as_json(), "columns": [column.as_json() for column in one.columns], "keys": list(one.keys),
        "rows": one.table.num_rows, "cells": one.cells, "withheld": one.withheld,
        "files": {form: {"hash": store.keep_bytes(content), "bytes": len(content)}
                  for form, content in contents.items()},
    }  # fmt: skip


def csv_bytes(table: pa.Table) -> bytes:
    """A table as CSV (RFC 4180, UTF-8); null is empty."""
    content = io.BytesIO()
    pc.write_csv(table, content, pc.WriteOptions(quoting_style="needed"))
    return content.getvalue()


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as Parquet."""
    content = io.BytesIO()
    pq.write_table(table, content, compression="zstd")
    return content.getvalue()


@transaction.atomic
def _settle(
    job: Running, by: Actor, held: Held, of: tuple[str, int], last: Publication | None, manifest: dict[str, Any],
    built: Mapping[str, Built], edition: Edition,
) -> dict[str, Any]:  # fmt: skip
    area, year = of
    # The job's name is the edition's: begun anew after a crash it writes over what a killed worker left.
    EDITIONS.keep(str(job.id), job.id, io.BytesIO(kept_bytes(edition)))
    sources = {name: value for one in built.values() for name, value in sorted(one.sources.items())}
    made = Publication.objects.create(
        uuid=job.id, area=area, year=year, manifest=manifest, content_hash=hash_of(manifest),
        sources={**sources, "code": code_version()}, synthetic=_synthetic(), beside=last, job=job.id,
        prepared_at=timezone.now(), prepared_by_user_id=by.user_id,
    )  # fmt: skip
    record(
        by=by, held=held, action="analysis.prepared", subject=made.subject, area=area,
        content_hash=f"sha256:{made.content_hash}", data={"year": year, "code": code_version()},
    )  # fmt: skip
    job.progress(_STEPS, _STEPS, "Siap diperiksa", "Ready to be checked")
    return {"publication": str(made.uuid)}


def _synthetic() -> bool:
    described = settings.DATA_ROOT / DESCRIPTION_FILE
    return described.is_file() and Dataset(settings.DATA_ROOT).description.synthetic
