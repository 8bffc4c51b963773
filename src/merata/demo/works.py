"""What could be built in the demo, and what each work saves: upgrades, missing links, new facilities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.access.travel_times import minutes_saved, nearest_minutes
from merata.demo import facilities, network
from merata.demo.geography import Geography
from merata.tables.catalogue import TABLES

KOTA = "35.72"

NEW_LINK_BEND = 1.25
"""Length of a new link over the straight distance; assumption."""

_BILLION = 1_000_000_000
_UPGRADE_PER_KM = {"light_damage": 1_500_000_000, "heavy_damage": 3_000_000_000}
_NEW_FACILITY = {"market": (7 * _BILLION, "Pasar desa"), "puskesmas": (1_800_000_000, "Puskesmas pembantu")}
_NEW_FACILITY_LEG_MINUTES = 4.0
_WORST_SHARE = 0.4  # of the villages, by minutes: where a new facility may stand
_NEW_FACILITIES = {
    ("35.05", "market"): 6,
    ("35.05", "puskesmas"): 8,
    (KOTA, "market"): 1,
    (KOTA, "puskesmas"): 3,
}


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to build: what it is, who pays, its cost before the site's surcharge, what it saves.

    `saved` has one row for each village in the villages' order: minutes saved to the nearest market, or to the
    nearest puskesmas where the work is one; 0 where nothing is saved.
    """

    kind: str
    name: str
    owner: str
    places: tuple[str, ...]
    cost_idr: int
    saved: NDArray[np.float64]


def upgrades(geography: Geography) -> Iterator[Work]:
    """Good asphalt on every damaged segment that a regency keeps.

    Cost: 1.5 billion rupiah a kilometre where damage is light, 3 where it is heavy (assumption).
    """
    roads = geography.roads
    damaged = pc.is_in(roads["condition"], pa.array(list(_UPGRADE_PER_KM)))
    kept = pc.and_(damaged, pc.equal(roads["road_class"], "kabupaten"))
    for at in np.flatnonzero(kept.to_numpy(zero_copy_only=False)).tolist():
        segment = roads.slice(at, 1)
        row = segment.to_pylist()[0]
        ends = (row["from_node"], row["to_node"])
        cost = round(row["length_km"] * _UPGRADE_PER_KM[row["condition"]])
        name = f"Peningkatan {row['name']}".replace("Ruas", "ruas").replace("Jembatan", "jembatan")
        saved = market_minutes_saved(geography, roads, in_state(segment, "asphalt", "good"))
        yield Work("road", name, owner(ends), ends, cost, saved)


def new_links(geography: Geography) -> Iterator[Work]:
    """Bridges where neighbouring villages have no link, over the Brantas or over a valley of the south.

    Cost (assumptions): over the Brantas 20 billion rupiah and 4 for each kilometre of approach, at most 36;
    over a valley 5 and 3, at most 18.
    """
    villages = {village["village_code"]: village for village in geography.villages.to_pylist()}
    for link in network.missing_links(geography.villages, geography.roads).to_pylist():
        ends = (link["from_node"], link["to_node"])
        first, second = villages[ends[0]], villages[ends[1]]
        if link["crossing"]:
            cost, river = min(20 + 4 * link["straight_km"], 36.0), "Brantas"
        elif first["side_of_brantas"] == "selatan":
            cost, river = min(5 + 3 * link["straight_km"], 18.0), "lembah"
        else:
            continue
        row = _new_segment(first, second, link["straight_km"], crossing=link["crossing"])
        saved = market_minutes_saved(geography, geography.roads, row)
        name = f"Jembatan {river} {first['name']}–{second['name']} (sintetis)"
        yield Work("bridge", name, owner(ends), ends, round(cost * _BILLION), saved)


def new_facilities(geography: Geography) -> Iterator[Work]:
    """Markets and auxiliary health posts in the villages where they save the most person-minutes.

    Chosen one after the other, each knowing the ones before, so that they do not all serve the same valley;
    what a work saves is counted as if it alone were built. Cost: 7 and 1.8 billion rupiah (assumptions).
    """
    villages, roads = geography.villages, geography.roads
    codes = villages["village_code"].to_pylist()
    for (regency, kind), wanted in _NEW_FACILITIES.items():
        cost, title = _NEW_FACILITY[kind]
        own = np.array(villages["regency_code"].to_pylist()) == regency
        now = villages[f"minutes_to_{kind}"].to_numpy()
        sites = np.flatnonzero(own & (now >= np.quantile(now[own], 1.0 - _WORST_SHARE)))
        then = np.column_stack([_minutes_from(roads, codes, codes[site]) for site in sites.tolist()])
        people = villages["population"].to_numpy() * own
        state = now
        for _ in range(wanted):
            best = int(np.argmax(people @ np.maximum(state[:, None] - then, 0.0)))
            state = np.minimum(state, then[:, best])
            site = int(sites[best])
            name = f"{title} {villages['name'][site].as_py()} (sintetis)"
            yield Work("facility", name, regency, (codes[site],), cost, np.maximum(now - then[:, best], 0.0))


def market_minutes_saved(geography: Geography, roads: pa.Table, changed: pa.Table) -> NDArray[np.float64]:
    """Minutes each village saves to the nearest market when `changed` is built on `roads`; 0 where none."""
    places = geography.facilities.filter(pc.equal(geography.facilities["kind"], "market"))
    saved = minutes_saved(
        roads,
        changed,
        places["village_code"].to_pylist(),
        leg_minutes=facilities.leg_minutes(geography.villages, places).tolist(),
        nodes=geography.villages["village_code"].to_pylist(),
    )
    minutes: NDArray[np.float64] = pc.fill_null(saved["minutes_saved"], 0.0).to_numpy()
    return np.maximum(minutes, 0.0)


def in_state(segment: pa.Table, surface: str, condition: str) -> pa.Table:
    """Rows of `roads` with another surface and condition."""
    columns = {"surface": surface, "condition": condition}
    for name, value in columns.items():
        at = segment.column_names.index(name)
        segment = segment.set_column(at, segment.schema.field(name), pa.array([value] * len(segment), pa.string()))
    return segment


def owner(places: tuple[str, ...]) -> str:
    """The regency that pays for a work among `places`: Kota only where all of it lies in Kota."""
    return KOTA if all(place.startswith(KOTA) for place in places) else "35.05"


def _minutes_from(roads: pa.Table, codes: list[str], site: str) -> NDArray[np.float64]:
    """Minutes from every village to a facility at `site`."""
    reached = nearest_minutes(roads, [site], leg_minutes=[_NEW_FACILITY_LEG_MINUTES], nodes=codes)
    minutes: NDArray[np.float64] = pc.fill_null(reached["minutes"], np.inf).to_numpy()
    return minutes


def _new_segment(first: dict[str, Any], second: dict[str, Any], straight_km: float, *, crossing: bool) -> pa.Table:
    """One row of `roads`: a new link of good asphalt between two villages."""
    row = {
        "road_id": network.road_id(first["village_code"], second["village_code"]),
        "name": f"Ruas {first['name']}–{second['name']} (sintetis)",
        "from_node": first["village_code"],
        "to_node": second["village_code"],
        "from_latitude": first["latitude"],
        "from_longitude": first["longitude"],
        "to_latitude": second["latitude"],
        "to_longitude": second["longitude"],
        "road_class": "kabupaten",
        "surface": "asphalt",
        "condition": "good",
        "length_km": round(straight_km * NEW_LINK_BEND, 3),
        "bridge": crossing,
    }
    return pa.Table.from_pylist([row], schema=TABLES["roads"].arrow)
