"""Projects that need each other, or serve the same people: two done together against the sum of each alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa

from merata.access.kernel.changes import Candidate
from merata.access.kernel.graph import Floats, Integers
from merata.access.projects.appraisal import Appraisal, SeasonEffects, YearTotals, year_totals
from merata.access.projects.plan import Plan

TOP = 20
"""So many of the best projects are paired with each other unless the caller says otherwise: 190 pairs."""

NEED, OVERLAP, MIXED, INDEPENDENT = "need", "overlap", "mixed", "independent"

_ROUNDING = 1e-9
"""Less than this share of the parts is rounding, not an interaction."""


@dataclass(frozen=True, slots=True)
class Interactions:
    """Pairs of projects (r × 2, numbers of the list), what both together come to, and what each alone does, summed.

    `relation`: `NEED` where together they save more minutes or give more people a way than alone, `OVERLAP` where less,
    `MIXED` where more of one and less of the other.
    """

    pair: Integers
    joint: YearTotals
    parts: YearTotals
    relation: tuple[str, ...]


def interactions(appraisal: Appraisal, top: int = TOP) -> Interactions:
    """All pairs of the `top` best projects, and every two projects that meet off the roads, whatever they gain alone.

    Projects that close a facility are not paired. Exact, as the appraisal itself.
    """
    pairs = sorted({*_of_the_best(appraisal, top), *_that_meet(appraisal.plan)})
    pair = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    together = [_together(appraisal, one, pairs) for one in appraisal.seasons]
    joint = year_totals(
        appraisal.terms, appraisal.kinds, [persons for persons, _ in together], [weighted for _, weighted in together]
    )
    alone = appraisal.over_the_year()
    parts = YearTotals(*(getattr(alone, name)[pair].sum(axis=1) for name in _TOTALS))
    return Interactions(pair, joint, parts, tuple(_relations(joint, parts)))


_TOTALS = ("person_minutes", "weighted_minutes", "given_a_way", "within_standard")


def _of_the_best(appraisal: Appraisal, top: int) -> Iterator[tuple[int, int]]:
    alone = appraisal.over_the_year()
    gains = (alone.weighted_minutes > 0) | (alone.given_a_way > 0) | (alone.within_standard > 0)
    best = [row for row in appraisal.ranking().tolist() if gains[row] and row not in appraisal.plan.closed]
    for one, other in combinations(best[:top], 2):
        yield min(one, other), max(one, other)


def _that_meet(plan: Plan) -> Iterator[tuple[int, int]]:
    """Links that meet off the roads, and new facilities that may be reached from there."""
    setting = plan.setting
    at: dict[int, set[int]] = {}
    for nodes in (plan.link_from, plan.link_to):
        for project, node in zip(plan.links.project.tolist(), nodes.tolist(), strict=True):
            at.setdefault(node, set()).add(project)
    meeting = set(setting.around.node.tolist()) - {-1}
    for project, site in zip(plan.site_project.tolist(), plan.site.tolist(), strict=True):
        at.setdefault(int(setting.around.node[site]), set()).add(project)
    for node in meeting:
        yield from combinations(sorted(at.get(node, ())), 2)


def _together(appraisal: Appraisal, season: SeasonEffects, pairs: list[tuple[int, int]]) -> tuple[Floats, Floats]:
    """Sums over villages of both of each pair done, of people and as they count."""
    edits = season.edits.candidates
    both = [
        Candidate([*edits[one].arcs, *edits[other].arcs], [*edits[one].labels, *edits[other].labels])
        for one, other in pairs
    ]
    found = season.counter.improving(both, np.arange(len(both)))
    return found.totals(len(both), len(appraisal.kinds))


def _relations(joint: YearTotals, parts: YearTotals) -> Iterator[str]:
    excess = [
        (getattr(joint, name) - getattr(parts, name), _ROUNDING * (1 + np.abs(getattr(parts, name))))
        for name in ("weighted_minutes", "given_a_way")
    ]
    for row in range(len(joint.weighted_minutes)):
        more = any(difference[row] > slack[row] for difference, slack in excess)
        less = any(difference[row] < -slack[row] for difference, slack in excess)
        yield {(True, False): NEED, (False, True): OVERLAP, (True, True): MIXED}.get((more, less), INDEPENDENT)


def interaction_table(appraisal: Appraisal, found: Interactions) -> pa.Table:
    """A row for each pair: `project_id`, `with_project_id`, `relation`, and for weighted minutes saved, people given a
    way and people brought within the standard, on an average day of the year, `…_together` and `…_apart`, the sum of
    each alone; those that differ most first.
    """
    names = np.array(appraisal.plan.projects.project_id, dtype=object)
    apart = np.abs(found.joint.weighted_minutes - found.parts.weighted_minutes)
    order = np.lexsort((-np.abs(found.joint.given_a_way - found.parts.given_a_way), -apart))
    columns = {
        "project_id": pa.array(names[found.pair[order, 0]], pa.string()),
        "with_project_id": pa.array(names[found.pair[order, 1]], pa.string()),
        "relation": pa.array([found.relation[row] for row in order.tolist()], pa.string()),
    }
    for name, total in (
        ("weighted_minutes_saved", "weighted_minutes"),
        ("people_given_a_way", "given_a_way"),
        ("people_within_standard", "within_standard"),
    ):
        columns[f"{name}_together"] = pa.array(getattr(found.joint, total)[order], pa.float64())
        columns[f"{name}_apart"] = pa.array(getattr(found.parts, total)[order], pa.float64())
    return pa.table(columns)
