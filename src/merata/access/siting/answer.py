"""From roads, people and places to the places that serve people best."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from merata.access.facilities import Facilities
from merata.access.kernel.graph import Floats
from merata.access.projects.people import People
from merata.access.projects.placing import Roads
from merata.access.siting.assignment import Assignment
from merata.access.siting.exact import TIME_LIMIT_S, Siting, best_sites
from merata.access.siting.problem import Limits, SitingProblem, coverage_gain, median_gain
from merata.access.siting.site_list import SiteList
from merata.access.siting.travel import Travel, travel_to_sites
from merata.errors import UsageError

MEDIAN, COVERAGE = "median", "coverage"


@dataclass(frozen=True, slots=True)
class SitingAnswer:
    """A siting with all that it rests on: `objective`, median or coverage, in `parameter_minutes`: what those who are
    not served count as, or the standard.
    """

    objective: str
    parameter_minutes: float
    people: People
    listed: SiteList
    travel: Travel
    problem: SitingProblem
    siting: Siting

    def then(self) -> tuple[Floats, Floats]:
        """The share of each cluster (c) that uses a chosen place, and the mean minutes of all its people; infinite:
        some of them have no way.
        """
        rows, now = self.siting.assignment, self.travel.now_minutes
        share = np.bincount(rows.cluster, weights=rows.share, minlength=len(now)).astype(np.float64)
        if not self.problem.capacitated:
            return share, np.minimum(now, self.travel.minutes[:, self.siting.sites].min(axis=1, initial=np.inf))
        spent = rows.share * self.travel.minutes[rows.cluster, rows.site]
        used = np.bincount(rows.cluster, weights=spent, minlength=len(now)).astype(np.float64)
        left = np.where(share < 1 - 1e-9, 1 - share, 0.0)
        return share, used + np.multiply(left, now, out=np.zeros(len(now)), where=left > 0)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is sought: `MEDIAN`, the least weighted minutes, with `minutes` for those who are not served; or `COVERAGE`,
    the most people as they count within `minutes`. `kind`: of the facilities. `season`: of the speeds.
    """

    objective: str
    minutes: float
    kind: str
    limits: Limits
    season: str = "dry"


def site_facilities(
    roads: Roads,
    people: People,
    facilities: Facilities,
    listed: SiteList,
    aim: Aim,
    *,
    time_limit_s: float = TIME_LIMIT_S,
) -> SitingAnswer:
    """Choose among the `listed` places for facilities of a kind, beside those that are there already.

    Facilities of the file have no capacity; one that has stands among the places as `built`. Raises `UsageError` for an
    aim that cannot be, `InputError` for places on no road.
    """
    if aim.objective not in (MEDIAN, COVERAGE):
        raise UsageError(f"unknown objective {aim.objective!r}; expected {MEDIAN} or {COVERAGE}")
    gain_of = median_gain if aim.objective == MEDIAN else coverage_gain
    travel = travel_to_sites(roads, people, facilities, aim.kind, listed, aim.season)
    weight = people.population * people.welfare_weight
    gain = gain_of(travel.minutes, travel.now_minutes, weight, aim.minutes)
    problem = SitingProblem(people.population, gain, listed.sites, aim.limits)
    siting = best_sites(problem, time_limit_s=time_limit_s)
    if not problem.capacitated:
        siting = replace(siting, assignment=_to_the_nearest(problem, travel, siting))
    return SitingAnswer(aim.objective, aim.minutes, people, listed, travel, problem, siting)


def _to_the_nearest(problem: SitingProblem, travel: Travel, siting: Siting) -> Assignment:
    """Of chosen places from which a cluster gains as much, it uses the nearest."""
    clusters = siting.assignment.cluster
    gain = problem.gain[np.ix_(clusters, siting.sites)]
    minutes = travel.minutes[np.ix_(clusters, siting.sites)]
    best = gain >= gain.max(axis=1, keepdims=True, initial=0.0)
    nearest = np.where(best, minutes, np.inf).argmin(axis=1) if len(clusters) else clusters
    return Assignment(clusters, siting.sites[nearest], np.ones(len(clusters)))
