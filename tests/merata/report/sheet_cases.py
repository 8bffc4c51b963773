"""A square of roads with a river on its fourth side, and projects there whose effects a person can check by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from small_roads import roads_of, write_rows

from merata.access.facilities import read_facilities
from merata.access.network import Network
from merata.access.projects.appraisal import Appraisal, appraise
from merata.access.projects.people import read_people
from merata.access.projects.placing import Roads
from merata.access.projects.plan import plan_of
from merata.access.projects.project_list import read_projects
from merata.access.projects.terms import Terms
from merata.access.speeds import load_speeds

Cells = Mapping[str, object]

CORNERS = [(-8.00, 112.00), (-8.01, 112.00), (-8.01, 112.01), (-8.00, 112.01)]
"""From the puskesmas at the first corner three sides of earth road lead round to the last; 18 km/h by motorcycle."""


def at(place: tuple[float, float]) -> dict[str, float]:
    return {"latitude": place[0], "longitude": place[1]}


PEOPLE: list[Cells] = [
    {"cluster_id": "a", "village": "Utara <&>", **at(CORNERS[3]), "population": 100, "weight": 2},
    {"cluster_id": "b", "village": "Selatan", **at(CORNERS[2]), "population": 50, "weight": 1},
]
FACILITIES: list[Cells] = [
    {"facility_id": "P1", "kind": "puskesmas", **at(CORNERS[0])},
    {"facility_id": "P2", "kind": "puskesmas", **at(CORNERS[3])},
    {"facility_id": "M1", "kind": "pasar <&>", **at(CORNERS[0])},
]
BRIDGE: Cells = {
    "project_id": "J/1 <&>", "kind": "bridge", "name": "Jembatan <b>Kali</b>", "from_latitude": -8.00,
    "from_longitude": 112.00, "to_latitude": -8.00, "to_longitude": 112.01, "cost_idr": 3_000_000_000,
}  # fmt: skip
CLOSING: Cells = {"project_id": "T", "kind": "closed_facility", "facility_id": "P2", "cost_idr": 0}
ROAD: Cells = {"project_id": "U", "kind": "upgrade", "way_id": 101, "surface": "asphalt", "all_season": "true",
               "cost_idr": 1_000_000}  # fmt: skip
NOTHING: Cells = {"project_id": "Z", "kind": "upgrade", "way_id": 100, "condition": "heavy_damage", "cost_idr": 5}


def square(*, closed_wet: bool = False) -> Network:
    """The three sides; the second may be closed by rain."""
    return roads_of(
        CORNERS, [{"from": 0, "to": 1}, {"from": 1, "to": 2, "closed_wet": closed_wet}, {"from": 2, "to": 3}]
    )


def appraised(
    folder: Path,
    projects: list[Cells],
    *,
    facilities: list[Cells] | None = None,
    network: Network | None = None,
    terms: Terms | None = None,
    welfare: str | None = None,
) -> Appraisal:
    roads = square() if network is None else network
    plan = plan_of(
        Roads(roads, load_speeds(), "motorcycle"),
        read_people(write_rows(folder / "people.csv", PEOPLE), roads, welfare),
        read_facilities(write_rows(folder / "facilities.csv", facilities or FACILITIES[:1]), roads),
        read_projects(write_rows(folder / "projects.csv", projects)),
    )
    return appraise(plan, terms or Terms(standard_minutes={"puskesmas": 5}))
