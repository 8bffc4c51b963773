"""An invented course with invented applicants, its terms, and all five documents of one draw."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from merata.programmes.training.applicants import Registry
from merata.programmes.training.commitment import COMMITMENT_FILE, commit
from merata.programmes.training.drawing import NUMBER_FILE, REVEAL_FILE, announce_number, reveal
from merata.programmes.training.frozen_list import LIST_FILE, Entry, freeze
from merata.programmes.training.result import RESULT_FILE, conclude
from merata.programmes.training.terms import Course, NeedWeights, Prerequisites, PublicNumber, Quota, Terms

SECRET = "8f14e45fceea167a5a36dedd4bea2543a1b2c3d4e5f60718293a4b5c6d7e8f90"  # noqa: S105 - of an invented draw
OTHER_SECRET = "c9f0f895fb98ab9159f51fd0297e236d1122f3445a66b77c88d99eeaff00b1c2"  # noqa: S105 - likewise
COURSE = Course("course_2026_barista", "Barista", 2026, "35.05")
NUMBER = "6 4 2 2 5 1 3 3 6 1"
FROZEN, DRAWN = date(2026, 2, 3), date(2026, 2, 5)


def terms(**changes: Any) -> Terms:
    given: dict[str, Any] = {
        "course": COURSE,
        "seats": 4,
        "quotas": (Quota("women", 2), Quota("disability", 1)),
        "village_at_most": 2,
        "need_weights": NeedWeights(),
        "prerequisites": Prerequisites(18, 45, 9, "35.05", "same_course"),
        "public_number": PublicNumber("dice", 10, DRAWN, "ten members of the forum, at the pendopo"),
        "announced_on": date(2026, 1, 5),
        "closes_on": date(2026, 1, 31),
        "reveal_by": date(2026, 2, 7),
    }
    return Terms(**{**given, **changes})


def person(at: int, **changes: Any) -> dict[str, Any]:
    """Row `at` of applications, persons and households in one; every third is a woman, every sixth disabled."""
    given = {
        "application_id": f"A{at:03d}",
        "course_id": COURSE.course_id,
        "person_id": f"P{at:03d}",
        "household_id": f"H{at:03d}",
        "applied_on": date(2026, 1, 10 + at % 20),
        "sex": "male" if at % 3 else "female",
        "birth_date": date(1990 + at % 10, 1 + at % 12, 1 + at % 28),
        "schooling_years": 9 + at % 5,
        "severe_disability": at % 6 == 0,
        "village_code": f"35.05.01.20{at % 5:02d}",
        "desil": 1 + at % 10,
    }
    return {**given, **changes}


def registry(people: list[dict[str, Any]], *, earlier: list[dict[str, Any]] | None = None) -> Registry:
    """The four tables; `earlier` are further rows of applications, with `selected`."""
    chance = {"selected": None, "relation": "head", "size": 3}
    rows = [{**chance, **row} for row in people]
    courses = [
        {"course_id": "course_2024_barista", "name": "Barista", "year": 2024},
        {"course_id": "course_2024_batik", "name": "Batik", "year": 2024},
        {"course_id": COURSE.course_id, "name": COURSE.name, "year": COURSE.year},
    ]
    applied = ("application_id", "course_id", "person_id", "household_id", "applied_on", "selected")
    schema = pa.schema(
        [(name, pa.date32() if name == "applied_on" else pa.string()) for name in applied[:-1]]
        + [("selected", pa.bool_())]
    )
    return Registry(
        applications=pa.Table.from_pylist([*rows, *(earlier or [])], schema=schema),
        courses=pa.Table.from_pylist(courses),
        persons=_table(
            rows,
            {
                "person_id": pa.string(),
                "household_id": pa.string(),
                "sex": pa.string(),
                "birth_date": pa.date32(),
                "relation": pa.string(),
                "schooling_years": pa.int64(),
                "severe_disability": pa.bool_(),
            },
        ),
        households=_table(
            rows,
            {"household_id": pa.string(), "village_code": pa.string(), "size": pa.int64(), "desil": pa.int64()},
        ),
    )


def _table(rows: list[dict[str, Any]], kinds: dict[str, pa.DataType]) -> pa.Table:
    """The rows of a table, the first of each key."""
    key = next(iter(kinds))
    first = {row[key]: row for row in reversed(rows)}
    return pa.Table.from_pylist(list(first.values()), schema=pa.schema(kinds))


def documents(people: list[dict[str, Any]] | None = None, promised: Terms | None = None) -> dict[str, bytes]:
    """All five documents of a draw among `people` (twelve by default)."""
    commitment = commit(promised or terms(), SECRET)
    frozen = freeze(commitment, registry(people or [person(at) for at in range(12)]), frozen_on=FROZEN)
    number = announce_number(commitment, frozen, NUMBER, drawn_on=DRAWN)
    opened = reveal(commitment, frozen, number, SECRET, revealed_on=DRAWN)
    return {
        COMMITMENT_FILE: commitment,
        LIST_FILE: frozen,
        NUMBER_FILE: number,
        REVEAL_FILE: opened,
        RESULT_FILE: conclude(commitment, frozen, number, opened),
    }


def entries(*people: tuple[int, tuple[str, ...], str | None]) -> list[Entry]:
    """Entries A, B, C, … of (tickets, groups, village)."""
    return [Entry(chr(65 + at), tickets, groups, village) for at, (tickets, groups, village) in enumerate(people)]
