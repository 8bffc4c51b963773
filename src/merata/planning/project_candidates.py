"""Candidates for infrastructure: whole roads, bridges and facilities, with the villages they serve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.planning.candidates import Candidates, Integers, Item, sharing
from merata.planning.effects import Effect
from merata.planning.population import Population


def projects(population: Population, projects: pa.Table, served: pa.Table, effects: Mapping[str, Effect]) -> Candidates:
    """Candidate works: each household of a served village gains the effect times the village's share served.

    A work without evidence on its effect is left out. Its place is the village it stands in.
    """
    kecamatan = dict(
        zip(*(population.villages[name].to_pylist() for name in ("village_code", "kecamatan_code")), strict=True)
    )
    members = _by_village(population)
    village_row = {code: at for at, code in enumerate(kecamatan)}
    rows = [row for row in projects.to_pylist() if row["evidence_id"] in effects]
    reached: dict[str, list[tuple[int, float]]] = {row["project_id"]: [] for row in rows}
    for row in served.select(["project_id", "village_code", "share_of_households"]).to_pylist():
        if row["project_id"] in reached and row["village_code"] in village_row:
            place = village_row[row["village_code"]]
            reached[row["project_id"]].append((place, row["share_of_households"]))
    households: list[Integers] = []
    gains: list[NDArray[np.float64]] = []
    for row in rows:
        mean = effects[row["evidence_id"]].mean
        places = reached[row["project_id"]]
        households.append(np.concatenate([np.zeros(0, dtype=np.int64), *(members[at] for at, _ in places)]))
        gains.append(np.concatenate([np.zeros(0), *(np.full(members[at].size, share * mean) for at, share in places)]))
    items = tuple(
        Item(
            line=row["project_id"],
            source_id=row["project_id"],
            kind="project",
            pillar="infrastructure",
            name=row["name"],
            village_code=row["village_code"],
            kecamatan_code=kecamatan.get(row["village_code"]),
            households=round(sum(members[at].size * share for at, share in reached[row["project_id"]])),
            evidence_id=row["evidence_id"],
            assumption=effects[row["evidence_id"]].assumption,
        )
        for row in rows
    )
    return sharing(population, items, rows, households, gains)


def _by_village(population: Population) -> list[Integers]:
    """The rows of each village's households."""
    order = np.argsort(population.village, kind="stable")
    ends = np.cumsum(np.bincount(population.village, minlength=population.villages.num_rows))
    return np.split(order, ends[:-1])
