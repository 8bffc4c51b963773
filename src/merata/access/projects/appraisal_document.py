"""An appraisal as one JSON document, with all that it rests on and all that was left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from merata.access.projects.appraisal import Appraisal
from merata.access.projects.appraisal_tables import (
    before_table,
    effect_table,
    project_table,
    village_table,
)
from merata.access.projects.interactions import Interactions, interaction_table
from merata.access.projects.rupiah import RupiahGains, rupiah_table

FORMAT = "merata-appraisal-1"


def appraisal_document(
    appraisal: Appraisal, found: Interactions | None = None, gains: RupiahGains | None = None
) -> dict[str, Any]:
    """The appraisal for other programs: `terms`, `projects` (the best first), `effects`, `villages`, `before`,
    `interactions`, `excluded`; the columns as in `appraisal_tables`; `rupiah`, null unless asked for, with the records
    it rests on. No value is infinite or NaN.
    """
    plan, terms = appraisal.plan, appraisal.terms
    shares = zip(terms.seasons, terms.season_shares().tolist(), strict=True)
    return {
        "format": FORMAT,
        "terms": {
            "mode": plan.roads.mode,
            "seasons": dict(shares),
            "standard_minutes": dict(terms.standard_minutes or {}),
            "trips": dict(zip(appraisal.kinds, terms.weights(appraisal.kinds).tolist(), strict=True)),
            "speeds": dict(plan.roads.network.speeds),
            "off_road_limit_m": plan.roads.off_road_limit_m,
            "end_limit_m": plan.roads.end_limit_m,
            "population": float(plan.people.population.sum()),
        },
        "projects": project_table(appraisal).to_pylist(),
        "effects": effect_table(appraisal).to_pylist(),
        "villages": village_table(appraisal).to_pylist(),
        "before": before_table(appraisal).to_pylist(),
        "interactions": [] if found is None else interaction_table(appraisal, found).to_pylist(),
        "excluded": excluded(appraisal),
        "rupiah": None if gains is None else _rupiah(appraisal, gains),
    }


def _rupiah(appraisal: Appraisal, gains: RupiahGains) -> dict[str, Any]:
    return {
        "assumed": gains.assumed,
        "records": [asdict(record) for record in gains.records],
        "projects": rupiah_table(appraisal, gains).to_pylist(),
    }


def excluded(appraisal: Appraisal) -> dict[str, list[dict[str, Any]]]:
    """Clusters of people and facilities too far from any road, with metres (null: farther than was searched)."""
    plan = appraisal.plan
    people, facilities = plan.people, plan.facilities
    lost = np.flatnonzero(plan.setting.people.node < 0).tolist()
    away = np.flatnonzero(plan.setting.facilities.node < 0).tolist()
    return {
        "people": [
            {
                "cluster_id": people.cluster_id[row],
                "village": people.villages[people.village[row]],
                "population": float(people.population[row]),
                "off_road_m": _metres(plan.setting.people.off_road_m[row]),
            }
            for row in lost
        ],
        "facilities": [
            {
                "facility_id": facilities.facility_id[row],
                "kind": facilities.kinds[facilities.kind[row]],
                "off_road_m": _metres(plan.setting.facilities.off_road_m[row]),
            }
            for row in away
        ],
    }


def _metres(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
