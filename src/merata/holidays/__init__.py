"""National holidays and joint leave (cuti bersama) by year, as decreed and cited; an office completes them.

A joint decree of three ministers (SKB) names them each autumn for the next year. Those that were known are package
data; an office adds a year, or mends one, with a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from merata.errors import Fault, InputError
from merata.working_days import Calendar

DECREED = Path(__file__).with_name("decreed.yaml")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which offices are closed, its name, whether it is joint leave, and the decree that says so."""

    day: date
    name: str
    joint_leave: bool
    decree: str


@lru_cache(maxsize=1)
def decreed() -> tuple[Holiday, ...]:
    """The holidays that come with Merata, by day."""
    return read_holidays(DECREED)


def read_holidays(path: Path) -> tuple[Holiday, ...]:
    """The holidays of a file, by day: for each year its `decree`, `holidays` and `joint_leave`, days with names.

    Raises `InputError` naming every year without a decree and every day that is none, or of another year.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InputError(f"{path.name} is no YAML: {error}") from error
    faults: list[Fault] = []
    found: list[Holiday] = []
    for year, said in (given if isinstance(given, dict) else {"": given}).items():
        if not isinstance(year, int) or not isinstance(said, dict) or not said.get("decree"):
            expected = "a year with its decree, holidays and joint_leave"
            faults.append(Fault(path.name, None, str(year), None, expected, "not so written"))
            continue
        for kind in ("holidays", "joint_leave"):
            found += _days(said.get(kind) or {}, year, kind, str(said["decree"]), path.name, faults)
    if faults:
        raise InputError(f"{path.name} cannot be used", faults)
    return tuple(sorted(found, key=lambda one: one.day))


def _days(given: Any, year: int, kind: str, decree: str, called: str, faults: list[Fault]) -> list[Holiday]:
    if not isinstance(given, dict):
        faults.append(Fault(called, None, f"{year}.{kind}", None, "days with their names", "not so written"))
        return []
    faults += [
        Fault(called, None, f"{year}.{kind}", str(day), f"a day of {year} as YYYY-MM-DD", "is none")
        for day in given
        if not isinstance(day, date) or day.year != year
    ]
    return [
        Holiday(day, str(name), kind == "joint_leave", decree) for day, name in given.items() if isinstance(day, date)
    ]


def office_calendar(own: Path | None = None) -> tuple[Calendar, frozenset[int]]:
    """The calendar of an office and the years whose holidays are known; in others only weekends are off.

    `own`: a file of the office's, whose years stand in place of those that come with Merata. Raises as `read_holidays`.
    """
    mine = read_holidays(own) if own is not None and own.exists() else ()
    years = {one.day.year for one in mine}
    every = [*mine, *(one for one in decreed() if one.day.year not in years)]
    return Calendar(frozenset(one.day for one in every)), frozenset(one.day.year for one in every)
