"""Candidate works and what they do together: singles, bundles of each cluster, and more bundles where they can pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.planning.choices.candidates import ALONE, Candidates, Floats, Integers, assemble, nothing, sharing
from merata.planning.effects import Effect
from merata.planning.population import Population
from merata.planning.pulse import still
from merata.planning.works.bundles import BestSet, Worth, best_set, best_sets, every_set
from merata.planning.works.bundles import Works as Set
from merata.planning.works.clusters import Cluster, clusters
from merata.planning.works.evidence import WorkEvidence, own_evidence
from merata.planning.works.joint_works import JointWorks, by_village, joint_works
from merata.planning.works.notes import adding_up, minutes_notes, notes_on
from merata.planning.works.projects import bundle, projects, single
from merata.tables.folder import Dataset

NETWORK_TABLES = ("roads", "facilities", "project_edits")
"""What must be known for works to be counted together."""
FIRST_PRICES, PRICE_STEP = 8, 0.55
"""The first bundles of a large cluster: those that pay at so many prices, each so much of the one before."""


@dataclass(frozen=True, slots=True)
class Works:
    """A regency's candidate works: `candidates`, singles first, then bundles; and what more bundles are made from.

    `rows`: the works as in `projects`. `joint`, where the network is known: what any of them do together (j of them,
    each `placed` in `rows`); `clusters`: those of several works, numbered as the exclusive sets. `beat` is called
    before each search for a set.
    """

    population: Population
    evidence: WorkEvidence
    rows: tuple[Mapping[str, Any], ...]
    candidates: Candidates
    joint: JointWorks | None
    placed: tuple[int, ...]
    clusters: tuple[Cluster, ...]
    notes: tuple[str, ...]
    beat: Callable[[], None] = still

    @property
    def record(self) -> tuple[str, ...]:
        """The basis of evidence of each work that can be counted together (j): its record, unless minutes count."""
        facility = self.joint.facility if self.joint else ()
        return tuple(self.evidence.basis(self.rows[at], kind) for at, kind in zip(self.placed, facility, strict=True))

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
        """What serving all households of a village (or a minute there) is worth (v), by basis as in `record`, from
        `slope_share` (n, by record): the rise for a gain as large as a household's own welfare, as in `Evaluation`.
        """
        return {name: self.evidence.value(self.population, name, slope_share) for name in sorted(set(self.record))}

    def best_set(
        self, cluster: int, value: Mapping[str, Floats], price: Floats, most_idr: int | None = None
    ) -> BestSet:
        """The set of a cluster that pays best at `value` (see `value`) and the `price` of each work (j), and the most
        that any set of it can pay, in the unit of the objective; of those that cost `most_idr` at most, where given.
        """
        self.beat()
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
            items.append(bundle(parts, self.evidence.households(self.population, shares)))
            gains.append(self.evidence.gains(self.population, shares))
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
    minutes: WorkEvidence | None = None,
    beat: Callable[[], None] = still,
) -> Works:
    """The works `offered` (rows of `projects`, of one owner) that there is evidence on, alone and in bundles.

    With `minutes` (`work_evidence.minutes_evidence`) they count by the minutes that they save instead of by their own
    evidence among `effects`, which they need not have; but only those that the network knows.

    Where the dataset tells what works change on its roads and among its facilities, any set of them is counted exactly;
    every set of a small cluster is a bundle, of a large one those that pay at some prices. Other works add up as
    `project_villages` lists them, and a note says so. Raises `InputError` for faults of roads and edits, `UsageError`
    where the works have several owners: a bundle is paid by one.
    """
    owners = sorted(set(offered["owner"].to_pylist()))
    if len(owners) > 1:
        raise UsageError(f"works of {', '.join(owners)} cannot be planned together; expected those of one owner")
    missing = [name for name in NETWORK_TABLES if not dataset.has(name)]
    if minutes is not None:
        return _by_minutes(population, dataset, offered, minutes, missing, beat)
    known = offered.filter(pa.array([name in effects for name in offered["evidence_id"].to_pylist()], pa.bool_()))
    served = dataset.read("project_villages")
    rows, evidence = tuple(known.to_pylist()), own_evidence(effects)
    found = Works(population, evidence, rows, projects(population, known, served, effects), None, (), (), (), beat)
    if missing or not rows:
        notes = (adding_up(f"tanpa tabel {', '.join(missing)}", f"without the table {', '.join(missing)}"),)
        return replace(found, notes=notes if rows else ())
    joint = joint_works(*_tables(dataset, population), known, dataset.read("project_edits"), evidence.serving)
    return _together(found, joint, served)


def _by_minutes(
    population: Population,
    dataset: Dataset,
    offered: pa.Table,
    evidence: WorkEvidence,
    missing: Sequence[str],
    beat: Callable[[], None],
) -> Works:
    """The works that the network knows, by the minutes that they save."""
    if missing:
        raise UsageError(
            f"works can be counted by minutes on a network alone, and the dataset has no {', '.join(missing)}; add "
            "what is missing, or count works by their own evidence"
        )
    joint = joint_works(*_tables(dataset, population), offered, dataset.read("project_edits"), evidence.serving)
    placed = set(joint.project_id)
    rows = tuple(row for row in offered.to_pylist() if row["project_id"] in placed)
    notes = (*evidence.notes, *minutes_notes(row["project_id"] for row in offered.to_pylist() if row not in rows))
    found = Works(population, evidence, rows, nothing(len(population)), None, (), (), notes, beat)
    return _together(found, joint, dataset.read("project_villages")) if rows else found


def _together(alone: Works, joint: JointWorks, served: pa.Table) -> Works:
    """The works with what they do together, and bundles."""
    population, rows = alone.population, alone.rows
    row_of = {row["project_id"]: at for at, row in enumerate(rows)}
    placed = tuple(row_of[name] for name in joint.project_id)
    known = replace(alone, joint=joint, placed=placed)
    joint = joint.valued(np.array([known.evidence.mean(basis) for basis in known.record]))
    several = tuple(cluster for cluster in clusters(joint) if len(cluster) > 1)
    found = replace(known, joint=joint, clusters=several)
    notes = (*notes_on(joint, rows, several, population, served), *alone.notes)
    found = replace(found, candidates=_counted(found), notes=notes)
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
    listed = dict(enumerate(works.candidates.items))
    gains = {at: _standing(works.candidates, at) for at in listed}
    for work, (at, basis) in enumerate(zip(works.placed, works.record, strict=True)):
        shares = by_village(joint.villages, joint.served([work]), works.record)
        listed[at] = single(works.population, works.rows[at], shares, works.evidence, basis)
        gains[at] = works.evidence.gains(works.population, shares)
    order = range(len(works.rows))
    cost = [row["cost_idr"] for row in works.rows]
    items = tuple(listed[at] for at in order)
    return sharing(len(works.population), items, cost, [gains[at] for at in order], exclusive)


def _first_sets(works: Works, number: int) -> list[Set]:
    """The first bundles of a cluster, of several works each."""
    cluster, joint = works.clusters[number], _known(works.joint)
    if cluster.exact:
        return [each for each in every_set(cluster) if len(each) > 1]
    # A share of own welfare is worth about as much to the poor as to the rich: the weight falls as welfare rises.
    value = works.value(dict.fromkeys(works.evidence.effects, works.population.size))
    cost = np.maximum(works.cost_idr, 1).astype(np.float64)
    free = Worth(joint, works.record, value, np.zeros(len(joint)))
    highest = max(free.of([work]) / cost[work] for work in cluster.works)
    prices = highest * PRICE_STEP ** np.arange(1, FIRST_PRICES + 1)
    return best_sets(_at_prices(works, free, prices.tolist(), cost), cluster)


def _at_prices(works: Works, free: Worth, prices: Sequence[float], cost: Floats) -> Iterator[Worth]:
    """What works are worth at each price of a rupiah, one after the other."""
    for price in prices:
        works.beat()
        yield replace(free, price=price * cost)


def _standing(candidates: Candidates, at: int) -> dict[str, tuple[Integers, Floats]]:
    """The gains of an item that stands in candidates."""
    rows = {effects.evidence_id: effects.share[[at]] for effects in candidates.effects}
    return {name: (row.indices.astype(np.int64), row.data) for name, row in rows.items() if row.nnz}
