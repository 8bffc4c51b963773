"""Effects of projects by village, of people and of people as they count, by the kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.changes import Candidate, Candidates, Closure, Closures, Counting, Effects
from merata.access.kernel.closure import closures
from merata.access.kernel.graph import Floats, Graph, Integers, graph_of
from merata.access.kernel.improvement import improvements
from merata.access.kernel.nearest import nearest, trees
from merata.access.projects.edits import Edits
from merata.access.projects.plan import Plan

_CELLS = 4_000_000
"""Numbers of candidates × kinds × villages that are held at a time."""


@dataclass(frozen=True, slots=True)
class VillageEffects:
    """What projects change, a row (r) for each project, kind and village where anything changes.

    `project`, `kind`, `village`: their numbers. `persons`, and `weighted` by their welfare weights (r × 3 each):
    minutes saved each way by those who have a way both before and after, people who only then have a way, and people
    who only then are within the standard; negative where a project takes away.
    """

    project: Integers
    kind: Integers
    village: Integers
    persons: Floats
    weighted: Floats

    @staticmethod
    def joined(parts: Sequence[VillageEffects]) -> VillageEffects:
        """Several as one, in the order of projects."""
        whole = VillageEffects(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in ("project", "kind", "village", "persons", "weighted")
            )
        )
        order = np.argsort(whole.project, kind="stable")
        return VillageEffects(
            whole.project[order], whole.kind[order], whole.village[order], whole.persons[order], whole.weighted[order]
        )

    def totals(self, projects: int, kinds: int) -> tuple[Floats, Floats]:
        """Sums over villages, projects × kinds × 3: of people, and of people as they count."""
        place = self.project * kinds + self.kind
        persons, weighted = np.zeros((projects * kinds, 3)), np.zeros((projects * kinds, 3))
        np.add.at(persons, place, self.persons)
        np.add.at(weighted, place, self.weighted)
        return persons.reshape(projects, kinds, 3), weighted.reshape(projects, kinds, 3)


@dataclass(frozen=True, slots=True)
class Counter:
    """The graph of one season, turned round, with the minutes as they are, and who is counted where."""

    plan: Plan
    graph: Graph
    labels: Floats
    before: Floats
    standard_minutes: tuple[float, ...]

    @staticmethod
    def of(plan: Plan, edits: Edits, standard_minutes: Sequence[float]) -> Counter:
        """Search a season's network once. `standard_minutes`: of each kind, infinite where there is none."""
        pieces = plan.setting.cut
        graph = graph_of(pieces.nodes, pieces.head, pieces.tail, edits.now)
        labels, _ = plan.setting.stops.labels(len(plan.facilities.kinds), pieces.nodes)
        return Counter(plan, graph, labels, nearest(graph, labels), tuple(standard_minutes))

    def home_minutes(self) -> Floats:
        """Minutes from each cluster as things are (kinds × c); infinite where there is no way."""
        return self.before[:, self.plan.setting.home]

    def improving(self, candidates: Sequence[Candidate], numbers: Integers) -> VillageEffects:
        """What candidates save; `numbers`: what the effects call them."""
        kinds, villages = len(self.before), len(self.plan.people.villages)
        batch = max(_CELLS // (kinds * villages), 1)
        parts = [_none()]
        for start in range(0, len(candidates), batch):
            some = Candidates.of(candidates[start : start + batch])

            def found(counting: Counting, some: Candidates = some) -> Effects:
                return improvements(self.graph, self.before, some, counting)

            parts.append(self._by_village(found, numbers[start : start + batch], sign=1.0))
        return VillageEffects.joined(parts)

    def closing(self, closed: Mapping[int, Closure]) -> VillageEffects:
        """What closures cost, as effects below zero of the projects that they are named by."""
        if not closed:
            return _none()
        found_trees = trees(self.graph, self.labels)
        several = Closures.of(list(closed.values()))
        numbers = np.array(list(closed), dtype=np.int64)
        return self._by_village(lambda counting: closures(found_trees, several, counting), numbers, sign=-1.0)

    def minutes_saved(self, edits: Edits, weight: Floats) -> Floats:
        """Minutes that each project (p) saves, or costs below zero, summed with `weight` (kinds × c)."""
        at_node = np.zeros((len(self.before), self.graph.nodes))
        at_node[:, self.plan.setting.home] = weight
        counting = Counting(at_node)
        found = improvements(self.graph, self.before, Candidates.of(edits.candidates), counting).minutes.sum(
            axis=(1, 2)
        )
        if edits.closures:
            several = Closures.of(list(edits.closures.values()))
            lost = closures(trees(self.graph, self.labels), several, counting).minutes.sum(axis=(1, 2))
            found[list(edits.closures)] -= lost
        saved: Floats = found
        return saved

    def _by_village(self, effects: Callable[[Counting], Effects], numbers: Integers, *, sign: float) -> VillageEffects:
        people = self.plan.people
        persons = effects(self._counting(people.population))
        alike = people.village_weight()
        if alike is None:
            weighted = effects(self._counting(people.population * people.welfare_weight))
            found = [(getattr(persons, name), getattr(weighted, name)) for name in _MEASURES]
        else:
            found = [(values, values * alike) for values in (getattr(persons, name) for name in _MEASURES)]
        anything = sum(np.abs(one) + np.abs(other) for one, other in found) > 0
        project, kind, village = np.nonzero(anything)
        return VillageEffects(
            numbers[project],
            kind,
            village,
            sign * np.stack([one[anything] for one, _ in found], axis=1),
            sign * np.stack([other[anything] for _, other in found], axis=1),
        )

    def _counting(self, weight: Floats) -> Counting:
        """Who is counted at which node, with their village."""
        home, people = self.plan.setting.home, self.plan.people
        at_node, area = np.zeros(self.graph.nodes), np.full(self.graph.nodes, -1, dtype=np.int64)
        at_node[home] = weight
        area[home] = people.village
        return Counting(at_node, area, len(people.villages), self.standard_minutes)


_MEASURES = ("minutes", "reach", "within")


def _none() -> VillageEffects:
    no = np.zeros(0, dtype=np.int64)
    return VillageEffects(no, no, no, np.zeros((0, 3)), np.zeros((0, 3)))
