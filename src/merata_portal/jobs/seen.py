"""When a worker last gave a sign of life, also one that has nothing to do: the time of a file in the data folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

FILE = "worker-seen"


def note_seen() -> None:
    """Say that a worker of this data folder lives."""
    (Path(settings.DATA_ROOT) / FILE).touch()


def last_seen() -> float | None:
    """When a worker last said so, in seconds since 1970; None where none ever did."""
    try:
        return (Path(settings.DATA_ROOT) / FILE).stat().st_mtime
    except FileNotFoundError:
        return None
