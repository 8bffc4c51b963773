"""The working days of this office: national holidays as decreed, or as its own file in the data folder says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from merata.holidays import office_calendar
from merata.working_days import Calendar

FILE = "holidays.yaml"


def working_calendar() -> Calendar:
    """The calendar by which every deadline of the portal is counted; raises `InputError` for a faulty file."""
    return _read()[0]


def years_known() -> frozenset[int]:
    """The years whose holidays are known: in others deadlines count weekends alone, and pages say so."""
    return _read()[1]


def _read() -> tuple[Calendar, frozenset[int]]:
    own = Path(settings.DATA_ROOT) / FILE
    return _read_at(own, own.stat().st_mtime_ns if own.exists() else 0)


@lru_cache(maxsize=4)
def _read_at(own: Path, _changed_ns: int) -> tuple[Calendar, frozenset[int]]:
    return office_calendar(own)
