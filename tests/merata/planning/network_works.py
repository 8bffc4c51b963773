"""The works of a small network as candidates: every village of ten households, with the evidence of each kind."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pyarrow as pa
from invented_region import DatasetInMemory
from small_network import SmallNetwork, at_random

from merata.access.projects.rupiah_records import read_records
from merata.planning.effects import Effect
from merata.planning.menu import Menu
from merata.planning.optimiser.evaluating import Draws, evaluator
from merata.planning.optimiser.objective import Objective
from merata.planning.population import Population
from merata.planning.problem import Problem, Request
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


def nine_works(budget_idr: int, gap: float) -> Problem:
    """Nine works of one cluster; the best set of them is none of the first bundles."""
    network = at_random(9, places=16, works=9, spread_km=25.0, clinics=False)
    works = works_of(network)
    people = works.population
    assert len(works.large) == 1
    welfare = np.random.default_rng(8).lognormal(13.5, 0.6, (2, len(people)))
    draws = Draws(welfare, people.size, people.line_idr, dict.fromkeys(works.evidence.effects, np.ones(2)))
    menu = Menu(
        candidates=works.candidates,
        claims=None,  # type: ignore[arg-type]
        band_of_claim=np.zeros(0, dtype=np.int64),
        comparisons={},
        effects=works.evidence.effects,
        notes=(),
        own_funds_idr={},
        own_lines=(),
        works=works,
    )
    request = Request("35.05", budget_idr, date(2026, 1, 1), draws=2, gap=gap)
    by = evaluator(works.candidates, draws, Objective(), threads=1)
    return Problem(dataset_of(network), request, people, menu, by, None, ())


def best_of_all_sets(asked: Problem, budget_idr: int) -> float:
    """The most that any set of works within the budget gains."""
    works = asked.menu.works
    assert works is not None
    (cluster,) = works.large
    own = works.clusters[cluster].works
    every = [each for size in range(2, len(own) + 1) for each in combinations(own, size)]
    whole = asked.choosing(works.extended(asked.candidates, every, cluster))
    affordable = np.flatnonzero(whole.candidates.cost_idr <= budget_idr)
    one = np.eye(len(whole.candidates))
    return max(float(whole.evaluator.gains(one[at]).mean()) for at in affordable)
