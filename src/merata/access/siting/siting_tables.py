"""Where facilities should stand, as tables and as one JSON document."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from merata.access.kernel.graph import Floats
from merata.access.siting.answer import SitingAnswer

FORMAT = "merata-siting-1"


def site_table(answer: SitingAnswer) -> pa.Table:
    """A row for each chosen place: `site_id`, `name`, `built`, `cost_idr` (0 where it is built), `capacity` (null: no
    limit), `people` who use it, `gain` (weighted minutes saved, or people as they count brought within the standard),
    `mean_minutes` of those who use it (null: nobody).
    """
    siting, problem, sites = answer.siting, answer.problem, answer.listed.sites
    chosen, rows = siting.sites, siting.assignment
    people = rows.people(problem)
    used = problem.persons[rows.cluster] * rows.share
    gain = np.bincount(rows.site, weights=problem.gain[rows.cluster, rows.site] * rows.share, minlength=len(sites))
    spent = np.bincount(rows.site, weights=used * answer.travel.minutes[rows.cluster, rows.site], minlength=len(sites))
    mean = np.divide(spent, people, out=np.full(len(sites), np.nan), where=people > 0)
    built = sites.built[chosen]
    return pa.table(
        {
            "site_id": pa.array([sites.site_id[site] for site in chosen.tolist()], pa.string()),
            "name": pa.array([answer.listed.name[site] for site in chosen.tolist()], pa.string()),
            "built": built,
            "cost_idr": pa.array([0 if sites.built[site] else sites.cost_idr[site] for site in chosen], pa.int64()),
            "capacity": _nullable(sites.capacity[chosen]),
            "people": people[chosen],
            "gain": gain[chosen].astype(np.float64),
            "mean_minutes": _nullable(mean[chosen]),
        }
    )


def cluster_table(answer: SitingAnswer) -> pa.Table:
    """A row for each cluster: `cluster_id`, `village`, `population`, `minutes_now` to the nearest facility that is
    there already and `minutes_then`, the mean with the chosen places (null: no way), `site_id` of the place that most
    use (null: what was there), `share` of the people who use a chosen place.
    """
    people, rows = answer.people, answer.siting.assignment
    share, minutes = answer.then()
    most = np.full(len(people), -1, dtype=np.int64)
    order = np.argsort(rows.share, kind="stable")
    most[rows.cluster[order]] = rows.site[order]
    names = answer.listed.sites.site_id
    return pa.table(
        {
            "cluster_id": pa.array(people.cluster_id, pa.string()),
            "village": pa.array([people.villages[village] for village in people.village.tolist()], pa.string()),
            "population": people.population,
            "minutes_now": _nullable(answer.travel.now_minutes),
            "minutes_then": _nullable(minutes),
            "site_id": pa.array([None if site < 0 else names[site] for site in most.tolist()], pa.string()),
            "share": share,
        }
    )


def siting_document(answer: SitingAnswer, terms: dict[str, Any]) -> dict[str, Any]:
    """The answer for other programs. No value is infinite or NaN."""
    siting = answer.siting
    return {
        "format": FORMAT,
        "terms": {**terms, "objective": answer.objective, "parameter_minutes": answer.parameter_minutes},
        "gain": siting.gain,
        "bound": siting.bound,
        "gap": siting.gap if np.isfinite(siting.gap) else None,
        "heuristic_gain": siting.start_gain,
        "cost_idr": sum(site_table(answer)["cost_idr"].to_pylist()),
        "people": summary(answer),
        "sites": site_table(answer).to_pylist(),
        "clusters": cluster_table(answer).to_pylist(),
    }


def summary(answer: SitingAnswer) -> dict[str, float | None]:
    """People in all, with a way now and then, and the mean minutes of those who have one (None: nobody)."""
    persons = answer.people.population
    found: dict[str, float | None] = {"population": float(persons.sum())}
    for name, minutes in (("now", answer.travel.now_minutes), ("then", answer.then()[1])):
        reached = np.isfinite(minutes)
        count = float(persons[reached].sum())
        found[f"with_a_way_{name}"] = count
        found[f"mean_minutes_{name}"] = float(persons[reached] @ minutes[reached]) / count if count else None
    return found


def _nullable(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))
