"""What could be built in the demo, and what each work saves: upgrades, missing links, new facilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.access.kernel.changes import Candidates, Counting
from merata.access.kernel.improvement import improvements
from merata.access.projects.counting import Counter
from merata.access.projects.edits import Edits, edits_of
from merata.access.projects.of_tables import plan_of_tables
from merata.access.projects.plan import Plan
from merata.access.speeds import Speeds, load_speeds
from merata.access.travel_times import with_changes
from merata.demo import network
from merata.demo.geography import Geography
from merata.tables.catalogue import TABLES

KOTA = "35.72"

NEW_LINK_BEND = 1.25
"""Length of a new link over the straight distance; assumption."""

MARKET = "market"
"""What roads and bridges are judged by: the way to the nearest market."""

_CLASS = "tertiary"  # of a new link: as fast as the kabupaten's other roads
_BILLION = 1_000_000_000
_UPGRADE_PER_KM = {"light_damage": 1_500_000_000, "heavy_damage": 3_000_000_000}
_NEW_FACILITY = {"market": (7 * _BILLION, "Pasar desa"), "puskesmas": (1_800_000_000, "Puskesmas pembantu")}
_WORST_SHARE = 0.4  # of the villages, by minutes: where a new facility may stand
_NEW_FACILITIES = {
    ("35.05", "market"): 6,
    ("35.05", "puskesmas"): 8,
    (KOTA, "market"): 1,
    (KOTA, "puskesmas"): 3,
}


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to build: what it is, who pays, its cost before the site's surcharge, what it changes and saves.

    `edit` is its row of `project_edits` without the project. `saved` has one row for each village in the villages'
    order: minutes saved to the nearest market, or to the nearest facility of its own kind where the work is one; 0
    where nothing is saved.
    """

    kind: str
    name: str
    owner: str
    places: tuple[str, ...]
    cost_idr: int
    edit: Mapping[str, Any] = field(default_factory=dict)
    saved: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


def candidates(geography: Geography) -> list[Work]:
    """Upgrades of damaged roads, missing links, and new facilities, each with what it alone would save."""
    links = [*upgrades(geography), *new_links(geography)]
    saved = minutes_saved(geography, [work.edit for work in links], [MARKET] * len(links))
    return [*(replace(work, saved=row) for work, row in zip(links, saved, strict=True)), *new_facilities(geography)]


def upgrades(geography: Geography) -> Iterator[Work]:
    """Good asphalt on every damaged segment that a regency keeps.

    Cost: 1.5 billion rupiah a kilometre where damage is light, 3 where it is heavy (assumption).
    """
    roads = geography.roads
    damaged = pc.is_in(roads["condition"], pa.array(list(_UPGRADE_PER_KM)))
    for row in roads.filter(pc.and_(damaged, pc.equal(roads["road_class"], "kabupaten"))).to_pylist():
        ends = (row["from_node"], row["to_node"])
        cost = round(row["length_km"] * _UPGRADE_PER_KM[row["condition"]])
        name = f"Peningkatan {row['name']}".replace("Ruas", "ruas").replace("Jembatan", "jembatan")
        edit = {"kind": "upgrade", "road_id": row["road_id"], "surface": "asphalt", "condition": "good"}
        yield Work("road", name, owner(ends), ends, cost, edit)


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
        name = f"Jembatan {river} {first['name']}–{second['name']} (sintetis)"
        edit = _new_link(first, second, link["straight_km"])
        yield Work("bridge", name, owner(ends), ends, round(cost * _BILLION), edit)


def new_facilities(geography: Geography) -> Iterator[Work]:
    """Markets and auxiliary health posts in the villages where they save the most person-minutes.

    Chosen one after the other, each knowing the ones before, so that they do not all serve the same valley;
    what a work saves is counted as if it alone were built. Cost: 7 and 1.8 billion rupiah (assumptions).
    """
    rows = geography.villages.to_pylist()
    people = geography.villages["population"].to_numpy()
    for (regency, kind), wanted in _NEW_FACILITIES.items():
        cost, title = _NEW_FACILITY[kind]
        own = np.array([row["regency_code"] == regency for row in rows])
        now = np.array([row[f"minutes_to_{kind}"] for row in rows])
        sites = np.flatnonzero(own & (now >= np.quantile(now[own], 1.0 - _WORST_SHARE))).tolist()
        edits = [_site(rows[site], kind) for site in sites]
        saved = minutes_saved(geography, edits, [kind] * len(sites))
        left = np.zeros(len(rows))
        for _ in range(wanted):
            best = int(np.argmax(np.maximum(saved - left, 0.0) @ (people * own)))
            left = np.maximum(left, saved[best])
            name = f"{title} {rows[sites[best]]['name']} (sintetis)"
            place = (rows[sites[best]]["village_code"],)
            yield Work("facility", name, regency, place, cost, edits[best], saved[best])


def minutes_saved(
    geography: Geography, edits: Sequence[Mapping[str, Any]], kinds: Sequence[str]
) -> NDArray[np.float64]:
    """Minutes each village saves to the nearest facility of a kind by each of some edits alone (edits × villages).

    By motorcycle in the dry season; 0 where nothing is saved or no way was there before.
    """
    plan = _plan(geography, geography.roads, edits)
    found, counter = _counter(plan)
    home = plan.setting.home
    at_node, area = np.zeros(counter.graph.nodes), np.full(counter.graph.nodes, -1, dtype=np.int64)
    at_node[home], area[home] = 1.0, np.arange(len(home))
    counting = Counting(at_node, area, len(home))
    effects = improvements(counter.graph, counter.before, Candidates.of(found.candidates), counting)
    kind = [plan.facilities.kinds.index(name) for name in kinds]
    return np.asarray(effects.minutes[np.arange(len(kind)), kind], dtype=np.float64)


def market_minutes_saved(geography: Geography, roads: pa.Table, changed: pa.Table) -> NDArray[np.float64]:
    """Minutes each village saves to the nearest market when `changed` is built on `roads`; 0 where none.

    Both networks are searched whole. `changed` holds road rows: one whose road_id is in `roads` replaces it.
    """
    before, after = (_market_minutes(geography, table) for table in (roads, with_changes(roads, changed)))
    both = np.isfinite(before) & np.isfinite(after)
    saved = np.zeros(len(before))
    saved[both] = np.maximum(before[both] - after[both], 0.0)
    return saved


def _market_minutes(geography: Geography, roads: pa.Table) -> NDArray[np.float64]:
    plan = _plan(geography, roads, [_site(geography.villages.slice(0, 1).to_pylist()[0], MARKET)])
    _, counter = _counter(plan)
    minutes: NDArray[np.float64] = counter.home_minutes()[plan.facilities.kinds.index(MARKET)]
    return minutes


def _counter(plan: Plan) -> tuple[Edits, Counter]:
    found = edits_of(plan, "dry")
    return found, Counter.of(plan, found, [np.inf] * len(plan.facilities.kinds))


def _plan(geography: Geography, roads: pa.Table, edits: Sequence[Mapping[str, Any]]) -> Plan:
    names = [f"{at}" for at in range(len(edits))]
    rows = [{"project_id": name, **edit} for name, edit in zip(names, edits, strict=True)]
    projects = pa.table({"project_id": names, "name": names, "cost_idr": [0] * len(names)})
    table = pa.Table.from_pylist(rows, schema=TABLES["project_edits"].arrow)
    return plan_of_tables(roads, geography.facilities, geography.villages, projects, table, _speeds())


@cache
def _speeds() -> Speeds:
    return load_speeds()


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


def _site(village: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The edit of a new facility at a village's point."""
    return {
        "kind": "new_facility",
        "latitude": village["latitude"],
        "longitude": village["longitude"],
        "facility_kind": kind,
    }


def _new_link(first: Mapping[str, Any], second: Mapping[str, Any], straight_km: float) -> dict[str, Any]:
    """The edit of a new link of good asphalt between two villages."""
    return {
        "kind": "bridge",
        "from_latitude": first["latitude"],
        "from_longitude": first["longitude"],
        "to_latitude": second["latitude"],
        "to_longitude": second["longitude"],
        "length_km": round(straight_km * NEW_LINK_BEND, 3),
        "road_class": _CLASS,
        "surface": "asphalt",
        "condition": "good",
    }
