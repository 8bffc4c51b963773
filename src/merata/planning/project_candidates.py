"""Candidates for infrastructure: whole roads, bridges and facilities, alone or as bundles, and whom they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.planning.candidates import Candidates, Floats, Integers, Item, sharing
from merata.planning.effects import Effect
from merata.planning.population import Population


def projects(population: Population, projects: pa.Table, served: pa.Table, effects: Mapping[str, Effect]) -> Candidates:
    """Works as `served` lists them: each household of a village gains the effect times the village's share served.

    A work without evidence on its effect is left out. Its place is the village it stands in.
    """
    village_row = {code: at for at, code in enumerate(population.villages["village_code"].to_pylist())}
    rows = [row for row in projects.to_pylist() if row["evidence_id"] in effects]
    shares = {row["project_id"]: np.zeros(len(village_row)) for row in rows}
    for row in served.select(["project_id", "village_code", "share_of_households"]).to_pylist():
        if row["project_id"] in shares and row["village_code"] in village_row:
            shares[row["project_id"]][village_row[row["village_code"]]] = row["share_of_households"]
    by_record = [{row["evidence_id"]: shares[row["project_id"]]} for row in rows]
    items = tuple(single(population, row, each, effects) for row, each in zip(rows, by_record, strict=True))
    gains = [gains_of(population, each, effects) for each in by_record]
    return sharing(len(population), items, [row["cost_idr"] for row in rows], gains)


def single(
    population: Population, row: Mapping[str, Any], shares: Mapping[str, Floats], effects: Mapping[str, Effect]
) -> Item:
    """A work as an item, with the households that it serves by its `shares` of villages (v, by record)."""
    at = pc.index(population.villages["village_code"], row["village_code"]).as_py()
    return Item(
        line=row["project_id"],
        source_id=row["project_id"],
        kind="project",
        pillar="infrastructure",
        name=row["name"],
        village_code=row["village_code"],
        kecamatan_code=population.villages["kecamatan_code"][at].as_py() if at >= 0 else None,
        households=households_of(population, shares),
        evidence_id=row["evidence_id"],
        assumption=effects[row["evidence_id"]].assumption,
        owner=row["owner"],
    )


def bundle(parts: Sequence[Item], households: int) -> Item:
    """Several works as one item; it stands where all of them stand, if they do in one place."""
    first = parts[0]
    villages, kecamatan = ({getattr(part, name) for part in parts} for name in ("village_code", "kecamatan_code"))
    names = tuple(part.line for part in parts)
    return replace(
        first,
        line="+".join(names),
        source_id="+".join(names),
        name=" + ".join(part.name for part in parts),
        village_code=first.village_code if len(villages) == 1 else None,
        kecamatan_code=first.kecamatan_code if len(kecamatan) == 1 else None,
        households=households,
        assumption=any(part.assumption for part in parts),
        parts=names,
    )


def households_of(population: Population, shares: Mapping[str, Floats]) -> int:
    """How many households are served, each counted once at most."""
    members = np.bincount(population.village, minlength=population.villages.num_rows)
    total = sum(shares.values(), start=np.zeros(members.size))
    return round(float(members @ np.minimum(total, 1.0)))


def gains_of(
    population: Population, shares: Mapping[str, Floats], effects: Mapping[str, Effect]
) -> dict[str, tuple[Integers, Floats]]:
    """By record, the households of the villages served and what each gains, a share of own welfare."""
    found = {}
    for name, share in shares.items():
        gain = share[population.village] * effects[name].mean
        rows = np.flatnonzero(gain)
        found[name] = (rows, gain[rows])
    return found
