"""The files of a course that was held: who came to which session, who passed the final test; and its rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from merata.errors import InputError, UsageError
from merata.programmes.training.attendance import CompletionRule
from merata.tables.checking import at_rows, checked
from merata.tables.loading import SUFFIXES, read_raw
from merata.tables.schema import Column, Kind, Table

STATUS = {
    "hadir": "present",
    "izin": "excused",
    "sakit": "excused",
    "alpa": "absent",
    "present": "present",
    "excused": "excused",
    "absent": "absent",
}
"""How a sheet says that somebody came, in Indonesian or English, and what it means."""


def completion_rule(
    course: Mapping[str, Any], *, minimum_percent: int | None, excused_at_most: int, needs_pass: bool
) -> CompletionRule:
    """The rule of that row of `courses`; `minimum_percent` where it is given, the usual one where neither says.

    Raises `UsageError` for a course whose `minimum_attendance` is no whole percent from 1 to 100.
    """
    share = course.get("minimum_attendance")
    if minimum_percent is None and share is not None:
        minimum_percent = round(100 * share)
        if abs(100 * share - minimum_percent) > 1e-9 or minimum_percent < 1:
            raise UsageError(
                f"minimum_attendance of course {course['course_id']} is {share:g}; expected a whole percent, 0.01 to "
                "1: correct the table courses, or give --min-attendance"
            )
    least = CompletionRule().minimum_percent if minimum_percent is None else minimum_percent
    return CompletionRule(least, excused_at_most, needs_pass)


def sessions_of(course: Mapping[str, Any], sessions: int | None) -> int:
    """How many sessions the course had: `sessions`, or what its row of `courses` says; `UsageError` without either."""
    found: int | None = course.get("sessions") if sessions is None else sessions
    if found is None:
        raise UsageError(f"courses does not say how many sessions {course['course_id']} had; give --sessions")
    return found


def read_attendance(path: Path, *, sessions: int, participants: Collection[str]) -> pa.Table:
    """Who came to which session, as `training.attendance.completion` takes it.

    Raises `InputError` with every fault of the file, each with its row: an unknown status, a session that there was
    not, one that is recorded twice, an application that took no seat.
    """
    table = Table(
        "attendance",
        "who came to which session",
        (
            Column("application_id", Kind.TEXT, "application that took a seat"),
            Column("session", Kind.INTEGER, "number of the session", minimum=1, maximum=sessions),
            Column("status", Kind.TEXT, "whether they came", choices=tuple(STATUS)),
        ),
        ("application_id", "session"),
    )
    found = _read(path, table, participants)
    status = pa.array([STATUS[word] for word in found["status"].to_pylist()], pa.string())
    return found.set_column(found.column_names.index("status"), "status", status)


def read_final_test(path: Path, *, participants: Collection[str]) -> dict[str, bool]:
    """Who passed the final test, by application; `InputError` with every fault of the file."""
    table = Table(
        "final_test",
        "who passed the final test",
        (
            Column("application_id", Kind.TEXT, "application that took a seat"),
            Column("passed", Kind.FLAG, "passed the final test"),
        ),
        ("application_id",),
    )
    found = _read(path, table, participants)
    return dict(zip(found["application_id"].to_pylist(), found["passed"].to_pylist(), strict=True))


def _read(path: Path, table: Table, participants: Collection[str]) -> pa.Table:
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path} must end in {', '.join(SUFFIXES)}")
    raw = read_raw(path)
    found, faults = checked(raw, table)
    # Of each who took no seat the first row is enough to find the others.
    first: dict[str | None, int] = {}
    for row, name in enumerate(found["application_id"].to_pylist()):
        first.setdefault(name, row)
    stranger = np.zeros(found.num_rows, dtype=np.bool_)
    stranger[[row for name, row in first.items() if name is not None and name not in participants]] = True
    expected = "an application that was drawn or moved up (name who gave up a seat with --withdrawn)"
    faults += at_rows(raw, "application_id", stranger, expected, "took no seat")
    if faults:
        faults.sort(key=lambda fault: fault.row or 0)
        raise InputError(f"{path} has {len(faults)} faults; nothing was written", faults)
    return found
