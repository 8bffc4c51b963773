"""Where projects are meant to be, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from merata.access.facilities import Facilities
from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags
from merata.access.projects.locating import misplaced
from merata.access.projects.meetings import ProjectPlaces
from merata.access.projects.people import People
from merata.access.projects.placing import Roads, Setting
from merata.access.projects.project_list import CLOSED_FACILITY, LINKS, NEW_FACILITY, ProjectList
from merata.access.segments import distance_m
from merata.errors import Fault

_SHORTER = 0.95
"""A length below this share of the straight line cannot be; what is above may be rounding."""

PLACES = (
    ("from_latitude", "from_longitude", LINKS),
    ("to_latitude", "to_longitude", LINKS),
    ("latitude", "longitude", (NEW_FACILITY,)),
)


def place_in_file(fault: Fault) -> tuple[int, str]:
    """By which faults are ordered."""
    return fault.row or 0, fault.column or ""


def places_of(projects: ProjectList) -> ProjectPlaces:
    """Where projects touch the roads: one end of each link, the other ends, new facilities."""
    rows = [np.flatnonzero(np.isin(projects.kind, kinds)) for _, _, kinds in PLACES]
    columns = ([names[1] for names in PLACES], [names[0] for names in PLACES])
    longitude, latitude = (
        np.concatenate([projects.numbers(name)[row] for name, row in zip(names, rows, strict=True)])
        for names in columns
    )
    facility = np.repeat([False, False, True], [len(row) for row in rows])
    # Latitudes beyond the poles are told as faults; the distances must not stumble over them before.
    return ProjectPlaces(np.concatenate(rows), longitude, np.clip(latitude, -90, 90), facility)


def misplaced_ends(roads: Roads, projects: ProjectList) -> Iterator[Fault]:
    """Faults of places that are nowhere on earth, or among the roads only with latitude and longitude swapped."""
    for latitude, longitude, _ in PLACES:
        yield from misplaced(
            projects.raw, roads.network, projects.numbers(latitude), projects.numbers(longitude), latitude
        )


def off_the_network(
    roads: Roads,
    people: People,
    facilities: Facilities,
    projects: ProjectList,
    places: ProjectPlaces,
    setting: Setting,
) -> Iterator[Fault]:
    """Faults of ends and facilities that are on no road, where neither people nor another project's end are."""
    there = (
        np.concatenate([people.longitude, facilities.longitude, places.longitude[places.facility]]),
        np.concatenate([people.latitude, facilities.latitude, places.latitude[places.facility]]),
    )
    rows = [np.flatnonzero(np.isin(projects.kind, kinds)) for _, _, kinds in PLACES]
    columns = np.repeat([column for column, _, _ in PLACES], [len(row) for row in rows])
    for place, (row, column) in enumerate(zip(np.concatenate(rows).tolist(), columns.tolist(), strict=True)):
        limit = roads.off_road_limit_m if places.facility[place] else roads.end_limit_m
        if places.facility[place]:
            wrong = setting.places.node[place] < 0 and setting.around.node[place] < 0
        else:
            longitude, latitude = (np.full(len(there[0]), at[place]) for at in (places.longitude, places.latitude))
            wrong = bool(setting.alone[place]) and not (distance_m(longitude, latitude, *there) <= limit).any()
        if wrong:
            metres = setting.places.off_road_m[place]
            far = f"{metres:.0f} m" if np.isfinite(metres) else f"more than {limit:g} m"
            expected = f"a place within {limit:g} m of a road for {roads.mode}, of people, or of another project's end"
            yield projects.fault(row, column, expected, f"not on the network: {far} from the nearest road")


def link_faults(
    projects: ProjectList, project: Integers, same: Flags, told_m: Floats, straight_m: Floats
) -> Iterator[Fault]:
    """Faults of new links (r) whose ends are at the `same` place, or that are shorter than the straight line."""
    for row in np.flatnonzero(told_m < _SHORTER * straight_m):
        expected = f"at least {straight_m[row] / 1000:.3f} km, the straight line"
        yield projects.fault(int(project[row]), "length_km", expected, "shorter than possible")
    for row in np.flatnonzero(same):
        expected = "another place than from_latitude, from_longitude"
        yield projects.fault(int(project[row]), "to_latitude", expected, "both ends are at one place")


def kinds_of(projects: ProjectList, facilities: Facilities, rows: Integers) -> tuple[Integers, list[Fault]]:
    """The kind of each new facility, and the faults of those that no facility of the file is of."""
    cells, known = projects.cells("facility_kind"), {kind: place for place, kind in enumerate(facilities.kinds)}
    expected = "one of " + ", ".join(facilities.kinds)
    problem = f"no facility of {facilities.file} is of this kind"
    faults = [projects.fault(int(row), "facility_kind", expected, problem) for row in rows if cells[row] not in known]
    return np.array([known.get(cells[row], -1) for row in rows], dtype=np.int64), faults


def closed_by(
    roads: Roads, projects: ProjectList, facilities: Facilities, setting: Setting
) -> tuple[dict[int, list[int]], list[Fault]]:
    """The facilities that each project closes, and the faults of those that are not there or on no road."""
    numbers: dict[str, list[int]] = {}
    for number, name in enumerate(facilities.facility_id):
        numbers.setdefault(name, []).append(number)
    names, kinds = projects.cells("facility_id"), projects.cells("facility_kind")
    found, faults = {}, []
    for row in np.flatnonzero(projects.kind == CLOSED_FACILITY).tolist():
        meant = [
            number
            for number in numbers.get(names[row], [])
            if kinds[row] in (None, facilities.kinds[facilities.kind[number]])
        ]
        if not meant:
            problem = f"no such facility in {facilities.file}"
            faults.append(projects.fault(row, "facility_id", f"a facility_id of {facilities.file}", problem))
        elif not all(setting.facilities.node[number] >= 0 for number in meant):
            expected = f"a facility within {roads.off_road_limit_m:g} m of a road for {roads.mode}"
            faults.append(projects.fault(row, "facility_id", expected, "it is on no road, so nobody reaches it"))
        found[row] = meant
    return found, faults
