"""A list of projects held against a network: where each is and what it changes, or all that is wrong with the list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.facilities import Facilities
from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags
from merata.access.projects.links import links
from merata.access.projects.people import People
from merata.access.projects.placing import Roads, Setting, settle
from merata.access.projects.plan_faults import (
    closed_by,
    kinds_of,
    link_faults,
    misplaced_ends,
    off_the_network,
    place_in_file,
    places_of,
)
from merata.access.projects.project_list import NEW_FACILITY, ProjectList
from merata.access.projects.roadside import Roadside, roadside
from merata.access.projects.upgrades import upgrades
from merata.access.projects.works import Works
from merata.access.segments import distance_m
from merata.errors import InputError


@dataclass(frozen=True, slots=True)
class Plan:
    """Projects of which all is known.

    New links (r): `links`, between the nodes `link_from` and `link_to`, `length_m` long, straight where the list does
    not say (`length_assumed`), with who and what is beside them. `upgrades`: segments that get better. New facilities
    (s): the `site_project`, the `site` among the setting's places, the `site_kind`. `closed`: the facilities that each
    closing project closes.
    """

    roads: Roads
    people: People
    facilities: Facilities
    projects: ProjectList
    setting: Setting
    links: Works
    link_from: Integers
    link_to: Integers
    length_m: Floats
    length_assumed: Flags
    people_beside: Roadside
    facilities_beside: Roadside
    upgrades: Works
    site_project: Integers
    site: Integers
    site_kind: Integers
    closed: dict[int, list[int]]


def plan_of(roads: Roads, people: People, facilities: Facilities, projects: ProjectList) -> Plan:
    """Put a list of projects on the roads.

    Raises `InputError` with all its faults: latitude and longitude swapped, ends on no road, both ends at one place,
    lengths below the straight line, ways, surfaces, kinds and facilities that are not there.
    """
    new, faults = links(projects, roads.network, roads.speeds)
    better, unknown = upgrades(projects, roads)
    away = [fault for fault in unknown if "not on the network" in fault.problem]
    faults += [fault for fault in unknown if fault not in away]
    places = places_of(projects)
    setting = settle(roads, people, facilities, places)
    swapped = list(misplaced_ends(roads, projects))
    swapped_rows = {fault.row for fault in swapped}
    away += off_the_network(roads, people, facilities, projects, places, setting)
    faults += swapped + [fault for fault in away if fault.row not in swapped_rows]
    count = len(new.project)
    at = setting.places
    first, second = np.arange(count), count + np.arange(count)
    straight = distance_m(at.longitude[first], at.latitude[first], at.longitude[second], at.latitude[second])
    told = projects.numbers("length_km")[new.project] * 1000
    assumed = ~np.isfinite(told)
    faults += link_faults(projects, new.project, at.node[first] == at.node[second], told, straight)
    site_project = np.flatnonzero(projects.kind == NEW_FACILITY)
    site_kind, unknown = kinds_of(projects, facilities, site_project)
    closed, missing = closed_by(roads, projects, facilities, setting)
    faults += unknown + missing
    if faults:
        raise InputError(f"the projects of {projects.raw.file} cannot be used", sorted(faults, key=place_in_file))
    ends = at.take(np.concatenate([first, second]))
    return Plan(
        roads=roads,
        people=people,
        facilities=facilities,
        projects=projects,
        setting=setting,
        links=new,
        link_from=at.node[first],
        link_to=at.node[second],
        length_m=np.where(assumed, straight, told),
        length_assumed=assumed,
        people_beside=roadside(roads, ends, people.longitude, people.latitude, setting.people),
        facilities_beside=roadside(roads, ends, facilities.longitude, facilities.latitude, setting.facilities),
        upgrades=better,
        site_project=site_project,
        site=2 * count + np.arange(len(site_project)),
        site_kind=site_kind,
        closed=closed,
    )
