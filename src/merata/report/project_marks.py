"""Where a project is on its maps, and the facilities that are there before it and with it."""

from __future__ import annotations

import numpy as np

from merata.access.kernel.graph import Floats
from merata.access.projects.appraisal import Appraisal
from merata.report.facility_kinds import kind_name
from merata.report.map_legend import Marks
from merata.report.texts import Words


def project_marks(found: Appraisal, project: int, kind: int, words: Words) -> tuple[Marks, Marks]:
    """The marks of a project (its place in the list) with the facilities of one `kind`: before it, and with it."""
    plan, facilities = found.plan, found.plan.facilities
    closed = plan.closed.get(project, [])
    of_kind = facilities.kind == kind
    stays = of_kind & ~np.isin(np.arange(len(of_kind)), closed)
    every = np.stack([facilities.longitude, facilities.latitude], axis=1)
    site = np.array([[plan.projects.numbers(axis)[project] for axis in ("longitude", "latitude")]], dtype=np.float64)
    site = site[np.isfinite(site).all(axis=1)]
    opened = site if (plan.site_kind[plan.site_project == project] == kind).any() else site[:0]
    works = _works(found, project)

    def marks(standing: Floats) -> Marks:
        return Marks(
            standing,
            works,
            np.concatenate([every[closed], site]),
            kind_name(found.kinds[kind], words),
            words("travel_map.project"),
            words("travel_map.village"),
        )

    return marks(every[of_kind]), marks(np.concatenate([every[stays], opened]))


def _works(found: Appraisal, project: int) -> Floats:
    """New links from end to end, and the segments that are made better (w × 2 ends × 2 degrees)."""
    plan, network = found.plan, found.plan.roads.network
    places, count = plan.setting.places, len(plan.links.project)
    links = np.flatnonzero(plan.links.project == project)
    ends = [np.stack([places.longitude[rows], places.latitude[rows]], axis=1) for rows in (links, links + count)]
    better = np.unique(plan.upgrades.segment[plan.upgrades.project == project])
    arcs = np.flatnonzero(np.isin(network.segment, better))
    degrees = np.stack([network.longitude, network.latitude], axis=1)
    pieces = np.stack([degrees[network.tail[arcs]], degrees[network.head[arcs]]], axis=1)
    return np.concatenate([np.stack(ends, axis=1), pieces])
