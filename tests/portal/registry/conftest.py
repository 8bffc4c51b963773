"""A registry to work on: a data folder of its own, an officer, and a worker that does what was asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from registry_exports import as_csv
from registry_observed import AS_OF, work_off

from merata_portal.actor import Actor
from merata_portal.jobs.models import Status
from merata_portal.registry.actions.importing import accept_import, start_import
from merata_portal.registry.models import Import


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def officer(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", "35.05"))


Rows = Iterable[dict[str, Any]]


@pytest.fixture
def uploaded(officer: Actor) -> Callable[..., Import]:
    """`uploaded(rows)`: the import of a file with these rows, checked."""

    def upload(rows: Rows | bytes, *, name: str = "anggota.csv", as_of: date = AS_OF, by: Actor = officer) -> Import:
        content = rows if isinstance(rows, bytes) else as_csv(rows)
        made = start_import(by=by, area="35.05", file_name=name, content=io.BytesIO(content), as_of=as_of)
        work_off()
        made.refresh_from_db()
        return made

    return upload


@pytest.fixture
def imported(uploaded: Callable[..., Import], officer: Actor) -> Callable[..., Import]:
    """`imported(rows)`: the same, brought in; faulty rows are left out."""

    def bring_in(rows: Rows | bytes, **changed: Any) -> Import:
        made = uploaded(rows, **changed)
        accept_import(by=officer, uuid=made.uuid, partially=True, reason="uji")
        job = work_off()
        assert job is not None
        assert job.status == Status.SUCCEEDED, job.failure_en
        made.refresh_from_db()
        assert made.state == Import.State.APPLIED
        return made

    return bring_in
