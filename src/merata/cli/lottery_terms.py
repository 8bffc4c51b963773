"""The terms of a draw from a course's row in the dataset, and from what the organiser asks for beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from merata.errors import UsageError
from merata.programmes.training.terms import (
    DISABILITY,
    VILLAGE,
    WOMEN,
    Before,
    Course,
    NeedWeights,
    Prerequisites,
    Quota,
)
from merata.tables.folder import Dataset

_BAND = re.compile(r"(?:(\d{1,2})(?:-(\d{1,2}))?|(unknown))=(\d{1,4})")
_VILLAGE = re.compile(r"([\d.]+)=(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the organiser asks for on the command line; None: as the table courses says, or not at all."""

    women: int | None
    disability: int | None
    villages: Sequence[str]
    village_at_most: int | None
    age_from: int | None
    age_to: int | None
    schooling_years_from: int | None
    residents_only: bool
    not_before: Before


def course_row(dataset: Dataset, course_id: str) -> dict[str, Any]:
    """The row of that course; `UsageError` names the candidates where there is none."""
    courses = dataset.read("courses")
    found = courses.filter(pc.equal(courses["course_id"], course_id)).to_pylist()
    if not found:
        offered = courses.filter(pc.equal(courses["status"], "candidate"))["course_id"].to_pylist()
        raise UsageError(f"courses has no {course_id}; candidates are {', '.join(offered[:20]) or 'none'}")
    row: dict[str, Any] = found[0]
    return row


def course_of(row: Mapping[str, Any]) -> Course:
    """The course of a row."""
    return Course(row["course_id"], row["name"], row["year"], row["owner"])


def quotas(row: Mapping[str, Any], asked: Asked) -> tuple[Quota, ...]:
    """The quotas of women, people with a disability and villages; none where 0 seats are asked for."""
    women = row.get("women_seats") if asked.women is None else asked.women
    disability = row.get("disability_seats") if asked.disability is None else asked.disability
    found = [Quota(WOMEN, women or 0), Quota(DISABILITY, disability or 0)]
    for text in asked.villages:
        match = _VILLAGE.fullmatch(text)
        if match is None:
            raise UsageError(f"--village {text} is not understood; expected a code and seats, 35.05.01.2001=1")
        found.append(Quota(f"{VILLAGE}{match[1]}", int(match[2])))
    return tuple(quota for quota in found if quota.at_least)


def village_at_most(row: Mapping[str, Any], asked: Asked) -> int | None:
    """The most seats of one village; None for no limit, which is also what 0 asks for."""
    found = row.get("max_per_village") if asked.village_at_most is None else asked.village_at_most
    return found or None


def prerequisites(row: Mapping[str, Any], asked: Asked) -> Prerequisites:
    """What applicants must fulfil."""
    return Prerequisites(
        age_from=row.get("minimum_age") if asked.age_from is None else asked.age_from,
        age_to=row.get("maximum_age") if asked.age_to is None else asked.age_to,
        schooling_years_from=(
            row.get("minimum_schooling_years") if asked.schooling_years_from is None else asked.schooling_years_from
        ),
        resident_of=row["owner"] if asked.residents_only else None,
        not_before=asked.not_before,
    )


def need_weights(bands: Sequence[str]) -> NeedWeights:
    """Tickets by desil out of texts such as 1-4=3, 5-7=2, 8-10=1, unknown=1; the usual ones without any.

    Raises `UsageError` for a text that is not understood, and for a desil that is left out or named twice.
    """
    if not bands:
        return NeedWeights()
    found: dict[int | None, int] = {}
    for band in bands:
        match = _BAND.fullmatch(band)
        if match is None:
            raise UsageError(f"--tickets {band} is not understood; expected 1-4=3, 10=1 or unknown=1")
        first = int(match[1] or 0)
        desils: Sequence[int | None] = [None] if match[3] else range(first, int(match[2] or first) + 1)
        for desil in desils:
            if desil in found:
                raise UsageError(f"--tickets names desil {desil or 'unknown'} twice")
            found[desil] = int(match[4])
    if set(found) != {None, *range(1, 11)}:
        raise UsageError("--tickets must give every desil from 1 to 10 its tickets, and unknown")
    return NeedWeights(tuple(found[desil] for desil in range(1, 11)), found[None])
