"""Why something that is asked about cannot be chosen at all: another government pays it, it is decided, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from merata.planning.limits.constraints import nearest
from merata.planning.problem import Problem

BUNDLE = "+"
"""What stands between the works in a bundle's name."""

OWNERS = {
    "centre": ("pusat", "the centre"),
    "province": ("provinsi", "the province"),
    "partner": ("mitra", "a partner"),
}
"""Governments that the table of programmes names in words; regencies and others stand as they are written."""


def no_candidate(asked: Problem, name: str, known: Iterable[Sequence[str]]) -> str:
    """What to say of `name`, which none of the candidates (with the names in `known`) is called."""
    reason = _reason(asked, name)
    because = f": {reason}" if reason else ""
    every = sorted({one for names in known for one in names if BUNDLE not in one})
    alike = [] if reason else nearest(name, every)
    near = f"; the nearest are {', '.join(alike)}" if alike else ""
    return (
        f"no candidate {name!r} of {asked.request.regency}{because}{near}. Give a programme, programme:village, a "
        "course, a project or a proposal that it can choose from"
    )


def _reason(asked: Problem, name: str) -> str | None:
    """Why the dataset's programme, class, work or village of this name is no candidate; None where it has none."""
    for note in asked.menu.notes:
        about, _, why = note.partition(": ")
        if name in about.split(", "):
            return why
    programme, _, village = name.partition(":")
    if village:
        return _in_village(asked, programme, village)
    if name in asked.people.villages["village_code"].to_pylist():
        return "desa, bukan calon: tulis program:desa / a village, not a candidate: give programme:village"
    return (
        _of_programme(asked, name)
        or _of_item(asked, "courses", "course_id", name)
        or (_of_item(asked, "projects", "project_id", name))
    )


def _in_village(asked: Problem, programme: str, village: str) -> str | None:
    if not any(item.source_id == programme for item in asked.candidates.items):
        return _of_programme(asked, programme)
    if village in asked.people.villages["village_code"].to_pylist():
        return "tidak ada yang berhak di sana / nobody is entitled there"
    return f"tidak ada desa {village} / there is no village {village}"


def _of_programme(asked: Problem, name: str) -> str | None:
    row = _row(asked, "programmes", "programme_id", name)
    if row is None:
        return None
    if row["owner"] == "desa":
        return "dibayar desa dari dananya sendiri: pakai --ceilings / desa pay it from their own funds: give --ceilings"
    return _owned(str(row["owner"]))


def _of_item(asked: Problem, table: str, key: str, name: str) -> str | None:
    row = _row(asked, table, key, name)
    if row is None:
        return None
    if row["owner"] != asked.request.regency:
        return _owned(str(row["owner"]))
    return f"berstatus {row['status']}, bukan calon / its status is {row['status']}, not candidate"


def _owned(owner: str) -> str:
    here, there = OWNERS.get(owner, (owner, owner))
    return f"dibayar {here}; uang tidak pernah berpindah pemilik / paid by {there}; money never crosses its owner"


def _row(asked: Problem, table: str, key: str, name: str) -> dict[str, object] | None:
    if not asked.dataset.has(table):
        return None
    return next((row for row in asked.dataset.read(table).to_pylist() if row[key] == name), None)
