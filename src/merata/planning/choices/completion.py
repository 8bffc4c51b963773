"""How many of the seats of a class are completed: a rate that is evidence too, from the classes that were held.

An effect of completing a class falls to those alone who complete it. What money buys is seats, so such an effect counts
times the share of seats that are completed; an effect per seat offered holds that share already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc

from merata.planning.effects import COMPLETED, OFFER, Effect
from merata.tables.folder import Dataset

ASSUMED_RATE, ASSUMED_ERROR = 0.8, 0.1
"""Assumption, where no class on record tells: four seats of five are completed, give or take one of ten."""

_NORMAL = 1.959963984540054

Seats = tuple[int, int]
"""Of one class: its seats of which is known whether they were completed, and those that were."""


@dataclass(frozen=True, slots=True)
class CompletionRate:
    """The share of seats completed, with its 95% interval, over so many `seats` of so many `classes`."""

    rate: float
    low: float
    high: float
    seats: int
    classes: int

    @property
    def standard_error(self) -> float:
        """The error with which a normal distribution has an interval as long; not zero where all completed."""
        return (self.high - self.low) / 2 / _NORMAL


def completion_rate(classes: Sequence[Seats]) -> CompletionRate:
    """The rate over `classes` of at least one seat each.

    The interval is Wilson's (1927). Who sits in one class completes or gives up together, so seats count as fewer
    where classes differ more than chance has it: by the ratio of the variance between classes to the binomial one, at
    least 1 (Kish's design effect). Raises `ValueError` for no class.
    """
    if not classes:
        raise ValueError("no class, no rate: expected at least one class with a seat")
    seats, completed = (np.array(each, dtype=np.float64) for each in zip(*classes, strict=True))
    total, rate = float(seats.sum()), float(completed.sum() / seats.sum())
    binomial = rate * (1.0 - rate) / total
    between = 0.0
    if len(classes) > 1:
        residual = completed - rate * seats
        between = len(classes) / (len(classes) - 1) * float(residual @ residual) / total**2
    counted = total / max(1.0, between / binomial if binomial else 1.0)
    square = _NORMAL**2 / counted
    middle = (rate + square / 2) / (1.0 + square)
    half = _NORMAL * np.sqrt(rate * (1.0 - rate) / counted + square / (4 * counted)) / (1.0 + square)
    return CompletionRate(rate, float(middle - half), float(middle + half), int(total), len(classes))


def completion_effects(dataset: Dataset, records: Iterable[str]) -> dict[str, Effect]:
    """By evidence record of courses, the completion rate as a record of its own.

    It is that of the held classes of the record; where none tells, that of all held classes, as an assumption; else
    `ASSUMED_RATE`.
    """
    held = _held(dataset)
    pooled = [seats for each in held.values() for seats in each]
    return {record: _effect(record, held.get(record, []), pooled) for record in sorted(set(records))}


def with_completion(dataset: Dataset, known: Mapping[str, Effect], records: Iterable[str]) -> dict[str, Effect]:
    """All effects `known`, and beside those of `records` that are per completion the rate that each counts times."""
    found = dict(known)
    per_completion = [name for name in records if name in known and known[name].per != OFFER]
    for name, rate in completion_effects(dataset, per_completion).items():
        found[rate.evidence_id] = rate
        found[name] = replace(known[name], times=rate.evidence_id)
    return found


def _held(dataset: Dataset) -> dict[str, list[Seats]]:
    """By evidence record, the seats of each held class of which is known whether they were completed."""
    if not (dataset.has("courses") and dataset.has("applications")):
        return {}
    record_of = {
        row["course_id"]: row["evidence_id"] or ""
        for row in dataset.read("courses", ["course_id", "status", "evidence_id"]).to_pylist()
        if row["status"] == "held"
    }
    applications = dataset.read("applications", ["course_id", "selected", "completed", "promoted"])
    known = applications.filter(pc.is_valid(applications["completed"]))
    seats: dict[str, list[int]] = {}
    for row in known.to_pylist():
        if row["course_id"] in record_of:
            own = seats.setdefault(row["course_id"], [0, 0])
            # Who is promoted takes the seat of a winner who gave it up, which is counted already.
            own[0] += bool(row["selected"])
            own[1] += bool((row["selected"] or row["promoted"]) and row["completed"])
    found: dict[str, list[Seats]] = {}
    for course, (offered, completed) in seats.items():
        if offered:
            found.setdefault(record_of[course], []).append((offered, min(completed, offered)))
    return found


def _effect(record: str, own: Sequence[Seats], pooled: Sequence[Seats]) -> Effect:
    name = f"completion/{record}"
    if not pooled:
        return Effect(
            name, ASSUMED_RATE, ASSUMED_ERROR, COMPLETED, assumption=True, source=_NOTHING_HELD, certainty="assumption"
        )
    found = completion_rate(own or pooled)
    other_id, other_en = ("", "") if own else (" lain", " other")
    told = (
        f"{found.seats:,} kursi di {found.classes:,} kelas{other_id} terdahulu, selang 95% {found.low:.0%} sampai "
        f"{found.high:.0%} / {found.seats:,} seats of {found.classes:,}{other_en} past classes, 95% "
        f"interval {found.low:.0%} to {found.high:.0%}"
    )
    return Effect(
        name,
        found.rate,
        found.standard_error,
        COMPLETED,
        assumption=not own,
        source=told,
        certainty="high" if own else "assumption",
    )


_NOTHING_HELD = "tidak ada kelas terdahulu yang tercatat kelulusannya / no past class on record tells who completed it"
