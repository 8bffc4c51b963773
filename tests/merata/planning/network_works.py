"""The works of a small network as candidates: every village of ten households, with the evidence of each kind."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from invented_region import DatasetInMemory
from small_network import SmallNetwork

from merata.access.projects.rupiah_records import read_records
from merata.planning.effects import Effect
from merata.planning.population import Population
from merata.planning.works.evidence import minutes_evidence
from merata.planning.works.together import Works, works

MEANS = {"road_access": 0.08, "bridge_access": 0.1, "facility_access": 0.05}
EFFECTS = {name: Effect(name, mean, 0.02, "share_of_consumption", True, "", None) for name, mean in MEANS.items()}
EACH = 10
"""Households of every village."""


def population_of(network: SmallNetwork) -> Population:
    villages = network.tables()["villages"]
    count = villages.num_rows * EACH
    ids = [f"H{number}" for number in range(count)]
    names = ["village_code", "name", "type", "kecamatan_code", "kecamatan", "regency_code", "regency"]
    return Population(
        frame=pa.table({"household_id": ids, "head_sector": ["farming", "trade"] * (count // 2)}),
        villages=villages.select(names),
        village=np.repeat(np.arange(villages.num_rows), EACH),
        size=np.full(count, 4.0),
        welfare=np.full((2, count), 1e6),
        line_idr=np.full(count, 5e5),
        order=np.arange(count),
    )


def dataset_of(network: SmallNetwork) -> DatasetInMemory:
    tables = network.tables()
    joint = network.joint()
    served = [
        {"project_id": name, "village_code": tables["villages"]["village_code"][at].as_py(), "minutes_saved": 0.0}
        | {"share_of_households": 0.0}
        for work, name in enumerate(joint.project_id)
        for at in [0]
    ]
    for work, name in enumerate(joint.project_id):
        for at, minutes in enumerate(joint.minutes_saved([work]).tolist()):
            if minutes:
                code = tables["villages"]["village_code"][int(joint.village[at])].as_py()
                share = float(joint.serving.share(np.array(minutes)))
                served.append(
                    {"project_id": name, "village_code": code, "minutes_saved": minutes, "share_of_households": share}
                )
    return DatasetInMemory(tables | {"project_villages": pa.Table.from_pylist(served)})


def works_of(network: SmallNetwork, dataset: DatasetInMemory | None = None, *, minutes: bool = False) -> Works:
    data, people = dataset or dataset_of(network), population_of(network)
    evidence = minutes_evidence(people, read_records()) if minutes else None
    return works(people, data, data.read("projects"), EFFECTS, evidence)
