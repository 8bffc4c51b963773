"""An appraisal as tables: projects, their effects by season and kind, by village, and things as they are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from merata.access.kernel.graph import Floats
from merata.access.projects.appraisal import Appraisal, cost_per_idr


def project_table(appraisal: Appraisal) -> pa.Table:
    """A row for each project, the best first: what it comes to on an average day of the year, and at what cost.

    `rank`, `project_id`, `kind`, `name`, `cost_idr`; `person_minutes_saved`, `weighted_minutes_saved` (one way);
    `people_given_a_way`, `people_within_standard` (null where no kind has a standard); `cost_per_person_minute_idr`,
    `cost_per_weighted_minute_idr`, `cost_per_person_within_idr` (to the nearest rupiah, null where nothing is gained);
    `length_km`, `length_assumed` of a new road or bridge; `changes_nothing`: for nobody in no season.
    """
    plan, year = appraisal.plan, appraisal.over_the_year()
    order = appraisal.ranking()
    cells = plan.projects.table.take(pa.array(order))
    cost = cells["cost_idr"].to_pylist()
    standard = bool(appraisal.terms.standard_minutes)
    within = year.within_standard[order] if standard else [None] * len(order)
    length, assumed = np.full(len(order), np.nan), np.zeros(len(order), dtype=np.bool_)
    length[plan.links.project], assumed[plan.links.project] = plan.length_m / 1000, plan.length_assumed
    changed = np.zeros(len(order), dtype=np.bool_)
    for season in appraisal.seasons:
        changed[season.effects.project] = True
    columns = {
        "rank": np.arange(1, len(order) + 1),
        **{name: cells[name] for name in ("project_id", "kind", "name", "cost_idr")},
        "person_minutes_saved": year.person_minutes[order],
        "weighted_minutes_saved": year.weighted_minutes[order],
        "people_given_a_way": year.given_a_way[order],
        "people_within_standard": pa.array(within, pa.float64()),
    }
    for name, amounts in (
        ("cost_per_person_minute_idr", year.person_minutes),
        ("cost_per_weighted_minute_idr", year.weighted_minutes),
        ("cost_per_person_within_idr", year.within_standard if standard else np.zeros(len(order))),
    ):
        each = [cost_per_idr(idr, amount) for idr, amount in zip(cost, amounts[order].tolist(), strict=True)]
        columns[name] = pa.array(each, pa.int64())
    columns["length_km"] = _nullable(length[order])
    columns["length_assumed"] = pa.array(assumed[order], mask=np.isnan(length[order]))
    columns["changes_nothing"] = ~changed[order]
    return pa.table(columns)


def effect_table(appraisal: Appraisal) -> pa.Table:
    """A row for each season, project (in the list's order) and kind: `season`, `project_id`, `facility_kind`,
    `person_minutes_saved`, `weighted_minutes_saved`, `people_given_a_way`, `people_within_standard` (null: none).
    """
    names, kinds = appraisal.plan.projects.project_id, appraisal.kinds
    parts = []
    for season in appraisal.seasons:
        persons, weighted = (values.reshape(-1, 3) for values in (season.persons, season.weighted))
        kind = np.tile(np.arange(len(kinds)), len(names))
        parts.append(
            pa.table(
                {
                    "season": [season.season] * len(persons),
                    "project_id": np.repeat(np.array(names, dtype=object), len(kinds)),
                    "facility_kind": np.array(kinds, dtype=object)[kind],
                    "person_minutes_saved": persons[:, 0],
                    "weighted_minutes_saved": weighted[:, 0],
                    "people_given_a_way": persons[:, 1],
                    "people_within_standard": _with_standard(appraisal, kind, persons[:, 2]),
                }
            )
        )
    return pa.concat_tables(parts)


def village_table(appraisal: Appraisal) -> pa.Table:
    """A row for each season, project, kind and village where anything changes; all others stay as they are.

    `season`, `project_id`, `facility_kind`, `village`, `population`; `minutes_before`, the mean of those who have a way
    (null: nobody has); `minutes_saved`, the mean of the same people (null likewise); `person_minutes_saved`,
    `weighted_minutes_saved`, `people_given_a_way`, `people_within_standard`.
    """
    names, villages = np.array(appraisal.plan.projects.project_id, dtype=object), appraisal.plan.people.villages
    parts = []
    for season in appraisal.seasons:
        found, before = season.effects, season.before
        with_way = before.with_way[found.kind, found.village]
        # Who loses the way is not among those whose minutes are compared.
        compared = with_way + np.minimum(found.persons[:, 1], 0)
        mean = np.divide(found.persons[:, 0], compared, out=np.full(len(compared), np.nan), where=compared > 0)
        parts.append(
            pa.table(
                {
                    "season": pa.array([season.season] * len(mean), pa.string()),
                    "project_id": pa.array(names[found.project], pa.string()),
                    "facility_kind": pa.array(np.array(appraisal.kinds, dtype=object)[found.kind], pa.string()),
                    "village": pa.array(np.array(villages, dtype=object)[found.village], pa.string()),
                    "population": before.population[found.village],
                    "minutes_before": _nullable(before.mean_minutes[found.kind, found.village]),
                    "minutes_saved": _nullable(mean),
                    "person_minutes_saved": found.persons[:, 0],
                    "weighted_minutes_saved": found.weighted[:, 0],
                    "people_given_a_way": found.persons[:, 1],
                    "people_within_standard": _with_standard(appraisal, found.kind, found.persons[:, 2]),
                }
            )
        )
    return pa.concat_tables(parts)


def before_table(appraisal: Appraisal) -> pa.Table:
    """A row for each season, kind and village as things are: `season`, `facility_kind`, `village`, `population`,
    `people_with_a_way`, `mean_minutes` of them (null: nobody has), `people_within_standard` (null: no standard).
    """
    kinds, villages = appraisal.kinds, appraisal.plan.people.villages
    kind = np.repeat(np.arange(len(kinds)), len(villages))
    parts = [
        pa.table(
            {
                "season": [season.season] * len(kind),
                "facility_kind": np.array(kinds, dtype=object)[kind],
                "village": list(villages) * len(kinds),
                "population": np.tile(season.before.population, len(kinds)),
                "people_with_a_way": season.before.with_way.ravel(),
                "mean_minutes": _nullable(season.before.mean_minutes.ravel()),
                "people_within_standard": _with_standard(appraisal, kind, season.before.within.ravel()),
            }
        )
        for season in appraisal.seasons
    ]
    return pa.concat_tables(parts)


def _nullable(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))


def _with_standard(appraisal: Appraisal, kind: np.ndarray, values: Floats) -> pa.Array:
    """`values` where their kind has a standard, else null."""
    none = ~np.isfinite(np.array(appraisal.terms.standards(appraisal.kinds)))
    return pa.array(values, pa.float64(), mask=none[kind])
