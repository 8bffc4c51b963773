"""When the last backup of this folder was finished: a small file beside the data, for whoever watches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from merata.tables.writing import whole_file

FILE = "last-backup.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When it was finished, and its size in bytes."""

    at: datetime
    size: int


def note_backup(at: datetime, size: int) -> None:
    """Write down that a backup of `size` bytes was finished at `at`."""
    with whole_file(Path(settings.DATA_ROOT) / FILE) as partial:
        partial.write_text(json.dumps({"at": at.isoformat(), "size": size}), encoding="utf-8")


def last_backup() -> LastBackup | None:
    """The last one that was finished; None where none is known."""
    try:
        found = json.loads((Path(settings.DATA_ROOT) / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return LastBackup(datetime.fromisoformat(found["at"]), int(found["size"]))
