"""What every page of the staff front shows around its own matter."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from merata.tables.folder import DESCRIPTION_FILE, Dataset
from merata_portal.actor import Actor
from merata_portal.office.menu import menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu of the request's actor, and whether the people in this portal are synthetic."""
    actor = getattr(request, "actor", None)
    entries = menu(actor, request.path) if isinstance(actor, Actor) else []
    return {"menu": entries, "synthetic": synthetic(settings.DATA_ROOT)}


def synthetic(folder: Path) -> bool:
    """Whether a data folder says that its people are synthetic; one that says nothing has real people."""
    description = folder / DESCRIPTION_FILE
    return description.is_file() and _says_synthetic(folder, description.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _says_synthetic(folder: Path, _written: int) -> bool:
    return Dataset(folder).description.synthetic
