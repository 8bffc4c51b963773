"""What one project does to travel times: minutes before and with it, at every node, home and village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.changes import Changed
from merata.access.kernel.closure import cut_off
from merata.access.kernel.graph import Floats, Integers
from merata.access.kernel.improvement import improved, with_changes
from merata.access.kernel.nearest import trees
from merata.access.network import Flags
from merata.access.projects.appraisal import Appraisal, SeasonEffects
from merata.access.projects.people import People

NOTICED_MINUTES = 1.0
"""A change below this is felt by nobody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One season with and without a project: minutes to the nearest facility (infinite: no way), `before` and `after`
    at the nodes of the cut network (kinds × nodes), `home_before` and `home_after` of the clusters (kinds × c).
    """

    season: str
    before: Floats
    after: Floats
    home_before: Floats
    home_after: Floats


@dataclass(frozen=True, slots=True)
class VillageChange:
    """What becomes of a village's people on their way to one kind of facility, in one season.

    `minutes_before`, `minutes_after`: means over those who have a way both before and after; where nobody has,
    `minutes_before` over those with a way before and `minutes_after` over those with one after. None: nobody has.
    `people_saved`: who have both; the others as in `VillageEffects`, below zero where a project takes away.
    """

    minutes_before: float | None
    minutes_after: float | None
    person_minutes_saved: float
    people_saved: float
    people_given_a_way: float
    people_within_standard: float

    @property
    def minutes_saved(self) -> float | None:
        """The mean of those who have a way both before and after; None: nobody has."""
        return self.person_minutes_saved / self.people_saved if self.people_saved > 0 else None


def outcomes(found: Appraisal, project: int) -> list[Outcome]:
    """The seasons of an appraisal with and without one of its projects (its place in the list)."""
    return [_outcome(season, project, found.plan.setting.home) for season in found.seasons]


def _outcome(season: SeasonEffects, project: int, home: Integers) -> Outcome:
    counter, closed = season.counter, season.edits.closures.get(project)
    changed: Changed
    if closed is None:
        changed = improved(counter.graph, counter.before, season.edits.candidates[project])
    else:
        changed = cut_off(trees(counter.graph, counter.labels), closed)
    after = with_changes(counter.before, changed)
    return Outcome(season.season, counter.before, after, counter.before[:, home], after[:, home])


def saved_minutes(before: Floats, after: Floats) -> Floats:
    """Minutes before less minutes after; 0 where there is no way before or none after."""
    both = np.isfinite(before) & np.isfinite(after)
    saved: Floats = np.where(both, before, 0.0) - np.where(both, after, 0.0)
    return saved


def noticed(before: Floats, after: Floats) -> Flags:
    """Where minutes change by `NOTICED_MINUTES` or more, or a way is given or lost."""
    moved: Flags = np.abs(saved_minutes(before, after)) >= NOTICED_MINUTES
    found: Flags = moved | (np.isfinite(before) != np.isfinite(after))
    return found


def most_noticed(found: Appraisal, seasons: Sequence[Outcome]) -> tuple[int, int]:
    """The season and the kind (places) in which most people notice the project; of as many, where most are given or
    lose a way, then the most minutes.
    """
    population = found.plan.people.population
    trips = found.terms.weights(found.kinds)
    best, chosen = (-1.0, -1.0, -1.0), (0, 0)
    for place, one in enumerate(seasons):
        minutes = np.abs(saved_minutes(one.home_before, one.home_after)) @ population * trips
        people = noticed(one.home_before, one.home_after) @ population
        ways = (np.isfinite(one.home_before) != np.isfinite(one.home_after)) @ population
        for kind, score in enumerate(zip(people.tolist(), ways.tolist(), minutes.tolist(), strict=True)):
            if score > best:
                best, chosen = score, (place, kind)
    return chosen


def village_changes(people: People, before: Floats, after: Floats, standard_minutes: float) -> list[VillageChange]:
    """What becomes of each village, from minutes of clusters (c) to one kind; `standard_minutes` infinite: none."""
    had, have = np.isfinite(before), np.isfinite(after)
    both = had & have

    def persons(who: Floats | Flags) -> Floats:
        return people.by_village(who * people.population)

    counted, with_before, with_after = persons(both), persons(had), persons(have)
    sums = {
        "before": (persons(np.where(both, before, 0.0)), persons(np.where(had, before, 0.0))),
        "after": (persons(np.where(both, after, 0.0)), persons(np.where(have, after, 0.0))),
    }
    means = {
        name: np.where(counted > 0, _mean(of_both, counted), _mean(of_all, those))
        for (name, (of_both, of_all)), those in zip(sums.items(), (with_before, with_after), strict=True)
    }
    saved = sums["before"][0] - sums["after"][0]
    within = persons((after <= standard_minutes).astype(np.float64) - (before <= standard_minutes))
    given = persons(have.astype(np.float64) - had)
    return [
        VillageChange(_known(means["before"][v]), _known(means["after"][v]), *map(float, rest))
        for v, rest in enumerate(zip(saved, counted, given, within, strict=True))
    ]


def _mean(total: Floats, count: Floats) -> Floats:
    mean: Floats = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return mean


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
