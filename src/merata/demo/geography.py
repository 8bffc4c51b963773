"""The demo's places: true villages, and synthetic roads, facilities and village polygons among them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from merata.access.travel_times import nearest_minutes
from merata.demo import cells, facilities, facts, network
from merata.tables.catalogue import TABLES

URBAN_DENSITY_PER_KM2 = 1500
"""From this density on a desa counts as urban; assumption (BPS scores density, farming and facilities)."""

_MINUTES_TO = {
    "minutes_to_market": "market",
    "minutes_to_puskesmas": "puskesmas",
    "minutes_to_senior_school": "senior_school",
}


@dataclass(frozen=True, slots=True)
class Geography:
    """The places of the demo.

    `villages`, `roads` and `facilities` follow the catalogue; `polygons` is a GeoJSON FeatureCollection with
    one feature for each village (properties code, name, kecamatan_code, regency_code).
    """

    villages: pa.Table
    roads: pa.Table
    facilities: pa.Table
    polygons: dict[str, Any]


def build(seed: int, polygons: Path | None = None) -> Geography:
    """All places from the seed; village polygons from the user's GeoJSON file where one is given.

    Raises `InputError` with all faults of the user's file.
    """
    villages = _villages()
    shapes = cells.cells(villages) if polygons is None else cells.read_polygons(polygons, villages)
    roads = network.build(villages, seed)
    places = facilities.build(villages, seed)
    for column, kind in _MINUTES_TO.items():
        minutes = minutes_to(villages, roads, places, kind)["minutes"]
        villages = villages.append_column(column, pc.round(minutes, 1))
    return Geography(villages.select(TABLES["villages"].arrow.names), roads, places, shapes)


def minutes_to(villages: pa.Table, roads: pa.Table, places: pa.Table, kind: str) -> pa.Table:
    """Minutes from each village to the nearest facility of a kind along `roads`: columns node and minutes."""
    wanted = places.filter(pc.equal(places["kind"], kind))
    return nearest_minutes(
        roads,
        wanted["village_code"].to_pylist(),
        leg_minutes=facilities.leg_minutes(villages, wanted).tolist(),
        nodes=villages["village_code"].to_pylist(),
    )


def _villages() -> pa.Table:
    """The true villages in the catalogue's columns, without the minutes, in order of their codes."""
    known = facts.villages().sort_by("code")
    kelurahan = pc.equal(known["type"], "kelurahan")
    density = pc.divide(pc.cast(known["population_est_2024"], pa.float64()), known["area_km2"])
    columns = {
        "village_code": known["code"],
        "name": known["name"],
        "type": known["type"],
        "kecamatan_code": known["kec_code"],
        "kecamatan": known["kec_name"],
        "regency_code": known["regency_code"],
        "regency": known["regency_name"],
        "latitude": known["lat"],
        "longitude": known["lon"],
        "population": known["population_est_2024"],
        "area_km2": known["area_km2"],
        "urban": pc.or_(kelurahan, pc.greater_equal(density, URBAN_DENSITY_PER_KM2)),
        "side_of_brantas": known["side_of_brantas"],
    }
    return pa.table(columns).combine_chunks()
