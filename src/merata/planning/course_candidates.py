"""Candidates for training: whole classes, seated in order of need from those who applied."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.planning.candidates import Candidates, Integers, Item, sharing
from merata.planning.effects import Effect
from merata.planning.population import Population


def courses(
    population: Population, courses: pa.Table, applications: pa.Table, effects: Mapping[str, Effect]
) -> Candidates:
    """Candidate classes: the seats go to the applicants' households in order of need, one seat a household.

    A class without evidence on its effect is left out: nothing could be said of what it does.
    """
    rank = np.empty(len(population), dtype=np.int64)
    rank[population.order] = np.arange(len(population))
    rows = [row for row in courses.to_pylist() if row["evidence_id"] in effects]
    seated: list[Integers] = []
    for row in rows:
        own = applications.filter(pc.equal(applications["course_id"], row["course_id"]))
        applicants = pc.index_in(own["household_id"].unique(), value_set=population.household_id)
        household = applicants.drop_null().to_numpy().astype(np.int64)
        seated.append(household[np.argsort(rank[household])][: row["seats"]])
    items = tuple(
        Item(
            line=row["course_id"],
            source_id=row["course_id"],
            kind="course",
            pillar="training",
            name=row["name"],
            village_code=None,
            kecamatan_code=None,
            households=household.size,
            evidence_id=row["evidence_id"],
            assumption=effects[row["evidence_id"]].assumption,
            owner=row["owner"],
        )
        for row, household in zip(rows, seated, strict=True)
    )
    gains = [
        {row["evidence_id"]: (household, np.full(household.size, effects[row["evidence_id"]].mean))}
        for row, household in zip(rows, seated, strict=True)
    ]
    return sharing(len(population), items, [row["cost_idr"] for row in rows], gains)
