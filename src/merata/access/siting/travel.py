"""Minutes from people to every place where a facility could stand, and to what is there already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.facilities import Facilities
from merata.access.kernel.contraction import Contracted
from merata.access.kernel.graph import Floats, graph_of
from merata.access.projects.meetings import ProjectPlaces
from merata.access.projects.people import People
from merata.access.projects.placing import Roads, Setting, settle
from merata.access.siting.site_list import SiteList
from merata.errors import Fault, InputError, UsageError

_CELLS = 8_000_000
"""Minutes of nodes that are held at a time."""


@dataclass(frozen=True, slots=True)
class Travel:
    """`minutes` (c × s) from each cluster to each place and `now_minutes` (c) to the nearest facility of the kind that
    is there already; infinite where there is no way. `setting`: where all stand on the roads.
    """

    minutes: Floats
    now_minutes: Floats
    setting: Setting


def travel_to_sites(
    roads: Roads, people: People, facilities: Facilities, kind: str, sites: SiteList, season: str = "dry"
) -> Travel:
    """Search the roads from every place. Raises `UsageError` for a kind that no facility is of and an unknown season,
    `InputError` for all places that are on no road.
    """
    if kind not in facilities.kinds:
        raise UsageError(f"no facility of {facilities.file} is a {kind}; expected one of {', '.join(facilities.kinds)}")
    count = len(sites.sites)
    everywhere = ProjectPlaces(np.arange(count), sites.longitude, sites.latitude, np.ones(count, dtype=np.bool_))
    setting = settle(roads, people, facilities, everywhere)
    _refuse_off_roads(roads, sites, setting)
    pieces = setting.cut
    taken = pieces.minutes(roads.network.arc_minutes(roads.mode, season))
    graph = Contracted.of(graph_of(pieces.nodes, pieces.head, pieces.tail, taken))
    labels, _ = setting.stops.labels(len(facilities.kinds), pieces.nodes)
    number = facilities.kinds.index(kind)
    minutes = np.empty((len(people), count))
    batch = max(_CELLS // pieces.nodes, 1)
    for start in range(0, count, batch):
        some = np.arange(start, min(start + batch, count))
        own = np.full((len(some), pieces.nodes), np.inf)
        own[np.arange(len(some)), setting.places.node[some]] = setting.places.walk_minutes[some]
        minutes[:, some] = graph.nearest(own)[:, setting.home].T
    now = graph.nearest(labels[number : number + 1])[0, setting.home]
    return Travel(minutes, now, setting)


def _refuse_off_roads(roads: Roads, sites: SiteList, setting: Setting) -> None:
    expected = f"a place within {roads.off_road_limit_m:g} m of a road for {roads.mode}"
    faults = []
    for site in np.flatnonzero(setting.places.node < 0).tolist():
        metres = setting.places.off_road_m[site]
        far = f"{metres:.0f} m" if np.isfinite(metres) else f"more than {roads.off_road_limit_m:g} m"
        problem = f"not on the network: {far} from the nearest road"
        place = f"{sites.latitude[site]}, {sites.longitude[site]}"
        faults.append(Fault(sites.file, int(sites.row[site]), "latitude", place, expected, problem))
    if faults:
        raise InputError(f"the places of {sites.file} cannot be used", faults)
