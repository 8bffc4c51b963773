"""Candidates for infrastructure: whole roads, bridges and facilities, alone or as bundles, and whom they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.planning.choices.candidates import Candidates, Floats, Item, sharing
from merata.planning.effects import Effect
from merata.planning.population import Population
from merata.planning.works.evidence import WorkEvidence, own_evidence


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
    evidence = own_evidence(effects)
    items = tuple(
        single(population, row, each, evidence, row["evidence_id"]) for row, each in zip(rows, by_record, strict=True)
    )
    gains = [evidence.gains(population, each) for each in by_record]
    return sharing(len(population), items, [row["cost_idr"] for row in rows], gains)


def single(
    population: Population, row: Mapping[str, Any], shares: Mapping[str, Floats], evidence: WorkEvidence, basis: str
) -> Item:
    """A work as an item, with the households that it serves by its `shares` of villages (v, by basis); its own `basis`
    is one of `evidence`.
    """
    first, *others = evidence.holds[basis]
    at = pc.index(population.villages["village_code"], row["village_code"]).as_py()
    return Item(
        line=row["project_id"],
        source_id=row["project_id"],
        kind="project",
        pillar="infrastructure",
        name=row["name"],
        village_code=row["village_code"],
        kecamatan_code=population.villages["kecamatan_code"][at].as_py() if at >= 0 else None,
        households=evidence.households(population, shares),
        evidence_id=first,
        assumption=any(evidence.effects[name].assumption for name in (first, *others)),
        owner=row["owner"],
        more_evidence=tuple(others),
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
        more_evidence=tuple(sorted({name for part in parts for name in part.more_evidence})),
    )
