"""Sample addresses of open data in the office, for the walk over all routes and roles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

REGENCY = "35.05"
NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)


def _words(text: str) -> dict[str, str]:
    return {"id": text, "en": text}


def _edition(**known: Any) -> Sample:
    """A prepared edition of the regency whose one dataset is called by a mark; nothing of it lies on the disk."""
    from merata_portal.analysis.models import Publication  # noqa: PLC0415 - models need the settings first

    mark = f"Dataset {uuid4().hex}"
    table = {"title": _words(mark), "columns": [], "keys": [], "rows": 0, "cells": 0, "withheld": 0, "files": {
        form: {"hash": "0" * 64, "bytes": 0} for form in ("csv", "parquet")
    }}  # fmt: skip
    told = {
        **{name: _words(mark) for name in ("title", "about", "activity", "period", "protection")},
        "theme": "GOVE", "indicators": [], "tables": {"tabel": table}, "files": {},
    }  # fmt: skip
    made = Publication.objects.create(
        uuid=uuid4(), area=REGENCY, year=2026, manifest={"contoh": told}, content_hash="0" * 64, synthetic=True,
        job=uuid4(), prepared_at=NOON, prepared_by_user_id=0, **known,
    )  # fmt: skip
    return Sample({"uuid": made.uuid}, REGENCY, marks=(mark,))


@sample("office:edition")
def publication(village: str) -> Sample:
    return _edition()


@sample("office:edition-table")
def publication_table(village: str) -> Sample:
    return Sample(_edition().arguments, None)


@sample("office:edition-publish")
def publication_publish(village: str) -> Sample:
    return _edition()


@sample("office:edition-drop")
def publication_drop(village: str) -> Sample:
    return _edition()


@sample("office:edition-withdraw")
def publication_withdraw(village: str) -> Sample:
    return _edition(state="published", number=1, published_at=NOON, published_by_user_id=1)
