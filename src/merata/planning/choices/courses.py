"""Candidates for training: whole classes, seated in order of need from those who applied."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.planning.choices.candidates import Candidates, Integers, Item, sharing
from merata.planning.effects import Effect
from merata.planning.population import Population


def courses(
    population: Population, courses: pa.Table, applications: pa.Table, effects: Mapping[str, Effect]
) -> Candidates:
    """Candidate classes: the seats go to the applicants' households in order of need, one seat a household.

    A course that may be held several times (`most_classes`) is as many items, one after the other, each with the next
    applicants, as long as there are any. One without evidence on its effect is left out: nothing could be said of what
    it does. An effect per completion counts times the completion rate, its record's `times`.
    """
    rank = np.empty(len(population), dtype=np.int64)
    rank[population.order] = np.arange(len(population))
    rows = [row for row in courses.to_pylist() if row["evidence_id"] in effects]
    classes: list[tuple[int, dict[str, Any], Integers]] = []
    for number, row in enumerate(rows):
        own = applications.filter(pc.equal(applications["course_id"], row["course_id"]))
        applicants = pc.index_in(own["household_id"].unique(), value_set=population.household_id)
        household = applicants.drop_null().to_numpy().astype(np.int64)
        classes += [(number, row, seated) for seated in _seated(row, household[np.argsort(rank[household])])]
    items = tuple(
        Item(
            line=row["course_id"],
            source_id=row["course_id"],
            kind="course",
            pillar="training",
            name=row["name"],
            village_code=None,
            kecamatan_code=None,
            households=seated.size,
            evidence_id=row["evidence_id"],
            assumption=any(one.assumption for one in _of(row, effects)),
            owner=row["owner"],
            more_evidence=tuple(one.evidence_id for one in _of(row, effects)[1:]),
        )
        for _, row, seated in classes
    )
    gains = [
        {row["evidence_id"]: (seated, np.full(seated.size, math.prod(one.mean for one in _of(row, effects))))}
        for _, row, seated in classes
    ]
    chain = np.array([number for number, _, _ in classes], dtype=np.int64)
    return sharing(len(population), items, [row["cost_idr"] for _, row, _ in classes], gains, chain=chain)


def _of(row: Mapping[str, Any], effects: Mapping[str, Effect]) -> tuple[Effect, ...]:
    """The records that a course rests on: its effect's, and that which it counts times."""
    effect = effects[row["evidence_id"]]
    return (effect, effects[effect.times]) if effect.times else (effect,)


def _seated(row: Mapping[str, Any], applicants: Integers) -> Iterator[Integers]:
    """The households of each class, from the applicants in order of need; the first class even without any."""
    for number in range(row.get("most_classes") or 1):
        seated = applicants[number * row["seats"] : (number + 1) * row["seats"]]
        if number and not seated.size:
            return
        yield seated
