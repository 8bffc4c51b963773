"""Candidate works and what they do together: singles, bundles of each cluster, and more bundles where they can pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.planning.bundles import BestSet, Worth, best_set, best_sets, every_set
from merata.planning.bundles import Works as Set
from merata.planning.candidates import ALONE, Candidates, Floats, Integers, assemble, sharing
from merata.planning.effects import Effect
from merata.planning.joint_works import SERVING, JointWorks, Serving, by_village, joint_works
from merata.planning.population import Population
from merata.planning.project_candidates import bundle, gains_of, households_of, projects, single
from merata.planning.work_clusters import Cluster, clusters
from merata.planning.work_notes import adding_up, notes_on
from merata.tables.folder import Dataset

NETWORK_TABLES = ("roads", "facilities", "project_edits")
"""What must be known for works to be counted together."""
FIRST_PRICES, PRICE_STEP = 8, 0.55
"""The first bundles of a large cluster: those that pay at so many prices, each so much of the one before."""


@dataclass(frozen=True, slots=True)
class Works:
    """A regency's candidate works: `candidates`, singles first, then bundles; and what more bundles are made from.

    `rows`: the works as in `projects`. `joint`, where the network is known: what any of them do together (j of them,
    each `placed` in `rows`); `clusters`: those of several works, numbered as the exclusive sets.
    """

    population: Population
    effects: Mapping[str, Effect]
    rows: tuple[Mapping[str, Any], ...]
    candidates: Candidates
    joint: JointWorks | None
    placed: tuple[int, ...]
    clusters: tuple[Cluster, ...]
    notes: tuple[str, ...]

    @property
    def record(self) -> tuple[str, ...]:
        """The record of evidence of each work that can be counted together (j)."""
        return tuple(self.rows[at]["evidence_id"] for at in self.placed)

    @property
    def network_names(self) -> tuple[str, ...]:
        """The name of each work that can be counted together (j)."""
        return self.joint.project_id if self.joint else ()

    @property
    def cost_idr(self) -> Integers:
        """The cost of each work that can be counted together (j)."""
        return np.array([self.rows[at]["cost_idr"] for at in self.placed], dtype=np.int64)

    @property
    def large(self) -> tuple[int, ...]:
        """The clusters of which not every set is a bundle."""
        return tuple(number for number, cluster in enumerate(self.clusters) if not cluster.exact)

    def value(self, slope_share: Mapping[str, Floats]) -> dict[str, Floats]:
        """What serving all households of a village is worth (v), by record, from `slope_share` (n, by record): the rise
        for a gain as large as a household's own welfare, as in `Evaluation`.
        """
        village, count = self.population.village, self.population.villages.num_rows
        return {
            name: self.effects[name].mean * np.bincount(village, slope_share[name], count).astype(np.float64)
            for name in sorted(set(self.record))
        }

    def best_set(
        self, cluster: int, value: Mapping[str, Floats], price: Floats, most_idr: int | None = None
    ) -> BestSet:
        """The set of a cluster that pays best at `value` (see `value`) and the `price` of each work (j), and the most
        that any set of it can pay, in the unit of the objective; of those that cost `most_idr` at most, where given.
        """
        worth = Worth(_known(self.joint), self.record, value, price, self.cost_idr, most_idr)
        return best_set(worth, self.clusters[cluster])

    def bundles(self, sets: Sequence[Set], cluster: int) -> Candidates:
        """Sets of several works of a cluster as items: exact joint effect and cost, of which one at most is taken."""
        joint = _known(self.joint)
        singles = {item.line: item for item in self.candidates.items if not item.parts}
        items, gains = [], []
        for works in sets:
            parts = [singles[joint.project_id[work]] for work in works]
            shares = by_village(joint.villages, joint.served(works), self.record)
            items.append(bundle(parts, households_of(self.population, shares)))
            gains.append(gains_of(self.population, shares, self.effects))
        cost = [int(self.cost_idr[list(works)].sum()) for works in sets]
        return sharing(len(self.population), tuple(items), cost, gains, np.full(len(items), cluster))

    def extended(self, candidates: Candidates, sets: Sequence[Set], cluster: int) -> Candidates:
        """All candidates of a plan, and behind them more sets of a cluster, without those that are there already."""
        joint = _known(self.joint)
        names = {joint.project_id[work] for work in self.clusters[cluster].works}
        own = [at for at, item in enumerate(candidates.items) if item.line in names]
        there = {frozenset(item.parts) for item in candidates.items}
        new = [
            each for each in sets if len(each) > 1 and frozenset(joint.project_id[work] for work in each) not in there
        ]
        if not new or not own:
            return candidates
        whole = assemble(self.population, [candidates, self.bundles(new, cluster)])
        exclusive = np.concatenate([candidates.exclusive, np.full(len(new), candidates.exclusive[own[0]])])
        return replace(whole, exclusive=exclusive)


def works(
    population: Population,
    dataset: Dataset,
    offered: pa.Table,
    effects: Mapping[str, Effect],
    serving: Serving = SERVING,
) -> Works:
    """The works `offered` (rows of `projects`, of one owner) that there is evidence on, alone and in bundles.

    Where the dataset tells what works change on its roads and among its facilities, any set of them is counted exactly;
    every set of a small cluster is a bundle, of a large one those that pay at some prices. Other works add up as
    `project_villages` lists them, and a note says so. Raises `InputError` for faults of roads and edits, `UsageError`
    where the works have several owners: a bundle is paid by one.
    """
    owners = sorted(set(offered["owner"].to_pylist()))
    if len(owners) > 1:
        raise UsageError(f"works of {', '.join(owners)} cannot be planned together; expected those of one owner")
    known = offered.filter(pa.array([name in effects for name in offered["evidence_id"].to_pylist()], pa.bool_()))
    served = dataset.read("project_villages")
    singles = projects(population, known, served, effects)
    rows = tuple(known.to_pylist())
    missing = [name for name in NETWORK_TABLES if not dataset.has(name)]
    if missing or not rows:
        notes = (adding_up(f"tanpa tabel {', '.join(missing)}", f"without the table {', '.join(missing)}"),)
        return Works(population, effects, rows, singles, None, (), (), notes if rows else ())
    joint = joint_works(*_tables(dataset, population), known, dataset.read("project_edits"), serving)
    row_of = {row["project_id"]: at for at, row in enumerate(rows)}
    placed = tuple(row_of[name] for name in joint.project_id)
    several = tuple(cluster for cluster in clusters(joint) if len(cluster) > 1)
    found = Works(population, effects, rows, singles, joint, placed, several, ())
    found = replace(found, candidates=_counted(found), notes=notes_on(joint, rows, several, population, served))
    parts = [found.candidates, *(found.bundles(_first_sets(found, at), at) for at in range(len(several)))]
    whole = assemble(population, parts)
    sets = np.concatenate([part.exclusive for part in parts])
    return replace(found, candidates=replace(whole, exclusive=sets) if len(whole) else whole)


def _known(joint: JointWorks | None) -> JointWorks:
    if joint is None:
        raise UsageError("works cannot be counted together without the table project_edits; they add up as listed")
    return joint


def _tables(dataset: Dataset, population: Population) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Roads, facilities, and the population's villages in its order."""
    villages = dataset.read("villages", ["village_code", "latitude", "longitude", "population"])
    place = pc.index_in(population.villages["village_code"], value_set=villages["village_code"].combine_chunks())
    return dataset.read("roads"), dataset.read("facilities"), villages.take(place.combine_chunks())


def _counted(works: Works) -> Candidates:
    """The singles, those on the network with the effect that the network says, and the number of their cluster."""
    joint = _known(works.joint)
    exclusive = np.full(len(works.rows), ALONE)
    for number, cluster in enumerate(works.clusters):
        exclusive[[works.placed[work] for work in cluster.works]] = number
    listed = list(works.candidates.items)
    gains = [_standing(works.candidates, at) for at in range(len(listed))]
    for work, at in enumerate(works.placed):
        shares = by_village(joint.villages, joint.served([work]), works.record)
        listed[at] = single(works.population, works.rows[at], shares, works.effects)
        gains[at] = gains_of(works.population, shares, works.effects)
    cost = [row["cost_idr"] for row in works.rows]
    return sharing(len(works.population), tuple(listed), cost, gains, exclusive)


def _first_sets(works: Works, number: int) -> list[Set]:
    """The first bundles of a cluster, of several works each."""
    cluster, joint = works.clusters[number], _known(works.joint)
    if cluster.exact:
        return [each for each in every_set(cluster) if len(each) > 1]
    # A share of own welfare is worth about as much to the poor as to the rich: the weight falls as welfare rises.
    value = works.value(dict.fromkeys(works.record, works.population.size))
    cost = np.maximum(works.cost_idr, 1).astype(np.float64)
    free = Worth(joint, works.record, value, np.zeros(len(joint)))
    highest = max(free.of([work]) / cost[work] for work in cluster.works)
    prices = highest * PRICE_STEP ** np.arange(1, FIRST_PRICES + 1)
    return best_sets((replace(free, price=price * cost) for price in prices.tolist()), cluster)


def _standing(candidates: Candidates, at: int) -> dict[str, tuple[Integers, Floats]]:
    """The gains of an item that stands in candidates."""
    rows = {effects.evidence_id: effects.share[[at]] for effects in candidates.effects}
    return {name: (row.indices.astype(np.int64), row.data) for name, row in rows.items() if row.nnz}
