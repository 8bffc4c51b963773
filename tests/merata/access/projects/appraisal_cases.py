"""Small regions in which projects are appraised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rebuilt import Cells
from small_roads import DEGREE_M, roads_of, write_rows

from merata.access.facilities import read_facilities
from merata.access.network import Network
from merata.access.projects.people import People, read_people
from merata.access.projects.placing import Roads
from merata.access.projects.plan import Plan, plan_of
from merata.access.projects.project_list import read_projects
from merata.access.speeds import load_speeds

SPEEDS = load_speeds()

SQUARE = [(-8.00, 112.00), (-8.01, 112.00), (-8.01, 112.01), (-8.00, 112.01)]
"""Round three sides of a square from the puskesmas at its first corner; a river is on the fourth side."""

DOWN = 0.01 * DEGREE_M
EAST_SOUTH = DOWN * np.cos(np.radians(8.01))
EAST_NORTH = DOWN * np.cos(np.radians(8.00))


def minutes(metres: float, kmh: float) -> float:
    return 0.06 * metres / kmh


def square() -> Network:
    return roads_of(SQUARE, [{"from": 0, "to": 1}, {"from": 1, "to": 2}, {"from": 2, "to": 3}])


def plan_from(folder: Path, network: Network, people: list[Cells], facilities: list[Cells], projects: list[Cells],
              *, mode: str = "motorcycle", welfare: str | None = None) -> Plan:  # fmt: skip
    return plan_of(
        Roads(network, SPEEDS, mode),
        read_people(write_rows(folder / "people.csv", people), network, welfare),
        read_facilities(write_rows(folder / "facilities.csv", facilities), network),
        read_projects(write_rows(folder / "projects.csv", projects)),
    )


def at(place: tuple[float, float]) -> dict[str, float]:
    return {"latitude": place[0], "longitude": place[1]}


PEOPLE: list[Cells] = [
    {"cluster_id": "a", "village": "Utara", **at(SQUARE[3]), "population": 100, "weight": 2},
    {"cluster_id": "b", "village": "Selatan", **at(SQUARE[2]), "population": 50, "weight": 1},
]
PUSKESMAS: list[Cells] = [{"facility_id": "P1", "kind": "puskesmas", **at(SQUARE[0])}]
BRIDGE: Cells = {
    "project_id": "J1", "kind": "bridge", "from_latitude": -8.00, "from_longitude": 112.00, "to_latitude": -8.00,
    "to_longitude": 112.01, "cost_idr": 3_000_000_000,
}  # fmt: skip


def sums(people: People, before: np.ndarray, after: np.ndarray, standard: list[float]) -> np.ndarray:
    """Kinds × 3 weighted sums, as an appraisal counts them."""
    weight = people.population * people.welfare_weight
    both = np.isfinite(before) & np.isfinite(after)
    difference = np.where(both, before, 0) - np.where(both, after, 0)
    reached = np.isfinite(after).astype(float) - np.isfinite(before)
    limit = np.array(standard)[:, None]
    within = (after <= limit).astype(float) - (before <= limit)
    return np.stack([difference @ weight, reached @ weight, within @ weight], axis=1)
