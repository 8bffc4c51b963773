"""The demo's projects: candidates of 2026 and two works built in 2024, with the villages that each serves."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo.geography import Geography
from merata.demo.works import Work, candidates, in_state, market_minutes_saved, owner
from merata.planning.works.joint_works import SERVING
from merata.tables.catalogue import TABLES

PART = 13
"""This module's part of the seed."""

CANDIDATE_YEAR, BUILT_YEAR = 2026, 2024

EVIDENCE = {"road": "road_access", "bridge": "bridge_access", "facility": "facility_access"}
"""The evidence on the effect of each kind of project."""

_BUILT_COST_PER_KM = 2_600_000_000
_BUILT_BRIDGE_COST = 28_500_000_000


def build(geography: Geography, seed: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The tables `projects`, `project_villages` and `project_edits`, the last for candidates alone.

    Candidates are upgrades of damaged roads, missing bridges, new markets and health posts that serve at least
    one village of the regency that pays; costs carry a site surcharge drawn from the seed. Two works are built:
    the bridge and the southern road that save the most, judged by the network without them.
    """
    listed = [(work, CANDIDATE_YEAR, "candidate") for work in candidates(geography)]
    listed += [(work, BUILT_YEAR, "built") for work in _built(geography)]
    surcharge = np.random.default_rng([seed, PART]).uniform(0.9, 1.1, len(listed))
    projects: list[dict[str, object]] = []
    served: list[dict[str, object]] = []
    edits: list[dict[str, object]] = []
    for (work, year, status), factor in zip(listed, surcharge.tolist(), strict=True):
        rows = _served(geography, work)
        if not rows:
            continue
        project_id = f"PJ-{work.owner}-{len(projects) + 1:03d}"
        projects.append(
            {
                "project_id": project_id,
                "name": work.name,
                "kind": work.kind,
                "owner": work.owner,
                "village_code": work.places[0],
                "year": year,
                # Offers are written in whole million rupiah.
                "cost_idr": round(work.cost_idr * factor / 1e6) * 1_000_000,
                "status": status,
                "evidence_id": EVIDENCE[work.kind],
            }
        )
        served.extend({"project_id": project_id, **row} for row in rows)
        if work.edit:
            edits.append({"project_id": project_id, **work.edit})
    named = zip(("projects", "project_villages", "project_edits"), (projects, served, edits), strict=True)
    tables = [pa.Table.from_pylist(rows, schema=TABLES[name].arrow) for name, rows in named]
    return tables[0], tables[1], tables[2]


def _served(geography: Geography, work: Work) -> list[dict[str, object]]:
    """The villages of the paying regency that a work serves, with share of households and minutes saved."""
    villages = geography.villages
    own = np.array(villages["regency_code"].to_pylist()) == work.owner
    minutes = np.round(work.saved, 1)
    share = SERVING.share(minutes)
    return [
        {
            "village_code": villages["village_code"][at].as_py(),
            "share_of_households": float(share[at]),
            "minutes_saved": float(minutes[at]),
        }
        for at in np.flatnonzero(own & (share > 0)).tolist()
    ]


def _built(geography: Geography) -> tuple[Work, Work]:
    """The bridge and the southern road built in 2024: of those that stand, the ones that save the most.

    The road was heavily damaged gravel before, and serves villages that the bridge does not, if it can.
    """
    roads = geography.roads
    bridge = _most_useful(geography, (_bridge_as_built(geography, at) for at in _positions(roads["bridge"])))
    selatan = pc.equal(geography.villages["side_of_brantas"], "selatan")
    southern = set(geography.villages.filter(selatan)["village_code"].to_pylist())
    own = pc.and_(pc.equal(roads["road_class"], "kabupaten"), pc.equal(roads["condition"], "good"))
    ends = zip(roads["from_node"].to_pylist(), roads["to_node"].to_pylist(), strict=True)
    inside = pc.and_(own, pa.array([southern.issuperset(pair) for pair in ends], pa.bool_()))
    works = (_road_as_built(geography, at) for at in _positions(inside))
    road = _most_useful(geography, works, apart_from=bridge.saved >= SERVING.least_minutes)
    return bridge, road


def _bridge_as_built(geography: Geography, at: int) -> Work:
    """The bridge at row `at` of the roads, as a work on the network without it."""
    row = geography.roads.slice(at, 1)
    without = pa.concat_tables([geography.roads.slice(0, at), geography.roads.slice(at + 1)])
    saved = market_minutes_saved(geography, without, row)
    ends = (row["from_node"][0].as_py(), row["to_node"][0].as_py())
    return Work("bridge", row["name"][0].as_py(), owner(ends), ends, _BUILT_BRIDGE_COST, saved=saved)


def _road_as_built(geography: Geography, at: int) -> Work:
    """The road at row `at`, as a work on the network in which it is heavily damaged gravel."""
    row = geography.roads.slice(at, 1)
    worn = in_state(row, "gravel", "heavy_damage")
    before = pa.concat_tables([geography.roads.slice(0, at), worn, geography.roads.slice(at + 1)])
    saved = market_minutes_saved(geography, before, row)
    ends = (row["from_node"][0].as_py(), row["to_node"][0].as_py())
    cost = round(row["length_km"][0].as_py() * _BUILT_COST_PER_KM)
    name = f"Rekonstruksi {row['name'][0].as_py()}".replace("Ruas", "ruas")
    return Work("road", name, owner(ends), ends, cost, saved=saved)


def _most_useful(geography: Geography, works: Iterable[Work], apart_from: NDArray[np.bool_] | None = None) -> Work:
    """The work that saves the most person-minutes, counting villages in `apart_from` against it."""
    people = geography.villages["population"].to_numpy().astype(np.float64)
    if apart_from is not None:
        people = np.where(apart_from, -people, people)
    return max(works, key=lambda work: float(people @ work.saved))


def _positions(mask: pa.ChunkedArray) -> list[int]:
    """Rows at which a column of flags is true."""
    return [at for at, flag in enumerate(mask.to_pylist()) if flag]
