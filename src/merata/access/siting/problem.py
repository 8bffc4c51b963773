"""Where to put facilities, as a problem to be solved: who gains how much from which site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags
from merata.errors import InputError, UsageError

UNSERVED_MINUTES = 180.0
"""An assumption: who has no facility, or a farther one, is counted as if it were three hours away."""


@dataclass(frozen=True, slots=True)
class Sites:
    """s places where a facility could stand, or stands: `site_id`; `cost_idr` (whole rupiah); `capacity`, the people it
    can serve, infinite: all; `built`: it is there already, costs nothing and is not counted among the new ones.
    """

    site_id: tuple[str, ...]
    cost_idr: tuple[int, ...]
    capacity: Floats
    built: Flags

    def __len__(self) -> int:
        return len(self.site_id)


@dataclass(frozen=True, slots=True)
class Limits:
    """At most `count` new facilities, at most `budget_idr` for them; None: no such limit."""

    count: int | None = None
    budget_idr: int | None = None

    def allow(self, sites: Sites, chosen: Integers) -> bool:
        """Whether the chosen sites (numbers) keep both limits, in whole rupiah."""
        new = [site for site in chosen.tolist() if not sites.built[site]]
        cost = sum(sites.cost_idr[site] for site in new)
        within = self.budget_idr is None or cost <= self.budget_idr
        return within and (self.count is None or len(new) <= self.count)


@dataclass(frozen=True, slots=True)
class SitingProblem:
    """Choose sites so that Σ gain of the people who are assigned to them is greatest.

    c clusters: `persons`. `gain` (c × s): what it is worth if all of a cluster's people use a site, 0 or more; each
    person uses one site at most, a site no more people than its capacity, and part of a cluster may use each.
    """

    persons: Floats
    gain: Floats
    sites: Sites
    limits: Limits

    @property
    def capacitated(self) -> bool:
        """Whether any site has a capacity that may bind."""
        return bool((self.sites.capacity < self.persons.sum()).any())


def median_gain(
    minutes: Floats, now_minutes: Floats, weight: Floats, unserved_minutes: float = UNSERVED_MINUTES
) -> Floats:
    """The p-median problem as gains (c × s): weighted minutes that a site saves a cluster against what it has.

    To save most is to leave the least weighted minutes. `minutes` (c × s) to each site and `now_minutes` (c) to what is
    there already, infinite where there is no way; `weight` (c): persons times their welfare weight. Nothing counts as
    farther than `unserved_minutes`.
    """
    if not (np.isfinite(unserved_minutes) and unserved_minutes > 0):
        raise UsageError(f"{unserved_minutes} minutes for those who are not served; expected a number above 0")
    now = np.minimum(now_minutes, unserved_minutes)
    gain: Floats = np.maximum(now[:, None] - np.minimum(minutes, unserved_minutes), 0.0) * weight[:, None]
    return gain


def coverage_gain(minutes: Floats, now_minutes: Floats, weight: Floats, standard_minutes: float) -> Floats:
    """The maximal covering problem as gains (c × s): the weight of those whom a site would bring within
    `standard_minutes`; those who are within it already gain nothing. Otherwise as `median_gain`.
    """
    if not (np.isfinite(standard_minutes) and standard_minutes > 0):
        raise UsageError(f"a standard of {standard_minutes} minutes; expected a number above 0")
    brought = (minutes <= standard_minutes) & ~(now_minutes <= standard_minutes)[:, None]
    return np.where(brought, weight[:, None], 0.0)


def check_problem(problem: SitingProblem) -> None:
    """Raise `InputError` or `UsageError` where shapes, numbers or limits cannot be."""
    shape = (len(problem.persons), len(problem.sites))
    if problem.gain.shape != shape or not len(problem.sites) or not len(problem.persons):
        raise UsageError(f"gains have the shape {problem.gain.shape}; expected {shape}, with at least one of each")
    limits = problem.limits
    if limits.count is None and limits.budget_idr is None:
        raise UsageError("how many facilities? give a count, a budget in rupiah, or both")
    if min(limits.count or 0, limits.budget_idr or 0) < 0:
        raise UsageError(f"a count of {limits.count} and a budget of {limits.budget_idr}; expected 0 or more")
    if not (np.isfinite(problem.gain).all() and (problem.gain >= 0).all() and (problem.persons >= 0).all()):
        raise InputError("gains and people must be numbers of zero or more")
    if not (problem.sites.capacity >= 0).all() or min(problem.sites.cost_idr) < 0:
        raise InputError("capacities and costs of sites must be zero or more")
