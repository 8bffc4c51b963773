"""What projects change on the network, as arcs and labels beside those that are there: nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.changes import Candidate, Closure
from merata.access.kernel.graph import Floats
from merata.access.projects.links import link_minutes
from merata.access.projects.plan import Plan
from merata.access.projects.roadside import pairs_beside
from merata.access.projects.upgrades import upgrade_minutes

Row = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Edits:
    """What each project does in one season, on the graph turned round: `candidates` (p, empty for those that close
    something), `closures` by project, and the minutes along the pieces (e) as they are.
    """

    candidates: list[Candidate]
    closures: dict[int, Closure]
    now: Floats


def edits_of(plan: Plan, season: str) -> Edits:
    """The edits of a plan in a season. A stretch that would be no quicker than it is changes nothing."""
    count = len(plan.projects)
    now = plan.setting.cut.minutes(plan.roads.network.arc_minutes(plan.roads.mode, season))
    arcs: list[list[Row]] = [[] for _ in range(count)]
    labels: list[list[Row]] = [[] for _ in range(count)]
    _add_links(plan, season, arcs, labels)
    _add_upgrades(plan, season, now, arcs)
    _add_sites(plan, labels)
    stops = plan.setting.stops
    closures = {
        project: Closure(labels=[label for number in numbers for label in stops.closure(number).labels])
        for project, numbers in plan.closed.items()
    }
    return Edits([Candidate(*pair) for pair in zip(arcs, labels, strict=True)], closures, now)


def _add_links(plan: Plan, season: str, arcs: list[list[Row]], labels: list[list[Row]]) -> None:
    minutes = link_minutes(plan.links, plan.length_m, plan.roads.speeds, plan.roads.mode, season)
    for row in np.flatnonzero(np.isfinite(minutes)).tolist():
        start, end = int(plan.link_from[row]), int(plan.link_to[row])
        taken = float(minutes[row])
        beside, doors = _beside(plan, row, taken)
        arcs[plan.links.project[row]] += [(start, end, taken), (end, start, taken), *beside]
        labels[plan.links.project[row]] += doors


def _beside(plan: Plan, link: int, minutes: float) -> tuple[list[Row], list[Row]]:
    """Arcs and labels by which a new link of so many `minutes` reaches what is beside it.

    One walks to the nearest point of it and goes on to either end, or straight along it where both are beside it.
    """
    ends = int(plan.link_from[link]), int(plan.link_to[link])
    homes, doors = plan.people_beside.of(link), plan.facilities_beside.of(link)
    home_node, kind = plan.setting.home, plan.facilities.kind
    arcs = [
        (end, int(home_node[home]), way * minutes + walk)
        for home, share, walk in homes
        for end, way in zip(ends, (share, 1 - share), strict=True)
    ]
    labels = [
        (int(kind[door]), end, way * minutes + walk)
        for door, share, walk in doors
        for end, way in zip(ends, (share, 1 - share), strict=True)
    ]
    labels += [
        (int(kind[door]), int(home_node[home]), way * minutes + walk)
        for home, door, way, walk in pairs_beside(homes, doors)
    ]
    return arcs, labels


def _add_upgrades(plan: Plan, season: str, now: Floats, arcs: list[list[Row]]) -> None:
    pieces, roads = plan.setting.cut, plan.roads
    piece, row, minutes = upgrade_minutes(plan.upgrades, roads.network, pieces, roads.speeds, roads.mode, season)
    quicker = np.flatnonzero(minutes < now[piece])
    project = plan.upgrades.project[row[quicker]].tolist()
    tail, head = pieces.tail[piece[quicker]].tolist(), pieces.head[piece[quicker]].tolist()
    for one, start, end, taken in zip(project, tail, head, minutes[quicker].tolist(), strict=True):
        arcs[one].append((end, start, taken))


def _add_sites(plan: Plan, labels: list[list[Row]]) -> None:
    for project, site, kind in zip(plan.site_project, plan.site, plan.site_kind, strict=True):
        for way in (plan.setting.places, plan.setting.around):
            if way.node[site] >= 0:
                labels[project].append((int(kind), int(way.node[site]), float(way.walk_minutes[site])))
