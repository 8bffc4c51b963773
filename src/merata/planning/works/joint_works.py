"""What works do together: minutes saved by every village when all of a set are done, and the households served.

Minutes are those of the access kernel on the dataset's own roads and facilities: of every set of works the least over
the ways that its works open (`access.projects.ways`), so exact for all sets at once. Roads and bridges count by the way
to a market, a facility by the way to the nearest of its kind: what it saves beyond what the roads on that way save
without it. From minutes to households leads one stated rule, `Serving`; or every household gains by the minutes
themselves, `MinutesSaved`. A household's gain rests on evidence: the share served in a village is split over the works
on the way that counts, in proportion to what each alone serves there (equally where none alone serves anybody), and
each part rests on its own work's record.

A place counts by that of its open ways which is worth most by the evidence, which need not be the quickest: a new
market takes nothing away from the road that was there. So a set of works is never worth less than some of them alone,
and no place is counted with more minutes than all works of the set together save there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.access.kernel.changes import Candidate
from merata.access.projects.counting import Counter
from merata.access.projects.edits import edits_of
from merata.access.projects.of_tables import plan_of_tables
from merata.access.projects.plan import Plan
from merata.access.projects.ways import ways
from merata.access.speeds import Speeds, load_speeds
from merata.planning.works.way_shares import minutes_without, split

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

SEASON = "dry"
"""The season whose minutes are counted."""
ROAD_KIND = "market"
"""The kind of facility that roads and bridges are judged by."""


@dataclass(frozen=True, slots=True)
class Serving:
    """The share of households served: 1 − exp(−minutes saved ÷ `minutes`), none below `least_minutes` saved.

    A rule of thumb (assumption): the more a trip shortens, the more households make it; at `minutes` it is 63%. Minutes
    are counted to a tenth and shares to a thousandth, as `project_villages` tells them; a village without a way before
    is served whole.
    """

    minutes: float = 10.0
    least_minutes: float = 0.5

    def share(self, minutes_saved: Floats) -> Floats:
        """Shares of households for minutes saved (any shape; infinite: no way before)."""
        told = np.round(minutes_saved, 1)
        share: Floats = np.where(told >= self.least_minutes, np.round(-np.expm1(-told / self.minutes), 3), 0.0)
        return share

    def __str__(self) -> str:
        return (
            f"bagian rumah tangga yang terlayani = 1 − exp(−menit yang dihemat ÷ {self.minutes:g}), mulai "
            f"{self.least_minutes:g} menit (asumsi) / share of households served = 1 − exp(−minutes saved ÷ "
            f"{self.minutes:g}), from {self.least_minutes:g} minutes on (assumption)"
        )


SERVING = Serving()
"""The rule used unless another is given."""


@dataclass(frozen=True, slots=True)
class MinutesSaved:
    """The minutes themselves, counted to a tenth: what every household of a village gains is linear in them.

    Villages without a way before are not counted: no minutes saved are known for them.
    """

    def share(self, minutes_saved: Floats) -> Floats:
        """Minutes saved to a tenth (any shape; infinite: no way before, which counts nothing)."""
        return np.where(np.isfinite(minutes_saved), np.round(minutes_saved, 1), 0.0)

    def __str__(self) -> str:
        return (
            "karya dihitung dari menit yang dihemat desa, bukan dari bukti karya itu sendiri dan bagian rumah tangga "
            "yang terlayani; desa yang kini tanpa jalan tidak dihitung / works count by the minutes that villages "
            "save, not by the works' own evidence and the share of households served; villages without a way now are "
            "not counted"
        )


Rule = Serving | MinutesSaved
"""How minutes saved become what `JointWorks.served` tells."""


@dataclass(frozen=True, slots=True)
class JointWorks:
    """w works and what any set of them saves in v villages.

    `facility` (w): the kind of facility that each work is counted by. `places` (g): pairs of a village (`village`, a
    number) and a kind of facility, with `before` (g), minutes as things are. Ways (r) are sorted by `place` and
    `minutes`; `needs` (r × w): the works a way needs; `counts` (r × w): those of them that the place counts; `split`
    (r × w): how the share that a way serves is split over those, rows that sum to 1 (0: none counts). `share` (r): the
    share that a way serves, or its minutes. `best`: the ways that anybody could take, by place, those that are worth
    most first (see `valued`).
    """

    project_id: tuple[str, ...]
    facility: tuple[str, ...]
    villages: int
    serving: Rule
    village: Integers
    before: Floats
    place: Integers
    minutes: Floats
    needs: Flags
    counts: Flags
    split: Floats
    share: Floats
    best: Integers

    def __len__(self) -> int:
        return len(self.project_id)

    def valued(self, effect: Floats) -> JointWorks:
        """The same works where serving everybody by work w is worth `effect` (w): of the ways that are open at a place
        the one counts whose share times effect is largest; the quicker of equal ones, and none that is a loss.
        """
        # Rounded, so that ways with equal evidence are equal whatever they are split into.
        worth = np.round(self.share * (self.split @ effect), 12)
        order = np.lexsort((np.arange(worth.size), -self.share, -worth, self.place))
        return replace(self, best=order[(self.share[order] > 0) & (worth[order] >= 0)])

    def minutes_saved(self, works: Iterable[int]) -> Floats:
        """Minutes by which a set of works, all done, shortens the quickest way at every place (g), beyond what those of
        them save that the place does not count: 0 where nothing, infinite where there was no way before.
        """
        closed = self._closed(works)
        least = self._quickest(~closed)
        without = self._quickest(~(closed | np.asarray(self.counts.any(axis=1))))
        found = least < without
        saved = np.zeros(len(self.before))
        saved[found] = without[found] - least[found]
        return saved

    def served(self, works: Iterable[int]) -> tuple[Integers, Integers, Floats]:
        """Whom a set of works serves, all done: work, village and share of the village's households, a row each.

        Of a village and kind the shares add up to that of the way that counts, which is split over the works on it.
        With the rule `MinutesSaved`, minutes stand in place of shares.
        """
        way = self.best[~self._closed(works)[self.best]]
        way = way[np.r_[True, np.diff(self.place[way]) > 0]] if way.size else way
        parts = self.split[way] * self.share[way, None]
        row, work = np.nonzero(parts)
        return work, self.village[self.place[way[row]]], parts[row, work]

    def _closed(self, works: Iterable[int]) -> Flags:
        """The ways (r) that need a work that is not in the set."""
        out = np.ones(len(self), dtype=np.bool_)
        out[list(works)] = False
        return np.asarray(self.needs[:, out].any(axis=1))

    def _quickest(self, open_: Flags) -> Floats:
        """The minutes of the quickest open way at every place (g), as things are where none is open."""
        rows = np.flatnonzero(open_)
        first = rows[np.r_[True, np.diff(self.place[rows]) > 0]] if rows.size else rows
        least = self.before.copy()
        least[self.place[first]] = self.minutes[first]
        return least


def joint_works(
    roads: pa.Table,
    facilities: pa.Table,
    villages: pa.Table,
    projects: pa.Table,
    edits: pa.Table,
    serving: Rule = SERVING,
    speeds: Speeds | None = None,
) -> JointWorks:
    """The works of `projects` that have a row in `edits`, on the dataset's roads, for all `villages` in order.

    Tables as in the catalogue. Raises `InputError` for faults of the roads and the edits, all at once.
    """
    wanted = set(projects["project_id"].to_pylist())
    own = edits.filter(pa.array([name in wanted for name in edits["project_id"].to_pylist()], pa.bool_()))
    return joint_works_of(plan_of_tables(roads, facilities, villages, projects, own, speeds or load_speeds()), serving)


def joint_works_of(plan: Plan, serving: Rule = SERVING) -> JointWorks:
    """All projects of a plan, for its villages."""
    edits = edits_of(plan, SEASON)
    kinds = plan.facilities.kinds
    counter = Counter.of(plan, edits, [np.inf] * len(kinds))
    of_facility = dict(zip(plan.site_project.tolist(), plan.site_kind.tolist(), strict=True))
    road = kinds.index(ROAD_KIND) if ROAD_KIND in kinds else -1
    counted_by = np.array([of_facility.get(work, road) for work in range(len(plan.projects))], dtype=np.int64)
    known = isinstance(serving, MinutesSaved)
    found = [
        _Places.of(counter, edits.candidates, kind, counted_by == kind, reached=known)
        for kind in sorted({*counted_by} - {-1})
    ]
    facility = tuple(kinds[kind] if kind >= 0 else ROAD_KIND for kind in counted_by.tolist())
    return _joined(plan, serving, found, facility)


@dataclass(frozen=True, slots=True)
class _Places:
    """The ways of one kind at the villages where a counted work opens one."""

    village: list[int]
    before: list[float]
    rows: list[tuple[int, int, float]]
    counted: Flags

    @staticmethod
    def of(counter: Counter, candidates: Sequence[Candidate], kind: int, counted: Flags, *, reached: bool) -> _Places:
        """Of the villages with a way before alone, where only those `reached` count."""
        home = counter.plan.setting.home
        found = ways(counter.graph, counter.before[kind], candidates, kind, home)
        mask = sum(1 << work for work in np.flatnonzero(counted).tolist())
        village: list[int] = []
        before: list[float] = []
        rows: list[tuple[int, int, float]] = []
        for at, opened in enumerate(found):
            now = float(counter.before[kind, home[at]])
            if any(way.works & mask for way in opened) and (np.isfinite(now) or not reached):
                rows += [(len(village), way.works, way.minutes) for way in opened]
                village.append(at)
                before.append(now)
        return _Places(village, before, rows, counted)


def _joined(plan: Plan, serving: Rule, found: Sequence[_Places], facility: tuple[str, ...]) -> JointWorks:
    works = len(plan.projects)
    starts = np.cumsum([0, *(len(each.village) for each in found)])
    rows = [
        (start + place, needed, minutes)
        for start, each in zip(starts, found, strict=False)
        for place, needed, minutes in each.rows
    ]
    needs = np.array([[needed >> work & 1 for work in range(works)] for _, needed, _ in rows], dtype=np.bool_)
    needs = needs.reshape(len(rows), works)
    counted = [np.broadcast_to(each.counted, (len(each.rows), works)) for each in found]
    counts = needs & np.concatenate([np.zeros((0, works), dtype=np.bool_), *counted])
    village = np.array([at for each in found for at in each.village], dtype=np.int64)
    before = np.array([minutes for each in found for minutes in each.before])
    place = np.array([row[0] for row in rows], dtype=np.int64)
    minutes = np.array([row[2] for row in rows])
    alone = np.zeros((len(before), works))
    single = np.flatnonzero((needs.sum(axis=1) == 1) & counts.any(axis=1))
    alone[place[single], counts[single].argmax(axis=1)] = serving.share(before[place[single]] - minutes[single])
    counted_ways = counts.any(axis=1)
    saved = minutes_without(before, place, minutes, needs, counted_ways) - minutes
    joint = JointWorks(
        project_id=tuple(plan.projects.project_id),
        facility=facility,
        villages=len(plan.people),
        serving=serving,
        village=village,
        before=before,
        place=place,
        minutes=minutes,
        needs=needs,
        counts=counts,
        split=split(counts, alone[place]),
        share=np.where(counted_ways, serving.share(np.maximum(saved, 0.0)), 0.0),
        best=np.zeros(0, dtype=np.int64),
    )
    return joint.valued(np.ones(works))


def by_village(villages: int, rows: tuple[Integers, Integers, Floats], record: Sequence[str]) -> Mapping[str, Floats]:
    """Shares (or minutes) by record (v each), of the rows of `JointWorks.served`; `record` (w): each work's."""
    work, village, share = rows
    names = np.array(record, dtype=object)[work]
    found: dict[str, Floats] = {}
    for name in sorted(set(names.tolist())):
        own = names == name
        found[name] = np.bincount(village[own], share[own], villages).astype(np.float64)
    return found
