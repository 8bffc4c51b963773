"""Small networks of roads for works that meet: by hand and at random, with a slow reference that rebuilds the roads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from merata.demo.links import distances_km, gabriel_links, spanning_links
from merata.planning.works.joint_works import SERVING, JointWorks, Rule, joint_works
from merata.tables.catalogue import TABLES

KM = 1 / 111.195  # degrees of latitude
EVIDENCE = {"upgrade": "road_access", "bridge": "bridge_access", "new_facility": "facility_access"}
KMH = {
    ("asphalt", "good"): 40.0,
    ("asphalt", "heavy_damage"): 15.0,
    ("gravel", "good"): 25.0,
    ("earth", "heavy_damage"): 18.0 * 0.375,
}


@dataclass
class SmallNetwork:
    """Junctions by name (kilometres east and north), each a village; roads, markets, and works by name."""

    places: Mapping[str, tuple[float, float]]
    roads: list[dict[str, Any]] = field(default_factory=list)
    facilities: list[tuple[str, str]] = field(default_factory=list)
    edits: dict[str, dict[str, Any]] = field(default_factory=dict)

    def road(self, start: str, end: str, km: float, surface: str = "asphalt", condition: str = "good") -> None:
        self.roads.append({"ends": (start, end), "km": km, "state": (surface, condition)})

    def upgrade(self, name: str, start: str, end: str) -> None:
        self.edits[name] = {"kind": "upgrade", "ends": (start, end)}

    def bridge(self, name: str, start: str, end: str, km: float) -> None:
        self.edits[name] = {"kind": "bridge", "ends": (start, end), "km": km}

    def facility(self, name: str, place: str, kind: str = "market") -> None:
        self.edits[name] = {"kind": "new_facility", "at": place, "facility_kind": kind}

    def degrees(self, place: str) -> tuple[float, float]:
        """Latitude and longitude."""
        east, north = self.places[place]
        return -8.0 + north * KM, 112.0 + east * KM

    def tables(self) -> dict[str, pa.Table]:
        """The catalogue's tables, with a project for each work."""
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("roads", "facilities", "projects")}
        rows |= {"villages": [], "project_edits": []}
        for number, road in enumerate(self.roads):
            (a, b), (c, d) = (self.degrees(end) for end in road["ends"])
            surface, condition = road["state"]
            rows["roads"].append(
                {
                    "road_id": f"R{number}", "name": f"Ruas {number}", "from_node": road["ends"][0],
                    "to_node": road["ends"][1], "from_latitude": a, "from_longitude": b, "to_latitude": c,
                    "to_longitude": d, "road_class": "kabupaten", "surface": surface, "condition": condition,
                    "length_km": road["km"], "bridge": False,
                }
            )  # fmt: skip
        for number, (place, kind) in enumerate(self.facilities):
            latitude, longitude = self.degrees(place)
            rows["facilities"].append(
                {
                    "facility_id": f"F{number}", "kind": kind, "name": kind, "village_code": self.code(place),
                    "latitude": latitude, "longitude": longitude,
                }
            )  # fmt: skip
        for place in self.places:
            latitude, longitude = self.degrees(place)
            rows["villages"].append(
                {
                    "village_code": self.code(place), "name": place, "type": "desa", "kecamatan_code": "35.05.01",
                    "kecamatan": "Contoh", "regency_code": "35.05", "regency": "Contoh", "latitude": latitude,
                    "longitude": longitude, "population": 100,
                }
            )  # fmt: skip
        for number, (name, edit) in enumerate(self.edits.items()):
            rows["projects"].append(self._project(name, edit, number))
            rows["project_edits"].append(self._edit(name, edit))
        return {name: pa.Table.from_pylist(each, schema=TABLES[name].arrow) for name, each in rows.items()}

    def code(self, place: str) -> str:
        """The village's code."""
        return f"35.05.01.{2001 + list(self.places).index(place)}"

    def joint(self, serving: Rule = SERVING) -> JointWorks:
        """What the works do together."""
        tables = self.tables()
        names = ("roads", "facilities", "villages", "projects", "project_edits")
        return joint_works(*(tables[name] for name in names), serving)

    def rebuilt_minutes(self, works: Iterable[str], kind: str = "market") -> NDArray[np.float64]:
        """Minutes from every village to the nearest facility of a kind with some works done, on rebuilt roads."""
        number = {place: at for at, place in enumerate(self.places)}
        minutes = {}
        for road in self.roads:
            minutes[frozenset(road["ends"])] = 60 * road["km"] / KMH[road["state"]]
        sites = [place for place, of in self.facilities if of == kind]
        for work in works:
            edit = self.edits[work]
            if edit["kind"] == "new_facility":
                sites += [edit["at"]] if edit["facility_kind"] == kind else []
                continue
            ends = frozenset(edit["ends"])
            km = edit.get("km") or next(road["km"] for road in self.roads if frozenset(road["ends"]) == ends)
            minutes[ends] = min(minutes.get(ends, np.inf), 60 * km / KMH["asphalt", "good"])
        pairs = [tuple(number[end] for end in ends) for ends in minutes]
        start, end = np.array(pairs).T
        count = len(number)
        graph = coo_array((np.array(list(minutes.values())), (start, end)), shape=(count, count)).tocsr()
        return dijkstra(graph, directed=False, indices=[number[site] for site in sites], min_only=True)

    def _project(self, name: str, edit: Mapping[str, Any], number: int) -> dict[str, Any]:
        kind = {"upgrade": "road", "bridge": "bridge", "new_facility": "facility"}[edit["kind"]]
        place = edit["at"] if kind == "facility" else edit["ends"][0]
        return {
            "project_id": name, "name": f"Karya {name}", "kind": kind, "owner": "35.05", "year": 2026,
            "village_code": self.code(place), "cost_idr": 1_000_000 * (number + 1), "status": "candidate",
            "evidence_id": EVIDENCE[edit["kind"]],
        }  # fmt: skip

    def _edit(self, name: str, edit: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {"project_id": name, "kind": edit["kind"], "surface": "asphalt", "condition": "good"}
        if edit["kind"] == "new_facility":
            latitude, longitude = self.degrees(edit["at"])
            return {
                "project_id": name, "kind": "new_facility", "latitude": latitude, "longitude": longitude,
                "facility_kind": edit["facility_kind"],
            }  # fmt: skip
        if edit["kind"] == "upgrade":
            found = [at for at, road in enumerate(self.roads) if set(road["ends"]) == set(edit["ends"])]
            return row | {"road_id": ";".join(f"R{at}" for at in found)}
        (a, b), (c, d) = (self.degrees(end) for end in edit["ends"])
        ends = {"from_latitude": a, "from_longitude": b, "to_latitude": c, "to_longitude": d}
        return row | ends | {"length_km": edit["km"], "road_class": "tertiary"}


def river() -> SmallNetwork:
    """A village with a long way to market (20 km), a bad road to the river (4.1 km), and no bridge there (0.6 km)."""
    found = SmallNetwork(
        {"pasar": (0.0, 0.0), "sini": (1.0, 0.0), "sana": (1.5, 0.0), "jauh": (5.5, 0.0), "jalan": (3.0, 3.0)}
    )
    found.road("pasar", "sini", 1.1)
    found.road("sana", "jauh", 4.1, "earth", "heavy_damage")
    found.road("pasar", "jalan", 10.0)
    found.road("jalan", "jauh", 10.0)
    found.facilities = [("pasar", "market")]
    found.bridge("jembatan", "sini", "sana", 0.6)
    found.upgrade("ruas", "sana", "jauh")
    return found


def side_by_side() -> SmallNetwork:
    """Two bridges that would save a village the same minutes: 18 km around, or 4.2 km over either."""
    found = SmallNetwork(
        {
            "pasar": (0.0, 0.0), "a": (-1.0, 1.0), "b": (1.0, 1.0), "c": (-1.0, 2.0), "d": (1.0, 2.0),
            "desa": (0.0, 3.0), "q": (6.0, 0.0), "r": (6.0, 3.0),
        }
    )  # fmt: skip
    for start, end, km in (
        ("pasar", "a", 1.5), ("pasar", "b", 1.5), ("c", "desa", 1.5), ("d", "desa", 1.5),
        ("pasar", "q", 7.0), ("q", "r", 4.0), ("r", "desa", 7.0),
    ):  # fmt: skip
        found.road(start, end, km)
    found.facilities = [("pasar", "market")]
    found.bridge("barat", "a", "c", 1.2)
    found.bridge("timur", "b", "d", 1.2)
    return found


def at_random(
    seed: int, places: int = 18, works: int = 16, spread_km: float = 40.0, *, clinics: bool = True
) -> SmallNetwork:
    """A planar network of bad roads with one market at its edge, and works anywhere on it, a puskesmas where asked."""
    rng = np.random.default_rng([seed, 12])
    points = rng.uniform(0.0, spread_km, (places, 2))
    points = points[np.argsort(points.sum(axis=1))]
    names = [f"v{at}" for at in range(places)]
    found = SmallNetwork({name: (float(x), float(y)) for name, (x, y) in zip(names, points, strict=True)})
    apart = distances_km(points)
    links = gabriel_links(points).tolist()
    tree = {frozenset(link) for link in spanning_links(points, np.arange(places)).tolist()}
    missing = []
    states = list(KMH)
    for start, end in links:
        km = float(apart[start, end])
        if frozenset((start, end)) in tree or rng.random() < 0.5:
            surface, condition = states[int(rng.choice(4, p=[0.2, 0.4, 0.1, 0.3]))]
            found.road(names[start], names[end], km * 1.3, surface, condition)
        else:
            missing.append((start, end, km * 1.2))
    found.facilities = [(names[0], "market"), (names[places // 2], "puskesmas")]
    bad = [road["ends"] for road in found.roads if road["state"] != ("asphalt", "good")]
    rng.shuffle(bad)
    for number, (start, end, km) in enumerate(missing[: works // 3]):
        found.bridge(f"b{number}", names[start], names[end], km)
    found.facility("m", names[places - 2])
    if clinics:
        found.facility("p", names[places - 1], "puskesmas")
    for number, (start, end) in enumerate(bad[: works - len(found.edits)]):
        found.upgrade(f"u{number}", start, end)
    return found


def names_of(network: SmallNetwork, works: Sequence[int]) -> list[str]:
    """The works' names by number."""
    edits = list(network.edits)
    return [edits[work] for work in works]


def islands(seeds: Sequence[int]) -> SmallNetwork:
    """Several random networks far from each other, each with a market of its own and four works."""
    parts = [at_random(seed, places=7, works=4, spread_km=15.0) for seed in seeds]
    found = SmallNetwork({})
    found.places = {
        f"{at}{name}": (x + 40.0 * at, y) for at, part in enumerate(parts) for name, (x, y) in part.places.items()
    }
    for at, part in enumerate(parts):
        found.roads += [road | {"ends": tuple(f"{at}{end}" for end in road["ends"])} for road in part.roads]
        found.facilities += [(f"{at}{place}", kind) for place, kind in part.facilities]
        for name, edit in part.edits.items():
            moved = {key: f"{at}{edit[key]}" for key in ("at",) if key in edit}
            moved |= {"ends": tuple(f"{at}{end}" for end in edit["ends"])} if "ends" in edit else {}
            found.edits[f"{name}-{at}"] = edit | moved
    return found


def all_served(
    joint: JointWorks, people: NDArray[np.float64], effect: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """How many of the `people` (v) every one of the 2^w sets serves, each times the `effect` of the works on the way
    (w; None: 1), by trying all (bit w: work w is in the set).

    Of a set, each place takes the quickest way, beyond what the works that do not count save alone; and of all sets
    within a set, that which is worth most there.
    """
    sets = np.arange(1 << len(joint))
    needed = joint.needs @ (1 << np.arange(len(joint)))
    counted = joint.counts.any(axis=1)
    each = joint.split @ (np.ones(len(joint)) if effect is None else effect)
    total = np.zeros(sets.size)
    for place in range(len(joint.before)):
        least = np.full(sets.size, joint.before[place])
        without = least.copy()
        way = np.full(sets.size, -1)
        for row in np.flatnonzero(joint.place == place):
            open_ = (sets & needed[row]) == needed[row]
            way[open_ & (joint.minutes[row] < least)] = row
            least[open_] = np.minimum(least[open_], joint.minutes[row])
            if not counted[row]:
                without[open_] = np.minimum(without[open_], joint.minutes[row])
        value = np.where(way >= 0, each[way], 0.0) * joint.serving.share(np.maximum(without - least, 0.0))
        for work in range(len(joint)):
            with_it = (sets >> work & 1).astype(bool)
            value[with_it] = np.maximum(value[with_it], value[sets[with_it] ^ (1 << work)])
        total += people[joint.village[place]] * value
    return total
