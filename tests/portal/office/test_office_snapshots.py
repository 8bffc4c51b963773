from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from made_registry import snapshot

from merata_portal.jobs.models import Job
from merata_portal.registry.actions.snapshots import content_hash
from merata_portal.registry.models import Snapshot

pytestmark = pytest.mark.django_db
Told = Callable[[Any], list[str]]


@pytest.fixture
def frozen(areas: dict[str, Any], data_root: Path) -> Snapshot:
    made = snapshot("35.05")
    place = data_root / made.folder
    place.mkdir(parents=True)
    (place / "persons.parquet").write_bytes(b"x")
    made.files = {"persons.parquet": hashlib.sha256(b"x").hexdigest()}
    made.content_hash = content_hash(made.files)
    made.save()
    return made


def test_a_snapshot_is_held_against_what_was_recorded(
    officer: Client, frozen: Snapshot, data_root: Path, told: Told
) -> None:
    path = f"/kantor/potret/{frozen.uuid}/periksa/"
    assert told(officer.post(path, follow=True)) == ["Utuh: semua berkas potret sama dengan yang dicatat."]
    (data_root / frozen.folder / "persons.parquet").write_bytes(b"y")
    assert told(officer.post(path, follow=True)) == ["Berubah setelah dibekukan: persons.parquet"]


def test_freezing_is_a_job_of_an_area_of_ones_own(
    browser: Callable[..., Client], told: Told, text_of: Callable[[Any], str]
) -> None:
    planner = browser("planner")
    answer = planner.post("/kantor/potret/buat/", {"area": "35.05"}, follow=True)
    assert told(answer) == ["Potret sedang dibuat; lihat di Pekerjaan."]
    assert "sedang dibuat" in text_of(answer)
    assert Job.objects.get().kind == "registry.snapshot"
    assert planner.post("/kantor/potret/buat/", {"area": "35.72"}).status_code == 403
