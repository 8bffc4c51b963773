"""A programme that villages enter in different years: difference-in-differences by cohort of entry.

ATT(g, t) compares how the mean outcome of the cohort that entered in g has changed since the year before, with how it
changed over the same years in villages that have not entered by t (or never do): Callaway and Sant'Anna (2021) without
covariates. The effects of all cohorts and years after entry are averaged by villages, and by years since entry. No
cohort that has entered already serves as a comparison, which is where two-way fixed effects go wrong (Goodman-Bacon
2021). It rests on parallel trends: without the programme, cohorts would have moved as their comparison did; the years
before entry show whether they had.

The intervals take the years of entry as given and are exact in small samples for normal outcomes (see `contrasts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError
from merata.evaluation.contrasts import LinearEstimates, estimates
from merata.evaluation.lottery import two_sided
from merata.evaluation.village_panel import NEVER, Panel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Controls = Literal["not_yet", "never"]

FEWEST_IN_A_COHORT = 2

_PART = 603


@dataclass(frozen=True, slots=True)
class EventEffect:
    """The effect so many `years_since` entry, in logarithms; negative years are before it and should show none.

    `low` and `high` bound this one alone in 95% of samples, `band_low` and `band_high` all of them together.
    """

    years_since: int
    value: float
    standard_error: float
    low: float
    high: float
    band_low: float
    band_high: float
    villages: int


@dataclass(frozen=True, slots=True)
class StaggeredEffect:
    """The effect of having entered, averaged over villages and years after entry, as a share of the outcome.

    On logarithms: exp(difference) − 1, delta standard error, 95% interval. `events` are the effects by years since
    entry, in logarithms; `before_p` is the p-value of no difference in the years before (NaN: cannot be tested).
    `cohorts` counts the villages of each year of entry, `controls` those never seen entering. `left_out` counts
    villages that could not be used, by reason.
    """

    effect: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    p_value: float
    events: tuple[EventEffect, ...]
    before_p: float
    cohorts: Mapping[int, int]
    controls: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Design:
    """Who entered when, by cohort: `entry` (G) ascending, `NEVER` last where there is one; `sizes` (G); the `years`."""

    entry: tuple[int, ...]
    sizes: tuple[int, ...]
    years: tuple[int, ...]
    controls: Controls = "not_yet"

    def cells(self) -> list[tuple[int, int]]:
        """The pairs of cohort (by position) and year for which ATT(g, t) can be estimated, the base year apart."""
        return [
            (cohort, year)
            for cohort, entry in enumerate(self.entry)
            for year in self.years
            if self.years[0] < entry <= self.years[-1] and year != self.base(cohort) and self._others(cohort, year)
        ]

    def base(self, cohort: int) -> int:
        """The last year before the cohort entered."""
        return max(year for year in self.years if year < self.entry[cohort])

    def effect(self, cohort: int, year: int) -> Floats:
        """The coefficients of ATT(g, t): cohorts × years."""
        found = np.zeros((len(self.entry), len(self.years)))
        now, then = self.years.index(year), self.years.index(self.base(cohort))
        others = self._others(cohort, year)
        total = sum(self.sizes[other] for other in others)
        found[cohort, [now, then]] = 1.0, -1.0
        for other in others:
            share = self.sizes[other] / total
            found[other, [now, then]] = -share, share
        return found

    def average(self, cells: list[tuple[int, int]]) -> Floats:
        """The coefficients of the average of ATT(g, t) over `cells`, each weighted by its cohort's villages."""
        weight = np.array([self.sizes[cohort] for cohort, _ in cells], dtype=np.float64)
        stacked = np.stack([self.effect(*cell) for cell in cells])
        return np.asarray(np.tensordot(weight / weight.sum(), stacked, axes=1))

    def after(self) -> list[tuple[int, int]]:
        """The cells from the year of entry on; `InputError` where there are none."""
        found = [(cohort, year) for cohort, year in self.cells() if year >= self.entry[cohort]]
        if not found:
            raise InputError(
                f"no village entered between {self.years[0] + 1} and {self.years[-1]} with comparison villages that "
                "had not: the effect cannot be estimated; monitor villages from a year before entry, and some that "
                "do not enter"
            )
        return found

    def by_years_since(self) -> dict[int, list[tuple[int, int]]]:
        """The cells by years since entry, in order."""
        found: dict[int, list[tuple[int, int]]] = {}
        for cohort, year in self.cells():
            found.setdefault(year - self.entry[cohort], []).append((cohort, year))
        return dict(sorted(found.items()))

    def _others(self, cohort: int, year: int) -> list[int]:
        """The cohorts to compare with: entered neither by `year` nor by the base year."""
        latest = max(year, self.base(cohort))
        last = self.years[-1] if self.controls == "never" else latest
        return [at for at, entry in enumerate(self.entry) if at != cohort and entry > max(latest, last)]


def staggered_effect(
    panel: Panel, entry_years: Mapping[str, int], *, seed: int, controls: Controls = "not_yet"
) -> StaggeredEffect:
    """The effect on the outcome of `panel` of having entered, by `entry_years` (villages not named never entered).

    Villages that had entered by the first year, and cohorts of a single village, are left out and counted. `seed` is
    for the simultaneous bands. Raises `InputError` where nothing can be compared.
    """
    year = np.array([entry_years.get(name, NEVER) for name in panel.villages])
    # Who enters after the last year seen has not entered in any: a comparison throughout.
    year = np.where(year > panel.years[-1], NEVER, year)
    early = year <= panel.years[0]
    cohorts, sizes = np.unique(year[~early], return_counts=True)
    alone = np.isin(year, cohorts[sizes < FEWEST_IN_A_COHORT]) & ~early
    kept = ~early & ~alone
    used, own = panel.only(kept), year[kept]
    entry, group, sizes = np.unique(own, return_inverse=True, return_counts=True)
    design = Design(tuple(entry.tolist()), tuple(sizes.tolist()), panel.years, controls)
    after, since = design.after(), design.by_years_since()
    coefficients = np.stack([design.average(after), *(design.average(cells) for cells in since.values())])
    found = estimates(used.values, group, coefficients)
    overall, error, degrees = float(found.value[0]), float(found.error[0]), float(found.degrees[0])
    reach = float(found.quantile()[0]) * error
    return StaggeredEffect(
        effect=float(np.expm1(overall)),
        standard_error=float(np.exp(overall) * error),
        degrees_of_freedom=degrees,
        low=float(np.expm1(overall - reach)),
        high=float(np.expm1(overall + reach)),
        p_value=two_sided(overall, error, degrees),
        events=_events(design, since, _part(found, slice(1, None)), seed),
        before_p=_before(since, found),
        cohorts={int(g): int(n) for g, n in zip(entry, sizes, strict=True) if g != NEVER},
        controls=int(np.count_nonzero(own == NEVER)),
        left_out={
            "entered_before": int(early.sum()),
            "alone_in_cohort": int(alone.sum()),
            "year_missing": panel.incomplete,
        },
    )


def _part(found: LinearEstimates, which: slice | list[int]) -> LinearEstimates:
    return LinearEstimates(
        found.value[which], found.covariance[which][:, which], found.degrees[which], found.scores[:, which]
    )


def _events(
    design: Design, since: Mapping[int, list[tuple[int, int]]], found: LinearEstimates, seed: int
) -> tuple[EventEffect, ...]:
    bands = found.bands(np.random.default_rng([seed, _PART]))
    events = []
    for at, (years_since, cells) in enumerate(since.items()):
        value, error = float(found.value[at]), float(found.error[at])
        reach, band = float(found.quantile()[at]) * error, float(bands[at])
        villages = sum(design.sizes[cohort] for cohort in {cohort for cohort, _ in cells})
        ends = (value - reach, value + reach, value - band * error, value + band * error)
        events.append(EventEffect(years_since, value, error, *ends, villages))
    return tuple(events)


def _before(since: Mapping[int, list[tuple[int, int]]], found: LinearEstimates) -> float:
    before = [at for at, years in enumerate(since, start=1) if years < 0]
    return _part(found, before).joint_p() if before else float("nan")
